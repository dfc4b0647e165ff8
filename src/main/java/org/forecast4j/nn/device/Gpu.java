package org.forecast4j.nn.device;

/**
 * A GPU as its driver describes it.
 *
 * @param memory in bytes
 */
public record Gpu(String name, Capability capability, long memory) {

    /** A GPU's compute capability: what code it can run. */
    public record Capability(int major, int minor) {
        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    @Override
    public String toString() {
        return name + " (compute capability " + capability + ")";
    }
}
