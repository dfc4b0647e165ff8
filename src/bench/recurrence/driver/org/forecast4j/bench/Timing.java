package org.forecast4j.bench;

import java.util.Arrays;
import java.util.Locale;

/** Quartiles of a number of runs, in milliseconds. */
record Timing(double lower, double median, double upper) {

    static Timing of(long[] nanoseconds) {
        long[] sorted = nanoseconds.clone();
        Arrays.sort(sorted);
        return new Timing(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(long[] sorted, double part) {
        return sorted[(int) Math.round(part * (sorted.length - 1))] / 1e6;
    }

    Timing times(double factor) {
        return new Timing(lower * factor, median * factor, upper * factor);
    }

    /** Median and spread. */
    @Override
    public String toString() {
        return number(median) + " (" + number(lower) + "-" + number(upper) + ")";
    }

    static String number(double value) {
        String form = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, form, value);
    }
}
