package org.forecast4j.job;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.forecast4j.Quoted;
import org.forecast4j.train.TrainingProgress;

/** Hears what a job does: notes, each one line, and its training's progress. */
public interface JobProgress extends TrainingProgress {

    /** Something worth knowing: what was inferred, filled, chosen, written. */
    default void note(String line) {}

    /**
     * A trial of a tuning, trained as far as a rung goes, and scored.
     *
     * @param done trials of the rung that are scored, this one included
     * @param trials of the rung
     * @param trial its number; 0 is the job as it is
     * @param mse scaled, on the validation rows; infinite where the training failed
     * @param best whether it is the rung's best so far
     * @param settings in which it differs, in words
     * @param left an estimate, if no training ends early
     */
    record Tried(
            int rung,
            int rungs,
            int done,
            int trials,
            int trial,
            double mse,
            boolean best,
            String settings,
            Duration elapsed,
            Duration left) {

        /** Number, score and settings in a line. */
        public String line() {
            return String.format(
                    Locale.ROOT,
                    "rung %d/%d  %3d/%d  trial %3d  MSE %.4f%s  %s",
                    rung,
                    rungs,
                    done,
                    trials,
                    trial,
                    mse,
                    best ? " best" : "     ",
                    settings);
        }
    }

    /** So many of the test windows are about to be scored. */
    default void scoring(long windows, long all) {}

    /** A trial of a tuning has ended an epoch. */
    default void trialEpoch(int trial, int epoch, int epochs) {}

    default void trial(Tried tried) {}

    /**
     * Hands on notes, epochs and trials as lines, which hold no times and so are the same in every run.
     *
     * @param lines for instance {@code System.out::println}
     */
    static JobProgress lines(Consumer<String> lines) {
        return new JobProgress() {
            @Override
            public void note(String line) {
                lines.accept(Quoted.plain(line)); // names in it come from files
            }

            @Override
            public void epoch(Epoch epoch) {
                lines.accept(epoch.line());
            }

            @Override
            public void trial(Tried tried) {
                lines.accept(tried.line());
            }
        };
    }
}
