package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A cycle seen in a column.
 *
 * @param lag rows per cycle
 * @param strength autocorrelation at the cycle, between 0 and 1
 */
public record Seasonality(int lag, double strength) {
    /** Autocorrelations below this are no season worth a name. */
    private static final double WEAKEST = 0.2;

    /** Standard errors of the autocorrelation of noise, {@code 1 / sqrt(pairs)}, that a season must exceed. */
    private static final double STANDARD_ERRORS = 3;

    private static final int LONGEST_SEARCHED = 200;
    private static final int ROWS_LOOKED_AT = 100_000;

    /** A cycle is looked at in about this many blocks, so that a year of days is not drowned in the noise of days. */
    private static final int BLOCKS = 12;

    private static final double ALMOST = 0.9;

    /**
     * Guesses the season of a column from its observed values. For a lag of {@code L} rows the column is averaged over
     * blocks of {@code L / 12} rows, differenced once, which removes a trend and a random walk's wandering, and
     * correlated with itself one cycle later (sample autocorrelation: Box and Jenkins, Time Series Analysis, 2.1.5).
     * Candidates are the frequency's customary seasons and the best of the lags 2 to 200. At least three cycles must be
     * there.
     *
     * @return empty where no candidate is strong enough
     */
    public static Optional<Seasonality> guess(Column column, Frequency frequency) {
        List<Seasonality> found = new ArrayList<>();
        for (int lag : customary(frequency)) {
            strength(column, lag).ifPresent(found::add);
        }
        found.addAll(searched(column));
        double best = found.stream().mapToDouble(Seasonality::strength).max().orElse(0);
        // Whole multiples of a cycle correlate as well as the cycle: the shortest of the nearly best is meant.
        return found.stream()
                .filter(season -> season.strength >= ALMOST * best)
                .min(Comparator.comparingInt(Seasonality::lag));
    }

    private static Set<Integer> customary(Frequency frequency) {
        Set<Integer> lags = new LinkedHashSet<>();
        lags.add(frequency.season());
        if (frequency instanceof Frequency.Elapsed elapsed) {
            long seconds = elapsed.step().toSeconds();
            for (long cycle : new long[] {3600, 86_400, 7 * 86_400, 365 * 86_400}) {
                if (cycle % seconds == 0) {
                    lags.add((int) (cycle / seconds));
                }
            }
        } else if (frequency instanceof Frequency.Days days && days.days() <= 7) {
            lags.add(365 / days.days());
        } else if (frequency instanceof Frequency.BusinessDays) {
            lags.add(261);
        }
        return lags;
    }

    private static Optional<Seasonality> strength(Column column, int lag) {
        int block = Math.max(1, lag / BLOCKS);
        int step = Math.round(lag / (float) block);
        if (lag < 2 || column.length() < 3L * lag) {
            return Optional.empty();
        }
        return significant(differences(column, block, Math.max(ROWS_LOOKED_AT, 5L * lag)), step, lag);
    }

    private static List<Seasonality> searched(Column column) {
        double[] differences = differences(column, 1, ROWS_LOOKED_AT);
        int longest = Math.min(LONGEST_SEARCHED, differences.length / 3);
        double[] strengths = new double[Math.max(0, longest) + 2];
        for (int lag = 1; lag <= longest + 1; lag++) {
            strengths[lag] = significant(differences, lag, lag)
                    .map(Seasonality::strength)
                    .orElse(0.0);
        }
        List<Seasonality> found = new ArrayList<>();
        for (int lag = 2; lag <= longest; lag++) {
            // In a smooth series the lags beside a cycle correlate nearly as well: only a peak is one.
            boolean peak = strengths[lag] >= strengths[lag - 1] && strengths[lag] >= strengths[lag + 1];
            if (peak && strengths[lag] > 0) {
                found.add(new Seasonality(lag, strengths[lag]));
            }
        }
        return found;
    }

    private static Optional<Seasonality> significant(double[] differences, int step, int lag) {
        double mean = 0;
        int count = 0;
        for (double difference : differences) {
            if (!Double.isNaN(difference)) {
                mean += difference;
                count++;
            }
        }
        mean /= Math.max(1, count);
        double variance = 0;
        double covariance = 0;
        int pairs = 0;
        for (int i = 0; i < differences.length; i++) {
            if (Double.isNaN(differences[i])) {
                continue;
            }
            variance += (differences[i] - mean) * (differences[i] - mean);
            if (i >= step && !Double.isNaN(differences[i - step])) {
                covariance += (differences[i] - mean) * (differences[i - step] - mean);
                pairs++;
            }
        }
        if (pairs < 2 || !(variance > 0)) {
            return Optional.empty();
        }
        double strength = Math.min(1, covariance / pairs / (variance / count));
        boolean strong = strength >= WEAKEST && strength > STANDARD_ERRORS / Math.sqrt(pairs);
        return strong ? Optional.of(new Seasonality(lag, strength)) : Optional.empty();
    }

    /** Differences of neighbouring block means of the observed values in the last rows; NaN where a block has none. */
    private static double[] differences(Column column, int block, long rows) {
        int used = (int) Math.min(column.length(), rows) / block;
        int first = column.length() - used * block;
        double[] differences = new double[Math.max(0, used - 1)];
        double previous = Double.NaN;
        for (int b = 0; b < used; b++) {
            double sum = 0;
            int count = 0;
            for (int row = first + b * block; row < first + (b + 1) * block; row++) {
                if (column.observed(row)) {
                    sum += column.value(row);
                    count++;
                }
            }
            double mean = count == 0 ? Double.NaN : sum / count;
            if (b > 0) {
                differences[b - 1] = mean - previous;
            }
            previous = mean;
        }
        return differences;
    }
}
