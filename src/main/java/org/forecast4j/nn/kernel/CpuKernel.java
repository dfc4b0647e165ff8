package org.forecast4j.nn.kernel;

import org.nd4j.linalg.api.buffer.DataType;

/** Recurrent layers on the processor's cores, in floats: a library's matrix products with the cells' loops between them. */
final class CpuKernel implements RecurrentKernel {
    private final String name;
    private final Gemm gemm;
    private final Workers workers;

    CpuKernel(String name, Gemm gemm, Workers workers) {
        this.name = name;
        this.gemm = gemm;
        this.workers = workers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean supports(RecurrentCell cell, DataType type) {
        return type == DataType.FLOAT && cell.kind() != RecurrentCell.Kind.GRU_RESET_BEFORE;
    }

    @Override
    public Recurrence recurrence(RecurrentCell cell, DataType type) {
        return new CpuRecurrence(cell, gemm, workers);
    }
}
