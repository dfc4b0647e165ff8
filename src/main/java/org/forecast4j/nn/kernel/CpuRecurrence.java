package org.forecast4j.nn.kernel;

import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.forecast4j.nn.kernel.CellLoops.Run;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer on the processor's cores.
 *
 * <p>Examples do not depend on each other, so each thread takes whole sequences of a part of the batch, a {@link Lane}, and
 * meets the others only at the end: no step waits for another thread. In the forward pass a step is two matrix products,
 * {@code x W} and {@code h' R}, and the cell's loops. The backward pass goes through the steps in blocks: first each lane
 * walks its part of the block back ({@code dh' = dz R'}) and leaves the derivatives {@code dz}; then the gradients follow
 * as products over the block's whole batch, {@code dW = x' dz} and {@code dR = h' dz}, shared out by gates so that nothing
 * has to be added up between threads.
 */
final class CpuRecurrence implements Recurrence {
    /** Rows of dz in a block: enough that the gradients' products run at full speed, few enough to stay in cache. */
    private static final int BLOCK_ROWS = 4096;
    /** From this many steps on it pays to transpose the weights first, for faster products. */
    private static final int STEPS_TO_TRANSPOSE = 4;

    private final RecurrentCell cell;
    private final CellLoops loops;
    private final Gemm gemm;
    private final Workers workers;
    private final int slotColumns;

    private final Transposed inputWeights = new Transposed();
    private final Transposed recurrentWeights = new Transposed();
    /** The hidden states of the last forward pass, {@code [time + 1, batch, units]}. */
    private final NativeFloats hidden = new NativeFloats();
    /** A block's derivatives by the slots, {@code [steps of the block * batch, slots * units]}. */
    private final NativeFloats slopes = new NativeFloats();

    private List<Lane> inferring = List.of();
    private List<Lane> training = List.of();
    private Optional<Inputs> trained = Optional.empty();

    CpuRecurrence(RecurrentCell cell, Gemm gemm, Workers workers) {
        this.cell = cell;
        this.loops = CellLoops.of(cell);
        this.gemm = gemm;
        this.workers = workers;
        slotColumns = loops.slots() * cell.units();
    }

    // --- forward

    @Override
    public void infer(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        inferring = lanes(inferring, inputs.batch());
        Forward pass = new Forward(weights, inputs, output, state);
        NativeFloats.keeping(
                () -> share(inferring.size(), i -> inferring.get(i).infer(pass)), weights, inputs, output, state);
    }

    @Override
    public void forward(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        training = lanes(training, inputs.batch());
        trained = Optional.of(inputs);
        hidden.atLeast((inputs.time() + 1L) * inputs.batch() * cell.units());
        Forward pass = new Forward(weights, inputs, output, state);
        NativeFloats.keeping(
                () -> share(training.size(), i -> training.get(i).forward(pass, hidden.memory())),
                weights,
                inputs,
                output,
                state);
    }

    private List<Lane> lanes(List<Lane> before, int batch) {
        List<Lane.Rows> parts = Lane.Rows.of(batch, slotColumns, workers.count());
        if (before.stream().map(Lane::rows).toList().equals(parts)) {
            return before;
        }
        return parts.stream().map(rows -> new Lane(cell, loops, gemm, rows)).toList();
    }

    private void share(int parts, IntConsumer part) {
        workers.share(parts, i -> {
            Gemm.Alone alone = gemm.alone();
            try {
                part.accept(i);
            } finally {
                alone.end();
            }
        });
    }

    /** What the lanes of a forward pass have in common. */
    final class Forward {
        final int time;
        final int batch;
        final FloatPointer x;
        final FloatPointer output;
        final FloatPointer state;
        final Optional<FloatPointer> initial;
        final float[] mask;
        final float[] bias;
        final Operand w;
        final Operand r;

        Forward(Weights weights, Inputs inputs, INDArray output, INDArray state) {
            time = inputs.time();
            batch = inputs.batch();
            x = NativeFloats.ofRows(inputs.values());
            this.output = NativeFloats.ofRows(output);
            this.state = NativeFloats.ofRows(state);
            initial = inputs.state().map(NativeFloats::ofRows);
            mask = inputs.mask()
                    .map(array -> array.castTo(DataType.FLOAT).dup('c').data().asFloat())
                    .orElse(new float[0]);
            bias = weights.bias().dup().data().asFloat();
            w = inputWeights.operand(NativeFloats.ofColumns(weights.input()), cell.inputs(), time);
            r = recurrentWeights.operand(NativeFloats.ofColumns(weights.recurrent()), cell.units(), time);
        }
    }

    /** Weights as the right factor of a forward product: {@code [rows, gates * units]}, transposed or as they lie. */
    record Operand(FloatPointer memory, boolean transposed, int distance, int gateDistance) {}

    /** Weights lie column by column; products with few rows are up to twice as fast where they lie row by row. */
    private final class Transposed {
        private final NativeFloats transposed = new NativeFloats();
        private float[] from = {};
        private float[] to = {};

        Operand operand(FloatPointer columns, int rows, int time) {
            int units = cell.units();
            int count = cell.kind().gates() * units;
            if (time < STEPS_TO_TRANSPOSE) {
                return new Operand(columns, true, rows, units * rows);
            }
            int size = count * rows;
            if (from.length != size) {
                from = new float[size];
                to = new float[size];
            }
            columns.get(from, 0, size);
            int parts = size < 1 << 16 ? 1 : 4 * workers.count();
            share(parts, i -> transpose(from, to, rows, count, i * rows / parts, (i + 1) * rows / parts));
            FloatPointer memory = transposed.atLeast(size);
            memory.put(to, 0, size);
            return new Operand(memory, false, count, units);
        }

        private static void transpose(float[] from, float[] to, int rows, int columns, int first, int last) {
            int tile = 16;
            for (int c0 = 0; c0 < columns; c0 += tile) {
                int c1 = Math.min(c0 + tile, columns);
                for (int r = first; r < last; r++) {
                    for (int c = c0; c < c1; c++) {
                        to[r * columns + c] = from[c * rows + r];
                    }
                }
            }
        }
    }

    // --- backward

    @Override
    public void backward(Weights weights, INDArray epsilon, int steps, Weights gradients, INDArray inputEpsilon) {
        Inputs inputs = trained.orElseThrow(() -> new IllegalStateException("backward before any forward"));
        NativeFloats.keeping(
                () -> backward(inputs, weights, epsilon, steps, gradients, inputEpsilon),
                weights,
                inputs,
                epsilon,
                gradients,
                inputEpsilon);
    }

    private void backward(
            Inputs inputs, Weights weights, INDArray epsilon, int steps, Weights gradients, INDArray inputEpsilon) {
        int time = inputs.time();
        int batch = inputs.batch();
        int first = Math.max(0, time - steps);
        int stepsOfBlock = Math.max(1, BLOCK_ROWS / batch);
        slopes.atLeast((long) Math.min(stepsOfBlock, time) * batch * slotColumns);
        FloatPointer dOutput = NativeFloats.ofRows(epsilon);
        FloatPointer r = NativeFloats.ofColumns(weights.recurrent());
        Gradients gradientsOf = new Gradients(inputs, weights, gradients, inputEpsilon);
        gradientsOf.clearInputsBefore(first);
        for (int to = time; to > first; to -= stepsOfBlock) {
            int last = to;
            int from = Math.max(first, to - stepsOfBlock);
            share(training.size(), i -> {
                Lane lane = training.get(i);
                if (last == time) {
                    lane.startBack();
                }
                for (int t = last - 1; t >= from; t--) {
                    lane.back(t, time, batch, dOutput, slopes.memory(), t - from, r, t > first);
                }
            });
            share(workers.count(), i -> gradientsOf.block(from, last, i, workers.count()));
        }
        float[] bias = new float[slotColumns];
        training.forEach(lane -> lane.addBias(bias));
        NativeFloats.ofRows(gradients.bias()).put(bias, 0, bias.length);
    }

    /** The products that make gradients of a block's {@code dz}. */
    private final class Gradients {
        private final int time;
        private final int batch;
        private final FloatPointer x;
        private final FloatPointer w;
        private final FloatPointer dW;
        private final FloatPointer dR;
        private final FloatPointer dX;

        Gradients(Inputs inputs, Weights weights, Weights gradients, INDArray inputEpsilon) {
            time = inputs.time();
            batch = inputs.batch();
            x = NativeFloats.ofRows(inputs.values());
            w = NativeFloats.ofColumns(weights.input());
            dW = NativeFloats.ofColumns(gradients.input());
            dR = NativeFloats.ofColumns(gradients.recurrent());
            dX = NativeFloats.ofRows(inputEpsilon);
        }

        void clearInputsBefore(int step) {
            Pointer.memset(dX, 0, (long) step * batch * cell.inputs() * Float.BYTES);
        }

        /** One of so many equal parts of a block's work. */
        void block(int from, int to, int part, int parts) {
            int rows = (to - from) * batch;
            float beta = to == time ? 0 : 1;
            FloatPointer steps = NativeFloats.at(x, (long) from * batch * cell.inputs());
            weights(loops.inputRun(), rows, steps, cell.inputs(), beta, dW, part, parts);
            FloatPointer before = NativeFloats.at(hidden.memory(), (long) from * batch * cell.units());
            for (Run run : loops.recurrentRuns()) {
                weights(run, rows, before, cell.units(), beta, dR, part, parts);
            }
            inputs(from, (int) ((long) rows * part / parts), (int) ((long) rows * (part + 1) / parts));
        }

        /** {@code dM = dz' v} for a part of a run's columns. */
        private void weights(
                Run run, int rows, FloatPointer v, int width, float beta, FloatPointer dM, int part, int parts) {
            int columns = run.count() * cell.units();
            int first = columns * part / parts;
            int last = columns * (part + 1) / parts;
            if (first < last) {
                gemm.multiply(
                        true,
                        false,
                        last - first,
                        width,
                        rows,
                        NativeFloats.at(slopes.memory(), (long) run.slot() * cell.units() + first),
                        slotColumns,
                        v,
                        width,
                        beta,
                        NativeFloats.at(dM, (long) (run.gate() * cell.units() + first) * width),
                        width);
            }
        }

        /** {@code dx = dz W'} for some of the block's rows. */
        private void inputs(int from, int first, int last) {
            Run run = loops.inputRun();
            if (first < last) {
                gemm.multiply(
                        false,
                        false,
                        last - first,
                        cell.inputs(),
                        run.count() * cell.units(),
                        NativeFloats.at(slopes.memory(), (long) first * slotColumns + (long) run.slot() * cell.units()),
                        slotColumns,
                        w,
                        cell.inputs(),
                        0,
                        NativeFloats.at(dX, ((long) from * batch + first) * cell.inputs()),
                        cell.inputs());
            }
        }
    }
}
