package org.forecast4j.nn.kernel;

/** Found as a service: kernels for a GPU that the program is built with. */
public interface GpuKernels {

    /**
     * The kernel, on a GPU that has been tried.
     *
     * @param tf32 whether its matrix products may round their factors to 10 bits
     */
    RecurrentKernel kernel(boolean tf32);
}
