package org.forecast4j.series;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a series looks like, for a person who decides how to forecast it.
 *
 * @param rows rows of the regular index, filled ones included
 * @param counts what became of the rows in the file
 */
public record DataProfile(
        String id,
        int rows,
        ZonedDateTime first,
        ZonedDateTime last,
        boolean zoned,
        Frequency frequency,
        RowCounts counts,
        List<OfColumn> columns) {
    public DataProfile {
        columns = List.copyOf(columns);
    }

    /**
     * One column; all numbers are of its observed values, in the data's units.
     *
     * @param missing values that the present rows lacked (not those of missing rows)
     * @param sd standard deviation with {@code n - 1}; 0 for a single value
     */
    public record OfColumn(
            String name,
            int observed,
            int missing,
            double min,
            double max,
            double mean,
            double sd,
            Optional<Seasonality> seasonality) {}

    /** Describes a series of at least one row: its columns, then its covariates of numbers that change from row to row. */
    public static DataProfile of(TimeSeries series, RowCounts counts) {
        TimeIndex index = series.index();
        if (index.length() < 1) {
            throw new IllegalArgumentException("a series without rows has no profile");
        }
        return new DataProfile(
                series.id(),
                index.length(),
                index.at(0),
                index.at(index.length() - 1L),
                index.zoned(),
                index.frequency(),
                counts,
                Stream.concat(series.columns().stream(), numbers(series.covariates()))
                        .map(column -> ofColumn(column, index.frequency(), counts))
                        .toList());
    }

    private static Stream<Column> numbers(Covariates covariates) {
        return Stream.concat(covariates.past().stream(), covariates.known().stream())
                .filter(one -> !one.categorical())
                .map(Covariate::column);
    }

    private static OfColumn ofColumn(Column column, Frequency frequency, RowCounts counts) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double mean = 0;
        double squares = 0;
        int observed = 0;
        // Welford's update keeps its digits where the mean is large beside the deviation.
        for (int row = 0; row < column.length(); row++) {
            if (column.observed(row)) {
                double value = column.value(row);
                observed++;
                double delta = value - mean;
                mean += delta / observed;
                squares += delta * (value - mean);
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        return new OfColumn(
                column.name(),
                observed,
                column.filledRows() - counts.missing(),
                min,
                max,
                mean,
                observed > 1 ? Math.sqrt(squares / (observed - 1)) : 0,
                Seasonality.guess(column, frequency));
    }
}
