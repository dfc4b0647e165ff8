package org.forecast4j.train;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongUnaryOperator;
import org.forecast4j.window.Batch;
import org.forecast4j.window.Batches;
import org.forecast4j.window.Mixup;
import org.forecast4j.window.Windows;
import org.nd4j.linalg.dataset.DataSet;

/** An epoch's batches, the next one prepared on another thread while the last one trains; two take turns in memory. */
final class BatchQueue implements AutoCloseable {
    private final Batches batches;
    private final Windows windows;
    private final long samples;
    private final int size;
    private final Batch[] rooms;
    private final ExecutorService preparer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "forecast4j-batches");
        thread.setDaemon(true);
        return thread;
    });

    private LongUnaryOperator order = LongUnaryOperator.identity();
    private Mixup mixup = Mixup.NONE;
    private long taken;
    private int turn;
    private Future<DataSet> next = CompletableFuture.completedFuture(new DataSet());

    /** @param samples of an epoch: the first so many of its order */
    BatchQueue(Batches batches, Windows windows, long samples, int size) {
        this.batches = batches;
        this.windows = windows;
        this.samples = samples;
        this.size = (int) Math.min(size, samples);
        this.rooms = new Batch[] {batches.room(this.size), batches.room(this.size)};
    }

    /** Begins an epoch in this order of samples. */
    void begin(LongUnaryOperator order, Mixup mixup) {
        take(); // of an epoch that was cut short
        this.order = order;
        this.mixup = mixup;
        taken = 0;
        next = prepare(0);
    }

    boolean hasNext() {
        return taken < samples;
    }

    /** The next batch; good until another is asked for. */
    DataSet next() {
        DataSet batch = take();
        taken += batch.numExamples();
        if (hasNext()) {
            next = prepare(taken);
        }
        return batch;
    }

    private Future<DataSet> prepare(long from) {
        int left = (int) Math.min(size, samples - from);
        Batch room = left == size ? rooms[turn++ % rooms.length] : batches.room(left);
        LongUnaryOperator sampleAt = order;
        Mixup mixed = mixup;
        return preparer.submit(() -> room.fill(windows, from, sampleAt, mixed));
    }

    private DataSet take() {
        try {
            return next.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a batch could not be prepared: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }

    @Override
    public void close() {
        preparer.shutdownNow();
    }
}
