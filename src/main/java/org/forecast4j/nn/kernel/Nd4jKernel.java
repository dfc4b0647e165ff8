package org.forecast4j.nn.kernel;

import org.nd4j.linalg.api.buffer.DataType;

/** Recurrent layers in ND4J's own operations, on whatever device its backend has; for backends other than the processor's. */
final class Nd4jKernel implements RecurrentKernel {
    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public boolean supports(RecurrentCell cell, DataType type) {
        return type == DataType.FLOAT || type == DataType.DOUBLE;
    }

    @Override
    public Recurrence recurrence(RecurrentCell cell, DataType type) {
        return new Nd4jRecurrence(cell);
    }
}
