package org.forecast4j.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.forecast4j.io.FutureRows;
import org.forecast4j.io.SeriesReader;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.io.SourceSpec;
import org.forecast4j.io.TimeColumns;
import org.forecast4j.model.ModelBundle;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.ShortSeriesPolicy;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.WindowSpec;

/** What a job reads: its series, and the rows to forecast. What is found in them is said. */
final class Reading {
    private final JobProgress progress;

    Reading(JobProgress progress) {
        this.progress = progress;
    }

    /** The settings with the column of timestamps, where none is named and the data have just one. */
    Settings timed(Settings given) {
        if (given.has("time")) {
            return given;
        }
        Job job = given.toJob();
        boolean numbered = job.format()
                .frequency()
                .filter(Frequency.Rows.class::isInstance)
                .isPresent();
        TimeColumns columns = numbered ? TimeColumns.NONE : Sources.timeColumns(job);
        List<String> found = columns.found();
        if (found.size() == 1) {
            progress.note("time column " + Quoted.of(found.get(0)) + ", found by its timestamps");
            return given.with("time", found.get(0), "found in the data");
        }
        if (found.size() > 1) {
            progress.note("found timestamps in " + found.size() + " columns (" + Quoted.some(found)
                    + "): none is taken; name the one that counts (--time)");
        } else if (!columns.likely().isEmpty()) {
            progress.note("found what may be dates (" + Quoted.some(columns.likely())
                    + "): name the time column, and say how its dates are written (--time, --timestamp 'dd.MM.yyyy')");
        }
        return given.with("time", Settings.NONE, "found in the data");
    }

    SeriesSet read(Job job) {
        return read(Sources.of(job), job.window());
    }

    /**
     * The same, where all columns are asked for, without those that are constant in the training rows, or that a model to be
     * updated does not know.
     */
    SeriesSet readToTrain(Job job, Optional<Champion> champion) {
        SeriesSet data = read(job);
        List<String> names = data.series().get(0).columnNames();
        List<String> left = !job.data().target().equals(List.of(SourceSpec.ALL))
                ? List.of()
                : champion.map(old -> without(names, old.columns())).orElseGet(() -> constant(job, data));
        if (left.isEmpty() || left.size() == names.size()) {
            return data;
        }
        progress.note("found " + left.size()
                + (left.size() == 1 ? " column that " : " columns that ")
                + (champion.isPresent()
                        ? "the model does not know ("
                        : (left.size() == 1 ? "is" : "are") + " constant in the training rows (")
                + Quoted.some(left) + "): left out");
        return data.select(without(names, left));
    }

    private static List<String> constant(Job job, SeriesSet data) {
        Parts parts = Parts.of(job.window().split(), data.series());
        List<String> names = data.series().get(0).columnNames();
        return IntStream.range(0, names.size())
                .filter(parts::constant)
                .mapToObj(names::get)
                .toList();
    }

    private static List<String> without(List<String> names, List<String> others) {
        return names.stream().filter(name -> !others.contains(name)).toList();
    }

    private SeriesSet read(SourceSpec source, Job.Window window) {
        SeriesSet data = SeriesReader.read(source);
        data.notes().forEach(progress::note);
        if (window.shortSeries() == ShortSeriesPolicy.ERROR) { // otherwise the notes have said it
            data.without().ifPresent(Reading::refuse);
        }
        return data;
    }

    /** Reads the columns that a model was trained on, at the frequency it was trained on. */
    SeriesSet readFor(ModelBundle bundle, Job job) {
        SeriesSet data = read(Sources.of(job, bundle.card()), job.window());
        String frequency = data.series().get(0).index().frequency().label();
        if (!frequency.equals(bundle.card().frequency())) {
            throw UserError.data(
                    job.data().input() + ": rows are " + frequency + " apart, the model was trained on rows "
                            + bundle.card().frequency() + " apart; give data of that frequency");
        }
        CovariateNotes.requireKinds(
                data.series().get(0).covariates(), bundle.card().covariates());
        return data;
    }

    /**
     * The series that are long enough to be continued, with the known covariates of the rows to forecast.
     *
     * @param source how they were read
     */
    List<TimeSeries> futures(Job job, SourceSpec source, List<TimeSeries> series, WindowSpec window) {
        int lookback = window.lookback();
        List<TimeSeries> enough =
                series.stream().filter(one -> one.length() >= lookback).toList();
        if (enough.isEmpty()) {
            int most = series.stream().mapToInt(TimeSeries::length).max().orElse(0);
            throw UserError.data("too few rows to forecast from: the lookback needs " + lookback
                    + ", the longest series has " + most + "; give more rows");
        }
        List<TimeSeries> left =
                series.stream().filter(one -> one.length() < lookback).toList();
        unfit(left, "with fewer rows than the lookback of " + lookback, "left out of the forecast", job.window());
        Results.checkHeadings(enough, job);
        if (source.covariates().known().isEmpty()) {
            return enough;
        }
        Path file = job.covariates()
                .future()
                .orElseThrow(() -> UserError.usage("future is missing: the forecast needs "
                        + FutureRows.wanted(enough.get(0), window.horizon())
                        + "; give a file of them (future: FILE), or only train, evaluate or backtest"));
        FutureRows rows = FutureRows.read(source, file, series);
        return enough.stream().map(one -> rows.continued(one, window.horizon())).toList();
    }

    /** The series cut by the job's split. */
    Parts cut(Job job, SeriesSet data) {
        Parts parts = Parts.of(job.window().split(), data.series());
        unfit(
                parts.left(),
                "too short for the split, or without a value in their training rows",
                "left out",
                job.window());
        job.data().min().ifPresent(min -> outside(parts, "min", min, -1));
        job.data().max().ifPresent(max -> outside(parts, "max", max, 1));
        return parts;
    }

    /**
     * Says where training values lie beyond a limit of the forecasts: what has been can be again.
     *
     * @param sign 1 for a limit above, -1 for one below
     */
    private void outside(Parts parts, String setting, double limit, int sign) {
        long count = 0;
        double furthest = limit;
        for (int s = 0; s < parts.series().size(); s++) {
            for (Column column : parts.series().get(s).columns()) {
                for (int row = 0; row < parts.bounds().get(s).trainEnd(); row++) {
                    if (column.observed(row) && sign * column.value(row) > sign * limit) {
                        count++;
                        furthest = sign * Math.max(sign * furthest, sign * column.value(row));
                    }
                }
            }
        }
        if (count > 0) {
            progress.note(setting + " " + limit + ": " + count
                    + (count == 1 ? " training value lies " : " training values lie ")
                    + (sign > 0 ? "above it, the largest " : "below it, the smallest ") + furthest
                    + "; no forecast will go there");
        }
    }

    /** Says which series teach nothing. */
    void tooShort(Plan plan) {
        unfit(
                plan.tooShort(),
                "with fewer training rows than a window of " + plan.spec().rows(),
                "nothing is learned from them",
                plan.job().window());
    }

    /** Names series that are of no use as they are, or refuses them. */
    private void unfit(List<TimeSeries> series, String being, String become, Job.Window window) {
        if (series.isEmpty()) {
            return;
        }
        String found = "found " + series.size() + " series " + being + " ("
                + Quoted.some(series.stream().map(TimeSeries::id).toList()) + ")";
        if (window.shortSeries() == ShortSeriesPolicy.ERROR) {
            refuse(found);
        }
        progress.note(found + ": " + become);
    }

    private static void refuse(String found) {
        throw UserError.data(found + "; give them more rows, take them out, or let them be skipped (short-series)");
    }
}
