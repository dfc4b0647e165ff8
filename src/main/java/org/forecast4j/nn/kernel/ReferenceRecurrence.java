package org.forecast4j.nn.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The loops over time and batch around a cell's {@link CellEquations}. */
final class ReferenceRecurrence implements Recurrence {
    private final RecurrentCell cell;
    private Pass last = new Pass(0, 0);

    ReferenceRecurrence(RecurrentCell cell) {
        this.cell = cell;
    }

    /** What a forward pass leaves behind, each array indexed {@code [time][batch]}. */
    private static final class Pass {
        final double[][][] x;
        /** What the equations computed on the way. */
        final double[][][] activations;
        /** The state before each step, and after the last: h, then an LSTM's c. */
        final double[][][] state;

        final double[][] mask;

        Pass(int time, int batch) {
            x = new double[time][batch][];
            activations = new double[time][batch][];
            state = new double[time + 1][batch][];
            mask = new double[time][batch];
        }
    }

    @Override
    public void infer(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        run(weights, inputs, output, state);
    }

    @Override
    public void forward(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        last = run(weights, inputs, output, state);
    }

    private Pass run(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        CellEquations equations = CellEquations.of(cell, weights);
        int time = inputs.time();
        int batch = inputs.batch();
        Pass pass = new Pass(time, batch);
        double[] x = values(inputs.values());
        double[] mask = inputs.mask().map(ReferenceRecurrence::values).orElse(new double[0]);
        pass.state[0] = byExample(
                inputs.state()
                        .map(ReferenceRecurrence::values)
                        .orElse(new double[cell.kind().states() * batch * cell.units()]),
                batch);
        for (int t = 0; t < time; t++) {
            for (int b = 0; b < batch; b++) {
                pass.x[t][b] = row(x, (t * batch + b) * cell.inputs(), cell.inputs());
                pass.mask[t][b] = mask.length == 0 ? 1 : mask[b * time + t];
                pass.activations[t][b] = equations.newActivations();
                double[] next = equations.step(pass.x[t][b], pass.state[t][b], pass.activations[t][b]);
                for (int j = 0; j < next.length; j++) {
                    next[j] *= pass.mask[t][b];
                }
                pass.state[t + 1][b] = next;
            }
        }
        write(hidden(pass), output);
        write(byState(pass.state[time]), state);
        return pass;
    }

    @Override
    public void backward(Weights weights, INDArray epsilon, int steps, Weights gradients, INDArray inputEpsilon) {
        CellEquations equations = CellEquations.of(cell, weights);
        int time = last.x.length;
        int batch = last.state[0].length;
        double[] dOutput = values(epsilon);
        double[] dX = new double[time * batch * cell.inputs()];
        for (int b = 0; b < batch; b++) {
            double[] dState = new double[cell.kind().states() * cell.units()];
            for (int t = time - 1; t >= Math.max(0, time - steps); t--) {
                for (int j = 0; j < cell.units(); j++) {
                    dState[j] += dOutput[(t * batch + b) * cell.units() + j];
                }
                for (int j = 0; j < dState.length; j++) {
                    dState[j] *= last.mask[t][b];
                }
                double[] dx = new double[cell.inputs()];
                dState = equations.back(
                        last.x[t][b], last.state[t][b], last.activations[t][b], last.state[t + 1][b], dState, dx);
                System.arraycopy(dx, 0, dX, (t * batch + b) * cell.inputs(), dx.length);
            }
        }
        write(columnByColumn(equations.dW), asColumns(gradients.input()));
        write(columnByColumn(equations.dR), asColumns(gradients.recurrent()));
        write(equations.db, gradients.bias());
        write(dX, inputEpsilon);
    }

    // --- arrays of examples

    private double[] hidden(Pass pass) {
        int time = pass.x.length;
        int batch = pass.state[0].length;
        double[] h = new double[time * batch * cell.units()];
        for (int t = 0; t < time; t++) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(pass.state[t + 1][b], 0, h, (t * batch + b) * cell.units(), cell.units());
            }
        }
        return h;
    }

    private double[][] byExample(double[] state, int batch) {
        double[][] examples = new double[batch][cell.kind().states() * cell.units()];
        for (int s = 0; s < cell.kind().states(); s++) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(state, (s * batch + b) * cell.units(), examples[b], s * cell.units(), cell.units());
            }
        }
        return examples;
    }

    private double[] byState(double[][] examples) {
        double[] state = new double[cell.kind().states() * examples.length * cell.units()];
        for (int s = 0; s < cell.kind().states(); s++) {
            for (int b = 0; b < examples.length; b++) {
                System.arraycopy(
                        examples[b], s * cell.units(), state, (s * examples.length + b) * cell.units(), cell.units());
            }
        }
        return state;
    }

    private static double[] row(double[] values, int from, int length) {
        double[] row = new double[length];
        System.arraycopy(values, from, row, 0, length);
        return row;
    }

    private static double[] columnByColumn(double[][] matrix) {
        int columns = matrix[0].length;
        double[] values = new double[matrix.length * columns];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < columns; j++) {
                values[j * matrix.length + i] = matrix[i][j];
            }
        }
        return values;
    }

    // --- DL4J's arrays

    /** The values in 'c' order. */
    static double[] values(INDArray array) {
        INDArray doubles = array.castTo(DataType.DOUBLE);
        return doubles.dup('c').data().asDouble();
    }

    /** One row of a matrix's values, column by column; a view, where its columns lie so. */
    private static INDArray asColumns(INDArray matrix) {
        return matrix.reshape('f', new long[] {1, matrix.length()});
    }

    private static void write(double[] values, INDArray into) {
        into.assign(Nd4j.createFromArray(values).reshape('c', into.shape()).castTo(into.dataType()));
    }
}
