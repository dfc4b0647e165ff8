package org.forecast4j.series;

/** What becomes of a series too short for one window. */
public enum ShortSeriesPolicy {
    /** It is left out and counted. */
    SKIP,
    /** It cannot be used. */
    ERROR
}
