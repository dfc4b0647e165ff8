package org.forecast4j.eval;

import java.util.stream.LongStream;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Whether one forecast is more accurate than another, or only was by chance: the test of Diebold and Mariano ("Comparing
 * Predictive Accuracy", Journal of Business and Economic Statistics 13, 1995) with the small-sample correction of Harvey,
 * Leybourne and Newbold ("Testing the equality of prediction mean squared errors", International Journal of Forecasting
 * 13, 1997).
 *
 * <p>With {@code d} the loss differences of {@code n} origins, {@code m} their mean and {@code g(k)} their autocovariance
 * at lag {@code k} (divided by {@code n}), forecasts of {@code h} steps share errors up to lag {@code h - 1}, so that
 *
 * <pre>
 * V = (g(0) + 2 (g(1) + ... + g(h - 1))) / n
 * statistic = m / sqrt(V) * sqrt((n + 1 - 2 h + h (h - 1) / n) / n)
 * </pre>
 *
 * is compared with Student's t of {@code n - 1} degrees of freedom. Where origins lie further apart than a row, or some are
 * missing, as between the folds of a backtest, only pairs that lie closer than {@code h} rows share errors and count in
 * {@code g}, which is still divided by {@code n} (Parzen, "On Spectral Analysis with Missing Observations and Amplitude
 * Modulation", Sankhya A 25, 1963). Where that sum is not positive, {@code g(k)} gets
 * Bartlett's weight {@code 1 - k / h} (Newey and West 1987), under which it cannot be negative.
 *
 * @param statistic below zero where the first forecast has the smaller loss; infinite where the difference never varies
 *     and is not zero; 0 where the test cannot be made
 * @param pValue two-sided; 1 where the test cannot be made
 * @param origins {@code n}
 */
public record DieboldMariano(double statistic, double pValue, int origins, Variance variance) {

    /** How the variance of the mean difference was found. */
    public enum Variance {
        /** As written by Harvey, Leybourne and Newbold. */
        RECTANGULAR,
        /** With Bartlett's weights. */
        BARTLETT,
        /** The differences are all the same: p is 1 where they are zero and 0 elsewhere. */
        ZERO,
        /** Fewer than three origins or no more than {@code h}: nothing can be said. */
        TOO_FEW
    }

    private static final int FEWEST = 3;

    /** Deviations this small beside the mean are rounding. */
    private static final double ROUNDING = 1e-12;

    /** Tests the losses of two forecasts at origins that are a row apart, in time order. */
    public static DieboldMariano test(double[] difference, int horizon) {
        return test(difference, LongStream.range(0, difference.length).toArray(), horizon);
    }

    /**
     * Tests the losses of two forecasts, origin by origin in time order.
     *
     * @param difference first forecast's loss less the second's, finite
     * @param rows where each origin lies, ascending: two of them share labels where they are less than the horizon apart
     * @param horizon in rows
     */
    public static DieboldMariano test(double[] difference, long[] rows, int horizon) {
        int n = difference.length;
        if (horizon < 1) {
            throw new IllegalArgumentException("a horizon of " + horizon + "; give 1 or more");
        }
        long apart = apart(rows);
        int h = (int) ((horizon + apart - 1) / apart); // neighbours that share a label, in time steps of the origins
        if (n < FEWEST || n <= h) {
            return new DieboldMariano(0, 1, n, Variance.TOO_FEW);
        }
        double mean = 0;
        for (double d : difference) {
            mean += d / n;
        }
        double alone = variance(difference, mean, rows, 0, false);
        if (Math.sqrt(alone) <= ROUNDING * Math.abs(mean)) {
            return mean == 0
                    ? new DieboldMariano(0, 1, n, Variance.ZERO)
                    : new DieboldMariano(mean * Double.POSITIVE_INFINITY, 0, n, Variance.ZERO);
        }
        Variance kind = Variance.RECTANGULAR;
        double variance = variance(difference, mean, rows, h * apart, false);
        if (!(variance > 0)) {
            kind = Variance.BARTLETT;
            variance = variance(difference, mean, rows, h * apart, true);
        }
        double correction = Math.sqrt((n + 1 - 2.0 * h + h * (h - 1.0) / n) / n);
        double statistic = correction * mean / Math.sqrt(variance / n);
        double p = 2 * new TDistribution(null, n - 1).cumulativeProbability(-Math.abs(statistic));
        return new DieboldMariano(statistic, Math.min(1, p), n, kind);
    }

    /** The smallest distance of two origins; 1 where there are no two. */
    private static long apart(long[] rows) {
        long apart = Long.MAX_VALUE;
        for (int i = 1; i < rows.length; i++) {
            if (rows[i] <= rows[i - 1]) {
                throw new IllegalArgumentException("rows " + rows[i - 1] + " and " + rows[i] + " do not ascend");
            }
            apart = Math.min(apart, rows[i] - rows[i - 1]);
        }
        return apart == Long.MAX_VALUE ? 1 : apart;
    }

    /** The variance of a difference, and twice the covariances of those less than {@code reach} rows apart. */
    private static double variance(double[] d, double mean, long[] rows, long reach, boolean bartlett) {
        double sum = 0;
        for (int i = 0; i < d.length; i++) {
            sum += (d[i] - mean) * (d[i] - mean);
            for (int j = i - 1; j >= 0 && rows[i] - rows[j] < reach; j--) {
                double weight = bartlett ? 1 - (rows[i] - rows[j]) / (double) reach : 1;
                sum += 2 * weight * (d[i] - mean) * (d[j] - mean);
            }
        }
        return sum / d.length;
    }
}
