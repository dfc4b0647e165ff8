package org.forecast4j.model;

import java.util.List;

/**
 * What follows one history, in original units.
 *
 * @param point indexed {@code [target column][step]}, step 0 being the row after the last known one
 * @param intervals one for each coverage, ascending; empty where the forecaster gives none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Forecast(double[][] point, List<Interval> intervals) {
    public Forecast {
        intervals = List.copyOf(intervals);
    }

    /**
     * Bounds between which the truth is meant to lie, each step by itself.
     *
     * @param coverage how often, between 0 and 1
     * @param lower indexed as the point forecast, and never above {@code upper}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Interval(double coverage, double[][] lower, double[][] upper) {}

    /** A point forecast alone. */
    public static Forecast of(double[][] point) {
        return new Forecast(point, List.of());
    }
}
