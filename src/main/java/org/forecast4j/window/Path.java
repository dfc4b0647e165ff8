package org.forecast4j.window;

import java.util.Arrays;

/**
 * A straight line with a season on it, by steps ahead of an origin: what is expected before a network has said anything.
 *
 * @param start of the line, at step 0
 * @param slope a step
 * @param season what a step adds to the line: entry {@code step modulo length}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Path(double start, double slope, double[] season) {
    static Path flat(double level) {
        return new Path(level, 0, new double[1]);
    }

    static Path season(double[] season) {
        return new Path(0, 0, season);
    }

    /** The sum with another of so much weight; of two seasons one has the other's length, or both have one row. */
    Path plus(double weight, Path other) {
        double[] sum = new double[Math.max(season.length, other.season.length)];
        Arrays.setAll(sum, i -> season[i % season.length] + weight * other.season[i % other.season.length]);
        return new Path(start + weight * other.start, slope + weight * other.slope, sum);
    }

    /** @param step the first row to be forecast is 0, rows of the lookback have negative ones */
    double at(int step) {
        return start + slope * step + season[Math.floorMod(step, season.length)];
    }
}
