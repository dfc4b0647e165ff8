package org.forecast4j.window;

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
    /** The lookback's last season, repeated: the network learns what the seasonal naive forecast leaves over. */
    SEASONAL_NAIVE,
    /** A {@link LinearForecast} of level, season and trend: the network learns what that leaves over. */
    LINEAR;

    /** Whether what it takes out is a forecast by itself, with which a network can begin. */
    public boolean forecasts() {
        return this == SEASONAL_NAIVE || this == LINEAR;
    }
}
