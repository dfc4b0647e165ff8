package org.forecast4j.eval;

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
 * is compared with Student's t of {@code n - 1} degrees of freedom. Where that sum is not positive, {@code g(k)} gets
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

    /**
     * Tests the losses of two forecasts, origin by origin in time order.
     *
     * @param difference first forecast's loss less the second's, finite
     * @param horizon {@code h}: how many neighbouring origins share a label, the horizon where origins are a row apart
     */
    public static DieboldMariano test(double[] difference, int horizon) {
        int n = difference.length;
        if (horizon < 1) {
            throw new IllegalArgumentException("a horizon of " + horizon + "; give 1 or more");
        }
        if (n < FEWEST || n <= horizon) {
            return new DieboldMariano(0, 1, n, Variance.TOO_FEW);
        }
        double mean = 0;
        for (double d : difference) {
            mean += d / n;
        }
        double[] covariances = autocovariances(difference, mean, horizon);
        if (Math.sqrt(covariances[0]) <= ROUNDING * Math.abs(mean)) {
            return mean == 0
                    ? new DieboldMariano(0, 1, n, Variance.ZERO)
                    : new DieboldMariano(mean * Double.POSITIVE_INFINITY, 0, n, Variance.ZERO);
        }
        Variance kind = Variance.RECTANGULAR;
        double variance = sum(covariances, false);
        if (!(variance > 0)) {
            kind = Variance.BARTLETT;
            variance = sum(covariances, true);
        }
        double h = horizon;
        double correction = Math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n);
        double statistic = correction * mean / Math.sqrt(variance / n);
        double p = 2 * new TDistribution(null, n - 1).cumulativeProbability(-Math.abs(statistic));
        return new DieboldMariano(statistic, Math.min(1, p), n, kind);
    }

    private static double sum(double[] covariances, boolean bartlett) {
        double sum = covariances[0];
        for (int k = 1; k < covariances.length; k++) {
            sum += 2 * (bartlett ? 1 - k / (double) covariances.length : 1) * covariances[k];
        }
        return sum;
    }

    /** Of lags 0 to {@code count - 1}. */
    private static double[] autocovariances(double[] d, double mean, int count) {
        double[] covariances = new double[count];
        for (int lag = 0; lag < count; lag++) {
            double sum = 0;
            for (int t = lag; t < d.length; t++) {
                sum += (d[t] - mean) * (d[t - lag] - mean);
            }
            covariances[lag] = sum / d.length;
        }
        return covariances;
    }
}
