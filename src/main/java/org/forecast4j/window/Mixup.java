package org.forecast4j.window;

import java.util.Arrays;
import java.util.function.LongToDoubleFunction;

/**
 * Makes each sample of a training batch the weighted mean of itself and the next, inputs and labels alike: between two
 * histories lies one that the rows did not show, and a network that learns from it learns less by heart (Zhang, Cisse,
 * Dauphin and Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", ICLR 2018).
 *
 * @param keeps the weight of itself, 0 to 1, of the sample at a position of the epoch's order
 */
public record Mixup(LongToDoubleFunction keeps) {
    /** Leaves every sample as it is. */
    public static final Mixup NONE = new Mixup(position -> 1);

    /**
     * Weights from Beta(1/2, 1/2): of three samples two stay three quarters or more of what they are, or become as much of
     * their neighbour. The same for the same seed.
     */
    public static Mixup seeded(long seed) {
        return new Mixup(position -> {
            double sine = Math.sin(Math.PI / 2 * Shuffle.uniform(seed, position)); // the arcsine distribution's inverse
            return sine * sine;
        });
    }

    /** The weights of a batch whose first sample stands at {@code from}. */
    double[] of(long from, int size) {
        double[] weights = new double[size];
        Arrays.setAll(weights, i -> keeps.applyAsDouble(from + i));
        return weights;
    }

    /**
     * Mixes in place; the last sample's next is the first.
     *
     * @param values time-major, {@code [steps, weights.length, width]}
     */
    static void mix(float[] values, double[] weights, int width) {
        float[] next = new float[width];
        for (int step = 0; step < values.length; step += weights.length * width) {
            System.arraycopy(values, step, next, 0, width); // the first as it was
            for (int sample = weights.length - 1, at = step + sample * width; sample >= 0; sample--, at -= width) {
                for (int i = 0; i < width; i++) {
                    float own = values[at + i];
                    values[at + i] = (float) (weights[sample] * own + (1 - weights[sample]) * next[i]);
                    next[i] = own;
                }
            }
        }
    }

    /** A sample and its next can be mixed only where labels of the same places are observed; weighs the others 1. */
    static void keepUnlike(float[] mask, double[] weights, int width) {
        int size = weights.length;
        for (int step = 0; step < mask.length; step += size * width) {
            for (int sample = 0; sample < size; sample++) {
                int own = step + sample * width;
                int next = step + (sample + 1) % size * width;
                if (!Arrays.equals(mask, own, own + width, mask, next, next + width)) {
                    weights[sample] = 1;
                }
            }
        }
    }
}
