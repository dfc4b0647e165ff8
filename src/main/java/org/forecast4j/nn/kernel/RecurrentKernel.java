package org.forecast4j.nn.kernel;

import org.nd4j.linalg.api.buffer.DataType;

/** A way to compute recurrent layers. All kernels give the same numbers, up to rounding; they differ in speed and reach. */
public interface RecurrentKernel {
    /** As users name it: {@code cudnn}, {@code cpu}, {@code cpu-plain}, {@code nd4j}, {@code reference}. */
    String name();

    /** Whether it can compute this cell in arrays of this type. */
    boolean supports(RecurrentCell cell, DataType type);

    /** Room to compute a layer in. */
    Recurrence recurrence(RecurrentCell cell, DataType type);
}
