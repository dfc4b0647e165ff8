package org.forecast4j.nn.device;

/** What a user wants computed on. */
public enum Device {
    /** The best that works here. */
    AUTO,
    CPU,
    /** A GPU, or an error. */
    GPU
}
