package org.forecast4j.eval;

import java.util.HashMap;
import java.util.Map;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;

/**
 * What the training rows say of each series and column: mean, deviation, and the mean absolute error that the seasonal
 * naive forecast makes within them, MASE's unit (Hyndman and Koehler, "Another look at measures of forecast accuracy",
 * International Journal of Forecasting 22, 2006). Rows that were filled do not count. Series are told apart by their id.
 */
public final class TrainingStatistics implements Baseline.TrainingMeans {

    private record Key(String series, int column) {}

    private record Statistics(double mean, double deviation, double naiveError) {}

    private final Map<Key, Statistics> statistics = new HashMap<>();

    /** Adds a series with its first {@code trainEnd} rows, MASE's season being the frequency's. */
    public void add(TimeSeries series, int trainEnd) {
        add(series, trainEnd, series.index().frequency().season());
    }

    /**
     * Adds a series with its first {@code trainEnd} rows.
     *
     * @param season of MASE's naive forecast, in rows; 1, the plain naive, takes its place where the training rows are no
     *     longer than it
     */
    public void add(TimeSeries series, int trainEnd, int season) {
        for (int c = 0; c < series.columns().size(); c++) {
            Statistics found = of(series.column(c), trainEnd, season < trainEnd ? season : 1);
            if (Double.isNaN(found.mean())) {
                throw UserError.data("column '" + series.column(c).name() + "'"
                        + (series.id().isEmpty() ? "" : " of series '" + series.id() + "'")
                        + " holds no value in its " + trainEnd
                        + " training rows; leave it out or give it more training rows");
            }
            if (statistics.putIfAbsent(new Key(series.id(), c), found) != null) {
                throw new IllegalArgumentException("two series have the id '" + series.id() + "'; name them apart");
            }
        }
    }

    private static Statistics of(Column column, int rows, int season) {
        double sum = 0;
        double errors = 0;
        long values = 0;
        long pairs = 0;
        for (int row = 0; row < rows; row++) {
            if (column.observed(row)) {
                sum += column.value(row);
                values++;
                if (row >= season && column.observed(row - season)) {
                    errors += Math.abs(column.value(row) - column.value(row - season));
                    pairs++;
                }
            }
        }
        double mean = sum / values;
        double squares = 0;
        for (int row = 0; row < rows; row++) {
            if (column.observed(row)) {
                squares += (column.value(row) - mean) * (column.value(row) - mean);
            }
        }
        return new Statistics(mean, Math.sqrt(squares / values), errors / pairs);
    }

    @Override
    public double of(TimeSeries series, int column) {
        return get(series, column).mean();
    }

    /** The deviation of the training rows (divided by their number, not one less); 1 where they are constant. */
    public double deviation(TimeSeries series, int column) {
        double deviation = get(series, column).deviation();
        return deviation > 0 ? deviation : 1;
    }

    /** MASE's unit; NaN where no two observed training rows lie a season apart, 0 where the season never changes. */
    double naiveError(TimeSeries series, int column) {
        return get(series, column).naiveError();
    }

    private Statistics get(TimeSeries series, int column) {
        Statistics found = statistics.get(new Key(series.id(), column));
        if (found == null) {
            throw new IllegalArgumentException("series '" + series.id() + "', column " + column
                    + " was not added; add every series with its training rows first");
        }
        return found;
    }
}
