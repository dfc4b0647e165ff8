package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;

/**
 * The forecasts that any network has to beat: the naive ones (Hyndman and Athanasopoulos, "Forecasting: Principles and
 * Practice", 3rd edition, section 5.2), which repeat observed values only, as long as there are any, and two statistical
 * ones. A window costs no more than its horizon: none of them scans the history.
 */
public sealed interface Baseline extends Forecaster
        permits Baseline.Naive, Baseline.SeasonalNaive, Baseline.Drift, Baseline.Mean, Theta, ExponentialSmoothing {

    /** What the baseline is called in a sentence. */
    String inWords();

    /** One column's forecast. */
    double[] forecast(History history, int column);

    @Override
    default double[][][] forecast(List<History> histories) {
        double[][][] forecasts = new double[histories.size()][][];
        for (int i = 0; i < forecasts.length; i++) {
            History history = histories.get(i);
            forecasts[i] = new double[history.series().columns().size()][];
            for (int c = 0; c < forecasts[i].length; c++) {
                forecasts[i][c] = forecast(history, c);
            }
        }
        return forecasts;
    }

    /** The row of the last observed value of a history; its last row where none was observed. */
    private static int lastRow(History history, int column) {
        int row = history.series().column(column).lastObserved(history.end());
        return row < 0 ? history.end() - 1 : row;
    }

    private static double[] constant(int horizon, double value) {
        double[] values = new double[horizon];
        Arrays.fill(values, value);
        return values;
    }

    private static void checkHorizon(int horizon) {
        if (horizon < 1) {
            throw new IllegalArgumentException("a horizon of " + horizon + "; give 1 or more");
        }
    }

    /** Repeats the last observed value. */
    record Naive(int horizon) implements Baseline {
        public Naive {
            checkHorizon(horizon);
        }

        @Override
        public String name() {
            return "naive";
        }

        @Override
        public String inWords() {
            return "the last value";
        }

        @Override
        public double[] forecast(History history, int column) {
            return constant(horizon, history.series().column(column).value(lastRow(history, column)));
        }
    }

    /**
     * Repeats the last season. A value that was filled is replaced by the one a season earlier, and so on; where there is
     * none, and where the history is shorter than a season, by the last value.
     *
     * @param season in rows, 1 or more
     */
    record SeasonalNaive(int horizon, int season) implements Baseline {
        public SeasonalNaive {
            checkHorizon(horizon);
            if (season < 1) {
                throw new IllegalArgumentException("a season of " + season + " rows; give 1 or more");
            }
        }

        @Override
        public String name() {
            return "seasonal-naive-" + season;
        }

        @Override
        public String inWords() {
            return "the value one season (" + season + " steps) before";
        }

        @Override
        public double[] forecast(History history, int column) {
            Column values = history.series().column(column);
            double[] forecast = new double[horizon];
            for (int h = 0; h < horizon; h++) {
                if (h >= season) {
                    forecast[h] = forecast[h - season];
                    continue;
                }
                int row = history.end() + h - season;
                while (row >= 0 && !values.observed(row)) {
                    row -= season;
                }
                boolean repeats = row >= 0 && season <= history.end();
                forecast[h] = values.value(repeats ? row : lastRow(history, column));
            }
            return forecast;
        }
    }

    /** Continues the straight line through the first and the last observed value of the history. */
    record Drift(int horizon) implements Baseline {
        public Drift {
            checkHorizon(horizon);
        }

        @Override
        public String name() {
            return "drift";
        }

        @Override
        public String inWords() {
            return "the drift line";
        }

        @Override
        public double[] forecast(History history, int column) {
            Column values = history.series().column(column);
            int last = lastRow(history, column);
            int first = Math.min(values.firstObserved(), last);
            double slope = first == last ? 0 : (values.value(last) - values.value(first)) / (last - first);
            double[] line = new double[horizon];
            for (int h = 0; h < horizon; h++) {
                line[h] = values.value(last) + slope * (history.end() + h - last);
            }
            return line;
        }
    }

    /** The mean of the training rows, of each series and column. */
    record Mean(int horizon, TrainingMeans means) implements Baseline {
        public Mean {
            checkHorizon(horizon);
        }

        @Override
        public String name() {
            return "mean";
        }

        @Override
        public String inWords() {
            return "the training mean";
        }

        @Override
        public double[] forecast(History history, int column) {
            return constant(horizon, means.of(history.series(), column));
        }
    }

    /** Means of the observed training rows, by series and column. */
    interface TrainingMeans {
        double of(TimeSeries series, int column);
    }

    /**
     * The baselines that make sense: naive, drift, mean, a seasonal naive for the frequency's season where a series has one
     * to train on, and for the {@linkplain Frequency#longerSeason() longer one} and another, which the network knows, where a
     * series has two of them. A shorter series is no reason to spare the network a rival: there the seasonal naive repeats
     * the last value.
     *
     * @param season the network's, in rows
     * @param rows to train on, of the series that has most
     */
    static List<Baseline> standard(Frequency frequency, int season, int rows, TrainingMeans means, int horizon) {
        List<Baseline> baselines = new ArrayList<>();
        baselines.add(new Naive(horizon));
        Set<Integer> seasons = new TreeSet<>();
        if (rows >= frequency.season()) {
            seasons.add(frequency.season());
        }
        IntStream.of(season, frequency.longerSeason().orElse(1))
                .filter(other -> rows >= 2L * other)
                .forEach(seasons::add);
        seasons.remove(1);
        seasons.forEach(rowsOfSeason -> baselines.add(new SeasonalNaive(horizon, rowsOfSeason)));
        baselines.add(new Drift(horizon));
        baselines.add(new Mean(horizon, means));
        return List.copyOf(baselines);
    }

    /**
     * The statistical forecasts, fitted to each column's training rows: they take longer than the naive ones and are harder
     * to beat.
     *
     * @param series at least one; all have one frequency
     * @param trainEnd the number of training rows of a series
     */
    static List<Baseline> statistical(List<TimeSeries> series, ToIntFunction<TimeSeries> trainEnd, int horizon) {
        int season = series.get(0).index().frequency().season();
        return List.of(new Theta(horizon, season, trainEnd), new ExponentialSmoothing(horizon, season, trainEnd));
    }
}
