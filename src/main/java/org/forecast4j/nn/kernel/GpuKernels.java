package org.forecast4j.nn.kernel;

import java.util.Optional;

/** Found as a service: kernels for a GPU that the program is built with. */
public interface GpuKernels {

    /**
     * The kernel, on a GPU that has been tried.
     *
     * @param tf32 whether its matrix products may round their factors to 10 bits
     */
    RecurrentKernel kernel(boolean tf32);

    /** A training of a whole network; empty where it has a part that the GPU does not compute. */
    Optional<DeviceTraining> training(NetworkParts network, boolean tf32);
}
