package org.forecast4j.eval;

import java.util.Arrays;
import org.forecast4j.series.History;

/**
 * Each forecaster's squared scaled errors at each origin, for the test of significance. Windows of several series that
 * start at the same moment are one origin: what happens at that moment happens to all of them.
 */
final class OriginLosses {
    private final double[][] squares;
    private final long[] labels;
    private final long[] times;
    private final String[] series;
    private final int[] ends;

    OriginLosses(int forecasters, int windows) {
        squares = new double[forecasters][windows];
        labels = new long[windows];
        times = new long[windows];
        series = new String[windows];
        ends = new int[windows];
    }

    void origin(int window, History history, long count) {
        labels[window] = count;
        times[window] = history.series().index().at(history.end()).toInstant().toEpochMilli();
        series[window] = history.series().id();
        ends[window] = history.end();
    }

    void squares(int forecaster, int window, double sum) {
        squares[forecaster][window] = sum;
    }

    /** Compares forecaster 0 with another; origins without an observed label do not count. */
    DieboldMariano test(int other, int horizon) {
        long[] distinct = Arrays.stream(times).sorted().distinct().toArray();
        double[] sums = new double[distinct.length];
        long[] counts = new long[distinct.length];
        for (int w = 0; w < times.length; w++) {
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
        int stride = stride();
        return DieboldMariano.test(Arrays.copyOf(sums, used), (horizon + stride - 1) / stride);
    }

    /** The smallest distance of two neighbouring origins, in rows. */
    private int stride() {
        int stride = Integer.MAX_VALUE;
        for (int w = 1; w < ends.length; w++) {
            if (series[w].equals(series[w - 1]) && ends[w] > ends[w - 1]) {
                stride = Math.min(stride, ends[w] - ends[w - 1]);
            }
        }
        return stride == Integer.MAX_VALUE ? 1 : stride;
    }
}
