package org.forecast4j.nn.kernel;

import static org.forecast4j.nn.kernel.FloatLoops.activate;
import static org.forecast4j.nn.kernel.FloatLoops.add;
import static org.forecast4j.nn.kernel.FloatLoops.blend;
import static org.forecast4j.nn.kernel.FloatLoops.product;
import static org.forecast4j.nn.kernel.FloatLoops.productWithDifference;
import static org.forecast4j.nn.kernel.FloatLoops.productWithRest;
import static org.forecast4j.nn.kernel.FloatLoops.sumOfProducts;
import static org.forecast4j.nn.kernel.FloatLoops.timesSlope;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a cell does between the matrix products of a step, over flat arrays that hold a number of examples' units each.
 *
 * <p>The products leave their sums, biases included, in <em>slots</em>: {@code z[slot]}, one for each block of biases. Most
 * gates add what comes from the input and from the state in one slot; a GRU's candidate keeps them apart.
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

    /** Which of a step's row {@code [x, 1, h']} a slot is a product of. */
    enum Part {
        /** Input, bias and state. */
        WHOLE,
        /** Input and bias, the row's beginning. */
        INPUT,
        /** Bias and state, the row's end. */
        STATE
    }

    /** Neighbouring slots that are products of the same part. */
    record Run(int slot, int count, Part part) {}

    /** All slots. */
    abstract List<Run> runs();

    /** The gate whose input weights make a slot; empty where the input has no part in it. */
    OptionalInt inputGate(int slot) {
        return OptionalInt.of(slot);
    }

    /** The gate whose recurrent weights make a slot; empty where the state has no part in it. */
    OptionalInt recurrentGate(int slot) {
        return OptionalInt.of(slot);
    }

    /** How many arrays a step keeps for the way back. */
    abstract int kept();

    /**
     * One step.
     *
     * @param z the products, {@code [slot][n]}; overwritten
     * @param before the state before the step, {@code [state][n]}
     * @param kept written, {@code [kept()][n]}
     * @param after written: the state after the step, {@code [state][n]}
     */
    final void step(float[][] z, float[][] before, float[][] kept, float[][] after) {
        int n = after[0].length;
        for (int from = 0; from < n; from += STRETCH) {
            step(z, before, kept, after, from, Math.min(from + STRETCH, n));
        }
    }

    /**
     * The same step backward.
     *
     * @param dState in: the loss's derivative by the state after the step; out: by the state before it, without what comes
     *     through the products
     * @param dz written: the derivative by the slots
     */
    final void back(float[][] before, float[][] kept, float[][] after, float[][] dState, float[][] dz) {
        int n = after[0].length;
        for (int from = 0; from < n; from += STRETCH) {
            back(before, kept, after, dState, dz, from, Math.min(from + STRETCH, n));
        }
    }

    abstract void step(float[][] z, float[][] before, float[][] kept, float[][] after, int from, int to);

    abstract void back(
            float[][] before, float[][] kept, float[][] after, float[][] dState, float[][] dz, int from, int to);

    private static final class SimpleRnn extends CellLoops {
        SimpleRnn(RecurrentCell cell) {
            super(cell);
        }

        @Override
        List<Run> runs() {
            return List.of(new Run(0, 1, Part.WHOLE));
        }

        @Override
        int kept() {
            return 0;
        }

        @Override
        void step(float[][] z, float[][] before, float[][] kept, float[][] after, int from, int to) {
            activate(a, z[0], after[0], from, to);
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
        List<Run> runs() {
            return List.of(new Run(0, 4, Part.WHOLE));
        }

        @Override
        int kept() {
            return 5;
        }

        @Override
        void step(float[][] z, float[][] before, float[][] kept, float[][] after, int from, int to) {
            activate(a, z[G], kept[G], from, to);
            activate(s, z[F], kept[F], from, to);
            activate(s, z[O], kept[O], from, to);
            activate(s, z[I], kept[I], from, to);
            sumOfProducts(kept[F], before[1], kept[I], kept[G], after[1], from, to);
            activate(a, after[1], kept[AC], from, to);
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
        List<Run> runs() {
            return List.of(new Run(R, 2, Part.WHOLE), new Run(N, 1, Part.INPUT), new Run(Q, 1, Part.STATE));
        }

        @Override
        OptionalInt inputGate(int slot) {
            return slot == Q ? OptionalInt.empty() : OptionalInt.of(slot);
        }

        @Override
        OptionalInt recurrentGate(int slot) {
            return slot == N ? OptionalInt.empty() : OptionalInt.of(slot == Q ? N : slot);
        }

        @Override
        int kept() {
            return 4;
        }

        @Override
        void step(float[][] z, float[][] before, float[][] kept, float[][] after, int from, int to) {
            activate(s, z[R], kept[R], from, to);
            activate(s, z[U], kept[U], from, to);
            System.arraycopy(z[Q], from, kept[Q], from, to - from);
            product(kept[R], kept[Q], z[Q], from, to);
            add(z[Q], z[N], from, to);
            activate(a, z[N], kept[N], from, to);
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
