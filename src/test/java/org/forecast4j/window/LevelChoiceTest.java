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

class LevelChoiceTest {
    private static final int SEASON = 12;
    private static final WindowSpec SPEC = new WindowSpec(48, 24, 12);

    private static WindowScaling nearest(IntToDoubleFunction value) {
        TimeSeries series = Samples.series(
                Column.of("a", IntStream.range(0, 1000).mapToDouble(value).toArray()));
        Scalers scaler = Scalers.fit(List.of(new Windows.Part(series, 0, series.length())), SeriesScaling.POOLED);
        return LevelChoice.of(Samples.windows(series, SPEC), SPEC, SEASON, scaler);
    }

    /** A random walk with steps of the given deviation. */
    private static double[] walk(double step) {
        Random random = new Random(3);
        double[] walk = new double[1000];
        for (int i = 1; i < walk.length; i++) {
            walk[i] = walk[i - 1] + step * random.nextGaussian();
        }
        return walk;
    }

    @Test
    void a_random_walk_stays_at_its_last_value() {
        double[] walk = walk(1);
        assertThat(nearest(i -> walk[i])).isEqualTo(WindowScaling.LAST_VALUE);
    }

    @Test
    void a_season_on_a_wandering_level_lies_nearest_to_its_last_season() {
        double[] walk = walk(0.3);
        assertThat(nearest(i -> walk[i] + 5 * Math.sin(2 * Math.PI * i / SEASON)))
                .isEqualTo(WindowScaling.LAST_SEASON);
    }

    @Test
    void noise_lies_nearest_to_its_mean() {
        Random random = new Random(5);
        double[] noise = random.doubles(1000).toArray();
        assertThat(nearest(i -> noise[i])).isEqualTo(WindowScaling.MEAN);
    }

    @Test
    void the_unit_of_a_column_does_not_matter() {
        double[] walk = walk(1);
        double[] noise = new Random(7).doubles(1000).toArray();
        for (double unit : new double[] {1e-6, 1, 1e6}) {
            Column column =
                    Column.of("noise", Arrays.stream(noise).map(x -> x * unit).toArray());
            TimeSeries series = Samples.series(Column.of("walk", walk), column);
            Scalers scaler = Scalers.fit(List.of(new Windows.Part(series, 0, series.length())), SeriesScaling.POOLED);
            assertThat(LevelChoice.of(Samples.windows(series, SPEC), SPEC, SEASON, scaler))
                    .isEqualTo(WindowScaling.LAST_SEASON); // between the one's last value and the other's mean
        }
    }
}
