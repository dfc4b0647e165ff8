package org.forecast4j.window;

import java.util.Arrays;

/** What is taken out of each window's lookback before the network sees it, and put back into the forecast. */
public enum WindowScaling {
    /** Nothing: the network sees the level of the series. Good where the level stays within what training saw. */
    NONE,
    /** The last value is subtracted. Good where the level wanders. */
    LAST_VALUE,
    /** The mean of the lookback's last season is subtracted. Good where the level wanders under a season. */
    LAST_SEASON,
    /** The lookback's mean is subtracted. Good where values come back to it. */
    MEAN,
    /** The lookback's mean is subtracted and its standard deviation divided out. */
    MEAN_STD,
    /**
     * The lookback's last season: its mean is subtracted from what the network sees, and the season itself, repeated, from
     * what it has to forecast. The network learns what the seasonal naive forecast leaves over.
     */
    SEASONAL_NAIVE;

    /** The smallest deviation divided by, in units of the training rows' deviation, so that a flat lookback stays finite. */
    static final double SMALLEST_DEVIATION = 0.01;

    /**
     * What was taken out of one window.
     *
     * @param shift subtracted from the lookback
     * @param ahead subtracted from what is to be forecast: entry {@code h modulo length} from step {@code h}, which is
     *     negative for rows of the lookback
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Fit(double shift, double scale, double[] ahead) {
        Fit(double shift, double scale) {
            this(shift, scale, new double[] {shift});
        }

        double scaled(double value) {
            return (value - shift) / scale;
        }

        double scaledAhead(int step, double value) {
            return (value - ahead[Math.floorMod(step, ahead.length)]) / scale;
        }

        double valueAhead(int step, double scaled) {
            return scaled * scale + ahead[Math.floorMod(step, ahead.length)];
        }
    }

    /**
     * Fits to the values of one lookback.
     *
     * @param season rows of a season; where the lookback is shorter, all of it counts as one
     */
    Fit fit(double[] lookback, int season) {
        return switch (this) {
            case NONE -> new Fit(0, 1);
            case LAST_VALUE -> new Fit(lookback[lookback.length - 1], 1);
            case LAST_SEASON -> new Fit(mean(last(lookback, season)), 1);
            case MEAN -> new Fit(mean(lookback), 1);
            case SEASONAL_NAIVE -> {
                double[] last = last(lookback, season);
                yield new Fit(mean(last), 1, last);
            }
            case MEAN_STD -> {
                double mean = mean(lookback);
                double squares = 0;
                for (double value : lookback) {
                    squares += (value - mean) * (value - mean);
                }
                yield new Fit(mean, Math.max(Math.sqrt(squares / lookback.length), SMALLEST_DEVIATION));
            }
        };
    }

    private static double[] last(double[] lookback, int season) {
        return Arrays.copyOfRange(lookback, Math.max(0, lookback.length - season), lookback.length);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
