package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.forecast4j.UserError;
import org.forecast4j.model.Forecast;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;

/**
 * All that is gathered over scored windows. Besides the sums, what stays in memory is one number per window and forecaster.
 * Forecaster 0 is the judged one. Each batch brings its own units, so that windows of several folds add up.
 */
final class Tally {
    private final List<String> names = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private final int naive;
    private final int horizon;
    private final List<ScoreSums> sums = new ArrayList<>();
    private final Map<Double, IntervalSums> intervals = new TreeMap<>();
    private final OriginLosses losses;
    private final Map<String, Long> windowsOfSeries = new LinkedHashMap<>();
    private double moved;
    private double truthMoved;
    private long masked;

    /** @param forecasters the judged one and then the baselines, {@link Baseline.Naive} among them, all named apart */
    Tally(List<Forecaster> forecasters, int horizon) {
        int at = 1;
        while (!(forecasters.get(at) instanceof Baseline.Naive)) {
            at++;
        }
        naive = at;
        for (int f = 0; f < forecasters.size(); f++) {
            Forecaster each = forecasters.get(f);
            if (f > 0 && names.lastIndexOf(each.name()) > 0) {
                throw new IllegalArgumentException("two baselines are called " + each.name());
            }
            names.add(each.name());
            words.add(each instanceof Baseline known ? known.inWords() : each.name());
        }
        this.horizon = horizon;
        losses = new OriginLosses(forecasters.size());
    }

    List<String> baselines() {
        return names.subList(1, names.size());
    }

    /**
     * Adds windows.
     *
     * @param made what each forecaster made of the batch, in the forecasters' order
     * @param statistics of the batch's series
     * @param scale of the batch's series
     */
    void add(List<History> batch, List<List<Forecast>> made, TrainingStatistics statistics, Evaluator.Scale scale) {
        if (sums.isEmpty()) {
            open(batch.get(0).series(), statistics);
        }
        for (int i = 0; i < batch.size(); i++) {
            History history = batch.get(i);
            double[][] truth = truth(history);
            long labels = labels(truth);
            masked += (long) truth.length * horizon - labels;
            int window = losses.origin(history, labels);
            windowsOfSeries.merge(history.series().id(), 1L, Long::sum);
            for (int f = 0; f < made.size(); f++) {
                double[][] forecast = made.get(f).get(i).point();
                losses.squares(f, window, score(sums.get(f), history, truth, forecast, statistics, scale));
            }
            Forecast judged = made.get(0).get(i);
            addIntervals(history.series(), truth, judged.intervals(), scale);
            addMovement(
                    history.series(),
                    truth,
                    judged.point(),
                    made.get(naive).get(i).point(),
                    scale);
        }
    }

    private void open(TimeSeries first, TrainingStatistics statistics) {
        double[] shifts = new double[first.columns().size()];
        Arrays.setAll(shifts, c -> statistics.of(first, c));
        for (int f = 0; f < names.size(); f++) {
            sums.add(new ScoreSums(first.columnNames(), horizon, shifts, names.size()));
        }
    }

    /** Adds one window's errors; returns the sum of their scaled squares. */
    private static double score(
            ScoreSums sums,
            History history,
            double[][] truth,
            double[][] forecast,
            TrainingStatistics statistics,
            Evaluator.Scale scale) {
        TimeSeries series = history.series();
        double squares = 0;
        for (int c = 0; c < truth.length; c++) {
            squares += sums.add(
                    series.id(),
                    c,
                    truth[c],
                    forecast[c],
                    scale.deviation(series, c),
                    statistics.naiveError(series, c));
        }
        return squares;
    }

    private void addIntervals(
            TimeSeries series, double[][] truth, List<Forecast.Interval> made, Evaluator.Scale scale) {
        for (Forecast.Interval interval : made) {
            IntervalSums into = intervals.computeIfAbsent(
                    interval.coverage(), coverage -> new IntervalSums(coverage, series.columnNames(), horizon));
            for (int c = 0; c < truth.length; c++) {
                into.add(c, truth[c], interval, scale.deviation(series, c));
            }
        }
    }

    private void addMovement(
            TimeSeries series, double[][] truth, double[][] forecast, double[][] last, Evaluator.Scale scale) {
        for (int c = 0; c < truth.length; c++) {
            double deviation = scale.deviation(series, c);
            for (int h = 0; h < truth[c].length; h++) {
                if (!Double.isNaN(truth[c][h])) {
                    moved += square((forecast[c][h] - last[c][h]) / deviation);
                    truthMoved += square((truth[c][h] - last[c][h]) / deviation);
                }
            }
        }
    }

    private static double square(double value) {
        return value * value;
    }

    /** The labels of a window, by column and step; NaN where they were not observed. */
    private double[][] truth(History history) {
        double[][] truth = new double[history.series().columns().size()][horizon];
        for (int c = 0; c < truth.length; c++) {
            Column column = history.series().column(c);
            for (int h = 0; h < truth[c].length; h++) {
                int row = history.end() + h;
                truth[c][h] = column.observed(row) ? column.value(row) : Double.NaN;
            }
        }
        return truth;
    }

    private static long labels(double[][] truth) {
        long labels = 0;
        for (double[] column : truth) {
            for (double value : column) {
                labels += Double.isNaN(value) ? 0 : 1;
            }
        }
        return labels;
    }

    /** @throws UserError where no label was observed */
    Evaluation evaluation() {
        ErrorSums own = sums.get(0).all();
        if (own.labels() == 0) {
            throw UserError.data("none of the " + masked + " labels of the test windows was observed, all were "
                    + "filled in; give test rows with values");
        }
        Map<String, Scores> scores = new LinkedHashMap<>();
        List<Verdict.Match> matches = new ArrayList<>();
        for (int f = 1; f < names.size(); f++) {
            scores.put(names.get(f), sums.get(f).scores());
            matches.add(new Verdict.Match(
                    names.get(f),
                    words.get(f),
                    f == naive,
                    own.scaledMse(),
                    sums.get(f).all().scaledMse(),
                    losses.test(f, horizon)));
        }
        Verdict verdict = Verdict.of(matches, moved / truthMoved);
        return new Evaluation(
                sums.get(0).scores(),
                Collections.unmodifiableMap(scores),
                verdict,
                intervals.values().stream().map(IntervalSums::score).toList(),
                perSeries(names.lastIndexOf(verdict.bestBaseline())),
                windowsOfSeries.values().stream().mapToLong(Long::longValue).sum(),
                own.labels(),
                masked);
    }

    private Map<String, Evaluation.OfSeries> perSeries(int best) {
        Map<String, Evaluation.OfSeries> perSeries = new LinkedHashMap<>();
        if (windowsOfSeries.size() > 1) {
            windowsOfSeries.forEach((id, windows) -> {
                ErrorSums own = sums.get(0).ofSeries(id);
                double baseline = sums.get(best).ofSeries(id).scaledMse();
                perSeries.put(
                        id,
                        new Evaluation.OfSeries(
                                ScoreSums.scaled(own),
                                Scores.finite(own.mae()),
                                Scores.finite(own.rmse()),
                                Scores.finite(own.smape()),
                                Scores.finite(own.mase()),
                                Scores.finite(1 - own.scaledMse() / baseline),
                                windows,
                                own.labels()));
            });
        }
        return Collections.unmodifiableMap(perSeries);
    }
}
