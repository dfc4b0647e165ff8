package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The loop over time around a cell's {@link CellOperations}: the input's products with the weights are one for all steps, the
 * state's are one a step. What it keeps lies outside of workspaces, which end with the layer's call.
 */
final class Nd4jRecurrence implements Recurrence {
    private final RecurrentCell cell;
    private Optional<Pass> last = Optional.empty();

    Nd4jRecurrence(RecurrentCell cell) {
        this.cell = cell;
    }

    /**
     * A pass over a sequence.
     *
     * @param states before each step, and after the last: h and, for an LSTM, c, each {@code [batch, units]}
     * @param kept what each step leaves for the way back
     * @param masks of each step, {@code [batch, units]}
     */
    private record Pass(
            INDArray values, List<List<INDArray>> states, List<List<INDArray>> kept, Optional<List<INDArray>> masks) {
        int time() {
            return kept.size();
        }
    }

    @Override
    public void infer(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        run(weights, inputs, output, state);
    }

    @Override
    public void forward(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        last = Optional.of(run(weights, inputs, output, state));
    }

    @SuppressWarnings("try") // left for its end alone
    private Pass run(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            int time = inputs.time();
            int batch = inputs.batch();
            CellOperations cellOperations = new CellOperations(cell, weights);
            INDArray projected = cellOperations.project(rows(inputs.values()));
            Pass pass = new Pass(
                    inputs.values(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    inputs.mask().map(mask -> wide(mask, output.dataType())));
            pass.states.add(first(inputs, output));
            for (int t = 0; t < time; t++) {
                List<INDArray> kept = new ArrayList<>();
                List<INDArray> after = cellOperations.step(step(projected, t, batch), pass.states.get(t), kept);
                List<INDArray> masked = masked(after, pass, t);
                step(rows(output), t, batch).assign(masked.get(0));
                pass.kept.add(kept);
                pass.states.add(masked);
            }
            for (int s = 0; s < cell.kind().states(); s++) {
                step(rows(state), s, batch).assign(pass.states.get(time).get(s));
            }
            return pass;
        }
    }

    private List<INDArray> first(Inputs inputs, INDArray output) {
        List<INDArray> states = new ArrayList<>();
        for (int s = 0; s < cell.kind().states(); s++) {
            int number = s;
            states.add(inputs.state()
                    .map(given -> step(rows(given), number, inputs.batch()).dup('c'))
                    .orElseGet(() -> Nd4j.zeros(output.dataType(), inputs.batch(), cell.units())));
        }
        return states;
    }

    private static List<INDArray> masked(List<INDArray> states, Pass pass, int t) {
        return pass.masks
                .map(masks ->
                        states.stream().map(state -> state.mul(masks.get(t))).toList())
                .orElse(states);
    }

    /** Each step's column of the mask, as wide as a state. */
    private List<INDArray> wide(INDArray mask, DataType type) {
        int time = Math.toIntExact(mask.size(1));
        double[] values = ReferenceRecurrence.values(mask);
        List<INDArray> columns = new ArrayList<>();
        for (int t = 0; t < time; t++) {
            double[][] column = new double[values.length / time][cell.units()];
            for (int b = 0; b < column.length; b++) {
                Arrays.fill(column[b], values[b * time + t]);
            }
            columns.add(Nd4j.createFromArray(column).castTo(type));
        }
        return columns;
    }

    @Override
    @SuppressWarnings("try") // left for its end alone
    public void backward(Weights weights, INDArray epsilon, int steps, Weights gradients, INDArray inputEpsilon) {
        Pass pass = last.orElseThrow(() -> new IllegalStateException("backward before any forward"));
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            CellOperations cellOperations = new CellOperations(cell, weights);
            int time = pass.time();
            int first = Math.max(0, time - steps);
            int batch = Math.toIntExact(epsilon.size(1));
            int columns = cell.kind().gates() * cell.units();
            INDArray dz = Nd4j.zeros(epsilon.dataType(), (long) time * batch, columns);
            List<INDArray> dState = new ArrayList<>();
            for (int s = 0; s < cell.kind().states(); s++) {
                dState.add(Nd4j.zeros(epsilon.dataType(), batch, cell.units()));
            }
            for (int t = time - 1; t >= first; t--) {
                dState.get(0).addi(step(rows(epsilon), t, batch));
                dState = cellOperations.back(
                        pass.states.get(t), pass.kept.get(t), masked(dState, pass, t), step(dz, t, batch));
            }
            cellOperations.gradients(rows(pass.values), dz, gradients);
            inputEpsilon.assign(cellOperations.toInput(dz).reshape('c', inputEpsilon.shape()));
        }
    }

    private static INDArray rows(INDArray values) {
        return values.reshape('c', values.size(0) * values.size(1), values.size(2));
    }

    /** The rows of one step, or of one state; a view. DL4J's own slice of a single row is at times empty. */
    private static INDArray step(INDArray rows, int t, int batch) {
        long width = rows.size(1);
        return Nd4j.create(
                rows.data(),
                new long[] {batch, width},
                new long[] {rows.stride(0), rows.stride(1)},
                rows.offset() + (long) t * batch * rows.stride(0),
                rows.ordering());
    }
}
