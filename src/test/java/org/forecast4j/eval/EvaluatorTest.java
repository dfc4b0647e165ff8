package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.forecast4j.eval.Samples.at;
import static org.forecast4j.eval.Samples.bits;
import static org.forecast4j.eval.Samples.evaluate;
import static org.forecast4j.eval.Samples.evaluator;
import static org.forecast4j.eval.Samples.fixed;
import static org.forecast4j.eval.Samples.forecaster;
import static org.forecast4j.eval.Samples.series;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.forecast4j.UserError;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

    @Test
    void scores_equal_those_worked_out_by_hand() {
        // Training rows 1, 3, 2: differences 2 and 1, so MASE's unit is 1.5. Truth 4 and 8, forecast 5 and 5, scale 2.
        TimeSeries series = series(Column.of("y", 1, 3, 2, 4, 8));

        Scores scores = evaluate(fixed(5, 5), series, 3, 3).scores();

        assertThat(scores.original().mae()).isEqualTo(2.0, within(1e-12)); // (1 + 3) / 2
        assertThat(scores.original().mse()).isEqualTo(5.0, within(1e-12)); // (1 + 9) / 2
        assertThat(scores.original().rmse()).isEqualTo(Math.sqrt(5), within(1e-12));
        assertThat(scores.original().mape()).isEqualTo(31.25, within(1e-12)); // (25 + 37.5) / 2
        assertThat(scores.original().smape()).isEqualTo((200.0 / 9 + 600.0 / 13) / 2, within(1e-12));
        assertThat(scores.original().mase()).isEqualTo(2 / 1.5, within(1e-12));
        assertThat(scores.original().r2()).isEqualTo(1 - 10.0 / 8, within(1e-12)); // around the mean 6: 4 + 4
        assertThat(scores.scaled().mse()).isEqualTo(1.25, within(1e-12)); // 5 / 2^2
        assertThat(scores.scaled().mae()).isEqualTo(1.0, within(1e-12));
    }

    @Test
    void per_step_scores_keep_the_steps_apart() {
        TimeSeries series = series(Column.of("y", 1, 3, 2, 4, 8, 2));

        // Origins 3 and 4: step 1 meets 4 and 8, step 2 meets 8 and 2.
        Scores.PerStep steps = evaluate(fixed(5, 5), series, 3, 3, 4).scores().perStep();

        assertThat(steps.mae()).containsExactly(2.0, 3.0);
        assertThat(steps.rmse().get(0)).isEqualTo(Math.sqrt(5), within(1e-12));
        assertThat(steps.rmse().get(1)).isEqualTo(3.0, within(1e-12));
        assertThat(steps.scaledMse().get(1)).isEqualTo(9 / 4.0, within(1e-12));
        assertThat(steps.scaledMae().get(1)).isEqualTo(1.5, within(1e-12));
        assertThat(steps.mape().get(1)).isEqualTo((37.5 + 150) / 2, within(1e-12));
        assertThat(steps.smape().get(1)).isEqualTo((600.0 / 13 + 600.0 / 7) / 2, within(1e-12));
        assertThat(steps.mase().get(1)).isEqualTo(2.0, within(1e-12));
    }

    @Test
    void per_column_scores_are_dl4js() {
        // Truth 4, 8, 6; forecast 5, 9, 5: errors 1, 1, -1; around the means 6 and 19/3 the products sum to 8.
        TimeSeries series = series(Column.of("y", 1, 3, 2, 4, 8, 6), Column.of("flat", 1, 2, 3, 5, 5, 5));

        Evaluation evaluation = evaluate(fixed(5, 9, 5), series, 3, 3);

        Scores.OfColumn y = at(evaluation.scores().perColumn(), "y");
        assertThat(y.mse()).isEqualTo(1.0, within(1e-12));
        assertThat(y.mae()).isEqualTo(1.0, within(1e-12));
        assertThat(y.rmse()).isEqualTo(1.0, within(1e-12));
        assertThat(y.rse()).isEqualTo(3 / 8.0, within(1e-12));
        assertThat(y.r2()).isEqualTo(5 / 8.0, within(1e-12));
        assertThat(y.pc()).isEqualTo(8 / Math.sqrt(8 * 32 / 3.0), within(1e-12));
        assertThat(y.labels()).isEqualTo(3);
        // A truth that never changes has no variance to explain: no R2, and it does not spoil the mean of the others.
        assertThat(at(evaluation.scores().perColumn(), "flat").r2()).isNull();
        assertThat(at(evaluation.scores().perColumn(), "flat").pc()).isNull();
        assertThat(evaluation.scores().original().r2()).isEqualTo(5 / 8.0, within(1e-12));
    }

    @Test
    void a_small_movement_on_a_high_level_keeps_its_r2() {
        // Truth 0, 1 and forecast 0, 0.5 around 10^9: R2 = 1 - 0.25 / 0.5.
        double level = 1e9;
        TimeSeries series = series(Column.of("y", level, level + 1, level, level + 1));

        Scores scores = evaluate(fixed(level, level + 0.5), series, 2, 2).scores();

        assertThat(scores.original().r2()).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void zero_truths_count_in_smape_but_not_in_mape() {
        TimeSeries series = series(Column.of("y", 1, 3, 2, 0, 0, 4));

        Scores.Original scores = evaluate(fixed(0, 1, 5), series, 3, 3).scores().original();

        assertThat(scores.mape()).isEqualTo(25.0);
        assertThat(scores.zeroTruths()).isEqualTo(2);
        assertThat(scores.smape()).isEqualTo((0 + 200 + 200 / 9.0) / 3, within(1e-12));
    }

    @Test
    void constant_training_rows_give_no_mase() {
        TimeSeries series = series(Column.of("y", 2, 2, 2, 4, 8));

        Evaluation evaluation = evaluate(fixed(5, 5), series, 3, 3);

        assertThat(evaluation.scores().original().mase()).isNull();
        assertThat(evaluation.scores().perStep().mase()).containsOnlyNulls();
    }

    @Test
    void filled_labels_count_in_no_score() {
        TimeSeries holed = series(Column.of("y", new double[] {1, 3, 2, 4, 1e6}, bits(4)));

        Evaluation evaluation = evaluate(fixed(5, 5), holed, 3, 3);

        assertThat(evaluation.scores().original().mae()).isEqualTo(1.0);
        assertThat(evaluation.scores().scaled().mse()).isEqualTo(0.25);
        assertThat(at(evaluation.scores().perColumn(), "y").mae()).isEqualTo(1.0);
        assertThat(evaluation.scores().perStep().mae()).containsExactly(1.0, null);
        assertThat(at(evaluation.baselines(), "naive").original().mae()).isEqualTo(2.0);
        assertThat(evaluation.labels()).isEqualTo(1);
        assertThat(evaluation.maskedLabels()).isEqualTo(1);
    }

    @Test
    void whole_batches_of_filled_labels_spoil_nothing() {
        double[] values = new Random(1).doubles(700).toArray();
        BitSet filled = new BitSet();
        filled.set(100, 500);
        TimeSeries series = series(Column.of("y", values, filled));

        Evaluation evaluation =
                evaluate(fixed(0.5), series, 100, IntStream.range(100, 700).toArray());
        Evaluation observed =
                evaluate(fixed(0.5), series, 100, IntStream.range(500, 700).toArray());

        assertThat(evaluation.scores()).isEqualTo(observed.scores());
        assertThat(evaluation.verdict()).isEqualTo(observed.verdict());
        assertThat(evaluation.maskedLabels()).isEqualTo(400);
        assertThat(evaluation.scores().original().r2()).isNotNull();
    }

    @Test
    void every_test_window_is_scored() {
        double[] values = new Random(2).doubles(3380).toArray();
        TimeSeries series = series(Column.of("y", values));
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, 400);

        Evaluation evaluation =
                evaluator(fixed(new double[96]), statistics).evaluate(Origins.within(series, 500, 3380, 96));

        assertThat(evaluation.evaluatedWindows()).isEqualTo(2880 - 96 + 1);
        assertThat(evaluation.labels()).isEqualTo((2880 - 96 + 1) * 96);
        double squares = 0;
        for (int end = 500; end + 96 <= 3380; end++) {
            for (int h = 0; h < 96; h++) {
                squares += values[end + h] * values[end + h];
            }
        }
        assertThat(evaluation.scores().original().mse()).isEqualTo(squares / evaluation.labels(), within(1e-12));
        assertThat(at(evaluation.scores().perColumn(), "y").mse())
                .isEqualTo(squares / evaluation.labels(), within(1e-12));
    }

    @Test
    void every_forecaster_sees_the_same_histories() {
        List<History> seen = new ArrayList<>();
        Forecaster watching = forecaster(1, (history, column) -> {
            seen.add(history);
            return new double[1];
        });
        TimeSeries series = series(Column.of("y", new Random(3).doubles(400).toArray()));
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, 50);
        List<History> windows = Origins.within(series, 50, 400, 1);

        new Evaluator(fixed(0), List.of(new Baseline.Naive(1), watching), statistics, statistics::deviation)
                .evaluate(windows);

        assertThat(seen).isEqualTo(windows);
    }

    @Test
    void several_series_are_scored_in_their_own_scale_together_and_apart() {
        // Training rows 0, 2 (deviation 1) and 0, 20 (deviation 10); naive errors 1 and 10 in the data's units.
        TimeSeries small = series("small", new Frequency.Rows(), Column.of("y", 0, 2, 3, 4));
        TimeSeries large = series("large", new Frequency.Rows(), Column.of("y", 0, 20, 30, 40));
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(small, 2);
        statistics.add(large, 2);
        Forecaster naive = forecaster(1, (history, column) -> new double[] {history.last(column, 0) + 0.5});

        Evaluation evaluation = new Evaluator(naive, List.of(new Baseline.Naive(1)), statistics, statistics::deviation)
                .evaluate(List.of(small.before(2), small.before(3), large.before(2), large.before(3)));

        // Scaled errors 0.5, 0.5, 0.95, 0.95; in the data's units 0.5, 0.5, 9.5, 9.5.
        assertThat(evaluation.scores().scaled().mae()).isEqualTo(0.725, within(1e-12));
        assertThat(evaluation.scores().original().mae()).isEqualTo(5.0, within(1e-12));
        assertThat(evaluation.scores().original().mase()).isEqualTo((0.25 + 0.475) / 2, within(1e-12));
        assertThat(evaluation.perSeries()).containsOnlyKeys("small", "large");
        Evaluation.OfSeries ofLarge = at(evaluation.perSeries(), "large");
        assertThat(ofLarge.mae()).isEqualTo(9.5, within(1e-12));
        assertThat(ofLarge.scaled().mse()).isEqualTo(0.9025, within(1e-12));
        assertThat(ofLarge.skill()).isEqualTo(1 - 0.9025, within(1e-12));
        assertThat(ofLarge.windows()).isEqualTo(2);
        // Naive errors are 1 in each scale: skills 1 - 0.25 and 1 - 0.9025.
        assertThat(ScoreTable.series(evaluation).orElseThrow())
                .isEqualTo("2 of 2 series are forecast better than by naive; the least skill, in %: "
                        + "'large' 9.8, 'small' 75.0");
        // Both series start from the same two moments: two origins, not four.
        assertThat(evaluation.verdict().sentence()).contains("2 test windows are too few");
    }

    @Test
    void origins_a_stride_apart_overlap_less() {
        TimeSeries series = series(Column.of("y", new Random(6).doubles(300).toArray()));
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, 100);
        Forecaster forecaster = fixed(0.4, 0.4, 0.4, 0.4);
        List<History> windows = Origins.within(series, 100, 300, 4, 2, history -> true);

        Verdict verdict = evaluator(forecaster, statistics).evaluate(windows).verdict();

        double[] difference = windows.stream()
                .mapToDouble(history -> IntStream.range(0, 4)
                        .mapToDouble(h -> {
                            double truth = series.column(0).value(history.end() + h);
                            double own = (0.4 - truth) / 2;
                            double naive = (history.last(0, 0) - truth) / 2;
                            return (own * own - naive * naive) / 4;
                        })
                        .sum())
                .toArray();
        DieboldMariano expected = DieboldMariano.test(difference, 2);
        assertThat(verdict.comparisons().get(0).statistic()).isEqualTo(expected.statistic(), within(1e-9));
        assertThat(verdict.comparisons().get(0).pValue()).isEqualTo(expected.pValue(), within(1e-9));
    }

    @Test
    void a_forecast_that_is_no_number_names_forecaster_series_and_origin() {
        TimeSeries series = series("north", new Frequency.Days(1), Column.of("y", 1, 3, 2, 4, 8));

        assertThatThrownBy(() -> evaluate(fixed(5, Double.NaN), series, 3, 3))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tested forecast NaN")
                .hasMessageContaining("step 2")
                .hasMessageContaining("'north'")
                .hasMessageContaining("2024-01-03");
    }

    @Test
    void a_forecast_of_another_shape_is_refused() {
        TimeSeries series = series(Column.of("y", 1, 3, 2, 4, 8));

        assertThatThrownBy(() -> evaluate(forecaster(2, (history, column) -> new double[3]), series, 3, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3 steps, expected 2");
    }

    @Test
    void nothing_to_score_is_the_users_to_mend() {
        TimeSeries holed = series(Column.of("y", new double[] {1, 3, 2, 4, 8}, bits(3, 4)));

        assertThatThrownBy(() -> evaluate(fixed(5, 5), holed, 3))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no test window");
        assertThatThrownBy(() -> evaluate(fixed(5, 5), holed, 3, 3))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("none of the 2 labels");
    }

    @Test
    void an_evaluator_without_the_naive_baseline_or_with_another_horizon_is_refused() {
        TrainingStatistics statistics = new TrainingStatistics();

        assertThatThrownBy(() -> new Evaluator(fixed(1), List.of(), statistics, column -> 1))
                .hasMessageContaining("Baseline.Naive");
        assertThatThrownBy(() -> new Evaluator(fixed(1), List.of(new Baseline.Naive(2)), statistics, column -> 1))
                .hasMessageContaining("one horizon");
    }
}
