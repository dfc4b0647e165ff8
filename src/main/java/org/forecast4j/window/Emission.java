package org.forecast4j.window;

/** At which of its time steps a network emits the horizon. */
public enum Emission {
    /** All of it once, after the lookback's last step. */
    AT_ONCE,
    /** Patch by patch, at steps of a decoder. */
    DECODED,
    /**
     * Patch by patch, at steps that follow the lookback's: what is known in advance of their rows is their input, and zeros
     * stand for what is not.
     */
    CONTINUED,
    /**
     * All of it at each step of the lookback, from what the network has read so far; the last step's is the forecast, the
     * others teach alone (forking sequences: Wen, Torkkola, Narayanaswamy and Madeka, "A Multi-Horizon Quantile Recurrent
     * Forecaster", 2017). All are scaled by the whole lookback's level, of which the early ones cannot know.
     */
    EVERY_STEP;

    boolean patches() {
        return this == DECODED || this == CONTINUED;
    }
}
