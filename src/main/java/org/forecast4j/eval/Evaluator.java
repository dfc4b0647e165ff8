package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongFunction;
import org.forecast4j.UserError;
import org.forecast4j.model.Forecast;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;

/**
 * Scores a forecaster beside baselines on exactly the same windows. Every forecaster goes through the same code and is
 * handed the same histories. Windows stream through in batches: besides the sums, what stays in memory is one number per
 * window and forecaster, for the test of significance.
 */
public final class Evaluator {
    private static final int WINDOWS_PER_BATCH = 256;

    /** Keeps a batch of many columns and a long horizon small. */
    private static final int VALUES_PER_BATCH = 2_000_000;

    /** The unit of scaled scores: the deviation of the training rows of a series' column. */
    public interface Scale {
        double deviation(TimeSeries series, int column);
    }

    private final Forecaster judged;
    private final List<Forecaster> baselines;
    private final TrainingStatistics statistics;
    private final Scale scale;

    /**
     * @param baselines what it is compared with, of the same horizon; one of them is {@link Baseline.Naive}
     * @param statistics of every series that will be scored
     */
    public Evaluator(
            Forecaster judged, List<? extends Forecaster> baselines, TrainingStatistics statistics, Scale scale) {
        if (baselines.stream().noneMatch(baseline -> baseline instanceof Baseline.Naive)) {
            throw new IllegalArgumentException("no naive baseline; add Baseline.Naive");
        }
        for (Forecaster baseline : baselines) {
            if (baseline.horizon() != judged.horizon()) {
                throw new IllegalArgumentException(baseline.name() + " forecasts " + baseline.horizon() + " steps, "
                        + judged.name() + " " + judged.horizon() + "; give both one horizon");
            }
        }
        this.judged = judged;
        this.baselines = List.copyOf(baselines);
        this.statistics = statistics;
        this.scale = scale;
    }

    /** @param deviations each column's deviation, the same for all series */
    public Evaluator(
            Forecaster judged,
            List<? extends Forecaster> baselines,
            TrainingStatistics statistics,
            IntToDoubleFunction deviations) {
        this(judged, baselines, statistics, (series, column) -> deviations.applyAsDouble(column));
    }

    /** Scores every window, as {@link #evaluate(long, LongFunction)} does. */
    public Evaluation evaluate(List<History> windows) {
        return evaluate(windows.size(), number -> windows.get((int) number));
    }

    /**
     * Scores every window.
     *
     * @param windows how many; fewer than 2^31
     * @param history what is known at the origin of each, the windows of a series in time order; the series hold the labels
     *     that follow
     * @throws UserError where there is no label to score
     * @throws IllegalStateException where a forecaster returns another shape or a number that is not finite
     */
    public Evaluation evaluate(long windows, LongFunction<History> history) {
        int count = Math.toIntExact(windows);
        if (count == 0) {
            throw UserError.data("no test window: the test rows hold fewer rows than the horizon, " + judged.horizon()
                    + "; give more test rows or a shorter horizon");
        }
        TimeSeries first = history.apply(0).series();
        Gathered gathered = new Gathered(first, count);
        int values = first.columns().size() * judged.horizon();
        int size = Math.max(1, Math.min(WINDOWS_PER_BATCH, VALUES_PER_BATCH / values));
        for (int from = 0; from < count; from += size) {
            List<History> batch = new ArrayList<>();
            for (int w = from; w < Math.min(count, from + size); w++) {
                batch.add(history.apply(w));
            }
            gathered.add(batch, from);
        }
        return gathered.evaluation();
    }

    /** All that is gathered over the windows; forecaster 0 is the judged one. */
    private final class Gathered {
        private final List<Forecaster> all = new ArrayList<>();
        private final int naive;
        private final List<ScoreSums> sums = new ArrayList<>();
        private final Map<Double, IntervalSums> intervals = new TreeMap<>();
        private final OriginLosses losses;
        private final Map<String, Long> windowsOfSeries = new LinkedHashMap<>();
        private double moved;
        private double truthMoved;
        private long masked;

        Gathered(TimeSeries first, int windows) {
            all.add(judged);
            all.addAll(baselines);
            int at = 1;
            while (!(all.get(at) instanceof Baseline.Naive)) {
                at++;
            }
            naive = at;
            double[] shifts = new double[first.columns().size()];
            Arrays.setAll(shifts, c -> statistics.of(first, c));
            for (int f = 0; f < all.size(); f++) {
                sums.add(new ScoreSums(first.columnNames(), judged.horizon(), shifts));
            }
            losses = new OriginLosses(all.size(), windows);
        }

        void add(List<History> batch, int firstWindow) {
            double[][][] truth = new double[batch.size()][][];
            for (int i = 0; i < truth.length; i++) {
                truth[i] = truth(batch.get(i));
                long labels = labels(truth[i]);
                masked += (long) truth[i].length * judged.horizon() - labels;
                losses.origin(firstWindow + i, batch.get(i), labels);
                windowsOfSeries.merge(batch.get(i).series().id(), 1L, Long::sum);
            }
            for (int f = 0; f < all.size(); f++) {
                List<Forecast> forecasts = made(all.get(f), batch);
                double[][][] forecast = forecasts.stream().map(Forecast::point).toArray(double[][][]::new);
                for (int i = 0; i < truth.length; i++) {
                    losses.squares(f, firstWindow + i, score(sums.get(f), batch.get(i), truth[i], forecast[i]));
                }
                if (f == 0) {
                    addIntervals(batch, truth, forecasts);
                    addMovement(batch, truth, forecast);
                }
            }
        }

        private void addIntervals(List<History> batch, double[][][] truth, List<Forecast> forecasts) {
            for (int i = 0; i < truth.length; i++) {
                for (Forecast.Interval interval : forecasts.get(i).intervals()) {
                    TimeSeries series = batch.get(i).series();
                    IntervalSums into = intervals.computeIfAbsent(
                            interval.coverage(),
                            coverage -> new IntervalSums(coverage, series.columnNames(), judged.horizon()));
                    for (int c = 0; c < truth[i].length; c++) {
                        into.add(c, truth[i][c], interval, scale.deviation(series, c));
                    }
                }
            }
        }

        private void addMovement(List<History> batch, double[][][] truth, double[][][] forecast) {
            double[][][] last = all.get(naive).forecast(batch);
            for (int i = 0; i < truth.length; i++) {
                for (int c = 0; c < truth[i].length; c++) {
                    double deviation = scale.deviation(batch.get(i).series(), c);
                    for (int h = 0; h < truth[i][c].length; h++) {
                        if (!Double.isNaN(truth[i][c][h])) {
                            moved += square((forecast[i][c][h] - last[i][c][h]) / deviation);
                            truthMoved += square((truth[i][c][h] - last[i][c][h]) / deviation);
                        }
                    }
                }
            }
        }

        Evaluation evaluation() {
            ErrorSums own = sums.get(0).all();
            if (own.labels() == 0) {
                throw UserError.data("none of the " + masked + " labels of the test windows was observed, all were "
                        + "filled in; give test rows with values");
            }
            Map<String, Scores> scores = new LinkedHashMap<>();
            List<Verdict.Match> matches = new ArrayList<>();
            for (int f = 1; f < all.size(); f++) {
                Forecaster baseline = all.get(f);
                if (scores.put(baseline.name(), sums.get(f).scores()) != null) {
                    throw new IllegalArgumentException("two baselines are called " + baseline.name());
                }
                matches.add(new Verdict.Match(
                        baseline.name(),
                        baseline instanceof Baseline known ? known.inWords() : baseline.name(),
                        f == naive,
                        own.scaledMse(),
                        sums.get(f).all().scaledMse(),
                        losses.test(f, judged.horizon())));
            }
            Verdict verdict = Verdict.of(matches, moved / truthMoved);
            return new Evaluation(
                    sums.get(0).scores(),
                    Collections.unmodifiableMap(scores),
                    verdict,
                    intervals.values().stream().map(IntervalSums::score).toList(),
                    perSeries(new ArrayList<>(scores.keySet()).indexOf(verdict.bestBaseline()) + 1),
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

    /** The labels of a window, by column and step; NaN where they were not observed. */
    private double[][] truth(History history) {
        double[][] truth = new double[history.series().columns().size()][judged.horizon()];
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

    private static double square(double value) {
        return value * value;
    }

    /** Adds one window's errors; returns the sum of their scaled squares. */
    private double score(ScoreSums sums, History history, double[][] truth, double[][] forecast) {
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

    /** A forecaster's forecasts, checked. */
    private static List<Forecast> made(Forecaster forecaster, List<History> batch) {
        List<Forecast> forecasts = forecaster.forecasts(batch);
        double[][][] made = forecasts.stream().map(Forecast::point).toArray(double[][][]::new);
        if (made.length != batch.size()) {
            throw new IllegalStateException(
                    forecaster.name() + " made " + made.length + " forecasts from " + batch.size() + " histories");
        }
        for (int i = 0; i < made.length; i++) {
            History history = batch.get(i);
            int columns = history.series().columns().size();
            if (made[i].length != columns) {
                throw wrong(forecaster, history, made[i].length + " columns, expected " + columns);
            }
            for (int c = 0; c < columns; c++) {
                if (made[i][c].length != forecaster.horizon()) {
                    throw wrong(forecaster, history, made[i][c].length + " steps, expected " + forecaster.horizon());
                }
                for (int h = 0; h < made[i][c].length; h++) {
                    if (!Double.isFinite(made[i][c][h])) {
                        String name = history.series().column(c).name();
                        throw wrong(forecaster, history, made[i][c][h] + " for column " + name + ", step " + (h + 1));
                    }
                }
            }
        }
        return forecasts;
    }

    private static IllegalStateException wrong(Forecaster forecaster, History history, String found) {
        TimeSeries series = history.series();
        return new IllegalStateException(forecaster.name() + " forecast " + found + ", in series '" + series.id()
                + "' from the origin " + series.index().at(history.end() - 1) + " (row " + (history.end() - 1) + ")");
    }
}
