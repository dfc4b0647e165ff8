package org.forecast4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop. The process then ends only when the work has been put in order, or
 * after a minute; the Java runtime gives it the customary exit code, 130 or 143.
 */
final class StopSignal implements AutoCloseable {
    private static final long MOST_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop-signal");
    private volatile boolean requested;

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        requested = true;
        try {
            boolean inTime = finished.await(MOST_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("forecast4j: did not stop within " + MOST_SECONDS + " s; ended as it is");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean requested() {
        return requested;
    }

    @Override
    public void close() {
        finished.countDown();
        if (!requested) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
