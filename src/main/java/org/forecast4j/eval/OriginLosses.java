package org.forecast4j.eval;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeIndex;

/**
 * Each forecaster's squared scaled errors at each origin, for the test of significance. Windows of several series that
 * start at the same moment are one origin: what happens at that moment happens to all of them. Where each origin lies is
 * kept in steps of the frequency, so that those of two folds are neighbours only where they are.
 */
final class OriginLosses {
    private static final int FIRST_ROOM = 1024;

    private final double[][] squares;
    private long[] labels = new long[FIRST_ROOM];
    private long[] steps = new long[FIRST_ROOM];
    private int windows;
    private final List<ZonedDateTime> first = new ArrayList<>(); // one, the first window's

    OriginLosses(int forecasters) {
        squares = new double[forecasters][FIRST_ROOM];
    }

    /**
     * Opens the next window.
     *
     * @return its number
     */
    int origin(History history, long count) {
        if (windows == steps.length) {
            grow();
        }
        TimeIndex index = history.series().index();
        ZonedDateTime time = index.at(history.end());
        if (first.isEmpty()) {
            first.add(time);
        }
        labels[windows] = count;
        steps[windows] = steps(index.frequency(), first.get(0), time);
        return windows++;
    }

    /** How many steps a moment lies after another, rounded down where it lies between two: series may be out of step. */
    private static long steps(Frequency frequency, ZonedDateTime from, ZonedDateTime time) {
        OptionalLong exact = frequency.stepsBetween(from, time);
        if (exact.isPresent()) {
            return exact.getAsLong();
        }
        long low = -1;
        while (frequency.plus(from, low).isAfter(time)) {
            low *= 2;
        }
        long high = 1;
        while (!frequency.plus(from, high).isAfter(time)) {
            high *= 2;
        }
        while (high - low > 1) {
            long middle = Math.floorDiv(low + high, 2);
            if (frequency.plus(from, middle).isAfter(time)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    private void grow() {
        labels = Arrays.copyOf(labels, 2 * windows);
        steps = Arrays.copyOf(steps, 2 * windows);
        for (int f = 0; f < squares.length; f++) {
            squares[f] = Arrays.copyOf(squares[f], 2 * windows);
        }
    }

    void squares(int forecaster, int window, double sum) {
        squares[forecaster][window] = sum;
    }

    /** Compares forecaster 0 with another; origins without an observed label do not count. */
    DieboldMariano test(int other, int horizon) {
        long[] distinct = Arrays.stream(steps, 0, windows).sorted().distinct().toArray();
        double[] sums = new double[distinct.length];
        long[] counts = new long[distinct.length];
        for (int w = 0; w < windows; w++) {
            int at = Arrays.binarySearch(distinct, steps[w]);
            sums[at] += squares[0][w] - squares[other][w];
            counts[at] += labels[w];
        }
        int used = 0;
        for (int i = 0; i < sums.length; i++) {
            if (counts[i] > 0) {
                distinct[used] = distinct[i];
                sums[used++] = sums[i] / counts[i];
            }
        }
        return DieboldMariano.test(Arrays.copyOf(sums, used), Arrays.copyOf(distinct, used), horizon);
    }
}
