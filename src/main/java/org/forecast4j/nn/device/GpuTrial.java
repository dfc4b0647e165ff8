package org.forecast4j.nn.device;

/** Found as a service: one way's smallest computation on the GPU. */
public interface GpuTrial {

    /**
     * Loads the natives and computes; what comes out is checked.
     *
     * @throws LinkageError where a native library is missing
     * @throws IllegalStateException where the GPU refuses, or computes wrongly
     */
    void run();
}
