package org.forecast4j.nn.recurrent;

/**
 * A loss that knows an output's error alone, output minus label. {@link FastRnnOutput} computes a loss that is one in a
 * single pass over outputs and labels; a row's score is the mean over its outputs.
 */
@FunctionalInterface
public interface ErrorFunction {
    /** {@code e^2}. */
    ErrorFunction SQUARED = (errors, losses, from, to) -> {
        for (int i = from; i < to; i++) {
            double error = errors[i];
            losses[i] = error * error;
            errors[i] = 2 * error;
        }
    };

    /** {@code |e|}. */
    ErrorFunction ABSOLUTE = (errors, losses, from, to) -> {
        for (int i = from; i < to; i++) {
            losses[i] = Math.abs(errors[i]);
            errors[i] = Math.signum(errors[i]);
        }
    };

    /**
     * Writes the losses, and over the errors the losses' derivatives by them.
     *
     * @param errors of whole rows, one after another, from {@code from} to before {@code to}; as {@code losses}
     */
    void apply(double[] errors, double[] losses, int from, int to);
}
