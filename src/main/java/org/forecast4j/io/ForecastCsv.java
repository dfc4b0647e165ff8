package org.forecast4j.io;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeIndex;

/** Writes forecasts as CSV: series id where there are several series, timestamp, one column per target and quantile. */
public final class ForecastCsv {
    /** Enough for a meter's reading of millions whose forecast moves by tenths; more would be noise of the arithmetic. */
    private static final MathContext DIGITS = new MathContext(12);

    private ForecastCsv() {}

    /**
     * One series' forecast.
     *
     * @param index the index of the rows known; the forecast starts at the row after the last of them
     * @param steps for each step the values of all columns, in original units
     */
    public record Block(String id, TimeIndex index, List<double[]> steps) {
        public Block {
            steps = List.copyOf(steps);
        }

        /** A forecast indexed {@code [step][column]}. */
        public static Block of(String id, TimeIndex index, double[][] values) {
            return new Block(id, index, List.of(values));
        }
    }

    /**
     * Writes a file whole or not at all. Timestamps are ISO dates where steps are days or longer and begin at midnight,
     * otherwise ISO date-times, with their offset where the index is zoned; row numbers where there are no timestamps.
     * Numbers have twelve significant digits at most.
     *
     * @param idColumn the heading of the series id; empty leaves the column out
     * @param timeColumn the heading of the timestamps
     * @param columns the headings of the values
     * @throws UserError (data) where the file cannot be written, or a forecast is not a finite number
     */
    public static void write(
            Path file, Optional<String> idColumn, String timeColumn, List<String> columns, List<Block> blocks) {
        blocks.forEach(block -> requireNumbers(block, columns));
        AtomicFiles.write(file, out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            write(writer, idColumn, timeColumn, columns, blocks);
            writer.flush();
        });
    }

    /** An empty cell would read as a forecast that was left out. A network computes in floats, which end at 3.4e38. */
    private static void requireNumbers(Block block, List<String> columns) {
        for (int step = 0; step < block.steps().size(); step++) {
            double[] row = block.steps().get(step);
            for (int c = 0; c < row.length; c++) {
                if (!Double.isFinite(row[c])) {
                    throw UserError.data((block.id().isEmpty() ? "" : "series " + Quoted.of(block.id()) + ", ")
                            + "column " + Quoted.of(columns.get(c)) + ", "
                            + timestamp(block.index(), block.index().length() + (long) step) + ": forecast " + row[c]
                            + ", expected a number; look for a value out of all proportion in the last rows of the"
                            + " data, and correct it or leave it empty");
                }
            }
        }
    }

    private static void write(
            Writer writer, Optional<String> idColumn, String timeColumn, List<String> columns, List<Block> blocks)
            throws IOException {
        if (idColumn.isPresent()) {
            writer.append(quoted(idColumn.get())).append(',');
        }
        writer.append(quoted(timeColumn));
        for (String column : columns) {
            writer.append(',').append(quoted(column));
        }
        writer.append('\n');
        for (Block block : blocks) {
            for (int step = 0; step < block.steps().size(); step++) {
                if (idColumn.isPresent()) {
                    writer.append(quoted(block.id())).append(',');
                }
                writer.append(timestamp(block.index(), block.index().length() + (long) step));
                double[] row = block.steps().get(step);
                if (row.length != columns.size()) {
                    throw new IllegalArgumentException(row.length + " values for " + columns.size() + " columns");
                }
                for (double value : row) {
                    writer.append(',').append(number(value));
                }
                writer.append('\n');
            }
        }
    }

    /** The timestamp of a row as it stands in a result; the number of the row where there is none. */
    public static String timestamp(TimeIndex index, long row) {
        ZonedDateTime time = index.at(row);
        if (index.frequency() instanceof Frequency.Rows) {
            return String.valueOf(time.toEpochSecond());
        }
        boolean days = !(index.frequency() instanceof Frequency.Elapsed);
        if (days && index.start().toLocalTime().toSecondOfDay() == 0) {
            return time.toLocalDate().toString();
        }
        DateTimeFormatter format =
                index.zoned() ? DateTimeFormatter.ISO_OFFSET_DATE_TIME : DateTimeFormatter.ISO_LOCAL_DATE_TIME;
        return time.format(format);
    }

    /**
     * A forecast, with twelve significant digits at most.
     *
     * @throws IllegalArgumentException for NaN and infinity
     */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a forecast of " + value);
        }
        return plain(BigDecimal.valueOf(value).round(DIGITS));
    }

    /** A value as it was read: the shortest decimal that is the same double. */
    static String exact(double value) {
        return plain(BigDecimal.valueOf(value));
    }

    private static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        int magnitude = stripped.precision() - stripped.scale();
        return magnitude > -6 && magnitude <= 15 ? stripped.toPlainString() : stripped.toString();
    }

    /** Quoted where a separator, a quote or a line end stands inside (RFC 4180). */
    static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && text.equals(text.strip());
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
