package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

class LinearFitTest {
    private static final int SEASON = 12;
    private static final WindowSpec SPEC = new WindowSpec(48, 24, 12);

    private static TimeSeries series(int rows, IntToDoubleFunction value) {
        return Samples.series(
                Column.of("a", IntStream.range(0, rows).mapToDouble(value).toArray()));
    }

    private static LinearFit fit(TimeSeries series, WindowSpec spec, int season) {
        List<Windows.Part> rows = List.of(new Windows.Part(series, 0, series.length()));
        return new LinearFit(
                Samples.windows(series, spec), rows, spec, season, Scalers.fit(rows, SeriesScaling.POOLED));
    }

    private static double[] noise(int rows) {
        return new Random(5).doubles(rows, -1, 1).toArray();
    }

    private static double sine(int row) {
        return Math.sin(2 * Math.PI * row / SEASON);
    }

    /** The forecast of the rows after a series, in its own units. */
    private static double[] forecast(TimeSeries series, WindowSpec spec, int season) {
        List<Windows.Part> rows = List.of(new Windows.Part(series, 0, series.length()));
        Scalers scalers = Scalers.fit(rows, SeriesScaling.POOLED);
        WindowScaler scaler =
                WindowScaler.fit(WindowScaling.LINEAR, season, Samples.windows(series, spec), rows, spec, scalers);
        double[] lookback = IntStream.range(series.length() - spec.lookback(), series.length())
                .mapToDouble(row -> scalers.pooled().scale(0, series.column(0).value(row)))
                .toArray();
        WindowScaler.Fit fit = scaler.fit(lookback, series, 0, series.length(), scalers);
        return IntStream.range(0, spec.horizon())
                .mapToDouble(step -> scalers.pooled().unscale(0, fit.value(step, 0)))
                .toArray();
    }

    @Test
    void line_with_a_season_is_forecast_but_for_what_the_ridge_takes() {
        TimeSeries series = series(1000, row -> 0.1 * row + 3 * sine(row));
        double[] forecast = forecast(series, SPEC, SEASON);
        for (int step = 0; step < SPEC.horizon(); step++) {
            assertThat(forecast[step]).isCloseTo(0.1 * (1000 + step) + 3 * sine(1000 + step), within(0.8));
        }
    }

    @Test
    void weights_are_those_of_ridge_regression_by_hand() {
        // without a season and with a lookback of two rows: the last value, their mean about it, and the trend
        WindowSpec spec = new WindowSpec(2, 1, 1);
        double[] noise = noise(50);
        TimeSeries series = series(50, row -> noise[row]);
        List<Windows.Part> rows = List.of(new Windows.Part(series, 0, 50));
        double deviation = Scalers.fit(rows, SeriesScaling.POOLED).pooled().deviation(0);
        double squares = 0;
        double products = 0;
        for (int end = 2; end < 50; end++) { // both terms are multiples of the step d before: -d/2 and d
            double step = (noise[end - 1] - noise[end - 2]) / deviation;
            squares += step * step;
            products += step * (noise[end] - noise[end - 1]) / deviation;
        }
        // nearest is the mean; from its -1/2 the ridge moves both weights alike, in units of the terms: -1 and 1 unit
        // of d
        double unit = Math.sqrt(squares / 48);
        double left = (products + squares / 2) / 48 / unit;
        double away = left / (2 + 1.0 / 48); // (G + ridge) w = g, G of ones with signs, w alike but for the sign
        LinearForecast forecast = fit(series, spec, 1).forecast();
        assertThat(forecast.weights().get(LinearTerm.LOOKBACK)).isCloseTo(1 - away / (unit / 2), within(1e-9));
        assertThat(forecast.weights().get(LinearTerm.TREND)).isCloseTo(away / unit, within(1e-9));
    }

    @Test
    void nothing_is_learned_from_a_random_walk() {
        Random random = new Random(3);
        double[] walk = new double[3000];
        for (int i = 1; i < walk.length; i++) {
            walk[i] = walk[i - 1] + random.nextGaussian();
        }
        TimeSeries series = series(walk.length, row -> walk[row]);
        LinearFit fit = fit(series, SPEC, SEASON);
        assertThat(fit.level().scaling()).isEqualTo(WindowScaling.LAST_VALUE);
        assertThat(fit.distance())
                .isLessThanOrEqualTo(fit.distance(fit.level()))
                .isGreaterThan(0.8 * fit.distance(fit.level()));
    }

    @Test
    void the_last_season_of_one_row_is_the_last_value() {
        double[] noise = noise(300);
        LinearFit fit = fit(series(300, row -> row + noise[row]), SPEC, 1);
        assertThat(fit.level().scaling()).isEqualTo(WindowScaling.LAST_VALUE);
    }

    @Test
    void usual_season_is_known_from_more_than_the_lookback() {
        double[] noise = noise(2000);
        TimeSeries series = series(2000, row -> 2 * noise[row] + sine(row));
        WindowSpec spec = new WindowSpec(12, 12, 12); // one season, deep in noise
        double[] forecast = forecast(series, spec, SEASON);
        double level = Arrays.stream(forecast).average().orElseThrow();
        for (int step = 0; step < 12; step++) {
            assertThat(forecast[step] - level).isCloseTo(sine(2000 + step), within(0.4));
        }
    }

    @Test
    void a_series_of_zeros_but_for_one_row_has_weights() {
        TimeSeries series = series(100, row -> row == 50 ? 1 : 0);
        assertThat(fit(series, SPEC, SEASON).forecast().weights().values()).allMatch(Double::isFinite);
    }

    @Test
    void holes_are_no_labels() {
        double[] noise = noise(200);
        double[] wild = noise.clone();
        int[] holes = IntStream.range(60, 80).toArray();
        Arrays.stream(holes).forEach(row -> wild[row] = 1e6);
        TimeSeries filled = Samples.series(Samples.holes("a", wild, holes));
        WindowSpec spec = new WindowSpec(24, 12, 12);
        Windows before = Windows.of(List.of(new Windows.Part(filled, 0, 80)), spec, 1, false);
        List<Windows.Part> rows = List.of(new Windows.Part(filled, 0, 60));
        LinearFit fit = new LinearFit(before, rows, spec, SEASON, Scalers.fit(rows, SeriesScaling.POOLED));
        assertThat(fit.distance(fit.level())).isLessThan(1e4);
    }
}
