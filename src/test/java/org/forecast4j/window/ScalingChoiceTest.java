package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

class ScalingChoiceTest {
    private static final int SEASON = 12;
    private static final WindowSpec SPEC = new WindowSpec(48, 24, 12);

    private static ScalingChoice choice(IntToDoubleFunction value, Integer... seasons) {
        return choice(
                Samples.series(Column.of(
                        "a", IntStream.range(0, 2000).mapToDouble(value).toArray())),
                seasons);
    }

    private static ScalingChoice choice(TimeSeries series, Integer... seasons) {
        return choice(series, SPEC, seasons);
    }

    private static ScalingChoice choice(TimeSeries series, WindowSpec spec, Integer... seasons) {
        List<Windows.Part> rows = List.of(new Windows.Part(series, 0, series.length()));
        return ScalingChoice.of(
                Samples.windows(series, spec), rows, spec, List.of(seasons), Scalers.fit(rows, SeriesScaling.POOLED));
    }

    private static double sine(int row, int season) {
        return Math.sin(2 * Math.PI * row / season);
    }

    /** A random walk with steps of the given deviation. */
    private static double[] walk(double step) {
        Random random = new Random(3);
        double[] walk = new double[2000];
        for (int i = 1; i < walk.length; i++) {
            walk[i] = walk[i - 1] + step * random.nextGaussian();
        }
        return walk;
    }

    private static double[] noise(double most) {
        return new Random(5).doubles(2000, -most, most).toArray();
    }

    @Test
    void a_random_walk_stays_at_its_last_value() {
        double[] walk = walk(1);
        assertThat(choice(i -> walk[i], SEASON).scaling()).isEqualTo(WindowScaling.LAST_VALUE);
    }

    @Test
    void a_weak_season_on_a_wandering_level_lies_nearest_to_its_last_season() {
        double[] walk = walk(0.3);
        double[] noise = noise(4);
        assertThat(choice(i -> walk[i] + noise[i] + sine(i, SEASON), SEASON).scaling())
                .isEqualTo(WindowScaling.LAST_SEASON);
    }

    @Test
    void noise_lies_nearest_to_its_mean() {
        double[] noise = noise(1);
        assertThat(choice(i -> noise[i], SEASON).scaling()).isEqualTo(WindowScaling.MEAN);
    }

    @Test
    void a_strong_season_is_forecast_linearly() {
        double[] walk = walk(0.1);
        assertThat(choice(i -> walk[i] + 5 * sine(i, SEASON), SEASON).scaling()).isEqualTo(WindowScaling.LINEAR);
    }

    @Test
    void of_few_windows_a_weaker_season_is_taken_out_than_of_many() {
        double[] noise = noise(2);
        for (int rows : new int[] {600, 2000}) {
            TimeSeries series = Samples.series(Column.of(
                    "a",
                    IntStream.range(0, rows)
                            .mapToDouble(i -> noise[i] + 1.4 * sine(i, SEASON))
                            .toArray()));
            assertThat(choice(series, SEASON).scaling() == WindowScaling.LINEAR).isEqualTo(rows == 600);
        }
    }

    @Test
    void many_windows_that_overlap_are_few() {
        double[] noise = noise(2);
        TimeSeries series = Samples.series(Column.of(
                "a",
                IntStream.range(0, 2000)
                        .mapToDouble(i -> noise[i] + 1.4 * sine(i, SEASON))
                        .toArray()));
        for (int horizon : new int[] {24, 240}) { // 80 of them, or 7
            assertThat(choice(series, new WindowSpec(48, horizon, 12), SEASON).scaling() == WindowScaling.LINEAR)
                    .isEqualTo(horizon == 240);
        }
    }

    @Test
    void of_two_seasons_the_one_that_tells_more_is_taken() {
        assertThat(choice(i -> sine(i, 6) + 3 * sine(i, 42), 6, 42).season()).isEqualTo(42);
        double[] noise = noise(2);
        assertThat(choice(i -> 3 * sine(i, 6) + noise[i], 6, 42).season()).isEqualTo(6);
    }

    @Test
    void a_season_on_a_level_that_comes_back_is_not_taken_for_two() {
        Random random = new Random(1);
        double[] level = new double[2000];
        for (int i = 1; i < level.length; i++) {
            level[i] = 0.9 * level[i - 1] + random.nextGaussian();
        }
        assertThat(choice(i -> sine(i, 6) + level[i], 12, 6).season()).isEqualTo(6);
    }

    @Test
    void a_season_longer_than_the_lookback_is_none() {
        assertThat(choice(i -> sine(i, 60), 12, 60).season()).isEqualTo(12);
        assertThat(choice(i -> sine(i, 60), 60).season()).isEqualTo(60);
    }

    @Test
    void without_a_window_it_is_the_last_value() {
        TimeSeries few = Samples.series(Column.of("a", new Random(1).doubles(20).toArray()));
        assertThat(choice(few, SEASON)).isEqualTo(new ScalingChoice(WindowScaling.LAST_VALUE, SEASON));
    }

    @Test
    void the_unit_of_a_column_does_not_matter() {
        double[] walk = walk(1);
        double[] noise = noise(1);
        for (double unit : new double[] {1e-6, 1, 1e6}) {
            Column column =
                    Column.of("noise", Arrays.stream(noise).map(x -> x * unit).toArray());
            assertThat(choice(Samples.series(Column.of("walk", walk), column), SEASON))
                    .isEqualTo(choice(Samples.series(Column.of("walk", walk), Column.of("noise", noise)), SEASON));
        }
    }
}
