package org.forecast4j.io;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeIndex;

/**
 * Writes a backtest's forecasts as CSV, one line for each fold, origin, step and column:
 * {@code fold,origin,time,step,column,truth,forecast}. The origin is the last row known, the time that of the row forecast;
 * truths that were not observed are empty. Lines are written as they come, for there may be many millions.
 */
public final class BacktestCsv {
    private final Writer writer;
    private final boolean ids;

    private BacktestCsv(Writer writer, boolean ids) {
        this.writer = writer;
        this.ids = ids;
    }

    /**
     * Writes a file whole or not at all: where {@code work} throws, it is not written.
     *
     * @param idColumn the heading of the series id; empty leaves the column out
     * @param work adds the rows
     * @return what the work returns
     * @throws org.forecast4j.UserError (data) where the file cannot be written
     */
    public static <T> T write(Path file, Optional<String> idColumn, Function<BacktestCsv, T> work) {
        List<T> made = new ArrayList<>();
        AtomicFiles.write(file, out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            if (idColumn.isPresent()) {
                writer.append(ForecastCsv.quoted(idColumn.get())).append(',');
            }
            writer.append("fold,origin,time,step,column,truth,forecast\n");
            try {
                made.add(work.apply(new BacktestCsv(writer, idColumn.isPresent())));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            writer.flush();
        });
        return made.get(0);
    }

    /** Adds one window's forecast, indexed {@code [column][step]}. */
    public void add(int fold, History history, double[][] forecast) {
        TimeIndex index = history.series().index();
        String id = ids ? ForecastCsv.quoted(history.series().id()) + ',' : "";
        String start = id + fold + ',' + ForecastCsv.timestamp(index, history.end() - 1L) + ',';
        try {
            for (int h = 0; h < forecast[0].length; h++) {
                int row = history.end() + h;
                String step = start + ForecastCsv.timestamp(index, row) + ',' + (h + 1) + ',';
                for (int c = 0; c < forecast.length; c++) {
                    Column column = history.series().column(c);
                    String truth = column.observed(row) ? ForecastCsv.exact(column.value(row)) : "";
                    writer.append(step)
                            .append(ForecastCsv.quoted(column.name()))
                            .append(',')
                            .append(truth)
                            .append(',')
                            .append(ForecastCsv.number(forecast[c][h]))
                            .append('\n');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
