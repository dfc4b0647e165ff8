package org.rapaio.jupyter.kernel.channels;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes the place of the kernel's class of this name (rapaio-jupyter-kernel 3.0.1), by standing before it on the class
 * path. There, a thread begins to loop before its flag says that it may, and now and then ends at once; and one message
 * that arrives before its handler is set ends a channel for good. Jupyter then waits for an answer that never comes.
 */
public final class LoopThread extends Thread {
    private static final Logger LOG = Logger.getLogger(LoopThread.class.getName());

    private final long pauseMillis;
    private final Runnable turn;
    private volatile boolean on = true; // before start(), so that no thread can find it false

    public LoopThread(String name, long pauseMillis, Runnable turn) {
        super(name);
        this.pauseMillis = pauseMillis;
        this.turn = turn;
    }

    @Override
    public void run() {
        try {
            while (on) {
                takeTurn();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            on = false;
        }
    }

    /** A turn that fails costs its message, not the channel. */
    private void takeTurn() {
        try {
            turn.run();
        } catch (RuntimeException e) {
            if (on) {
                LOG.log(Level.WARNING, getName() + ": a message was lost", e);
            }
        }
    }

    public void shutdown() {
        on = false;
    }
}
