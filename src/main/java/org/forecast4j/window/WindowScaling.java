package org.forecast4j.window;

/** What is taken out of each window's lookback before the network sees it, and put back into the forecast. */
public enum WindowScaling {
    /** Nothing: the network sees the level of the series. Good where the level stays within what training saw. */
    NONE,
    /** The last value is subtracted. Good where the level wanders. */
    LAST_VALUE,
    /** The lookback's mean is subtracted. */
    MEAN,
    /** The lookback's mean is subtracted and its standard deviation divided out. */
    MEAN_STD;

    /** The smallest deviation divided by, in units of the training rows' deviation, so that a flat lookback stays finite. */
    private static final double SMALLEST_DEVIATION = 0.01;

    /** What was taken out of one window: {@code scaled = (value - shift) / scale}. */
    record Fit(double shift, double scale) {}

    /** Fits to the values of one lookback. */
    Fit fit(double[] lookback) {
        return switch (this) {
            case NONE -> new Fit(0, 1);
            case LAST_VALUE -> new Fit(lookback[lookback.length - 1], 1);
            case MEAN -> new Fit(mean(lookback), 1);
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

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
