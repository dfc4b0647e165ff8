package org.forecast4j.series;

import java.util.BitSet;
import org.forecast4j.UserError;

/**
 * How missing values are filled. Values before the first observed one take that one, whatever the policy; filled values
 * are never counted as observed.
 */
public enum GapPolicy {
    /** Missing values cannot be used. */
    ERROR,
    /** The last value before the gap. Never looks ahead. */
    PREVIOUS,
    /**
     * The straight line between the values at both sides of the gap; the last value at the end. <b>Looks ahead</b>: a
     * value inside a gap depends on the one that ends it, which nobody knew at that time.
     */
    LINEAR,
    /** The value one season before, itself possibly filled; the previous one in the first season. Never looks ahead. */
    SEASONAL;

    /**
     * Makes a column by filling in place.
     *
     * @param raw one value for each row of the regular index, NaN where missing. It is taken over, not copied: the caller
     *     must not use it again
     * @param season rows per season for {@link #SEASONAL}; 1 where there is none
     * @throws UserError (data) where every value is missing, or one is and the policy is {@link #ERROR}
     */
    public Column fill(String name, double[] raw, int season) {
        BitSet missing = new BitSet();
        int first = -1;
        for (int row = 0; row < raw.length; row++) {
            if (Double.isNaN(raw[row])) {
                missing.set(row);
            } else if (first < 0) {
                first = row;
            }
        }
        if (first < 0 && raw.length > 0) {
            throw UserError.data("column '" + name + "': every value is missing in " + raw.length
                    + " rows, expected at least one number; leave the column out or correct the missing-value tokens");
        }
        if (this == ERROR && !missing.isEmpty()) {
            throw UserError.data("column '" + name + "': the value of row " + (missing.nextSetBit(0) + 1)
                    + " is missing, expected a number in every row; choose how gaps are filled (--gaps previous)");
        }
        for (int row = 0; row < first; row++) {
            raw[row] = raw[first];
        }
        for (int start = missing.nextSetBit(Math.max(first, 0)); start >= 0; ) {
            int end = Math.min(missing.nextClearBit(start), raw.length);
            fillGap(raw, start, end, season);
            start = missing.nextSetBit(end);
        }
        return Column.adopt(name, raw, missing);
    }

    private void fillGap(double[] raw, int start, int end, int season) {
        double before = raw[start - 1];
        double after = end < raw.length ? raw[end] : before;
        for (int row = start; row < end; row++) {
            double part = (row - start + 1) / (double) (end - start + 1);
            raw[row] = switch (this) {
                case LINEAR -> before * (1 - part) + after * part;
                case SEASONAL -> row >= season ? raw[row - season] : before;
                default -> before;
            };
        }
    }
}
