package org.forecast4j.series;

/**
 * What was done to the rows of a series to make it regular.
 *
 * @param read rows in the file
 * @param duplicates rows that were merged into another of the same timestamp
 * @param missing rows that were added because the grid has them and the file has not
 */
public record RowCounts(int read, int duplicates, int missing) {}
