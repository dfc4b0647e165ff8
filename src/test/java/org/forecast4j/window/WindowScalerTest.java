package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowScalerTest {
    private static final double EXACT = 1e-12;

    /** Two seasons of three, and one row before them. */
    private static final double[] LOOKBACK = {9, 1, 4, 1, 5, 8, 2};

    private static final TimeSeries SERIES = Samples.series(Column.of("a", LOOKBACK));
    private static final Scalers PLAIN = Scalers.of(ColumnScaler.of(new double[1], new double[] {1}));

    private static WindowScaler.Fit fit(WindowScaler scaler, double[] lookback) {
        return scaler.fit(lookback, SERIES, 0, LOOKBACK.length, PLAIN);
    }

    @Test
    void seasonal_naive_takes_the_last_season_out_of_what_follows_and_its_mean_out_of_the_lookback() {
        WindowScaler.Fit fit = fit(WindowScaler.of(WindowScaling.SEASONAL_NAIVE, 3), LOOKBACK);
        assertThat(IntStream.range(-4, 5).mapToDouble(step -> fit.value(step, 0)))
                .containsExactly(2.0, 5.0, 8.0, 2.0, 5.0, 8.0, 2.0, 5.0, 8.0);
        assertThat(fit.input(5)).isZero();
    }

    @Test
    void a_lookback_shorter_than_the_season_counts_as_one() {
        WindowScaler.Fit fit = fit(WindowScaler.of(WindowScaling.SEASONAL_NAIVE, 9), LOOKBACK);
        assertThat(fit.value(7, 0)).isEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_scaled_comes_back(WindowScaling scaling) {
        WindowScaler.Fit fit = fit(Samples.scaler(scaling, 3, LOOKBACK.length, 1), LOOKBACK);
        for (int step = -7; step < 7; step++) {
            assertThat(fit.value(step, fit.scaled(step, 1.25))).isCloseTo(1.25, within(EXACT));
        }
    }

    @Test
    void shared_forecast_is_the_weighted_mean_of_both() {
        WindowScaler linear = Samples.scaler(WindowScaling.LINEAR, 3, LOOKBACK.length, 1);
        WindowScaler both = new WindowScaler(WindowScaling.LAST_VALUE, 3, linear.linear(), 0.25);
        for (int step = 0; step < 5; step++) {
            double network = 2 + 10; // the last value, and what the network says
            double simple = fit(linear, LOOKBACK).value(step, 0);
            assertThat(fit(both, LOOKBACK).value(step, 10)).isCloseTo(0.25 * network + 0.75 * simple, within(EXACT));
        }
    }

    @Test
    void usual_season_stands_at_its_place_whatever_row_a_window_ends_at() {
        WindowScaler scaler = Samples.scaler(WindowScaling.LINEAR, 3, 4, 1);
        double[] flat = {0, 0, 0, 0};
        double first = scaler.fit(flat, SERIES, 0, 4, PLAIN).value(0, 0);
        double second = scaler.fit(flat, SERIES, 0, 5, PLAIN).value(0, 0);
        assertThat(scaler.fit(flat, SERIES, 0, 4, PLAIN).value(1, 0)).isCloseTo(second, within(EXACT));
        assertThat(scaler.fit(flat, SERIES, 0, 7, PLAIN).value(0, 0)).isCloseTo(first, within(EXACT));
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void a_share_without_a_linear_forecast_is_refused() {
        assertThatThrownBy(() -> WindowScaler.of(WindowScaling.MEAN, 1).sharing(0.5))
                .hasMessageContaining("no linear forecast");
    }
}
