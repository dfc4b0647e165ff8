package org.forecast4j.nn.kernel;

import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.forecast4j.nn.kernel.CellLoops.Part;
import org.forecast4j.nn.kernel.CellLoops.Run;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer on the processor's cores.
 *
 * <p>Examples do not depend on each other, so each thread takes whole sequences of a part of the batch, a {@link Lane}, and
 * meets the others only at the end: no step waits for another thread. In the forward pass a step is a matrix product, {@code
 * z = [x, 1, h'] S} with the {@link StackedWeights}, and the cell's loops. The backward pass goes through the steps in
 * blocks: first each lane walks its part of the block back, {@code [dx, ., dh'] = dz S'}, and leaves the derivatives {@code
 * dz}; then the gradients follow as a product over the block's whole batch, {@code dS = [x, 1, h']' dz}, shared out by gates
 * so that nothing has to be added up between threads.
 */
final class CpuRecurrence implements Recurrence {
    /** Rows of dz in a block: enough that the gradients' product runs at full speed, few enough to stay in cache. */
    private static final int BLOCK_ROWS = 1024;
    /** For fewer steps it does not pay to stack the weights: inference takes them as they lie. */
    private static final int STEPS_TO_STACK = 4;

    private final RecurrentCell cell;
    private final CellLoops loops;
    private final Gemm gemm;
    private final Workers workers;
    private final int slotColumns;

    private final StackedWeights stacked;
    /** The rows {@code [x, 1, h']} of the last forward pass, {@code [time, batch, width]}. */
    private final NativeFloats rows = new NativeFloats();
    /** A block's derivatives by the slots, {@code [steps of the block * batch, slots * units]}. */
    private final NativeFloats slopes = new NativeFloats();

    private final NativeFloats stackedGradient = new NativeFloats();

    private List<Lane> inferring = List.of();
    private List<Lane> training = List.of();
    private Optional<Inputs> trained = Optional.empty();

    CpuRecurrence(RecurrentCell cell, Gemm gemm, Workers workers) {
        this.cell = cell;
        this.loops = CellLoops.of(cell);
        this.gemm = gemm;
        this.workers = workers;
        slotColumns = cell.kind().biases() * cell.units();
        stacked = new StackedWeights(cell, loops);
    }

    // --- forward

    @Override
    public void infer(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        inferring = lanes(inferring, inputs.batch());
        Forward pass = new Forward(weights, inputs, output, state);
        boolean stack = inputs.time() >= STEPS_TO_STACK;
        NativeFloats.keeping(
                () -> {
                    if (stack) {
                        stacked.set(weights, workers);
                    }
                    share(inferring.size(), i -> inferring.get(i).infer(pass, stack));
                },
                weights,
                inputs,
                output,
                state);
    }

    @Override
    public void forward(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        training = lanes(training, inputs.batch());
        trained = Optional.of(inputs);
        rows.atLeast((long) inputs.time() * inputs.batch() * stacked.width);
        Forward pass = new Forward(weights, inputs, output, state);
        NativeFloats.keeping(
                () -> {
                    stacked.set(weights, workers);
                    share(training.size(), i -> training.get(i).forward(pass, rows.memory()));
                },
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
        return parts.stream()
                .map(part -> new Lane(cell, loops, gemm, stacked, part))
                .toList();
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
    static final class Forward {
        final int time;
        final int batch;
        final FloatPointer x;
        final FloatPointer output;
        final FloatPointer state;
        final Optional<FloatPointer> initial;
        final float[] mask;
        final FloatPointer w;
        final FloatPointer r;
        final FloatPointer bias;

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
            w = NativeFloats.ofColumns(weights.input());
            r = NativeFloats.ofColumns(weights.recurrent());
            bias = NativeFloats.ofRows(weights.bias());
        }
    }

    // --- backward

    @Override
    public void backward(Weights weights, INDArray epsilon, int steps, Weights gradients, INDArray inputEpsilon) {
        Inputs inputs = trained.orElseThrow(() -> new IllegalStateException("backward before any forward"));
        NativeFloats.keeping(
                () -> {
                    stacked.set(weights, workers); // an inference in between may have been of others
                    backward(inputs, NativeFloats.ofRows(epsilon), steps, NativeFloats.ofRows(inputEpsilon));
                    stacked.split(stackedGradient.memory(), gradients);
                },
                weights,
                inputs,
                epsilon,
                gradients,
                inputEpsilon);
    }

    private void backward(Inputs inputs, FloatPointer dOutput, int steps, FloatPointer dX) {
        int time = inputs.time();
        int batch = inputs.batch();
        int first = Math.max(0, time - steps);
        int stepsOfBlock = Math.max(1, BLOCK_ROWS / batch);
        slopes.atLeast((long) Math.min(stepsOfBlock, time) * batch * slotColumns);
        stackedGradient.atLeast((long) slotColumns * stacked.width);
        Pointer.memset(dX, 0, (long) first * batch * cell.inputs() * Float.BYTES);
        for (int to = time; to > first; to -= stepsOfBlock) {
            int last = to;
            int from = Math.max(first, to - stepsOfBlock);
            share(training.size(), i -> {
                Lane lane = training.get(i);
                if (last == time) {
                    lane.startBack();
                }
                for (int t = last - 1; t >= from; t--) {
                    lane.back(t, time, batch, dOutput, slopes.memory(), t - from, dX);
                }
            });
            int blockRows = (last - from) * batch;
            FloatPointer block = NativeFloats.at(rows.memory(), (long) from * batch * stacked.width);
            float beta = last == time ? 0 : 1;
            share(workers.count(), i -> gradient(block, blockRows, beta, i, workers.count()));
        }
    }

    /** A part of {@code dS += [x, 1, h']' dz} over a block's rows: some of each run's columns. */
    private void gradient(FloatPointer block, int blockRows, float beta, int part, int parts) {
        int width = stacked.width;
        for (Run run : loops.runs()) {
            int columns = run.count() * cell.units();
            int first = columns * part / parts;
            int count = columns * (part + 1) / parts - first;
            if (count > 0) {
                long column = (long) run.slot() * cell.units() + first;
                int start = start(run.part(), cell);
                gemm.multiply(
                        true,
                        false,
                        count,
                        width(run.part(), cell),
                        blockRows,
                        NativeFloats.at(slopes.memory(), column),
                        slotColumns,
                        NativeFloats.at(block, start),
                        width,
                        beta,
                        NativeFloats.at(stackedGradient.memory(), column * width + start),
                        width);
            }
        }
    }

    /** Where a part of the row {@code [x, 1, h']} begins. */
    static int start(Part part, RecurrentCell cell) {
        return part == Part.STATE ? cell.inputs() : 0;
    }

    /** How long a part of the row {@code [x, 1, h']} is. */
    static int width(Part part, RecurrentCell cell) {
        return switch (part) {
            case WHOLE -> cell.inputs() + 1 + cell.units();
            case INPUT -> cell.inputs() + 1;
            case STATE -> 1 + cell.units();
        };
    }
}
