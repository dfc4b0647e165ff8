package org.forecast4j.nn.kernel;

import java.util.OptionalInt;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A layer's weights as one matrix, so that a step is one product: {@code z = [x, 1, h'] S}. Column by column S is input
 * weights, bias and recurrent weights of one unit of a slot. Kept both ways: {@code [width, slots * units]} for the forward
 * products and transposed for the backward ones.
 */
final class StackedWeights {
    private final RecurrentCell cell;
    private final CellLoops loops;
    private final int columns;

    /** Length of a row {@code [x, 1, h']}. */
    final int width;

    private final NativeFloats rowByRow = new NativeFloats();
    private final NativeFloats columnByColumn = new NativeFloats();
    private float[] input = {};
    private float[] recurrent = {};
    private float[] stacked = {};
    private float[] turned = {};

    StackedWeights(RecurrentCell cell, CellLoops loops) {
        this.cell = cell;
        this.loops = loops;
        columns = cell.kind().biases() * cell.units();
        width = cell.inputs() + 1 + cell.units();
    }

    /** {@code [width, slots * units]} */
    FloatPointer forward() {
        return rowByRow.memory();
    }

    /** {@code [slots * units, width]} */
    FloatPointer backward() {
        return columnByColumn.memory();
    }

    /** Takes weights over. */
    void set(Weights weights, Workers workers) {
        makeRoom();
        NativeFloats.ofColumns(weights.input()).get(input, 0, input.length);
        NativeFloats.ofColumns(weights.recurrent()).get(recurrent, 0, recurrent.length);
        float[] bias = new float[columns];
        NativeFloats.ofRows(weights.bias()).get(bias, 0, columns);
        int units = cell.units();
        int inputs = cell.inputs();
        int parts = stacked.length < 1 << 16 ? 1 : 2 * workers.count();
        workers.share(parts, part -> {
            for (int column = columns * part / parts; column < columns * (part + 1) / parts; column++) {
                int slot = column / units;
                int unit = column % units;
                int at = column * width;
                OptionalInt gate = loops.inputGate(slot);
                if (gate.isPresent()) {
                    System.arraycopy(input, (gate.getAsInt() * units + unit) * inputs, stacked, at, inputs);
                }
                stacked[at + inputs] = bias[column];
                gate = loops.recurrentGate(slot);
                if (gate.isPresent()) {
                    System.arraycopy(
                            recurrent, (gate.getAsInt() * units + unit) * units, stacked, at + inputs + 1, units);
                }
            }
        });
        workers.share(parts, part -> turn(width * part / parts, width * (part + 1) / parts));
        columnByColumn.atLeast(stacked.length).put(stacked, 0, stacked.length);
        rowByRow.atLeast(turned.length).put(turned, 0, turned.length);
    }

    private void makeRoom() {
        if (stacked.length == 0) {
            input = new float[cell.kind().gates() * cell.units() * cell.inputs()];
            recurrent = new float[cell.kind().gates() * cell.units() * cell.units()];
            stacked = new float[columns * width];
            turned = new float[columns * width];
        }
    }

    /** Some rows of the transposed matrix, tile by tile: a row's values lie far apart. */
    private void turn(int first, int last) {
        int tile = 16;
        for (int c0 = 0; c0 < columns; c0 += tile) {
            int c1 = Math.min(c0 + tile, columns);
            for (int row = first; row < last; row++) {
                for (int c = c0; c < c1; c++) {
                    turned[row * columns + c] = stacked[c * width + row];
                }
            }
        }
    }

    /** Hands a gradient of the stacked matrix, {@code [slots * units, width]}, back in parts. */
    void split(FloatPointer gradient, Weights into) {
        makeRoom();
        gradient.get(stacked, 0, stacked.length);
        float[] bias = new float[columns];
        int units = cell.units();
        int inputs = cell.inputs();
        for (int column = 0; column < columns; column++) {
            int slot = column / units;
            int unit = column % units;
            int at = column * width;
            OptionalInt gate = loops.inputGate(slot);
            if (gate.isPresent()) {
                System.arraycopy(stacked, at, input, (gate.getAsInt() * units + unit) * inputs, inputs);
            }
            bias[column] = stacked[at + inputs];
            gate = loops.recurrentGate(slot);
            if (gate.isPresent()) {
                System.arraycopy(stacked, at + inputs + 1, recurrent, (gate.getAsInt() * units + unit) * units, units);
            }
        }
        NativeFloats.ofColumns(into.input()).put(input, 0, input.length);
        NativeFloats.ofColumns(into.recurrent()).put(recurrent, 0, recurrent.length);
        NativeFloats.ofRows(into.bias()).put(bias, 0, columns);
    }
}
