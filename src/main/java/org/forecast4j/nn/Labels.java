package org.forecast4j.nn;

/** Which time steps of the lookback teach a network. */
public enum Labels {
    /** The last alone, from which the forecast is made. */
    LAST,
    /**
     * Each, with the horizon that follows it (forking sequences: Wen, Torkkola, Narayanaswamy and Madeka, "A Multi-Horizon
     * Quantile Recurrent Forecaster", 2017).
     */
    EVERY
}
