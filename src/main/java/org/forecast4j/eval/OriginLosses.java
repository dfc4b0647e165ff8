package org.forecast4j.eval;

import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeIndex;

/**
 * Each forecaster's squared scaled errors at each origin, for the test of significance. Windows of several series that
 * start at the same moment are one origin: what happens at that moment happens to all of them.
 */
final class OriginLosses {
    private static final int FIRST_ROOM = 1024;

    private final double[][] squares;
    private long[] labels = new long[FIRST_ROOM];
    private long[] times = new long[FIRST_ROOM];
    private int windows;
    private final Map<String, ZonedDateTime> lastOrigins = new HashMap<>();
    private long stride = Long.MAX_VALUE;

    OriginLosses(int forecasters) {
        squares = new double[forecasters][FIRST_ROOM];
    }

    /**
     * Opens the next window.
     *
     * @return its number
     */
    int origin(History history, long count) {
        if (windows == times.length) {
            grow();
        }
        TimeIndex index = history.series().index();
        ZonedDateTime time = index.at(history.end());
        ZonedDateTime last = lastOrigins.put(history.series().id(), time);
        if (last != null && last.isBefore(time)) {
            stride = Math.min(stride, index.frequency().stepsBetween(last, time).orElse(stride));
        }
        labels[windows] = count;
        times[windows] = time.toInstant().toEpochMilli();
        return windows++;
    }

    private void grow() {
        labels = Arrays.copyOf(labels, 2 * windows);
        times = Arrays.copyOf(times, 2 * windows);
        for (int f = 0; f < squares.length; f++) {
            squares[f] = Arrays.copyOf(squares[f], 2 * windows);
        }
    }

    void squares(int forecaster, int window, double sum) {
        squares[forecaster][window] = sum;
    }

    /** Compares forecaster 0 with another; origins without an observed label do not count. */
    DieboldMariano test(int other, int horizon) {
        long[] distinct = Arrays.stream(times, 0, windows).sorted().distinct().toArray();
        double[] sums = new double[distinct.length];
        long[] counts = new long[distinct.length];
        for (int w = 0; w < windows; w++) {
            int at = Arrays.binarySearch(distinct, times[w]);
            sums[at] += squares[0][w] - squares[other][w];
            counts[at] += labels[w];
        }
        int used = 0;
        for (int i = 0; i < sums.length; i++) {
            if (counts[i] > 0) {
                sums[used++] = sums[i] / counts[i];
            }
        }
        long apart =
                stride == Long.MAX_VALUE ? 1 : stride; // the smallest distance of two neighbouring origins, in rows
        return DieboldMariano.test(Arrays.copyOf(sums, used), (int) ((horizon + apart - 1) / apart));
    }
}
