package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final ZonedDateTime START = ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static TimeSeries series(Column... columns) {
        TimeIndex index = new TimeIndex(START, new Frequency.Rows(), columns[0].length(), false);
        return new TimeSeries("", index, List.of(columns));
    }

    /** Forecasts the same values whatever the history. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fixed(double... values) implements Forecaster {
        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public int horizon() {
            return values.length;
        }

        @Override
        public double[][][] forecast(List<History> histories) {
            return histories.stream()
                    .map(h -> h.series().columns().stream()
                            .map(c -> values.clone())
                            .toArray(double[][]::new))
                    .toArray(double[][][]::new);
        }
    }

    private static Evaluation evaluate(Forecaster forecaster, TimeSeries series, int trainEnd, int... ends) {
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, trainEnd);
        List<Baseline> baselines =
                List.of(new Baseline.Naive(forecaster.horizon()), new Baseline.Mean(forecaster.horizon(), statistics));
        return new Evaluator(forecaster, baselines, statistics, column -> 2.0)
                .evaluate(ends.length, w -> series.before(ends[(int) w]));
    }

    @Test
    void scores_equal_those_worked_out_by_hand() {
        // Training rows 1, 3, 2: differences 2 and 1, so MASE's unit is 1.5. One window: truth 4 and 8, forecast 5 and
        // 5.
        TimeSeries series = series(Column.of("y", 1, 3, 2, 4, 8));

        Evaluation evaluation = evaluate(new Fixed(5, 5), series, 3, 3);

        Scores scores = evaluation.scores();
        assertThat(scores.original().mae()).isEqualTo(2.0, within(1e-12)); // (1 + 3) / 2
        assertThat(scores.original().mse()).isEqualTo(5.0, within(1e-12)); // (1 + 9) / 2
        assertThat(scores.original().rmse()).isEqualTo(Math.sqrt(5), within(1e-12));
        assertThat(scores.original().mape()).isEqualTo(31.25, within(1e-9)); // (25 + 37.5) / 2
        assertThat(scores.original().smape()).isEqualTo((200.0 / 9 + 600.0 / 13) / 2, within(1e-9));
        assertThat(scores.original().mase()).isEqualTo(2 / 1.5, within(1e-12));
        assertThat(scores.scaled().mse()).isEqualTo(1.25, within(1e-12)); // 5 / 2^2
        assertThat(scores.scaled().mae()).isEqualTo(1.0, within(1e-12));
        assertThat(scores.perStep().mae()).containsExactly(1.0, 3.0);
        // R2 = 1 - 10 / ((4 - 6)^2 + (8 - 6)^2)
        assertThat(scores.original().r2()).isEqualTo(1 - 10.0 / 8, within(1e-9));
        Scores.OfColumn column = scores.perColumn().get("y");
        assertThat(column.mse()).isEqualTo(5.0, within(1e-9));
        assertThat(column.mae()).isEqualTo(2.0, within(1e-9));
    }

    @Test
    void baselines_forecast_what_their_definitions_say() {
        TimeSeries series = series(Column.of("y", 1, 3, 2, 5, 4, 9, 9));
        History history = series.before(5);
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, 4);

        assertThat(new Baseline.Naive(2).forecast(history, 0)).containsExactly(4, 4);
        assertThat(new Baseline.SeasonalNaive(3, 2).forecast(history, 0)).containsExactly(5, 4, 5);
        assertThat(new Baseline.SeasonalNaive(2, 9).forecast(history, 0)).containsExactly(4, 4);
        assertThat(new Baseline.Drift(2).forecast(history, 0)).containsExactly(4.75, 5.5); // slope (4 - 1) / 4
        assertThat(new Baseline.Mean(2, statistics).forecast(history, 0)).containsExactly(2.75, 2.75);
    }

    @Test
    void a_naive_forecast_after_a_filled_row_repeats_the_last_observed_value() {
        BitSet filled = new BitSet();
        filled.set(2);
        TimeSeries series = series(Column.of("y", new double[] {1, 2, 50, 3}, filled));

        assertThat(new Baseline.Naive(1).forecast(series.before(3), 0)).containsExactly(2);
    }

    @Test
    void changing_the_future_changes_no_baseline() {
        double[] values = new Random(5).doubles(40).toArray();
        double[] other = values.clone();
        for (int row = 30; row < other.length; row++) {
            other[row] += 1000;
        }
        TimeSeries one = series(Column.of("y", values));
        TimeSeries two = series(Column.of("y", other));
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(one, 20);

        for (Baseline baseline : Baseline.standard(List.of(one), s -> 20, statistics, 5)) {
            assertThat(baseline.forecast(two.before(30), 0)).isEqualTo(baseline.forecast(one.before(30), 0));
        }
    }

    @Test
    void filled_labels_count_in_no_score() {
        BitSet filled = new BitSet();
        filled.set(4);
        TimeSeries whole = series(Column.of("y", 1, 3, 2, 4, 8));
        TimeSeries holed = series(Column.of("y", new double[] {1, 3, 2, 4, 1e6}, filled));

        Evaluation evaluation = evaluate(new Fixed(5, 5), holed, 3, 3);

        assertThat(evaluation.scores().original().mae()).isEqualTo(1.0);
        assertThat(evaluation.scores().perColumn().get("y").mae()).isEqualTo(1.0, within(1e-12));
        assertThat(evaluation.labels()).isEqualTo(1);
        assertThat(evaluation.maskedLabels()).isEqualTo(1);
        assertThat(evaluate(new Fixed(5, 5), whole, 3, 3).labels()).isEqualTo(2);
    }

    @Test
    void a_forecast_that_is_no_number_names_its_forecaster() {
        TimeSeries series = series(Column.of("y", 1, 3, 2, 4, 8));

        assertThatThrownBy(() -> evaluate(new Fixed(Double.NaN, 5), series, 3, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fixed");
    }

    @Test
    void diebold_mariano_equals_a_calculation_outside_of_java() {
        // Harvey, Leybourne and Newbold's formula in Python 3.11, Student's t integrated by Simpson's rule.
        double[] difference = {0.3, 0.25, 0.4, 0.2, -0.05, -0.1, 0.1, 0.25, 0.45, 0.35};

        DieboldMariano test = DieboldMariano.test(difference, 2);

        assertThat(test.statistic()).isEqualTo(2.2933559838746587, within(1e-9));
        assertThat(test.pValue()).isEqualTo(0.04751308524636111, within(1e-8));
    }

    @Test
    void too_few_or_equal_forecasts_are_not_told_apart() {
        assertThat(DieboldMariano.test(new double[] {1, 2}, 1).pValue()).isEqualTo(1);
        assertThat(DieboldMariano.test(new double[20], 3).pValue()).isEqualTo(1);
    }

    @Test
    void a_random_walk_forecast_by_its_last_value_is_called_a_lagged_copy() {
        Random random = new Random(3);
        double[] walk = new double[400];
        for (int row = 1; row < walk.length; row++) {
            walk[row] = walk[row - 1] + random.nextGaussian();
        }
        Forecaster almostLast = new Forecaster() {
            @Override
            public String name() {
                return "almost";
            }

            @Override
            public int horizon() {
                return 3;
            }

            @Override
            public double[][][] forecast(List<History> histories) {
                return histories.stream()
                        .map(h -> {
                            double value = h.last(0, 0) * 1.01;
                            return new double[][] {{value, value, value}};
                        })
                        .toArray(double[][][]::new);
            }
        };
        TimeSeries series = series(Column.of("y", walk));
        int[] ends = java.util.stream.IntStream.range(200, 397).toArray();

        Verdict verdict = evaluate(almostLast, series, 200, ends).verdict();

        assertThat(verdict.laggedCopy()).isTrue();
        assertThat(verdict.beatsBaselines()).isFalse();
        assertThat(verdict.sentence()).contains("lagged copy of the last value");
    }

    @Test
    void a_forecast_that_knows_the_wave_beats_every_baseline() {
        double[] wave = new double[400];
        Random random = new Random(4);
        for (int row = 0; row < wave.length; row++) {
            wave[row] = Math.sin(row * 0.7) + 0.05 * random.nextGaussian();
        }
        Forecaster knowing = new Forecaster() {
            @Override
            public String name() {
                return "knowing";
            }

            @Override
            public int horizon() {
                return 2;
            }

            @Override
            public double[][][] forecast(List<History> histories) {
                return histories.stream()
                        .map(h -> new double[][] {{Math.sin(h.end() * 0.7), Math.sin((h.end() + 1) * 0.7)}})
                        .toArray(double[][][]::new);
            }
        };
        int[] ends = java.util.stream.IntStream.range(200, 399).toArray();

        Verdict verdict =
                evaluate(knowing, series(Column.of("y", wave)), 200, ends).verdict();

        assertThat(verdict.beatsBaselines()).isTrue();
        assertThat(verdict.laggedCopy()).isFalse();
        assertThat(verdict.sentence()).startsWith("beats every baseline");
    }
}
