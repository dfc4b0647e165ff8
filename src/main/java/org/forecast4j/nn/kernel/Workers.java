package org.forecast4j.nn.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that share out the parts of one computation. A step of a small network takes a fraction of a millisecond, less than
 * it takes to wake a sleeping thread a few times; so whoever waits here looks again for a moment before going to sleep.
 */
final class Workers {
    private static final long LOOK_NANOS = 30_000;

    private final Thread[] helpers;
    private volatile Job job = Job.NONE;

    /** Helpers beside the calling thread; they are daemons and end with the process. */
    Workers(int helpers) {
        this.helpers = new Thread[helpers];
        for (int i = 0; i < helpers; i++) {
            this.helpers[i] = new Thread(this::help, "forecast4j-kernel-" + (i + 1));
            this.helpers[i].setDaemon(true);
            this.helpers[i].start();
        }
    }

    /** How many threads compute together, the calling one included. */
    int count() {
        return helpers.length + 1;
    }

    /**
     * Computes parts 0 to {@code parts - 1}, each once, in any order and on any thread; returns when all are done. Where
     * another thread has the helpers, the calling one computes alone.
     */
    void share(int parts, IntConsumer part) {
        Job mine = new Job(parts, part, Thread.currentThread());
        if (parts > 1 && helpers.length > 0 && claim(mine)) {
            for (int i = 0; i < Math.min(helpers.length, parts - 1); i++) {
                LockSupport.unpark(helpers[i]);
            }
            mine.work();
            mine.awaitDone();
            job = Job.NONE;
        } else {
            mine.work();
        }
        mine.throwFailure();
    }

    private synchronized boolean claim(Job mine) {
        if (job != Job.NONE) {
            return false;
        }
        job = mine;
        return true;
    }

    private void help() {
        Job done = Job.NONE;
        while (true) {
            Job next = job;
            if (next != done && next != Job.NONE) {
                next.work();
                done = next;
            } else {
                long start = System.nanoTime();
                while (job == next && System.nanoTime() - start < LOOK_NANOS) {
                    Thread.onSpinWait();
                }
                if (job == next) {
                    LockSupport.park(this);
                }
            }
        }
    }

    private static final class Job {
        static final Job NONE = new Job(0, part -> {}, Thread.currentThread());

        private final int parts;
        private final IntConsumer body;
        private final Thread caller;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger open;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Job(int parts, IntConsumer body, Thread caller) {
            this.parts = parts;
            this.body = body;
            this.caller = caller;
            this.open = new AtomicInteger(parts);
        }

        void work() {
            for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                try {
                    body.accept(part);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
                if (open.decrementAndGet() == 0) {
                    LockSupport.unpark(caller);
                }
            }
        }

        void awaitDone() {
            long start = System.nanoTime();
            while (open.get() > 0) {
                if (System.nanoTime() - start < LOOK_NANOS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
        }

        void throwFailure() {
            Throwable found = failure.get();
            if (found instanceof Error error) {
                throw error;
            }
            if (found instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }
}
