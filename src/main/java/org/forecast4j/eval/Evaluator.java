package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongFunction;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;

/**
 * Scores a forecaster beside baselines on exactly the same windows. Every forecaster goes through the same code and is
 * handed the same histories; windows stream through in batches.
 */
public final class Evaluator {
    private static final int WINDOWS_PER_BATCH = 256;

    private final Forecaster judged;
    private final List<Baseline> baselines;
    private final List<Forecaster> all = new ArrayList<>();
    private final TrainingStatistics statistics;
    private final IntToDoubleFunction deviations;

    /**
     * @param baselines the first of them {@link Baseline.Naive}
     * @param deviations each column's deviation over the training rows, the unit of scaled scores
     */
    public Evaluator(
            Forecaster judged,
            List<Baseline> baselines,
            TrainingStatistics statistics,
            IntToDoubleFunction deviations) {
        if (baselines.isEmpty() || !(baselines.get(0) instanceof Baseline.Naive)) {
            throw new IllegalArgumentException("the first baseline must be the naive one");
        }
        this.judged = judged;
        this.baselines = List.copyOf(baselines);
        this.statistics = statistics;
        this.deviations = deviations;
        all.add(judged);
        all.addAll(baselines);
    }

    /** All that is gathered over the windows. */
    private final class Gathered {
        final List<ScoreSums> sums;
        final double[][] losses;
        final long[] times;
        double moved;
        double truthMoved;
        long masked;

        Gathered(List<String> columns, int windows) {
            sums = all.stream()
                    .map(forecaster -> new ScoreSums(columns, judged.horizon()))
                    .toList();
            losses = new double[all.size()][windows];
            times = new long[windows];
        }
    }

    /**
     * Scores every window.
     *
     * @param windows how many
     * @param history what is known at the origin of each
     */
    public Evaluation evaluate(long windows, LongFunction<History> history) {
        int count = Math.toIntExact(windows);
        List<String> columns = history.apply(0).series().columnNames();
        Gathered gathered = new Gathered(columns, count);
        for (int from = 0; from < count; from += WINDOWS_PER_BATCH) {
            List<History> batch = new ArrayList<>();
            for (int w = from; w < Math.min(count, from + WINDOWS_PER_BATCH); w++) {
                batch.add(history.apply(w));
            }
            score(batch, from, gathered);
        }
        Map<String, Scores> scores = new LinkedHashMap<>();
        for (int f = 1; f < all.size(); f++) {
            scores.put(all.get(f).name(), gathered.sums.get(f).scores());
        }
        return new Evaluation(
                gathered.sums.get(0).scores(),
                scores,
                verdict(gathered),
                windows,
                gathered.sums.get(0).labels(),
                gathered.masked);
    }

    private void score(List<History> batch, int firstWindow, Gathered gathered) {
        List<double[][][]> forecasts = new ArrayList<>();
        for (Forecaster forecaster : all) {
            double[][][] made = forecaster.forecast(batch);
            check(forecaster, batch, made);
            forecasts.add(made);
        }
        for (int i = 0; i < batch.size(); i++) {
            History history = batch.get(i);
            gathered.times[firstWindow + i] =
                    history.series().index().at(history.end()).toEpochSecond();
            for (int f = 0; f < all.size(); f++) {
                gathered.losses[f][firstWindow + i] = add(history, forecasts.get(f)[i], gathered.sums.get(f));
            }
            addMovement(history, forecasts.get(0)[i], forecasts.get(1)[i], gathered);
        }
        addRegression(batch, forecasts, gathered);
    }

    private static void check(Forecaster forecaster, List<History> batch, double[][][] made) {
        for (int i = 0; i < made.length; i++) {
            for (double[] column : made[i]) {
                if (!Arrays.stream(column).allMatch(Double::isFinite)) {
                    throw new IllegalStateException(forecaster.name() + " forecasts " + Arrays.toString(column)
                            + " for series '" + batch.get(i).series().id() + "' after row "
                            + batch.get(i).end());
                }
            }
        }
    }

    /** Adds one window's errors; returns its mean squared scaled error. */
    private double add(History history, double[][] forecast, ScoreSums sums) {
        double squares = 0;
        long labels = 0;
        for (int c = 0; c < forecast.length; c++) {
            Column truth = history.series().column(c);
            double deviation = deviations.applyAsDouble(c);
            double naiveError = statistics.naiveError(history.series(), c);
            for (int h = 0; h < forecast[c].length; h++) {
                int row = history.end() + h;
                if (truth.observed(row)) {
                    sums.add(h, truth.value(row), forecast[c][h], deviation, naiveError);
                    double error = (forecast[c][h] - truth.value(row)) / deviation;
                    squares += error * error;
                    labels++;
                }
            }
        }
        return labels == 0 ? 0 : squares / labels;
    }

    private void addMovement(History history, double[][] forecast, double[][] naive, Gathered gathered) {
        for (int c = 0; c < forecast.length; c++) {
            Column truth = history.series().column(c);
            double deviation = deviations.applyAsDouble(c);
            for (int h = 0; h < forecast[c].length; h++) {
                int row = history.end() + h;
                if (truth.observed(row)) {
                    gathered.moved += square((forecast[c][h] - naive[c][h]) / deviation);
                    gathered.truthMoved += square((truth.value(row) - naive[c][h]) / deviation);
                } else {
                    gathered.masked++;
                }
            }
        }
    }

    private static double square(double value) {
        return value * value;
    }

    private void addRegression(List<History> batch, List<double[][][]> forecasts, Gathered gathered) {
        int horizon = judged.horizon();
        int columns = batch.get(0).series().columns().size();
        double[][] truth = new double[batch.size() * horizon][columns];
        double[][] mask = new double[truth.length][columns];
        for (int row = 0; row < truth.length; row++) {
            History history = batch.get(row / horizon);
            for (int c = 0; c < columns; c++) {
                Column column = history.series().column(c);
                truth[row][c] = column.value(history.end() + row % horizon);
                mask[row][c] = column.observed(history.end() + row % horizon) ? 1 : 0;
            }
        }
        for (int f = 0; f < all.size(); f++) {
            double[][] made = new double[truth.length][columns];
            for (int row = 0; row < truth.length; row++) {
                for (int c = 0; c < columns; c++) {
                    made[row][c] = forecasts.get(f)[row / horizon][c][row % horizon];
                }
            }
            gathered.sums.get(f).addRegression(truth, made, mask);
        }
    }

    private Verdict verdict(Gathered gathered) {
        double[] own = byOrigin(gathered.losses[0], gathered.times);
        List<Verdict.Comparison> comparisons = new ArrayList<>();
        for (int f = 1; f < all.size(); f++) {
            double[] other = byOrigin(gathered.losses[f], gathered.times);
            double[] difference = new double[own.length];
            for (int i = 0; i < own.length; i++) {
                difference[i] = own[i] - other[i];
            }
            DieboldMariano test = DieboldMariano.test(difference, judged.horizon());
            double skill = 1
                    - gathered.sums.get(0).scores().scaled().mse()
                            / gathered.sums.get(f).scores().scaled().mse();
            comparisons.add(new Verdict.Comparison(all.get(f).name(), skill, test.statistic(), test.pValue()));
        }
        return Verdict.of(
                comparisons,
                baselines.stream().map(Baseline::inWords).toList(),
                gathered.moved / gathered.truthMoved,
                own.length,
                judged.horizon());
    }

    /** The mean loss at each origin's time, in time order: series that share a moment share its luck. */
    private static double[] byOrigin(double[] losses, long[] times) {
        long[] distinct = Arrays.stream(times).sorted().distinct().toArray();
        double[] sums = new double[distinct.length];
        int[] counts = new int[distinct.length];
        for (int w = 0; w < losses.length; w++) {
            int at = Arrays.binarySearch(distinct, times[w]);
            sums[at] += losses[w];
            counts[at]++;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= counts[i];
        }
        return sums;
    }
}
