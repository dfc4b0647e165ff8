package org.forecast4j.job;

import java.util.Optional;
import java.util.function.ToIntFunction;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.series.Split;
import org.forecast4j.train.Dashboard;
import org.forecast4j.window.Windows;

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

    /** A network about to be trained: of random weights, or of those of the model to be updated. */
    NetworkForecaster fresh(Plan plan, ToIntFunction<Split.Bounds> scalerEnd) {
        return champion.map(old -> old.challenger(plan))
                .orElseGet(() -> Fitting.untrained(plan, plan.encoding(scalerEnd)));
    }

    /** The validation windows, of which a model to be updated must have seen none. */
    Windows validation(Plan plan) {
        return champion.map(old -> old.unseen(plan.validation())).orElseGet(plan::validation);
    }

    /** Of all that decides what is learned: a state of the training with another is of no use. */
    String fingerprint() {
        return data.fingerprint() + " " + settings.withoutPlaces().complete()
                + champion.map(Champion::fingerprint).orElse("");
    }
}
