package org.forecast4j.nn.kernel;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Where cuDNN keeps a layer's weights. It numbers the matrices of a layer's gates, those of the input first and then those of
 * the state, each {@code [units, inputs]} or {@code [units, units]} row after row, and the biases alike. That is how one
 * gate's columns lie in {@link Weights}, so that each part is one copy.
 *
 * @param floats the size of the space
 * @param matrices for each number where its matrix begins
 * @param biases for each number where its bias begins; fewer, where the state's have none
 */
record WeightSpace(RecurrentCell cell, long floats, List<Long> matrices, List<Long> biases) {

    WeightSpace {
        matrices = List.copyOf(matrices);
        biases = List.copyOf(biases);
        int gates = cell.kind().gates();
        if (matrices.size() != 2 * gates || biases.size() < cell.kind().biases()) {
            throw new IllegalArgumentException(cell + " in a weight space of " + matrices.size() + " matrices and "
                    + biases.size() + " biases; expected " + 2 * gates + " and at least "
                    + cell.kind().biases());
        }
    }

    /** cuDNN's number of each of our gates. */
    private static List<Integer> numbers(RecurrentCell.Kind kind) {
        return switch (kind) {
            case SIMPLE_RNN -> List.of(0);
            case LSTM -> List.of(2, 1, 3, 0); // cell input, forget, output, input
            case GRU -> List.of(0, 1, 2); // reset, update, candidate
            case GRU_RESET_BEFORE -> throw new IllegalArgumentException("cuDNN has no " + kind);
        };
    }

    /** Puts weights into the space. */
    void pack(Weights weights, FloatPointer space) {
        Ours ours = new Ours(weights);
        parts((block, at, theirs, count) ->
                NativeFloats.copy(NativeFloats.at(ours.of(block), at), NativeFloats.at(space, theirs), count));
    }

    /** Takes weights out of the space. */
    void unpack(FloatPointer space, Weights weights) {
        Ours ours = new Ours(weights);
        parts((block, at, theirs, count) ->
                NativeFloats.copy(NativeFloats.at(space, theirs), NativeFloats.at(ours.of(block), at), count));
    }

    /**
     * Where each parameter of the layer lies in the space, in DL4J's order: input weights, recurrent weights, biases.
     *
     * @param into from {@code from} on
     */
    void places(int[] into, int from) {
        int inputs = cell.kind().gates() * cell.units() * cell.inputs();
        int recurrent = cell.kind().gates() * cell.units() * cell.units();
        parts((block, at, theirs, count) -> {
            int before =
                    switch (block) {
                        case INPUT -> 0;
                        case RECURRENT -> inputs;
                        case BIAS -> inputs + recurrent;
                    };
            for (int i = 0; i < count; i++) {
                into[from + before + Math.toIntExact(at) + i] = Math.toIntExact(theirs) + i;
            }
        });
    }

    private enum Block {
        INPUT,
        RECURRENT,
        BIAS
    }

    /** The blocks' memory. */
    private record Ours(FloatPointer input, FloatPointer recurrent, FloatPointer bias) {
        Ours(Weights weights) {
            this(
                    NativeFloats.ofColumns(weights.input()),
                    NativeFloats.ofColumns(weights.recurrent()),
                    NativeFloats.ofRows(weights.bias()));
        }

        FloatPointer of(Block block) {
            return switch (block) {
                case INPUT -> input;
                case RECURRENT -> recurrent;
                case BIAS -> bias;
            };
        }
    }

    private interface Part {
        /** So many values at a place of our block, and where they lie in the space. */
        void accept(Block block, long at, long theirs, int count);
    }

    private void parts(Part part) {
        int gates = cell.kind().gates();
        int units = cell.units();
        List<Integer> numbers = numbers(cell.kind());
        for (int gate = 0; gate < gates; gate++) {
            int number = numbers.get(gate);
            long columns = (long) gate * units;
            part.accept(Block.INPUT, columns * cell.inputs(), matrices.get(number), units * cell.inputs());
            part.accept(Block.RECURRENT, columns * units, matrices.get(gates + number), units * units);
            part.accept(Block.BIAS, columns, biases.get(number), units);
        }
        if (cell.kind().biases() > gates) { // a GRU's candidate has a second one, of the state
            int number = gates + numbers.get(gates - 1);
            part.accept(Block.BIAS, (long) gates * units, biases.get(number), units);
        }
    }
}
