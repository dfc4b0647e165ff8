package org.forecast4j.nn.kernel;

import org.nd4j.linalg.api.buffer.DataType;

/** Plain loops in double precision that read as the textbook's equations. Every cell, every type; slow. */
public final class ReferenceKernel implements RecurrentKernel {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public boolean supports(RecurrentCell cell, DataType type) {
        return type.isFPType();
    }

    @Override
    public Recurrence recurrence(RecurrentCell cell, DataType type) {
        return new ReferenceRecurrence(cell);
    }
}
