package org.rapaio.jupyter.kernel.channels;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.message.MessageType;

/**
 * Takes the place of the kernel's class of this name (rapaio-jupyter-kernel 3.0.1), by standing before it on the class
 * path. There, a thread begins to loop before its flag says that it may, and now and then ends at once; and a message that
 * arrives before its handler is set is lost, or ends the channel for good. Jupyter then waits for an answer that never
 * comes.
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
            while (on && !ready()) {
                Thread.sleep(1); // messages wait in their socket
            }
            while (on) {
                takeTurn();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            on = false;
        }
    }

    /** Whether the kernel has set its handlers; the one asked for here comes last. */
    private static boolean ready() {
        Channels channels = MainApp.kernel.channels();
        try {
            return channels != null && channels.getHandler(MessageType.SHELL_COMM_INFO_REQUEST) != null;
        } catch (NullPointerException e) { // there are no handlers at all yet
            return false;
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
