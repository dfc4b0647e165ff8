package org.forecast4j.job;

import java.util.Optional;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.train.Dashboard;

/**
 * What a training or a backtest begins with.
 *
 * @param asked the settings that the user gave
 * @param settings those, on top of the champion's
 * @param champion a model to be updated
 * @param dashboard what listens to the training
 */
record TrainingInput(
        Settings asked, Settings settings, Optional<Champion> champion, SeriesSet data, Dashboard dashboard) {

    /** Of all that decides what is learned: a state of the training with another is of no use. */
    String fingerprint() {
        return data.fingerprint() + " " + settings.withoutPlaces().complete()
                + champion.map(Champion::fingerprint).orElse("");
    }
}
