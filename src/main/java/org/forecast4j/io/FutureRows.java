package org.forecast4j.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;

/**
 * Known covariates of the rows to forecast, from a file of their own. Rows and series that nobody asks for may stand in it
 * too.
 */
public final class FutureRows {
    private final SourceSpec spec;
    private final Gathering gathered;

    private FutureRows(SourceSpec spec, Gathering gathered) {
        this.spec = spec;
        this.gathered = gathered;
    }

    /**
     * Reads the file.
     *
     * @param spec how the series were read; the file is written alike, and needs no targets
     * @param file a CSV file, or a folder of one per series where the series were read from one
     * @param series those that were read
     * @throws UserError (data) for anything wrong with the file
     */
    public static FutureRows read(SourceSpec spec, Path file, List<TimeSeries> series) {
        if (!Files.exists(file)) {
            throw UserError.data(
                    TextLines.name(file) + ": found no such file, expected the known covariates of the rows to "
                            + "forecast; correct the path (--future)");
        }
        boolean folder = Files.isDirectory(spec.input());
        if (folder != Files.isDirectory(file)) {
            throw UserError.usage(TextLines.name(file) + ": found a " + (folder ? "file" : "folder") + ", expected a "
                    + (folder ? "folder with one file per series" : "file")
                    + " as the input is; correct it (--future)");
        }
        SourceSpec known = spec.ofKnown(file);
        Gathering gathered = new Gathering(known, series.get(0).covariates().known());
        SeriesReader.gather(known, gathered);
        return new FutureRows(known, gathered);
    }

    /**
     * The series with its known covariates for the rows after its last.
     *
     * @param horizon how many
     * @throws UserError (data) for the first of them that is not in the file or lacks a value
     */
    public TimeSeries continued(TimeSeries series, int horizon) {
        RawSeries raw = gathered.find(series.id()).orElseThrow(() -> missing(series, horizon, 0, ""));
        int[] rows = rows(raw, series, horizon);
        List<Covariate> known = series.covariates().known();
        List<Covariate> further = new ArrayList<>();
        for (int k = 0; k < known.size(); k++) {
            double[] values = new double[horizon];
            for (int h = 0; h < horizon; h++) {
                values[h] = raw.value(rows[h], k);
                if (Double.isNaN(values[h])) {
                    throw UserError.data(
                            raw.place(rows[h]) + ", column " + Quoted.of(gathered.name(k)) + ": found no value"
                                    + of(series) + " for " + time(series, h)
                                    + ", expected one: a known covariate is known for every row to forecast; fill the cell in");
                }
            }
            further.add(known.get(k).then(values, gathered.words(k)));
        }
        return series.with(series.covariates().withKnown(further));
    }

    /** Where in the file each row to forecast stands. */
    private int[] rows(RawSeries raw, TimeSeries series, int horizon) {
        Map<Long, Integer> bySecond = new HashMap<>();
        for (int row = 0; row < raw.rows(); row++) {
            Integer before = bySecond.putIfAbsent(raw.second(row), row);
            if (before != null) {
                throw UserError.data(
                        raw.place(row) + ", column " + Quoted.of(spec.time().orElse("")) + ": found "
                                + gathered.text(raw.second(row)) + " as in " + raw.place(before)
                                + ", expected each timestamp once in a series; delete a row");
            }
        }
        int[] rows = new int[horizon];
        for (int h = 0; h < horizon; h++) {
            // Without timestamps the first row of the file is the one after the last of the series.
            long second = spec.time().isPresent()
                    ? series.index().at(series.length() + (long) h).toEpochSecond()
                    : h;
            Integer row = bySecond.get(second);
            if (row == null) {
                String span = spec.time().isPresent()
                        ? "its rows run from " + gathered.text(raw.second(0)) + " to "
                                + gathered.text(raw.second(raw.rows() - 1))
                        : raw.rows() + " rows";
                throw missing(series, horizon, h, " (" + span + ")");
            }
            rows[h] = row;
        }
        return rows;
    }

    private UserError missing(TimeSeries series, int horizon, int step, String span) {
        return UserError.data(TextLines.name(spec.input()) + ": found no row for " + time(series, step) + of(series)
                + span + ", expected " + wanted(series, horizon) + "; add the rows");
    }

    /** The rows that a series needs for so long a horizon, for messages. */
    public static String wanted(TimeSeries series, int horizon) {
        String names = series.covariates().known().stream()
                .map(Covariate::name)
                .map(Quoted::plain)
                .collect(Collectors.joining(", "));
        return names + " for " + (horizon == 1 ? "" : "each row from ") + time(series, 0)
                + (horizon == 1 ? "" : " to " + time(series, horizon - 1));
    }

    private static String of(TimeSeries series) {
        return series.id().isEmpty() ? "" : " of series " + Quoted.of(series.id());
    }

    private static String time(TimeSeries series, int step) {
        TimeIndex index = series.index();
        return ForecastCsv.timestamp(index, index.length() + (long) step);
    }
}
