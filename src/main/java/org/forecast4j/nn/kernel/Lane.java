package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.forecast4j.nn.kernel.CellLoops.Run;

/**
 * Some rows of the batch on their way through the sequence, on one thread. Matrix products read and write native memory,
 * the cell's loops Java's arrays; what crosses is copied while it is in the thread's cache.
 */
final class Lane {
    /** Neighbouring rows of the batch. */
    record Rows(int first, int count) {
        private static final int FEWEST = 8;
        /** Floats of one step's products that a core's own cache holds beside the weights. */
        private static final int CACHED_FLOATS = 1 << 17;

        /** Cuts a batch into as many parts as there are threads, or a multiple where parts would outgrow the cache. */
        static List<Rows> of(int batch, int columns, int threads) {
            int most = Math.max(64, CACHED_FLOATS / columns);
            int rounds = (batch + most * threads - 1) / (most * threads);
            int parts = Math.max(1, Math.min(batch / FEWEST, rounds * threads));
            List<Rows> rows = new ArrayList<>(parts);
            for (int i = 0; i < parts; i++) {
                int first = (int) ((long) batch * i / parts);
                rows.add(new Rows(first, (int) ((long) batch * (i + 1) / parts) - first));
            }
            return rows;
        }
    }

    private final RecurrentCell cell;
    private final CellLoops loops;
    private final Gemm gemm;
    private final StackedWeights stacked;
    private final Rows rows;
    private final int count;
    private final int inputs;
    private final int units;
    private final int slots;
    private final int width;
    private final int n;

    /** The products of a step, {@code [rows, slots * units]}; and one row {@code [x, 1, h']} or its derivative for each. */
    private final FloatPointer products;

    private final FloatPointer wholeRows;
    private final float[] byRow;
    private final float[] wholeRow;
    private final float[] x;
    private final float[] values;
    private final float[][] z;

    /** What each step finds and leaves, {@code [time + 1][state][n]}, and keeps, {@code [time][kept][n]}. */
    private final List<float[][]> states = new ArrayList<>();

    private final List<float[][]> kept = new ArrayList<>();

    private float[] mask = {};
    private final float[][] dState;

    Lane(RecurrentCell cell, CellLoops loops, Gemm gemm, StackedWeights stacked, Rows rows) {
        this.cell = cell;
        this.loops = loops;
        this.gemm = gemm;
        this.stacked = stacked;
        this.rows = rows;
        count = rows.count();
        inputs = cell.inputs();
        units = cell.units();
        slots = cell.kind().biases();
        width = stacked.width;
        n = count * units;
        products = new FloatPointer((long) n * slots);
        wholeRows = new FloatPointer((long) count * width);
        byRow = new float[n * slots];
        wholeRow = new float[count * width];
        x = new float[count * inputs];
        values = new float[n];
        z = new float[slots][n];
        dState = new float[cell.kind().states()][n];
    }

    Rows rows() {
        return rows;
    }

    // --- forward

    /** Keeps nothing; with the stacked weights or, for few steps, with the weights as they lie. */
    void infer(CpuRecurrence.Forward pass, boolean stack) {
        makeRoom(2, 1);
        start(pass);
        for (int t = 0; t < pass.time; t++) {
            float[][] before = states.get(t % 2);
            if (stack) {
                multiply(pass, t, before, wholeRows);
            } else {
                multiplyUnstacked(pass, t, before);
            }
            step(pass, t, before, kept.get(0), states.get((t + 1) % 2));
        }
        finish(pass, states.get(pass.time % 2));
    }

    /**
     * Keeps all states, and the rows that were multiplied.
     *
     * @param allRows written, {@code [time, batch, width]}
     */
    void forward(CpuRecurrence.Forward pass, FloatPointer allRows) {
        makeRoom(pass.time + 1, pass.time);
        start(pass);
        for (int t = 0; t < pass.time; t++) {
            float[][] before = states.get(t);
            multiply(pass, t, before, NativeFloats.at(allRows, ((long) t * pass.batch + rows.first()) * width));
            step(pass, t, before, kept.get(t), states.get(t + 1));
        }
        finish(pass, states.get(pass.time));
    }

    private void makeRoom(int stateCount, int keptCount) {
        while (states.size() < stateCount) {
            states.add(new float[cell.kind().states()][n]);
        }
        while (kept.size() < keptCount) {
            kept.add(new float[loops.kept()][n]);
        }
    }

    private void start(CpuRecurrence.Forward pass) {
        mask = pass.mask;
        float[][] first = states.get(0);
        for (int s = 0; s < first.length; s++) {
            if (pass.initial.isPresent()) {
                NativeFloats.at(pass.initial.get(), stateOffset(s, pass.batch)).get(first[s], 0, n);
            } else {
                Arrays.fill(first[s], 0);
            }
        }
    }

    private void finish(CpuRecurrence.Forward pass, float[][] last) {
        for (int s = 0; s < last.length; s++) {
            NativeFloats.at(pass.state, stateOffset(s, pass.batch)).put(last[s], 0, n);
        }
    }

    private long stateOffset(int state, int batch) {
        return ((long) state * batch + rows.first()) * units;
    }

    /** {@code z = [x, 1, h'] S}; leaves the rows in {@code into}. */
    private void multiply(CpuRecurrence.Forward pass, int t, float[][] before, FloatPointer into) {
        NativeFloats.at(pass.x, ((long) t * pass.batch + rows.first()) * inputs).get(x, 0, x.length);
        for (int row = 0; row < count; row++) {
            System.arraycopy(x, row * inputs, wholeRow, row * width, inputs);
            wholeRow[row * width + inputs] = 1;
            System.arraycopy(before[0], row * units, wholeRow, row * width + inputs + 1, units);
        }
        into.put(wholeRow, 0, wholeRow.length);
        int columns = slots * units;
        for (Run run : loops.runs()) {
            int start = CpuRecurrence.start(run.part(), cell);
            long column = (long) run.slot() * units;
            gemm.multiply(
                    false,
                    false,
                    count,
                    run.count() * units,
                    CpuRecurrence.width(run.part(), cell),
                    NativeFloats.at(into, start),
                    width,
                    NativeFloats.at(stacked.forward(), (long) start * columns + column),
                    columns,
                    0,
                    NativeFloats.at(products, column),
                    columns);
        }
    }

    /** {@code z = b + x W + h' R}, slot by slot. */
    private void multiplyUnstacked(CpuRecurrence.Forward pass, int t, float[][] before) {
        int columns = slots * units;
        for (int row = 0; row < count; row++) {
            pass.bias.get(byRow, row * columns, columns);
        }
        products.put(byRow, 0, byRow.length);
        wholeRows.put(before[0], 0, n);
        FloatPointer steps = NativeFloats.at(pass.x, ((long) t * pass.batch + rows.first()) * inputs);
        for (int slot = 0; slot < slots; slot++) {
            FloatPointer into = NativeFloats.at(products, (long) slot * units);
            loops.inputGate(slot).ifPresent(gate -> addProduct(steps, inputs, pass.w, gate, into));
            loops.recurrentGate(slot).ifPresent(gate -> addProduct(wholeRows, units, pass.r, gate, into));
        }
    }

    private void addProduct(FloatPointer v, int length, FloatPointer weights, int gate, FloatPointer into) {
        FloatPointer ofGate = NativeFloats.at(weights, (long) gate * units * length);
        gemm.multiply(false, true, count, units, length, v, length, ofGate, length, 1, into, slots * units);
    }

    private void step(CpuRecurrence.Forward pass, int t, float[][] before, float[][] keep, float[][] after) {
        gather();
        loops.step(z, before, keep, after);
        if (mask.length > 0) {
            clearMasked(after, t, pass.time);
        }
        NativeFloats.at(pass.output, ((long) t * pass.batch + rows.first()) * units)
                .put(after[0], 0, n);
    }

    /** Products lie row by row, the loops want them slot by slot: then each loop is one long one however few the units. */
    private void gather() {
        products.get(byRow, 0, byRow.length);
        for (int row = 0; row < count; row++) {
            for (int slot = 0; slot < slots; slot++) {
                System.arraycopy(byRow, (row * slots + slot) * units, z[slot], row * units, units);
            }
        }
    }

    private void clearMasked(float[][] state, int t, int time) {
        for (int row = 0; row < count; row++) {
            float counts = mask[(rows.first() + row) * time + t];
            if (counts != 1) {
                for (float[] some : state) {
                    for (int j = row * units; j < (row + 1) * units; j++) {
                        some[j] *= counts;
                    }
                }
            }
        }
    }

    // --- backward

    void startBack() {
        for (float[] derivative : dState) {
            Arrays.fill(derivative, 0);
        }
    }

    /**
     * One step back.
     *
     * @param slopes written, {@code [steps of the block, batch, slots * units]}, at {@code step}
     * @param dX written, {@code [time, batch, inputs]}, at {@code t}
     */
    void back(int t, int time, int batch, FloatPointer epsilon, FloatPointer slopes, int step, FloatPointer dX) {
        NativeFloats.at(epsilon, ((long) t * batch + rows.first()) * units).get(values, 0, n);
        FloatLoops.add(values, dState[0], 0, n);
        if (mask.length > 0) {
            clearMasked(dState, t, time);
        }
        loops.back(states.get(t), kept.get(t), states.get(t + 1), dState, z);
        FloatPointer dz = NativeFloats.at(slopes, ((long) step * batch + rows.first()) * slots * units);
        scatter(dz);
        multiplyBack(dz);
        wholeRows.get(wholeRow, 0, wholeRow.length);
        for (int row = 0; row < count; row++) {
            System.arraycopy(wholeRow, row * width, x, row * inputs, inputs);
            System.arraycopy(wholeRow, row * width + inputs + 1, values, row * units, units);
        }
        NativeFloats.at(dX, ((long) t * batch + rows.first()) * inputs).put(x, 0, x.length);
        FloatLoops.add(values, dState[0], 0, n);
    }

    private void scatter(FloatPointer dz) {
        for (int row = 0; row < count; row++) {
            for (int slot = 0; slot < slots; slot++) {
                System.arraycopy(z[slot], row * units, byRow, (row * slots + slot) * units, units);
            }
        }
        dz.put(byRow, 0, byRow.length);
    }

    /** {@code [dx, ., dh'] = dz S'}; what comes to the middle column means nothing. */
    private void multiplyBack(FloatPointer dz) {
        float beta = 0;
        for (Run run : loops.runs()) {
            int start = CpuRecurrence.start(run.part(), cell);
            long column = (long) run.slot() * units;
            gemm.multiply(
                    false,
                    false,
                    count,
                    CpuRecurrence.width(run.part(), cell),
                    run.count() * units,
                    NativeFloats.at(dz, column),
                    slots * units,
                    NativeFloats.at(stacked.backward(), column * width + start),
                    width,
                    beta,
                    NativeFloats.at(wholeRows, start),
                    width);
            beta = 1; // the first run is of whole rows
        }
    }
}
