package org.forecast4j.series;

/** What becomes of rows that stand before an earlier one. */
public enum OrderPolicy {
    /** They cannot be used. */
    ERROR,
    /** Rows are sorted by time; those of one timestamp keep their order. */
    SORT
}
