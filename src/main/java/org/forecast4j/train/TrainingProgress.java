package org.forecast4j.train;

import java.time.Duration;
import java.util.Locale;

/** Hears how training goes and may end it. */
public interface TrainingProgress {

    /**
     * One pass over the training windows.
     *
     * @param number counted from 1
     * @param trainingLoss mean loss over the samples, while learning
     * @param validationMse mean squared error on the validation windows in scaled units; NaN where there are none
     * @param best whether it is the best so far
     * @param left an estimate, if no early stop comes first
     */
    record Epoch(
            int number,
            int epochs,
            double trainingLoss,
            double validationMse,
            double learningRate,
            boolean best,
            Duration elapsed,
            Duration left) {

        /** Number and errors in a line. */
        public String line() {
            String validation = Double.isNaN(validationMse)
                    ? ""
                    : String.format(Locale.ROOT, "  validation %.4f%s", validationMse, best ? " best" : "     ");
            return String.format(Locale.ROOT, "epoch %3d/%d  loss %.4f%s", number, epochs, trainingLoss, validation);
        }
    }

    /** Called after each step: {@code done} of {@code samples} of this epoch. */
    default void step(int epoch, long done, long samples) {}

    /**
     * Called where the network forecasts before it has learned anything, as one that begins with a linear forecast does.
     *
     * @param validationMse as {@link Epoch#validationMse()}
     */
    default void start(double validationMse) {}

    default void epoch(Epoch epoch) {}

    /** Whether to end now and keep the best weights so far; asked after each step. */
    default boolean stopRequested() {
        return false;
    }
}
