package org.forecast4j.job;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import org.forecast4j.UserError;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.model.ModelCard;
import org.forecast4j.window.Windows;

/** The test windows that a saved model can be judged by: those whose rows it has not learned from. */
final class Unseen {
    private Unseen() {}

    /**
     * All of them where the model was trained on the same data with the same split, else those after the last row that it
     * has seen. Other data of the same days may be other series, which it has not seen either: they count, with a word of
     * warning.
     *
     * @param file the model's, for messages
     * @throws UserError where the model has been trained on all of them
     */
    static Windows of(Path file, ModelCard card, Plan plan, SeriesSet data, JobProgress progress) {
        Windows test = plan.test();
        boolean sameData = card.dataFingerprint().equals(data.fingerprint());
        boolean sameSplit = plan.job().window().split().toString().equals(split(card));
        if (sameData && sameSplit && card.trainedRows().equals("training")) {
            return test;
        }
        Windows unseen = test.after(OffsetDateTime.parse(card.seenUntil()).toZonedDateTime());
        String seen = file + " has seen rows until " + card.seenUntil();
        if (unseen.count() == test.count()) {
            return test;
        }
        if (unseen.count() > 0) {
            progress.note(seen + ": scored on the " + unseen.count() + " of " + test.count()
                    + " test windows that lie after them");
            return unseen;
        }
        if (sameData) {
            throw UserError.data(
                    seen + ", and none of the " + test.count() + " test windows lies after them; give newer "
                            + "rows, a later split (split), or a model trained without final-fit");
        }
        progress.note(seen + ": where these are the same rows, the scores flatter it");
        return test;
    }

    private static String split(ModelCard card) {
        return Settings.none()
                .over(card.settings())
                .withDefault("input", "unknown")
                .toJob()
                .window()
                .split()
                .toString();
    }
}
