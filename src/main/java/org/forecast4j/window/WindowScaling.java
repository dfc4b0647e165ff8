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
     * The lookback's last season, repeated, is subtracted: the network learns what the seasonal naive forecast leaves over.
     */
    SEASONAL_NAIVE,
    /**
     * The last value without its season is subtracted, and the season: how the rows of the lookback's whole seasons differ,
     * on average, from the mean of their own. Good where there is little to learn a season from.
     */
    SEASONAL_LAST_VALUE,
    /** As {@link #SEASONAL_LAST_VALUE}, about the mean of the lookback's last season. */
    SEASONAL_LAST_SEASON,
    /** As {@link #SEASONAL_LAST_VALUE}, about the mean of the lookback's whole seasons. */
    SEASONAL_MEAN;

    /** The smallest deviation divided by, in units of the training rows' deviation, so that a flat lookback stays finite. */
    static final double SMALLEST_DEVIATION = 0.01;

    /**
     * What was taken out of one window. A lookback that holds one season only would be left with nothing but zeros: there the
     * season is taken out of what is to be forecast alone.
     *
     * @param level subtracted from all values
     * @param season subtracted as well: entry {@code step modulo length} from step {@code step}, counted from the first row
     *     to be forecast, negative for rows of the lookback
     * @param adjusts whether the season is subtracted from the rows of the lookback too
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Fit(double level, double scale, double[] season, boolean adjusts) {
        Fit(double level, double scale) {
            this(level, scale, new double[1], false);
        }

        double scaled(int step, double value) {
            return (value - reference(step)) / scale;
        }

        double value(int step, double scaled) {
            return scaled * scale + reference(step);
        }

        /** What stands for the value of a step before the network has said anything. */
        private double reference(int step) {
            return step >= 0 || adjusts ? level + season[Math.floorMod(step, season.length)] : level;
        }
    }

    /** Whether it takes the season out of what is to be forecast. */
    public boolean takesSeason() {
        return switch (this) {
            case NONE, LAST_VALUE, LAST_SEASON, MEAN, MEAN_STD -> false;
            case SEASONAL_NAIVE, SEASONAL_LAST_VALUE, SEASONAL_LAST_SEASON, SEASONAL_MEAN -> true;
        };
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
                yield about(mean(last), seasonal(last, last.length), lookback);
            }
            case SEASONAL_LAST_VALUE -> {
                double[] seasonal = seasonal(lookback, season);
                yield about(lookback[lookback.length - 1] - seasonal[seasonal.length - 1], seasonal, lookback);
            }
            case SEASONAL_LAST_SEASON -> about(mean(last(lookback, season)), seasonal(lookback, season), lookback);
            case SEASONAL_MEAN -> {
                int whole = lookback.length - lookback.length % Math.min(season, lookback.length);
                yield about(mean(last(lookback, whole)), seasonal(lookback, season), lookback);
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

    private static Fit about(double level, double[] seasonal, double[] lookback) {
        return new Fit(level, 1, seasonal, lookback.length >= 2 * seasonal.length);
    }

    /** How the rows of a season differ from its mean, on average over the whole seasons; nothing where none is whole. */
    private static double[] seasonal(double[] lookback, int season) {
        int seasons = lookback.length / season;
        double[] seasonal = new double[seasons == 0 ? 1 : season];
        for (int end = lookback.length; end >= season; end -= season) {
            double mean = mean(Arrays.copyOfRange(lookback, end - season, end));
            for (int i = 0; i < season; i++) {
                seasonal[i] += (lookback[end - season + i] - mean) / seasons;
            }
        }
        return seasonal;
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
