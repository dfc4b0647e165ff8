package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowScalingTest {
    private static final double EXACT = 1e-12;

    /** One row, then two seasons of three: 1, 4, 1 about 2 and 5, 8, 2 about 5; on average -0.5, 2.5, -2. */
    private static final double[] LOOKBACK = {9, 1, 4, 1, 5, 8, 2};

    private static double[] references(WindowScaling scaling, double[] lookback, int season, int from, int to) {
        WindowScaling.Fit fit = scaling.fit(lookback, season);
        return IntStream.range(from, to).mapToDouble(step -> fit.value(step, 0)).toArray();
    }

    @Test
    void seasonal_naive_takes_out_the_last_season_of_past_and_future() {
        assertThat(references(WindowScaling.SEASONAL_NAIVE, LOOKBACK, 3, -4, 5))
                .containsExactly(2, 5, 8, 2, 5, 8, 2, 5, 8);
    }

    @Test
    void mean_season_stands_about_the_level_that_the_scaling_names() {
        double[] season = {-0.5, 2.5, -2};
        for (int step = -7; step < 5; step++) {
            double deviation = season[Math.floorMod(step, 3)];
            assertThat(references(WindowScaling.SEASONAL_LAST_SEASON, LOOKBACK, 3, step, step + 1)[0])
                    .isCloseTo(5 + deviation, within(EXACT));
            assertThat(references(WindowScaling.SEASONAL_MEAN, LOOKBACK, 3, step, step + 1)[0])
                    .isCloseTo(3.5 + deviation, within(EXACT));
            assertThat(references(WindowScaling.SEASONAL_LAST_VALUE, LOOKBACK, 3, step, step + 1)[0])
                    .isCloseTo(2 - -2 + deviation, within(EXACT));
        }
    }

    @Test
    void a_single_season_is_taken_out_of_the_future_alone() {
        double[] lookback = {5, 8, 2};
        assertThat(references(WindowScaling.SEASONAL_MEAN, lookback, 3, -3, 4)).containsExactly(5, 5, 5, 5, 8, 2, 5);
        assertThat(references(WindowScaling.SEASONAL_NAIVE, lookback, 3, -3, 4)).containsExactly(5, 5, 5, 5, 8, 2, 5);
    }

    @Test
    void without_a_whole_season_the_level_is_left() {
        double[] lookback = {5, 8, 2};
        assertThat(references(WindowScaling.SEASONAL_MEAN, lookback, 4, -3, 2)).containsOnly(5);
        assertThat(references(WindowScaling.SEASONAL_LAST_SEASON, lookback, 4, -3, 2))
                .containsOnly(5);
        assertThat(references(WindowScaling.SEASONAL_LAST_VALUE, lookback, 4, -3, 2))
                .containsOnly(2);
    }

    @Test
    void a_season_of_one_row_is_none() {
        assertThat(references(WindowScaling.SEASONAL_MEAN, LOOKBACK, 1, -7, 3)).containsOnly(30 / 7.0);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_scaled_comes_back(WindowScaling scaling) {
        WindowScaling.Fit fit = scaling.fit(LOOKBACK, 3);
        for (int step = -7; step < 7; step++) {
            assertThat(fit.value(step, fit.scaled(step, 1.25))).isCloseTo(1.25, within(EXACT));
        }
    }
}
