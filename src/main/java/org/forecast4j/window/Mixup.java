package org.forecast4j.window;

import java.util.Arrays;
import java.util.function.LongToDoubleFunction;

/**
 * Makes each sample of a training batch the weighted mean of itself and another, inputs and labels alike: between two
 * histories lies one that the rows did not show, and a network that learns from it learns less by heart (Zhang, Cisse,
 * Dauphin and Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", ICLR 2018). The other is one that ends at the same
 * place of the season, or as near as the batch has it: of a morning and an evening the mean is no time of the day.
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
     * Each sample's other: the next in the order of their places in the season, the last one's the first.
     *
     * @param places row of the season at which each sample ends
     */
    static int[] partners(int[] places) {
        long[] order = new long[places.length];
        Arrays.setAll(order, i -> ((long) places[i] << Integer.SIZE) + i);
        Arrays.sort(order);
        int[] partners = new int[places.length];
        for (int i = 0; i < order.length; i++) {
            partners[(int) order[i]] = (int) order[(i + 1) % order.length];
        }
        return partners;
    }

    /**
     * Mixes in place.
     *
     * @param values time-major, {@code [steps, weights.length, width]}
     */
    static void mix(float[] values, double[] weights, int[] partners, int width) {
        float[] unmixed = new float[weights.length * width];
        for (int step = 0; step < values.length; step += unmixed.length) {
            System.arraycopy(values, step, unmixed, 0, unmixed.length);
            for (int sample = 0; sample < weights.length; sample++) {
                double weight = weights[sample];
                int own = sample * width;
                int other = partners[sample] * width;
                for (int i = 0; i < width; i++) {
                    values[step + own + i] = (float) (weight * unmixed[own + i] + (1 - weight) * unmixed[other + i]);
                }
            }
        }
    }

    /** Two samples can be mixed only where labels of the same places are observed; weighs the others 1. */
    static void keepUnlike(float[] mask, double[] weights, int[] partners, int width) {
        for (int step = 0; step < mask.length; step += weights.length * width) {
            for (int sample = 0; sample < weights.length; sample++) {
                int own = step + sample * width;
                int other = step + partners[sample] * width;
                if (!Arrays.equals(mask, own, own + width, mask, other, other + width)) {
                    weights[sample] = 1;
                }
            }
        }
    }
}
