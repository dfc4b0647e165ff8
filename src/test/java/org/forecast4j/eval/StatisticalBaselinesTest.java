package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.forecast4j.eval.Samples.bits;
import static org.forecast4j.eval.Samples.series;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

/** Theta and exponential smoothing, against numbers worked out by hand and statsmodels'. */
class StatisticalBaselinesTest {
    private static final int TRAIN = 126;
    private static final double[] WEEK = {3.0, -1.0, 0.5, -2.5, 4.0, -3.0, -1.0};
    private static final Offset<Double> CLOSE = within(1e-9);

    private static final JsonNode THEIRS = theirs();

    private static JsonNode theirs() {
        try (InputStream in = StatisticalBaselinesTest.class.getResourceAsStream("/statsmodels/baselines.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static double[] numbers(String key) {
        return StreamSupport.stream(THEIRS.get(key).spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static Column column() {
        return Column.of("y", numbers("values"));
    }

    private static SeasonalIndices week() {
        return SeasonalIndices.of(column(), 0, TRAIN, 7).orElseThrow();
    }

    @Test
    void theta_of_a_tiny_series_is_as_worked_out_by_hand() {
        // Values 2, 4, 3; a = 0.5 from level 2: levels 2, 3, 3. Slope of the line: (3 - 2) / 2 = 0.5.
        // Behind a line: (1 - 0.5^3) / 0.5 = 1.75; so 3 + 0.25 * (h - 1 + 1.75).
        Column column = Column.of("y", 2, 4, 3, 900);
        Theta.Smoothing smoothing = new Theta.Smoothing(0.5, 2, 0, SeasonalIndices.NONE);

        assertThat(Theta.States.of(column, smoothing).forecast(3, 2))
                .containsExactly(new double[] {3.4375, 3.6875}, CLOSE);
    }

    @Test
    void theta_passes_over_what_was_not_observed() {
        // Observed: row 0 (2), row 2 (4). Levels 2, 2, 3, 3; slope (4 - 2) / 2 = 1; behind a line (1 - 0.25) / 0.5 =
        // 1.5.
        // The forecast begins two rows after the last observed one: 3 + 0.5 * (1 + 1.5).
        Column column = Column.of("y", new double[] {2, 99, 4, 99}, bits(1, 3));
        Theta.Smoothing smoothing = new Theta.Smoothing(0.5, 2, 0, SeasonalIndices.NONE);

        assertThat(Theta.States.of(column, smoothing).forecast(4, 1)).containsExactly(new double[] {4.25}, CLOSE);
    }

    @Test
    void exponential_smoothing_of_a_tiny_series_is_as_worked_out_by_hand() {
        // a = 0.5, b = 0.2, p = 0.8 from level 10, trend 1. Before 12: 10.8, e = 1.2: level 11.4, trend 0.8 + 0.12 =
        // 0.92.
        // Before 11: 11.4 + 0.736 = 12.136, e = -1.136: level 11.568, trend 0.736 - 0.1136 = 0.6224.
        Column column = Column.of("y", 12, 11, 900);
        ExponentialSmoothing.Start start = new ExponentialSmoothing.Start(0, 10, 1, SeasonalIndices.NONE);
        var states =
                new ExponentialSmoothing.States(column, start, new ExponentialSmoothing.Parameters(0.5, 0.2, 0.1, 0.8));

        assertThat(states.forecast(1, 1)).containsExactly(new double[] {11.4 + 0.736}, CLOSE);
        assertThat(states.forecast(2, 2))
                .containsExactly(new double[] {11.568 + 0.8 * 0.6224, 11.568 + (0.8 + 0.64) * 0.6224}, CLOSE);
    }

    @Test
    void exponential_smoothing_passes_over_what_was_not_observed() {
        // After level 11.4 and trend 0.92 a hole: level 11.4 + 0.736, trend 0.736; the forecast adds 0.8 * 0.736.
        Column column = Column.of("y", new double[] {12, 99}, bits(1));
        ExponentialSmoothing.Start start = new ExponentialSmoothing.Start(0, 10, 1, SeasonalIndices.NONE);
        var states =
                new ExponentialSmoothing.States(column, start, new ExponentialSmoothing.Parameters(0.5, 0.2, 0.1, 0.8));

        assertThat(states.forecast(2, 1)).containsExactly(new double[] {11.4 + 0.736 + 0.8 * 0.736}, CLOSE);
    }

    @Test
    void seasonal_indices_are_statsmodels() {
        SeasonalIndices even = SeasonalIndices.of(column(), 0, TRAIN, 6).orElseThrow();

        assertThat(IntStream.range(0, 7).mapToDouble(week()::at).toArray()).containsExactly(numbers("week"), CLOSE);
        assertThat(IntStream.range(0, 6).mapToDouble(even::at).toArray()).containsExactly(numbers("even"), CLOSE);
    }

    @Test
    void theta_at_a_given_alpha_follows_from_statsmodels_level_and_numpys_slope() {
        Theta.Smoothing smoothing = new Theta.Smoothing(0.3, 50, 0, week());
        double level = THEIRS.get("ses_level").asDouble();
        double slope = THEIRS.get("slope").asDouble();
        double[] season = numbers("week");
        double[] expected = IntStream.range(0, 10)
                .mapToDouble(h -> level + slope / 2 * (h + (1 - Math.pow(0.7, TRAIN)) / 0.3) + season[(TRAIN + h) % 7])
                .toArray();

        assertThat(Theta.States.of(column(), smoothing).forecast(TRAIN, 10)).containsExactly(expected, CLOSE);
    }

    @Test
    void theta_fitted_is_statsmodels_theta_model() {
        Theta.States states = Theta.States.of(column(), TRAIN, 7);

        assertThat(states.smoothing().alpha())
                .isCloseTo(THEIRS.get("theta_alpha").asDouble(), within(5e-3));
        assertThat(states.forecast(TRAIN, 10)).containsExactly(numbers("theta_forecast"), within(0.02));
    }

    @Test
    void exponential_smoothing_at_given_parameters_is_statsmodels() {
        ExponentialSmoothing.Start start =
                new ExponentialSmoothing.Start(0, 49, 0.1, new SeasonalIndices(WEEK.clone()));
        var parameters = new ExponentialSmoothing.Parameters(0.3, 0.1, 0.2, 0.9);
        var states = new ExponentialSmoothing.States(column(), start, parameters);

        assertThat(ExponentialSmoothing.Parameters.squares(column(), start, parameters, TRAIN))
                .isCloseTo(THEIRS.get("holt_winters_squares").asDouble(), CLOSE);
        assertThat(states.forecast(TRAIN, 10)).containsExactly(numbers("holt_winters_at_train"), CLOSE);
        assertThat(states.forecast(140, 10)).containsExactly(numbers("holt_winters_at_end"), CLOSE);
    }

    @Test
    void the_optimiser_gets_as_low_as_statsmodels() {
        ExponentialSmoothing.Start start =
                new ExponentialSmoothing.Start(0, 49, 0.1, new SeasonalIndices(WEEK.clone()));

        var found = ExponentialSmoothing.Parameters.fit(column(), start, TRAIN);

        assertThat(ExponentialSmoothing.Parameters.squares(column(), start, found, TRAIN))
                .isLessThan(THEIRS.get("best_squares").asDouble() * 1.005);
    }

    private static List<Baseline> baselines(TimeSeries series) {
        return Baseline.statistical(List.of(series), one -> TRAIN, 10);
    }

    private static TimeSeries days(Column column) {
        return series("", new Frequency.Days(1), column);
    }

    @Test
    void another_future_changes_no_forecast() {
        double[] other = numbers("values");
        Arrays.fill(other, 130, other.length, -1e6);
        TimeSeries series = days(column());
        TimeSeries changed = days(Column.of("y", other));
        TimeSeries cut = days(Column.of("y", Arrays.copyOf(other, 130)));

        for (int b = 0; b < 2; b++) {
            Baseline baseline = baselines(series).get(b);
            for (int end : new int[] {TRAIN, 130}) {
                double[] forecast = baseline.forecast(series.before(end), 0);
                assertThat(baselines(changed).get(b).forecast(changed.before(end), 0))
                        .containsExactly(forecast);
                assertThat(baselines(cut).get(b).forecast(cut.before(end), 0)).containsExactly(forecast);
                assertThat(baseline.forecast(changed.before(end), 0)).containsExactly(forecast); // one series each
            }
        }
    }

    @Test
    void every_origin_of_any_series_has_a_finite_forecast() {
        for (Column column : List.of(
                Column.of("one", 5, 5, 5, 5, 5, 5),
                Column.of("holes", new double[] {9, 9, 3, 9, 9, 9}, bits(0, 1, 3, 4, 5)),
                Column.of("late", new double[] {9, 9, 9, 9, 4, 6}, bits(0, 1, 2, 3)))) {
            TimeSeries series = days(column);
            for (Baseline baseline : Baseline.statistical(List.of(series), one -> 3, 4)) {
                for (int end = 1; end <= 6; end++) {
                    assertThat(baseline.forecast(series.before(end), 0))
                            .hasSize(4)
                            .doesNotContain(Double.NaN);
                }
            }
        }
    }
}
