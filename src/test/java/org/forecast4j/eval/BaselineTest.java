package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.eval.Samples.bits;
import static org.forecast4j.eval.Samples.series;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private static final History HISTORY =
            series(Column.of("y", 1, 3, 2, 5, 4, 900, 900)).before(5);

    @Test
    void naive_repeats_the_last_value() {
        assertThat(new Baseline.Naive(2).forecast(HISTORY, 0)).containsExactly(4, 4);
    }

    @Test
    void seasonal_naive_repeats_the_last_season() {
        assertThat(new Baseline.SeasonalNaive(5, 2).forecast(HISTORY, 0)).containsExactly(5, 4, 5, 4, 5);
        assertThat(new Baseline.SeasonalNaive(2, 5).forecast(HISTORY, 0)).containsExactly(1, 3);
    }

    @Test
    void seasonal_naive_with_less_than_a_season_repeats_the_last_value() {
        assertThat(new Baseline.SeasonalNaive(7, 6).forecast(HISTORY, 0)).containsOnly(4);
    }

    @Test
    void drift_continues_the_line_through_first_and_last() {
        // slope (4 - 1) / 4
        assertThat(new Baseline.Drift(2).forecast(HISTORY, 0)).containsExactly(4.75, 5.5);
        assertThat(new Baseline.Drift(2).forecast(HISTORY.series().before(1), 0))
                .containsExactly(1, 1);
    }

    @Test
    void mean_repeats_the_mean_of_the_training_rows_wherever_it_starts() {
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(HISTORY.series(), 4);

        assertThat(new Baseline.Mean(2, statistics).forecast(HISTORY, 0)).containsExactly(2.75, 2.75);
        assertThat(new Baseline.Mean(1, statistics).forecast(HISTORY.series().before(7), 0))
                .containsExactly(2.75);
    }

    @Test
    void filled_values_are_not_repeated() {
        // Observed: row 1 (10), 3 (20), 4 (22); filled: 0, 2, 5, 6.
        Column column = Column.of("y", new double[] {-1, 10, -1, 20, 22, -1, -1, 0}, bits(0, 2, 5, 6));
        History history = series(column).before(7);

        assertThat(new Baseline.Naive(2).forecast(history, 0)).containsExactly(22, 22);
        // Rows 5 and 6 are filled; a season of 2 earlier stand row 3 and row 4.
        assertThat(new Baseline.SeasonalNaive(3, 2).forecast(history, 0)).containsExactly(20, 22, 20);
        // Slope (22 - 10) / 3 = 4 from row 4 on; the forecast starts at row 7.
        assertThat(new Baseline.Drift(2).forecast(history, 0)).containsExactly(34, 38);
        // Season 5: row 2 is filled and has none before it, so the last observed value; then rows 3, 4.
        assertThat(new Baseline.SeasonalNaive(3, 5).forecast(history, 0)).containsExactly(22, 20, 22);
    }

    @Test
    void without_any_observed_value_the_last_filled_one_stands_in() {
        History history =
                series(Column.of("y", new double[] {7, 8, 9}, bits(0, 1))).before(2);

        assertThat(new Baseline.Naive(1).forecast(history, 0)).containsExactly(8);
        assertThat(new Baseline.SeasonalNaive(1, 2).forecast(history, 0)).containsExactly(8);
        assertThat(new Baseline.Drift(1).forecast(history, 0)).containsExactly(8);
    }

    @Test
    void changing_the_future_changes_no_baseline() {
        double[] values = new Random(5).doubles(40).toArray();
        double[] other = values.clone();
        for (int row = 30; row < other.length; row++) {
            other[row] += 1000;
        }
        TimeSeries one = series("", new Frequency.Days(1), Column.of("y", values));
        TimeSeries two = series("", new Frequency.Days(1), Column.of("y", other, bits(31, 33)));
        List<Baseline> before = Baseline.standard(new Frequency.Days(1), 1, 20, trained(one, 20), 9);
        List<Baseline> after = Baseline.standard(new Frequency.Days(1), 1, 20, trained(two, 20), 9);

        assertThat(before)
                .extracting(Baseline::name)
                .containsExactly("naive", "seasonal-naive-7", "drift", "mean")
                .isEqualTo(after.stream().map(Baseline::name).toList());
        for (int b = 0; b < before.size(); b++) {
            assertThat(after.get(b).forecast(two.before(30), 0))
                    .isEqualTo(before.get(b).forecast(one.before(30), 0));
        }
    }

    private static TrainingStatistics trained(TimeSeries series, int trainEnd) {
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, trainEnd);
        return statistics;
    }

    @Test
    void standard_takes_the_seasons_that_frequency_and_training_rows_allow() {
        assertThat(names(new Frequency.Days(1), 730))
                .containsExactly(
                        "naive", "seasonal-naive-7", "seasonal-naive-11", "seasonal-naive-365", "drift", "mean");
        assertThat(names(new Frequency.Days(1), 729)).doesNotContain("seasonal-naive-365");
        assertThat(names(new Frequency.Elapsed(Duration.ofHours(1)), 336))
                .containsExactly(
                        "naive", "seasonal-naive-11", "seasonal-naive-24", "seasonal-naive-168", "drift", "mean");
        assertThat(names(new Frequency.Elapsed(Duration.ofHours(1)), 335))
                .containsExactly("naive", "seasonal-naive-11", "seasonal-naive-24", "drift", "mean");
        assertThat(names(new Frequency.Elapsed(Duration.ofHours(1)), 21)).containsExactly("naive", "drift", "mean");
        assertThat(names(new Frequency.Rows(), 800)).containsExactly("naive", "seasonal-naive-11", "drift", "mean");
    }

    private static List<String> names(Frequency frequency, int trainEnd) {
        TimeSeries series = series("", frequency, Column.of("y", new double[800]));
        return Baseline.standard(frequency, 11, trainEnd, trained(series, trainEnd), 3).stream()
                .map(Baseline::name)
                .toList();
    }

    @Test
    void training_statistics_count_observed_training_rows_only() {
        // Season 2, training rows 0 to 5 without row 3: pairs (0, 2) and (2, 4) differ by 4 and 2.
        TimeSeries series = series(Column.of("y", new double[] {1, 0, 5, 77, 7, 2, 500}, bits(3)));
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, 6, 2);

        assertThat(statistics.of(series, 0)).isEqualTo(3); // 15 / 5
        assertThat(statistics.deviation(series, 0)).isEqualTo(Math.sqrt(34 / 5.0)); // 4 + 9 + 4 + 16 + 1
        assertThat(statistics.naiveError(series, 0)).isEqualTo(3);
    }

    @Test
    void training_rows_without_a_value_are_the_users_to_mend() {
        TimeSeries series = series("north", new Frequency.Rows(), Column.of("y", new double[] {1, 2, 3}, bits(0, 1)));

        assertThatThrownBy(() -> new TrainingStatistics().add(series, 2))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'y'")
                .hasMessageContaining("'north'");
    }

    @Test
    void two_series_of_one_id_are_refused() {
        assertThatThrownBy(() -> trained(HISTORY.series(), 3).add(HISTORY.series(), 3))
                .hasMessageContaining("name them apart");
    }

    @Test
    void a_call_takes_so_many_histories_that_two_million_values_come_back() {
        assertThat(new Baseline.Naive(14).historiesPerCall(1)).isEqualTo(256);
        assertThat(new Baseline.Naive(96).historiesPerCall(321)).isEqualTo(64);
        assertThat(new Baseline.Naive(720).historiesPerCall(5_000_000)).isEqualTo(1);
    }
}
