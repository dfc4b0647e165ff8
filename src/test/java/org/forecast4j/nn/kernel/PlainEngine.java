package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * cuDNN played by plain loops: its weight space as NVIDIA documents it, its sequences of different lengths, and NaN in all
 * padding, which cuDNN leaves undefined.
 */
final class PlainEngine implements SequenceEngine {
    /** What cuDNN's documentation calls the gates, by number; ours are called as in {@link RecurrentCell.Kind}. */
    private static List<String> numbered(RecurrentCell.Kind kind) {
        return switch (kind) {
            case SIMPLE_RNN -> List.of("h");
            case LSTM -> List.of("i", "f", "g", "o"); // input, forget, new memory, output
            default -> List.of("r", "u", "n"); // reset, update, new memory
        };
    }

    private static List<String> ours(RecurrentCell.Kind kind) {
        return switch (kind) {
            case SIMPLE_RNN -> List.of("h");
            case LSTM -> List.of("g", "f", "o", "i");
            default -> List.of("r", "u", "n");
        };
    }

    /** Floats that belong to nothing, before each part. */
    private static final int GAP = 3;

    private final RecurrentCell cell;
    private final WeightSpace space;
    private final Runnable closed;

    PlainEngine(RecurrentCell cell) {
        this(cell, () -> {});
    }

    PlainEngine(RecurrentCell cell, Runnable closed) {
        this.cell = cell;
        this.closed = closed;
        int gates = cell.kind().gates();
        List<Long> matrices = new ArrayList<>();
        List<Long> biases = new ArrayList<>();
        long at = 0;
        for (int number = 0; number < 2 * gates; number++) {
            matrices.add(at + GAP);
            at += GAP + (long) cell.units() * (number < gates ? cell.inputs() : cell.units());
        }
        for (int number = 0; number < (cell.kind() == RecurrentCell.Kind.GRU ? 2 : 1) * gates; number++) {
            biases.add(at + GAP);
            at += GAP + cell.units();
        }
        space = new WeightSpace(cell, at, matrices, biases);
    }

    @Override
    public WeightSpace weightSpace() {
        return space;
    }

    @Override
    public void close() {
        closed.run();
    }

    @Override
    public Session session() {
        return new PlainSession();
    }

    private final class PlainSession implements Session {
        private final NativeFloats weights = new NativeFloats();
        private final NativeFloats input = new NativeFloats();
        private final NativeFloats firstState = new NativeFloats();
        private final NativeFloats output = new NativeFloats();
        private final NativeFloats lastState = new NativeFloats();
        private final NativeFloats outputEpsilon = new NativeFloats();
        private final NativeFloats inputEpsilon = new NativeFloats();
        private final NativeFloats gradient = new NativeFloats();
        private int time;
        private int[] lengths = {};

        /** After each step of each sequence. */
        private double[][][] states = {};

        private double[][][] kept = {};
        private double[][][] x = {};

        PlainSession() {
            FloatPointer zeros = weights.atLeast(space.floats());
            for (long i = 0; i < space.floats(); i++) {
                zeros.put(i, 0);
            }
        }

        @Override
        public void shape(int time, int[] lengths) {
            this.time = time;
            this.lengths = lengths.clone();
            long rows = (long) time * lengths.length;
            for (NativeFloats each : List.of(input, inputEpsilon)) {
                fillWithNaN(each.atLeast(rows * cell.inputs()), rows * cell.inputs());
            }
            for (NativeFloats each : List.of(output, outputEpsilon)) {
                fillWithNaN(each.atLeast(rows * cell.units()), rows * cell.units());
            }
            for (NativeFloats each : List.of(firstState, lastState)) {
                long floats = (long) cell.kind().states() * lengths.length * cell.units();
                fillWithNaN(each.atLeast(floats), floats);
            }
        }

        private static void fillWithNaN(FloatPointer memory, long floats) {
            for (long i = 0; i < floats; i++) {
                memory.put(i, Float.NaN);
            }
        }

        @Override
        public FloatPointer weights() {
            return weights.memory();
        }

        @Override
        public FloatPointer input() {
            return input.memory();
        }

        @Override
        public FloatPointer firstState() {
            return firstState.memory();
        }

        @Override
        public FloatPointer output() {
            return output.memory();
        }

        @Override
        public FloatPointer lastState() {
            return lastState.memory();
        }

        @Override
        public FloatPointer outputEpsilon() {
            return outputEpsilon.memory();
        }

        @Override
        public FloatPointer inputEpsilon() {
            return inputEpsilon.memory();
        }

        @Override
        public FloatPointer gradient() {
            return gradient.memory();
        }

        @Override
        public void forward(boolean training) {
            CellEquations equations = equations();
            int count = lengths.length;
            x = new double[count][time][];
            kept = new double[count][time][];
            states = new double[count][time + 1][];
            for (int n = 0; n < count; n++) {
                states[n][0] = state(firstState.memory(), n);
                for (int t = 0; t < lengths[n]; t++) {
                    x[n][t] = row(input.memory(), t * count + n, cell.inputs());
                    kept[n][t] = equations.newActivations();
                    states[n][t + 1] = equations.step(x[n][t], states[n][t], kept[n][t]);
                    put(states[n][t + 1], 0, cell.units(), output.memory(), (t * count + n) * cell.units());
                }
                for (int s = 0; s < cell.kind().states(); s++) {
                    put(
                            states[n][lengths[n]],
                            s * cell.units(),
                            cell.units(),
                            lastState.memory(),
                            (s * count + n) * cell.units());
                }
            }
        }

        @Override
        public void backward() {
            CellEquations equations = equations();
            int count = lengths.length;
            for (int n = 0; n < count; n++) {
                double[] dState = new double[cell.kind().states() * cell.units()];
                for (int t = lengths[n] - 1; t >= 0; t--) {
                    double[] dy = row(outputEpsilon.memory(), t * count + n, cell.units());
                    for (int j = 0; j < cell.units(); j++) {
                        dState[j] += dy[j];
                    }
                    double[] dx = new double[cell.inputs()];
                    dState = equations.back(x[n][t], states[n][t], kept[n][t], states[n][t + 1], dState, dx);
                    put(dx, 0, dx.length, inputEpsilon.memory(), (t * count + n) * cell.inputs());
                }
            }
            fillWithNaN(gradient.atLeast(space.floats()), space.floats());
            List<String> ours = ours(cell.kind());
            List<String> numbered = numbered(cell.kind());
            for (int number = 0; number < numbered.size(); number++) {
                int block = ours.indexOf(numbered.get(number)) * cell.units();
                putTransposed(equations.dW, block, space.matrices().get(number));
                putTransposed(equations.dR, block, space.matrices().get(numbered.size() + number));
                long bias = space.biases().get(number);
                put(equations.db, block, cell.units(), gradient.memory(), Math.toIntExact(bias));
            }
            if (cell.kind() == RecurrentCell.Kind.GRU) {
                long bias = space.biases().get(5);
                put(equations.db, 3 * cell.units(), cell.units(), gradient.memory(), Math.toIntExact(bias));
            }
        }

        private void putTransposed(double[][] matrix, int column, long at) {
            for (int unit = 0; unit < cell.units(); unit++) {
                for (int i = 0; i < matrix.length; i++) {
                    gradient.memory().put(at + (long) unit * matrix.length + i, (float) matrix[i][column + unit]);
                }
            }
        }

        /** The equations with the weights found in the space. */
        private CellEquations equations() {
            List<String> ours = ours(cell.kind());
            List<String> numbered = numbered(cell.kind());
            int gates = numbered.size();
            int units = cell.units();
            INDArray w = Nd4j.create(DataType.DOUBLE, cell.inputs(), (long) gates * units);
            INDArray r = Nd4j.create(DataType.DOUBLE, units, (long) gates * units);
            INDArray b = Nd4j.create(DataType.DOUBLE, 1, (long) cell.kind().biases() * units);
            for (int number = 0; number < gates; number++) {
                int column = ours.indexOf(numbered.get(number)) * units;
                for (int unit = 0; unit < units; unit++) {
                    for (int i = 0; i < cell.inputs(); i++) {
                        long at = space.matrices().get(number) + (long) unit * cell.inputs() + i;
                        w.putScalar(i, column + unit, weights.memory().get(at));
                    }
                    for (int i = 0; i < units; i++) {
                        long at = space.matrices().get(gates + number) + (long) unit * units + i;
                        r.putScalar(i, column + unit, weights.memory().get(at));
                    }
                    b.putScalar(
                            0,
                            column + unit,
                            weights.memory().get(space.biases().get(number) + unit));
                    if (cell.kind() == RecurrentCell.Kind.GRU && number == 2) {
                        b.putScalar(
                                0,
                                3 * units + unit,
                                weights.memory().get(space.biases().get(5) + unit));
                    }
                }
            }
            return CellEquations.of(cell, new Weights(w, r, b));
        }

        private double[] state(FloatPointer memory, int sequence) {
            double[] state = new double[cell.kind().states() * cell.units()];
            for (int s = 0; s < cell.kind().states(); s++) {
                double[] part = row(memory, s * lengths.length + sequence, cell.units());
                System.arraycopy(part, 0, state, s * cell.units(), part.length);
            }
            return state;
        }

        private static double[] row(FloatPointer memory, long row, int width) {
            double[] values = new double[width];
            for (int i = 0; i < width; i++) {
                values[i] = memory.get(row * width + i);
            }
            return values;
        }

        private static void put(double[] values, int from, int count, FloatPointer memory, int at) {
            for (int i = 0; i < count; i++) {
                memory.put((long) at + i, (float) values[from + i]);
            }
        }
    }
}
