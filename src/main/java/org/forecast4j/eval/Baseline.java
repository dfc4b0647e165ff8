package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;

/**
 * The naive forecasts that any network has to beat (Hyndman and Athanasopoulos, "Forecasting: Principles and Practice",
 * section 5.2). Where the value they would repeat was filled in, they take the last observed one before it.
 */
public sealed interface Baseline extends Forecaster {

    /** What the baseline is called in a sentence. */
    String inWords();

    /** One column's forecast. */
    double[] forecast(History history, int column);

    @Override
    default double[][][] forecast(List<History> histories) {
        return histories.stream()
                .map(history -> {
                    double[][] columns = new double[history.series().columns().size()][];
                    for (int c = 0; c < columns.length; c++) {
                        columns[c] = forecast(history, c);
                    }
                    return columns;
                })
                .toArray(double[][][]::new);
    }

    /** The last observed value at or before {@code back} rows ago; the oldest one where none was observed. */
    private static double observed(History history, int column, int back) {
        int at = back;
        while (at < history.end() - 1 && !history.observed(column, at)) {
            at++;
        }
        return history.last(column, at);
    }

    /** Repeats the last value. */
    record Naive(int horizon) implements Baseline {
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
            double[] values = new double[horizon];
            java.util.Arrays.fill(values, observed(history, column, 0));
            return values;
        }
    }

    /** Repeats the last season; the last value where the history is shorter than one. */
    record SeasonalNaive(int horizon, int season) implements Baseline {
        @Override
        public String name() {
            return "seasonal-naive-" + season;
        }

        @Override
        public String inWords() {
            return "the value " + season + " rows before";
        }

        @Override
        public double[] forecast(History history, int column) {
            double[] values = new double[horizon];
            for (int h = 0; h < horizon; h++) {
                int back = season - 1 - h % season;
                values[h] = observed(history, column, back < history.end() ? back : 0);
            }
            return values;
        }
    }

    /** Continues the straight line through the first observed and the last value. */
    record Drift(int horizon) implements Baseline {
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
            int first = Math.min(values.firstObserved(), history.end() - 1);
            double last = observed(history, column, 0);
            int steps = Math.max(1, history.end() - 1 - first);
            double slope = (last - values.value(first)) / steps;
            double[] line = new double[horizon];
            for (int h = 0; h < horizon; h++) {
                line[h] = last + slope * (h + 1);
            }
            return line;
        }
    }

    /** The mean of the training rows, of each series and column. */
    record Mean(int horizon, TrainingMeans means) implements Baseline {
        @Override
        public String name() {
            return "mean";
        }

        @Override
        public String inWords() {
            return "the training rows' mean";
        }

        @Override
        public double[] forecast(History history, int column) {
            double[] values = new double[horizon];
            java.util.Arrays.fill(values, means.of(history.series(), column));
            return values;
        }
    }

    /** Means of the observed training rows, by series and column. */
    interface TrainingMeans {
        double of(TimeSeries series, int column);
    }

    /**
     * The baselines that make sense for these series: naive, drift, mean, and a seasonal naive for the frequency's season
     * and, for daily rows with two years of training, for the year.
     *
     * @param trainEnd the number of training rows of a series
     */
    static List<Baseline> standard(
            List<TimeSeries> series, ToIntFunction<TimeSeries> trainEnd, TrainingMeans means, int horizon) {
        List<Baseline> baselines = new ArrayList<>();
        baselines.add(new Naive(horizon));
        int season = series.get(0).index().frequency().season();
        int rows = series.stream().mapToInt(trainEnd).min().orElse(0);
        if (season > 1 && rows >= season) {
            baselines.add(new SeasonalNaive(horizon, season));
        }
        if (series.get(0).index().frequency().label().equals("1d") && rows >= 2 * 365) {
            baselines.add(new SeasonalNaive(horizon, 365));
        }
        baselines.add(new Drift(horizon));
        baselines.add(new Mean(horizon, means));
        return List.copyOf(baselines);
    }
}
