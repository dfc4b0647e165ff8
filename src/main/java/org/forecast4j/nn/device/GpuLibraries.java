package org.forecast4j.nn.device;

import java.util.Optional;

/** What of a way to compute on GPUs is at hand, beside the driver. */
public interface GpuLibraries {

    /** Whether this program is built with it. */
    boolean has(GpuWay way);

    /** Loads what it needs of natives and tries them; empty if all is well, else what is wrong, in words. */
    Optional<String> problem(GpuWay way);
}
