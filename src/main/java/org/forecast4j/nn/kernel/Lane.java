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
    private final Rows rows;
    private final int units;
    private final int slots;
    private final int n;

    /** The products of a step, {@code [rows, slots * units]}, and where they are gathered slot by slot. */
    private final FloatPointer products;

    private final float[] byRow;
    private final FloatPointer carried;
    private final float[][] z;
    private final float[][] bias;
    private final float[] values;

    /** What each step finds and leaves, {@code [time + 1][state][n]}, and keeps, {@code [time][kept][n]}. */
    private final List<float[][]> states = new ArrayList<>();

    private final List<float[][]> kept = new ArrayList<>();

    private float[] mask = {};
    private final float[][] dState;
    private final float[][] dBias;

    Lane(RecurrentCell cell, CellLoops loops, Gemm gemm, Rows rows) {
        this.cell = cell;
        this.loops = loops;
        this.gemm = gemm;
        this.rows = rows;
        units = cell.units();
        slots = loops.slots();
        n = rows.count() * units;
        products = new FloatPointer((long) n * slots);
        byRow = new float[n * slots];
        carried = new FloatPointer(n);
        z = new float[slots][n];
        bias = new float[slots][n];
        values = new float[n];
        dState = new float[cell.kind().states()][n];
        dBias = new float[slots][n];
    }

    Rows rows() {
        return rows;
    }

    // --- forward

    void infer(CpuRecurrence.Forward pass) {
        makeRoom(2, 1);
        run(pass, carried, 0, false);
    }

    /** Keeps all states: in Java's memory for the loops, the hidden ones in {@code hidden} for the products too. */
    void forward(CpuRecurrence.Forward pass, FloatPointer hidden) {
        makeRoom(pass.time + 1, pass.time);
        run(pass, hidden, (long) pass.batch * units, true);
    }

    private void makeRoom(int stateCount, int keptCount) {
        while (states.size() < stateCount) {
            states.add(new float[cell.kind().states()][n]);
        }
        while (kept.size() < keptCount) {
            kept.add(new float[loops.kept()][n]);
        }
    }

    private void run(CpuRecurrence.Forward pass, FloatPointer hidden, long hiddenDistance, boolean keeps) {
        spreadBias(pass.bias);
        mask = pass.mask;
        long firstHidden = keeps ? (long) rows.first() * units : 0;
        FloatPointer x = NativeFloats.at(pass.x, 0);
        FloatPointer output = NativeFloats.at(pass.output, 0);
        FloatPointer h = NativeFloats.at(hidden, 0);
        FloatPointer w = NativeFloats.at(pass.w.memory(), 0);
        FloatPointer r = NativeFloats.at(pass.r.memory(), 0);
        FloatPointer into = NativeFloats.at(products, 0);
        long xStart = pass.x.position();
        long outputStart = pass.output.position();
        start(pass);
        h.position(firstHidden).put(states.get(0)[0], 0, n);
        for (int t = 0; t < pass.time; t++) {
            float[][] before = states.get(keeps ? t : t % 2);
            float[][] after = states.get(keeps ? t + 1 : (t + 1) % 2);
            long row = (long) t * pass.batch + rows.first();
            multiply(loops.inputRun(), x.position(xStart + row * cell.inputs()), cell.inputs(), pass.w, w, into);
            h.position(firstHidden + t * hiddenDistance);
            for (Run run : loops.recurrentRuns()) {
                multiply(run, h, units, pass.r, r, into);
            }
            gather();
            loops.step(z, bias, before, kept.get(keeps ? t : 0), after);
            if (mask.length > 0) {
                clearMasked(after, t, pass.time);
            }
            output.position(outputStart + row * units).put(after[0], 0, n);
            h.position(firstHidden + (t + 1) * hiddenDistance).put(after[0], 0, n);
        }
        finish(pass, states.get(keeps ? pass.time : pass.time % 2));
    }

    private void spreadBias(float[] values) {
        for (int slot = 0; slot < slots; slot++) {
            for (int row = 0; row < rows.count(); row++) {
                System.arraycopy(values, slot * units, bias[slot], row * units, units);
            }
        }
    }

    private void start(CpuRecurrence.Forward pass) {
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

    private void multiply(
            Run run, FloatPointer v, int width, CpuRecurrence.Operand weights, FloatPointer gate, FloatPointer into) {
        gemm.multiply(
                false,
                weights.transposed(),
                rows.count(),
                run.count() * units,
                width,
                v,
                width,
                gate.position(weights.memory().position() + (long) run.gate() * weights.gateDistance()),
                weights.distance(),
                run.adds() ? 1 : 0,
                into.position((long) run.slot() * units),
                slots * units);
    }

    /** Products lie row by row, the loops want them slot by slot: then each loop is one long one however few the units. */
    private void gather() {
        products.get(byRow, 0, byRow.length);
        for (int row = 0; row < rows.count(); row++) {
            for (int slot = 0; slot < slots; slot++) {
                System.arraycopy(byRow, (row * slots + slot) * units, z[slot], row * units, units);
            }
        }
    }

    private void clearMasked(float[][] state, int t, int time) {
        for (int row = 0; row < rows.count(); row++) {
            float counts = mask[(rows.first() + row) * time + t];
            if (counts != 1) {
                for (float[] values : state) {
                    for (int j = row * units; j < (row + 1) * units; j++) {
                        values[j] *= counts;
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
        for (float[] derivative : dBias) {
            Arrays.fill(derivative, 0);
        }
    }

    /**
     * One step back.
     *
     * @param slopes written, {@code [steps of the block, batch, slots * units]}, at {@code step}
     * @param r the recurrent weights, row by row of their transpose
     * @param carries whether the step before wants to know
     */
    void back(
            int t,
            int time,
            int batch,
            FloatPointer epsilon,
            FloatPointer slopes,
            int step,
            FloatPointer r,
            boolean carries) {
        NativeFloats.at(epsilon, ((long) t * batch + rows.first()) * units).get(values, 0, n);
        FloatLoops.add(values, dState[0], 0, n);
        if (mask.length > 0) {
            clearMasked(dState, t, time);
        }
        loops.back(states.get(t), kept.get(t), states.get(t + 1), dState, z, dBias);
        FloatPointer dz = NativeFloats.at(slopes, ((long) step * batch + rows.first()) * slots * units);
        scatter(dz);
        if (carries) {
            float beta = 0;
            FloatPointer gate = NativeFloats.at(r, 0);
            FloatPointer slot = NativeFloats.at(dz, 0);
            for (Run run : loops.recurrentRuns()) {
                gemm.multiply(
                        false,
                        false,
                        rows.count(),
                        units,
                        run.count() * units,
                        slot.position(dz.position() + (long) run.slot() * units),
                        slots * units,
                        gate.position(r.position() + (long) run.gate() * units * units),
                        units,
                        beta,
                        carried,
                        units);
                beta = 1;
            }
            carried.get(values, 0, n);
            FloatLoops.add(values, dState[0], 0, n);
        }
    }

    private void scatter(FloatPointer dz) {
        for (int row = 0; row < rows.count(); row++) {
            for (int slot = 0; slot < slots; slot++) {
                System.arraycopy(z[slot], row * units, byRow, (row * slots + slot) * units, units);
            }
        }
        dz.put(byRow, 0, byRow.length);
    }

    /** Adds this lane's part of the bias gradient, {@code [slots * units]}. */
    void addBias(float[] sums) {
        for (int slot = 0; slot < slots; slot++) {
            for (int j = 0; j < n; j++) {
                sums[slot * units + j % units] += dBias[slot][j];
            }
        }
    }
}
