package org.forecast4j.nn.device;

import java.util.Optional;

/** What of a way to compute on GPUs is at hand, beside the driver. */
public interface GpuLibraries {

    /** Whether this program is built with it. */
    boolean has(GpuWay way);

    /**
     * Why a way cannot be used.
     *
     * @param what is wrong, in words
     * @param remedy what the user can do
     */
    record Problem(String what, String remedy) {}

    /** Loads what it needs of natives and tries them; empty if all is well. */
    Optional<Problem> problem(GpuWay way);
}
