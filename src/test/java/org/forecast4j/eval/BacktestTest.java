package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.forecast4j.eval.Samples.fixed;
import static org.forecast4j.eval.Samples.series;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacktestTest {

    @Test
    void expanding_folds_end_with_the_last_row_and_learn_from_the_first_on() {
        // 100 rows, three blocks of 10, 20 apart: they end at 60, 80, 100.
        assertThat(new Backtest.Schedule(3, 10, 20, false).of(100))
                .containsExactly(
                        new Backtest.Fold(1, 0, 50, 60),
                        new Backtest.Fold(2, 0, 70, 80),
                        new Backtest.Fold(3, 0, 90, 100));
    }

    @Test
    void sliding_folds_learn_from_as_many_rows_as_the_first() {
        assertThat(new Backtest.Schedule(3, 10, 10, true).of(100))
                .containsExactly(
                        new Backtest.Fold(1, 0, 70, 80),
                        new Backtest.Fold(2, 10, 80, 90),
                        new Backtest.Fold(3, 20, 90, 100));
    }

    @Test
    void folds_that_leave_nothing_to_learn_from_are_an_error_of_the_data() {
        assertThat(new Backtest.Schedule(3, 10, 10, false).of(31)).hasSize(3);
        assertThatThrownBy(() -> new Backtest.Schedule(3, 10, 10, false).of(30))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("too few rows for 3 folds")
                .hasMessageContaining("need more than 30 rows, the series has 30");
        assertThatThrownBy(() -> new Backtest.Schedule(2_000_000, 10, 2_000, false).of(100))
                .isInstanceOf(UserError.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1, folds 0", "1, 0, 1, fold-rows 0", "1, 1, 0, fold-stride 0"})
    void a_schedule_of_less_than_one_is_refused_by_its_setting(int folds, int rows, int stride, String message) {
        assertThatThrownBy(() -> new Backtest.Schedule(folds, rows, stride, false))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(message);
    }

    private static Backtest.Contest contest(TimeSeries whole, Backtest.Fold fold, double forecast) {
        TimeSeries series = whole.rows(fold.from(), fold.testEnd());
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, fold.testFrom() - fold.from());
        Evaluator evaluator =
                new Evaluator(fixed(forecast), List.of(new Baseline.Naive(1)), statistics, statistics::deviation);
        int windows = fold.testEnd() - fold.testFrom();
        return new Backtest.Contest(evaluator, windows, w -> series.before(fold.testFrom() - fold.from() + (int) w));
    }

    @Test
    void pooled_scores_take_each_fold_in_its_own_units() {
        // Fold 1 learns from 0, 2 (deviation 1), fold 2 from 0, 2, 4, 4 (mean 2.5, deviation sqrt(2.75)).
        TimeSeries series = series(Column.of("y", 0, 2, 4, 4, 1, 5));
        List<Backtest.Fold> folds = new Backtest.Schedule(2, 2, 2, false).of(6);
        List<String> heard = new ArrayList<>();

        Backtest backtest = Backtest.of(
                folds,
                fold -> contest(series, fold, fold.number() == 1 ? 3 : 4),
                (fold, history, forecast) -> heard.add(fold.number() + " " + history.end() + " " + forecast[0][0]));

        // Errors 1, 1 in fold 1; 3, 1 in fold 2.
        assertThat(backtest.folds().get(0).scores().scaled().mse()).isEqualTo(1.0, within(1e-12));
        assertThat(backtest.folds().get(1).scores().scaled().mse()).isEqualTo(5 / 2.75, within(1e-12));
        assertThat(backtest.pooled().scores().scaled().mse()).isEqualTo((2 + 10 / 2.75) / 4, within(1e-12));
        assertThat(backtest.pooled().scores().original().mae()).isEqualTo(1.5, within(1e-12));
        assertThat(backtest.pooled().evaluatedWindows()).isEqualTo(4);
        // Naive errors: 2, 0 in fold 1; 3, 4 in fold 2.
        assertThat(Samples.at(backtest.pooled().baselines(), "naive").scaled().mse())
                .isEqualTo((4 + 25 / 2.75) / 4, within(1e-12));
        assertThat(heard).containsExactly("1 2 3.0", "1 3 3.0", "2 4 4.0", "2 5 4.0");
    }

    @Test
    void sliding_folds_with_rows_of_their_own_are_scored_at_their_own_moments() {
        TimeSeries series = series(Column.of("y", 0, 2, 4, 4, 1, 5, 3, 3, 2));
        List<Backtest.Fold> folds = new Backtest.Schedule(3, 1, 2, true).of(9);

        Backtest backtest = Backtest.of(folds, fold -> contest(series, fold, 3), (fold, history, forecast) -> {});

        // Tests 1, 3, 2, each after its own four rows: three origins, two rows apart.
        assertThat(backtest.pooled().evaluatedWindows()).isEqualTo(3);
        assertThat(backtest.pooled().scores().original().mae()).isEqualTo(1.0, within(1e-12));
        assertThat(backtest.pooled().verdict().sentence()).doesNotContain("3 test windows are too few");
    }
}
