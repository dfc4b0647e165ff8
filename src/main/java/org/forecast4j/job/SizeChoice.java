package org.forecast4j.job;

import java.util.List;
import org.forecast4j.nn.Decoder;
import org.forecast4j.nn.Labels;
import org.forecast4j.window.WindowSpec;

/**
 * How large a network the samples can teach.
 *
 * @param hidden units of each recurrent layer
 */
record SizeChoice(List<Integer> hidden, Decoder decoder) {
    /** From so many steps on it pays that they share the output layer; fewer do better with weights of their own. */
    private static final long STEPS_TO_DECODE = 6;

    private static final int UNITS_TO_DECODE = 64;

    /** Units of a network that half of the units dropped would cripple. */
    private static final int SMALL = 32;

    SizeChoice {
        hidden = List.copyOf(hidden);
    }

    /**
     * A horizon of which something is known in advance is taken patch by patch by the layers that read the lookback; one of
     * many patches by a decoder, unless the network is small and has few output weights to share. Neither where the horizon
     * could only be cut much finer than the lookback. What the job says stands.
     *
     * @param values to train on
     */
    static SizeChoice of(Job job, WindowSpec window, long samples, long values) {
        List<Integer> asked = job.network().hidden();
        long disjoint = values / window.rows();
        List<Integer> atOnce = asked.isEmpty() ? List.of(units(samples, 2 * disjoint)) : asked;
        List<Integer> byPatches = asked.isEmpty() ? List.of(units(samples, 8 * disjoint)) : asked;
        if (job.network().decoder().isPresent()) {
            Decoder decoder = job.network().decoder().get();
            return new SizeChoice(decoder == Decoder.NONE ? atOnce : byPatches, decoder);
        }
        boolean cuts = 2L * window.longestHorizonPatch() >= window.patch()
                && job.network().labels() == Labels.LAST;
        if (cuts && !job.covariates().knownCovariates().isEmpty()) {
            return new SizeChoice(byPatches, Decoder.ENCODER);
        }
        boolean pays = window.patch() > 1
                && atOnce.get(atOnce.size() - 1) >= UNITS_TO_DECODE
                && window.horizon() >= STEPS_TO_DECODE * window.patch();
        return cuts && pays ? new SizeChoice(byPatches, Decoder.SIMPLE_RNN) : new SizeChoice(atOnce, Decoder.NONE);
    }

    /**
     * As many units as samples can teach, up to a limit that follows the windows which overlap no other: ten thousand samples
     * of one year of hours, a month ahead, tell of twelve months. Where steps of the horizon share the output layer each of
     * them teaches it, and the limit is wider.
     */
    private static int units(long samples, long limit) {
        int most = samples < 300 ? 16 : samples < 1000 ? 32 : samples < 4000 ? 64 : samples < 20_000 ? 128 : 256;
        return (int) Math.min(most, Math.max(16, Long.highestOneBit(limit)));
    }

    /** A small network learns little by heart, and half of few units is not enough to carry a season. */
    double dropout(long samples) {
        return samples < 2000 || hidden.get(hidden.size() - 1) <= SMALL ? 0.2 : 0.5;
    }

    /** About a fiftieth of the samples. */
    static int batch(long samples) {
        return (int) Math.min(1024, Math.max(32, Long.highestOneBit(samples / 48 + 1)));
    }
}
