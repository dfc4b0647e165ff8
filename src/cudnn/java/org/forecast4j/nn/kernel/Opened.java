package org.forecast4j.nn.kernel;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been opened so far and is closed in the opposite order, also where opening the rest fails. */
final class Opened implements AutoCloseable {
    private final Deque<Runnable> closing = new ArrayDeque<>();

    void add(Runnable close) {
        closing.push(close);
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
