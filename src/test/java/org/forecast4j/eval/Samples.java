package org.forecast4j.eval;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;

/** Small series and forecasters for the tests. */
final class Samples {
    static final ZonedDateTime START = ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private Samples() {}

    static TimeSeries series(Column... columns) {
        return series("", new Frequency.Rows(), columns);
    }

    static TimeSeries series(String id, Frequency frequency, Column... columns) {
        return new TimeSeries(id, new TimeIndex(START, frequency, columns[0].length(), false), List.of(columns));
    }

    static BitSet bits(int... rows) {
        BitSet bits = new BitSet();
        IntStream.of(rows).forEach(bits::set);
        return bits;
    }

    static <T> T at(Map<String, T> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    /** One column's forecast from a history. */
    interface Rule {
        double[] forecast(History history, int column);
    }

    static Forecaster forecaster(int horizon, Rule rule) {
        return new Forecaster() {
            @Override
            public String name() {
                return "tested";
            }

            @Override
            public int horizon() {
                return horizon;
            }

            @Override
            public double[][][] forecast(List<History> histories) {
                return histories.stream()
                        .map(history -> IntStream.range(
                                        0, history.series().columns().size())
                                .mapToObj(column -> rule.forecast(history, column))
                                .toArray(double[][]::new))
                        .toArray(double[][][]::new);
            }
        };
    }

    /** Forecasts the same values whatever the history. */
    static Forecaster fixed(double... values) {
        return forecaster(values.length, (history, column) -> values.clone());
    }

    /** Scores beside the naive forecast and the mean, on the given origins; the scale is 2. */
    static Evaluation evaluate(Forecaster forecaster, TimeSeries series, int trainEnd, int... ends) {
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, trainEnd);
        return evaluator(forecaster, statistics).evaluate(ends.length, w -> series.before(ends[(int) w]));
    }

    static Evaluator evaluator(Forecaster forecaster, TrainingStatistics statistics) {
        List<Baseline> baselines =
                List.of(new Baseline.Naive(forecaster.horizon()), new Baseline.Mean(forecaster.horizon(), statistics));
        return new Evaluator(forecaster, baselines, statistics, column -> 2.0);
    }
}
