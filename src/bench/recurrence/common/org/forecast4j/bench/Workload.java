package org.forecast4j.bench;

/** Something prepared to be run again and again under the clock. */
public interface Workload extends AutoCloseable {
    /** Does it once; returns when the result is there. */
    void run();

    @Override
    default void close() {}
}
