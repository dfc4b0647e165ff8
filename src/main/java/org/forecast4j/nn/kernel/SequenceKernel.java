package org.forecast4j.nn.kernel;

import java.lang.ref.Cleaner;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;

/** Recurrent layers on a device that computes the cells that cuDNN has, in floats. */
final class SequenceKernel implements RecurrentKernel {
    private final String name;
    private final Function<RecurrentCell, SequenceEngine> engines;
    /** A layer is never closed: its memory on the device goes when the layer has been collected. */
    private final Cleaner cleaner = Cleaner.create();

    SequenceKernel(String name, Function<RecurrentCell, SequenceEngine> engines) {
        this.name = name;
        this.engines = engines;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean supports(RecurrentCell cell, DataType type) {
        return has(cell) && type == DataType.FLOAT;
    }

    /** Whether cuDNN has a cell. */
    static boolean has(RecurrentCell cell) {
        return switch (cell.kind()) {
            case SIMPLE_RNN -> cell.activation() == Nonlinearity.TANH || cell.activation() == Nonlinearity.RELU;
            case LSTM, GRU -> cell.activation() == Nonlinearity.TANH && cell.gateActivation() == Nonlinearity.SIGMOID;
            case GRU_RESET_BEFORE -> false;
        };
    }

    @Override
    public Recurrence recurrence(RecurrentCell cell, DataType type) {
        SequenceEngine engine = engines.apply(cell);
        try {
            Recurrence recurrence = new SequenceRecurrence(cell, engine);
            cleaner.register(recurrence, engine::close);
            return recurrence;
        } catch (RuntimeException | Error e) {
            engine.close(); // its sessions found no room
            throw e;
        }
    }
}
