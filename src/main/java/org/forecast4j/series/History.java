package org.forecast4j.series;

/**
 * A series as it was known at one moment: rows {@code 0} to {@code end - 1}. A forecaster is handed nothing else, so that
 * it cannot see the future. The last of them is the forecast's origin. Known covariates alone have rows after it.
 */
public record History(TimeSeries series, int end) {
    public History {
        if (end < 1 || end > series.length()) {
            throw new IllegalArgumentException("a history of " + end + " rows of a series of " + series.length());
        }
    }

    /** The value of a column, {@code back} rows before the last known one: 0 is the last known. */
    public double last(int column, int back) {
        if (back < 0) {
            throw new IndexOutOfBoundsException("row " + (end - 1 - back) + " lies after the forecast's origin");
        }
        return series.column(column).value(end - 1 - back);
    }

    /** Whether that value was in the data, not filled in. */
    public boolean observed(int column, int back) {
        if (back < 0) {
            throw new IndexOutOfBoundsException("row " + (end - 1 - back) + " lies after the forecast's origin");
        }
        return series.column(column).observed(end - 1 - back);
    }

    /** The value of a past covariate, {@code back} rows before the last known one: 0 is the last known. */
    public double past(int covariate, int back) {
        if (back < 0) {
            throw new IndexOutOfBoundsException("row " + (end - 1 - back) + " lies after the forecast's origin");
        }
        return series.covariates().past().get(covariate).column().value(end - 1 - back);
    }

    /** The value of a known covariate, {@code ahead} rows after the origin: 0 is at it, negative ones are before it. */
    public double known(int covariate, int ahead) {
        return series.covariates().known().get(covariate).column().value(end - 1 + ahead);
    }
}
