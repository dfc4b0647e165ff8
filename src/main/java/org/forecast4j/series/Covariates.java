package org.forecast4j.series;

import java.util.List;

/**
 * A series' covariates by what is known of them at a forecast's origin.
 *
 * @param past known up to the origin, as the targets are; one value for each row of the series
 * @param known known in advance as well: one value for each row of the series, and any number of rows after its last
 * @param statics one value for the whole series
 */
public record Covariates(List<Covariate> past, List<Covariate> known, List<Covariate> statics) {
    public static final Covariates NONE = new Covariates(List.of(), List.of(), List.of());

    public Covariates {
        past = List.copyOf(past);
        known = List.copyOf(known);
        statics = List.copyOf(statics);
    }

    /** The same with known ones that reach further. */
    public Covariates withKnown(List<Covariate> further) {
        return new Covariates(past, further, statics);
    }

    Covariates rows(int from, int to) {
        return new Covariates(
                past.stream().map(one -> one.rows(from, to)).toList(),
                known.stream().map(one -> one.rows(from, to)).toList(),
                statics);
    }

    /** Checks each role's number of rows against that of the series. */
    void requireRows(int rows) {
        past.forEach(one -> require(one, one.column().length() == rows, rows + " rows"));
        known.forEach(one -> require(one, one.column().length() >= rows, "at least " + rows + " rows"));
        statics.forEach(one -> require(one, one.column().length() == 1, "one value"));
    }

    private static void require(Covariate covariate, boolean fits, String expected) {
        if (!fits) {
            throw new IllegalArgumentException("covariate '" + covariate.name() + "' has "
                    + covariate.column().length() + " rows, expected " + expected);
        }
    }
}
