package org.forecast4j.series;

import java.util.List;
import org.forecast4j.UserError;

/**
 * One or more columns on one time index, immutable.
 *
 * @param id names the series where a file holds several; empty where it holds one
 * @param columns the targets
 * @param covariates what stands beside them
 */
public record TimeSeries(String id, TimeIndex index, List<Column> columns, Covariates covariates) {
    public TimeSeries {
        columns = List.copyOf(columns);
        for (Column column : columns) {
            if (column.length() != index.length()) {
                throw new IllegalArgumentException("column '" + column.name() + "' has " + column.length()
                        + " rows, the time index " + index.length());
            }
        }
        covariates.requireRows(index.length());
    }

    /** A series without covariates. */
    public TimeSeries(String id, TimeIndex index, List<Column> columns) {
        this(id, index, columns, Covariates.NONE);
    }

    /** The same with these covariates in place of its own. */
    public TimeSeries with(Covariates others) {
        return new TimeSeries(id, index, columns, others);
    }

    public int length() {
        return index.length();
    }

    public Column column(int number) {
        return columns.get(number);
    }

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** The same series with the named columns alone, in the order named. */
    public TimeSeries select(List<String> names) {
        List<String> have = columnNames();
        return new TimeSeries(
                id,
                index,
                names.stream()
                        .map(name -> {
                            int at = have.indexOf(name);
                            if (at < 0) {
                                throw UserError.data("column '" + name + "' is not in the data; it has "
                                        + String.join(", ", have) + "; correct the column's name");
                            }
                            return columns.get(at);
                        })
                        .toList(),
                covariates);
    }

    /**
     * A copy of the rows from {@code from} to before {@code to}, which knows nothing of the others.
     *
     * @param from one that {@link TimeIndex#startAt} returns
     */
    public TimeSeries rows(int from, int to) {
        TimeIndex part = new TimeIndex(index.at(from), index.frequency(), to - from, index.zoned());
        return new TimeSeries(
                id, part, columns.stream().map(column -> column.rows(from, to)).toList(), covariates.rows(from, to));
    }

    /** What a forecaster may see at a moment: the rows before {@code end}. */
    public History before(int end) {
        return new History(this, end);
    }
}
