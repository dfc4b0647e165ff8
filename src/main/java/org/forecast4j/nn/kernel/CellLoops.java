package org.forecast4j.nn.kernel;

import static org.forecast4j.nn.kernel.FloatLoops.activate;
import static org.forecast4j.nn.kernel.FloatLoops.add;
import static org.forecast4j.nn.kernel.FloatLoops.blend;
import static org.forecast4j.nn.kernel.FloatLoops.product;
import static org.forecast4j.nn.kernel.FloatLoops.productWithDifference;
import static org.forecast4j.nn.kernel.FloatLoops.productWithRest;
import static org.forecast4j.nn.kernel.FloatLoops.sum;
import static org.forecast4j.nn.kernel.FloatLoops.sumOfProducts;
import static org.forecast4j.nn.kernel.FloatLoops.timesSlope;

import java.util.Arrays;
import java.util.List;

/**
 * What a cell does between the matrix products of a step, over flat arrays that hold a number of examples' units each.
 *
 * <p>The products leave their sums in <em>slots</em>: {@code z[slot]}. Most gates add the input's product and the recurrent
 * one in one slot; a GRU's candidate keeps them apart. {@link Run}s say which gates' columns go to which slots.
 */
abstract class CellLoops {
    /** Values worked on at a time: few enough that what one loop leaves is still in the nearest cache for the next. */
    private static final int STRETCH = 512;

    final Nonlinearity a;
    final Nonlinearity s;

    private CellLoops(RecurrentCell cell) {
        a = cell.activation();
        s = cell.gateActivation();
    }

    static CellLoops of(RecurrentCell cell) {
        return switch (cell.kind()) {
            case SIMPLE_RNN -> new SimpleRnn(cell);
            case LSTM -> new Lstm(cell);
            case GRU -> new Gru(cell);
            case GRU_RESET_BEFORE -> throw new IllegalArgumentException("its second product waits for its gates");
        };
    }

    /** Neighbouring gates whose products go to neighbouring slots, added to what is there or not. */
    record Run(int gate, int slot, int count, boolean adds) {}

    /** Slots: one for each block of biases. */
    abstract int slots();

    /** Where the input's product goes. */
    abstract Run inputRun();

    /** Where the recurrent product goes. */
    abstract List<Run> recurrentRuns();

    /** How many arrays a step keeps for the way back. */
    abstract int kept();

    /**
     * One step.
     *
     * @param z the products, {@code [slot][n]}; overwritten
     * @param b the biases, {@code [slot][n]}
     * @param before the state before the step, {@code [state][n]}
     * @param kept written, {@code [kept()][n]}
     * @param after written: the state after the step, {@code [state][n]}
     */
    final void step(float[][] z, float[][] b, float[][] before, float[][] kept, float[][] after) {
        int n = after[0].length;
        for (int from = 0; from < n; from += STRETCH) {
            step(z, b, before, kept, after, from, Math.min(from + STRETCH, n));
        }
    }

    /**
     * The same step backward.
     *
     * @param dState in: the loss's derivative by the state after the step; out: by the state before it, without what comes
     *     through the recurrent product
     * @param dz written: the derivative by the slots
     * @param db the derivatives by the biases; added to
     */
    final void back(float[][] before, float[][] kept, float[][] after, float[][] dState, float[][] dz, float[][] db) {
        int n = after[0].length;
        for (int from = 0; from < n; from += STRETCH) {
            int to = Math.min(from + STRETCH, n);
            back(before, kept, after, dState, dz, from, to);
            for (int slot = 0; slot < dz.length; slot++) {
                add(dz[slot], db[slot], from, to);
            }
        }
    }

    abstract void step(float[][] z, float[][] b, float[][] before, float[][] kept, float[][] after, int from, int to);

    abstract void back(
            float[][] before, float[][] kept, float[][] after, float[][] dState, float[][] dz, int from, int to);

    private static final class SimpleRnn extends CellLoops {
        SimpleRnn(RecurrentCell cell) {
            super(cell);
        }

        @Override
        int slots() {
            return 1;
        }

        @Override
        Run inputRun() {
            return new Run(0, 0, 1, false);
        }

        @Override
        List<Run> recurrentRuns() {
            return List.of(new Run(0, 0, 1, true));
        }

        @Override
        int kept() {
            return 0;
        }

        @Override
        void step(float[][] z, float[][] b, float[][] before, float[][] kept, float[][] after, int from, int to) {
            activate(a, z[0], b[0], after[0], from, to);
        }

        @Override
        void back(float[][] before, float[][] kept, float[][] after, float[][] dState, float[][] dz, int from, int to) {
            System.arraycopy(dState[0], from, dz[0], from, to - from);
            timesSlope(a, after[0], dz[0], from, to); // where a mask made h zero, the derivative is zero already
            Arrays.fill(dState[0], from, to, 0);
        }
    }

    private static final class Lstm extends CellLoops {
        private static final int G = 0;
        private static final int F = 1;
        private static final int O = 2;
        private static final int I = 3;
        private static final int AC = 4;

        Lstm(RecurrentCell cell) {
            super(cell);
        }

        @Override
        int slots() {
            return 4;
        }

        @Override
        Run inputRun() {
            return new Run(0, 0, 4, false);
        }

        @Override
        List<Run> recurrentRuns() {
            return List.of(new Run(0, 0, 4, true));
        }

        @Override
        int kept() {
            return 5;
        }

        @Override
        void step(float[][] z, float[][] b, float[][] before, float[][] kept, float[][] after, int from, int to) {
            activate(a, z[G], b[G], kept[G], from, to);
            activate(s, z[F], b[F], kept[F], from, to);
            activate(s, z[O], b[O], kept[O], from, to);
            activate(s, z[I], b[I], kept[I], from, to);
            float[] c = after[1];
            sumOfProducts(kept[F], before[1], kept[I], kept[G], c, from, to);
            Arrays.fill(z[G], from, to, 0);
            activate(a, c, z[G], kept[AC], from, to);
            product(kept[O], kept[AC], after[0], from, to);
        }

        @Override
        void back(float[][] before, float[][] kept, float[][] after, float[][] dState, float[][] dz, int from, int to) {
            float[] dh = dState[0];
            float[] dc = dState[1];
            product(dh, kept[O], dz[O], from, to);
            timesSlope(a, kept[AC], dz[O], from, to);
            add(dz[O], dc, from, to);
            product(dh, kept[AC], dz[O], from, to);
            timesSlope(s, kept[O], dz[O], from, to);
            product(dc, kept[I], dz[G], from, to);
            timesSlope(a, kept[G], dz[G], from, to);
            product(dc, kept[G], dz[I], from, to);
            timesSlope(s, kept[I], dz[I], from, to);
            product(dc, before[1], dz[F], from, to);
            timesSlope(s, kept[F], dz[F], from, to);
            product(dc, kept[F], dc, from, to);
            Arrays.fill(dh, from, to, 0);
        }
    }

    private static final class Gru extends CellLoops {
        private static final int R = 0;
        private static final int U = 1;
        private static final int N = 2;
        private static final int Q = 3;

        Gru(RecurrentCell cell) {
            super(cell);
        }

        @Override
        int slots() {
            return 4;
        }

        @Override
        Run inputRun() {
            return new Run(0, 0, 3, false);
        }

        @Override
        List<Run> recurrentRuns() {
            return List.of(new Run(0, 0, 2, true), new Run(2, Q, 1, false));
        }

        @Override
        int kept() {
            return 4;
        }

        @Override
        void step(float[][] z, float[][] b, float[][] before, float[][] kept, float[][] after, int from, int to) {
            activate(s, z[R], b[R], kept[R], from, to);
            activate(s, z[U], b[U], kept[U], from, to);
            sum(z[Q], b[Q], kept[Q], from, to);
            product(kept[R], kept[Q], z[Q], from, to);
            add(z[Q], z[N], from, to);
            activate(a, z[N], b[N], kept[N], from, to);
            blend(kept[N], before[0], kept[U], after[0], from, to);
        }

        @Override
        void back(float[][] before, float[][] kept, float[][] after, float[][] dState, float[][] dz, int from, int to) {
            float[] dh = dState[0];
            productWithRest(dh, kept[U], dz[N], from, to);
            timesSlope(a, kept[N], dz[N], from, to);
            product(dz[N], kept[R], dz[Q], from, to);
            product(dz[N], kept[Q], dz[R], from, to);
            timesSlope(s, kept[R], dz[R], from, to);
            productWithDifference(dh, before[0], kept[N], dz[U], from, to);
            timesSlope(s, kept[U], dz[U], from, to);
            product(dh, kept[U], dh, from, to);
        }
    }
}
