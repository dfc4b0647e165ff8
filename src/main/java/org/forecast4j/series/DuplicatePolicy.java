package org.forecast4j.series;

/** What becomes of rows that share their timestamp within one series. */
public enum DuplicatePolicy {
    /** They cannot be used. */
    ERROR,
    /** The one that stands first in the file is kept. */
    FIRST,
    /** The one that stands last in the file is kept. */
    LAST,
    /** They become one row that holds the mean of what each column observed. */
    MEAN
}
