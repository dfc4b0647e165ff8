package org.forecast4j.eval;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * Whether one forecast is more accurate than another, or only was by chance: the test of Diebold and Mariano ("Comparing
 * Predictive Accuracy", 1995) with the small-sample correction of Harvey, Leybourne and Newbold (1997).
 *
 * <p>Forecasts of {@code horizon} steps from neighbouring origins share most of their errors, so the variance of the mean
 * loss difference counts the first {@code horizon - 1} autocovariances. Where their plain sum is not positive, Bartlett's
 * weights (Newey and West 1987) take its place.
 *
 * @param statistic below zero where the first forecast has the smaller loss; NaN where the test cannot be made
 * @param pValue two-sided, from Student's t with {@code n - 1} degrees of freedom; 1 where the test cannot be made
 */
public record DieboldMariano(double statistic, double pValue) {
    private static final int FEWEST = 3;

    /**
     * Tests the losses of two forecasts, origin by origin in time order.
     *
     * @param difference first forecast's loss less the second's
     * @param horizon steps that each loss averages over
     */
    public static DieboldMariano test(double[] difference, int horizon) {
        int n = difference.length;
        if (n < FEWEST) {
            return new DieboldMariano(Double.NaN, 1);
        }
        double mean = 0;
        for (double d : difference) {
            mean += d / n;
        }
        int lags = Math.min(horizon - 1, n - 1);
        double variance = longRunVariance(difference, mean, lags, false) / n;
        if (!(variance > 0)) {
            variance = longRunVariance(difference, mean, lags, true) / n;
        }
        if (!(variance > 0)) {
            return mean == 0 ? new DieboldMariano(0, 1) : new DieboldMariano(Math.signum(mean) * 1e9, 0);
        }
        // Above n / 2 the correction's factor would fall towards zero; it is kept at the largest horizon it is meant
        // for.
        double h = Math.min(horizon, n / 2);
        double correction = Math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n);
        double statistic = correction * mean / Math.sqrt(variance);
        double p = 2 * new TDistribution(null, n - 1).cumulativeProbability(-Math.abs(statistic));
        return new DieboldMariano(statistic, Math.min(1, p));
    }

    private static double longRunVariance(double[] d, double mean, int lags, boolean bartlett) {
        double variance = autocovariance(d, mean, 0);
        for (int k = 1; k <= lags; k++) {
            variance += 2 * (bartlett ? 1 - k / (lags + 1.0) : 1) * autocovariance(d, mean, k);
        }
        return variance;
    }

    private static double autocovariance(double[] d, double mean, int lag) {
        double sum = 0;
        for (int t = lag; t < d.length; t++) {
            sum += (d[t] - mean) * (d[t - lag] - mean);
        }
        return sum / d.length;
    }
}
