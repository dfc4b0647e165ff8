package org.forecast4j.eval;

import java.util.HashMap;
import java.util.Map;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;

/**
 * What the training rows say of each series and column: the mean, and the mean absolute error that the seasonal naive
 * forecast of one season makes within them, MASE's unit (Hyndman and Koehler, "Another look at measures of forecast
 * accuracy", 2006). Rows that were filled do not count.
 */
public final class TrainingStatistics implements Baseline.TrainingMeans {

    private record Key(String series, int column) {}

    private record Statistics(double mean, double naiveError) {}

    private final Map<Key, Statistics> statistics = new HashMap<>();

    /** Adds a series with its first {@code trainEnd} rows. */
    public void add(TimeSeries series, int trainEnd) {
        int season = series.index().frequency().season();
        for (int c = 0; c < series.columns().size(); c++) {
            statistics.put(new Key(series.id(), c), of(series.column(c), trainEnd, season < trainEnd ? season : 1));
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
        return new Statistics(sum / values, errors / pairs);
    }

    @Override
    public double of(TimeSeries series, int column) {
        return get(series, column).mean();
    }

    /** MASE's unit; NaN where no two training rows lie a season apart. */
    double naiveError(TimeSeries series, int column) {
        return get(series, column).naiveError();
    }

    private Statistics get(TimeSeries series, int column) {
        Statistics found = statistics.get(new Key(series.id(), column));
        if (found == null) {
            throw new IllegalArgumentException("no training rows of series '" + series.id() + "'");
        }
        return found;
    }
}
