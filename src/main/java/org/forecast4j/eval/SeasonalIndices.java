package org.forecast4j.eval;

import java.util.Arrays;
import java.util.Optional;
import org.forecast4j.series.Column;

/**
 * Classical additive decomposition (Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition,
 * section 3.4): a centred moving average over a season is taken out, what is left is averaged for each place in the season,
 * and the averages are shifted to sum to zero. Only observed values count; an average with holes is over what it holds.
 */
final class SeasonalIndices {
    private final double[] indices;

    SeasonalIndices(double[] indices) {
        this.indices = indices;
    }

    /** No season: every index is 0. */
    static final SeasonalIndices NONE = new SeasonalIndices(new double[1]);

    /** Rows of a season. */
    int season() {
        return indices.length;
    }

    /** What the season adds in a row. */
    double at(int row) {
        return indices[Math.floorMod(row, indices.length)];
    }

    /**
     * The indices of rows {@code [from, to)}; empty where the season is of one row, two of them do not fit in, or some place
     * in the season has no value.
     */
    static Optional<SeasonalIndices> of(Column column, int from, int to, int season) {
        if (season < 2 || to - from < 2 * season) {
            return Optional.empty();
        }
        double[] sums = new double[season];
        int[] counts = new int[season];
        int half = season / 2;
        for (int row = from + half; row < to - half; row++) {
            if (!column.observed(row)) {
                continue;
            }
            double sum = 0;
            double weights = 0;
            for (int near = row - half; near <= row + half; near++) {
                boolean shared =
                        season % 2 == 0 && Math.abs(near - row) == half; // both ends are one place in the season
                if (column.observed(near)) {
                    sum += (shared ? 0.5 : 1) * column.value(near);
                    weights += shared ? 0.5 : 1;
                }
            }
            sums[row % season] += column.value(row) - sum / weights;
            counts[row % season]++;
        }
        if (Arrays.stream(counts).anyMatch(count -> count == 0)) {
            return Optional.empty();
        }
        double mean = 0;
        for (int place = 0; place < season; place++) {
            sums[place] /= counts[place];
            mean += sums[place] / season;
        }
        for (int place = 0; place < season; place++) {
            sums[place] -= mean;
        }
        return Optional.of(new SeasonalIndices(sums));
    }

    /**
     * Whether the autocorrelation at the season stands out at the 90 % level, the theta method's own test:
     * {@code |r(m)| > 1.645 sqrt((1 + 2 (r(1)^2 + ... + r(m - 1)^2)) / n)}.
     */
    static boolean seasonal(Column column, int from, int to, int season) {
        double mean = 0;
        int n = 0;
        for (int row = from; row < to; row++) {
            if (column.observed(row)) {
                mean += (column.value(row) - mean) / ++n;
            }
        }
        double variance = autocovariance(column, from, to, 0, mean);
        double squares = 0;
        for (int lag = 1; lag < season; lag++) {
            double r = autocovariance(column, from, to, lag, mean) / variance;
            squares += r * r;
        }
        double r = autocovariance(column, from, to, season, mean) / variance;
        return Math.abs(r) > 1.645 * Math.sqrt((1 + 2 * squares) / n);
    }

    private static double autocovariance(Column column, int from, int to, int lag, double mean) {
        double sum = 0;
        for (int row = from + lag; row < to; row++) {
            if (column.observed(row) && column.observed(row - lag)) {
                sum += (column.value(row) - mean) * (column.value(row - lag) - mean);
            }
        }
        return sum;
    }
}
