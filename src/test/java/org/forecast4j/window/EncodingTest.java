package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.forecast4j.series.Column;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.Covariates;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Covariates among a window's inputs, by hand; the rest of an encoding is {@link BatchesTest}'s. */
class EncodingTest {
    private static final List<String> WEATHER = List.of("sun", "rain", "hail");

    /** Four rows and two more of the known covariate: lookback 4, horizon 2. */
    private static final TimeSeries SERIES = Samples.series(Column.of("y", 1, 2, 3, 4))
            .with(new Covariates(
                    List.of(Covariate.of(Column.of("wind", 10, 20, 30, 40))),
                    List.of(Covariate.of(Column.of("promo", 0, 1, 0, 0, 1, 9))),
                    List.of(Covariate.of(Column.of("size", 7)))));

    private static final CovariateCodings PLAIN = new CovariateCodings(
            List.of(new CovariateCoding.Numbers("wind", 0, 1)),
            List.of(new CovariateCoding.Numbers("promo", 0, 1)),
            List.of(new CovariateCoding.Numbers("size", 0, 1)));

    private static Encoding encoding(int columns, boolean shared, int patch, CovariateCodings codings) {
        return encoding(columns, shared, new WindowSpec(4, 2, patch), codings);
    }

    private static Encoding encoding(int columns, boolean shared, WindowSpec spec, CovariateCodings codings) {
        return new Encoding(
                spec,
                new Encoding.Columns(columns, shared, true),
                WindowScaler.of(WindowScaling.NONE, 1),
                List.of(),
                List.of(),
                Scalers.of(ColumnScaler.of(new double[columns], ones(columns))),
                codings);
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The inputs of each step of a sample. */
    private static float[][] steps(Encoding encoding, History history, int column) {
        int steps = encoding.spec().inputSteps();
        float[] features = new float[steps * encoding.inputs()];
        Arrays.fill(features, 99); // memory is used again
        encoding.encode(history, column, features, 0, 1);
        float[][] each = new float[steps][];
        for (int step = 0; step < steps; step++) {
            each[step] = Arrays.copyOfRange(features, step * encoding.inputs(), (step + 1) * encoding.inputs());
        }
        return each;
    }

    @Test
    void unit_is_the_mean_step_between_observed_values_and_the_deviation_where_there_are_none() {
        Encoding encoding = encoding(1, true, 1, CovariateCodings.NONE); // season 1, deviation 1
        BitSet filled = new BitSet();
        filled.set(3, 8);
        TimeSeries series = Samples.series(Column.of("y", new double[] {0, 2, 6, 6, 6, 6, 6, 6}, filled));
        assertThat(encoding.unit(series, 0, 4)).as("2 and 4").isEqualTo(3);
        assertThat(encoding.unit(series, 0, 8))
                .as("a stale series is not a calm one")
                .isEqualTo(1);
    }

    @Test
    void point_by_point_each_step_holds_target_past_known_the_horizons_known_and_static() {
        float[][] steps = steps(encoding(1, true, 1, PLAIN), SERIES.before(4), 0);
        assertThat(steps[0]).containsExactly(1, 10, 0, 1, 9, 7);
        assertThat(steps[1]).containsExactly(2, 20, 1, 1, 9, 7);
        assertThat(steps[2]).containsExactly(3, 30, 0, 1, 9, 7);
        assertThat(steps[3]).containsExactly(4, 40, 0, 1, 9, 7);
    }

    @Test
    void a_patch_holds_each_of_its_rows_and_the_horizon() {
        float[][] steps = steps(encoding(1, true, 2, PLAIN), SERIES.before(4), 0);
        assertThat(steps[0]).containsExactly(1, 2, 10, 20, 0, 1, 1, 9, 7);
        assertThat(steps[1]).containsExactly(3, 4, 30, 40, 0, 0, 1, 9, 7);
    }

    @Test
    void steps_of_the_horizon_hold_what_is_known_in_advance_of_their_rows() {
        WindowSpec spec = new WindowSpec(4, 2, 2, Emission.CONTINUED, 1);
        float[][] steps = steps(encoding(1, true, spec, PLAIN), SERIES.before(4), 0);
        // targets, whether ahead, past, known, static
        assertThat(steps[0]).containsExactly(1, 2, 0, 10, 20, 0, 1, 7);
        assertThat(steps[1]).containsExactly(3, 4, 0, 30, 40, 0, 0, 7);
        assertThat(steps[2]).containsExactly(0, 0, 1, 0, 0, 1, 0, 7);
        assertThat(steps[3]).containsExactly(0, 0, 1, 0, 0, 9, 0, 7);
    }

    @Test
    void each_step_that_forecasts_holds_its_own_horizon() {
        WindowSpec spec = new WindowSpec(4, 2, 2, Emission.EVERY_STEP, 2);
        float[][] steps = steps(encoding(1, true, spec, PLAIN), SERIES.before(4), 0);
        assertThat(steps[0]).containsExactly(1, 2, 10, 20, 0, 1, 0, 0, 7);
        assertThat(steps[1]).containsExactly(3, 4, 30, 40, 0, 0, 1, 9, 7);
    }

    @Test
    void each_column_of_shared_weights_sees_all_covariates_before_its_identity() {
        TimeSeries two = Samples.series(Column.of("y", 1, 2, 3, 4), Column.of("z", 5, 6, 7, 8))
                .with(SERIES.covariates());
        float[][] steps = steps(encoding(2, true, 2, PLAIN), two.before(4), 1);
        assertThat(steps[1]).containsExactly(7, 8, 30, 40, 0, 0, 1, 9, 7, 0, 1);
    }

    @Test
    void columns_of_one_window_share_the_covariates() {
        TimeSeries two = Samples.series(Column.of("y", 1, 2, 3, 4), Column.of("z", 5, 6, 7, 8))
                .with(SERIES.covariates());
        float[][] steps = steps(encoding(2, false, 2, PLAIN), two.before(4), 0);
        assertThat(steps[1]).containsExactly(3, 4, 7, 8, 30, 40, 0, 0, 1, 9, 7);
    }

    @Test
    void words_are_one_at_their_category_and_nothing_where_training_did_not_hold_them() {
        Covariate weather = new Covariate(Column.of("weather", 0, 1, 2, 0), WEATHER);
        TimeSeries series = SERIES.with(new Covariates(List.of(weather), List.of(), List.of()));
        CovariateCodings codings = new CovariateCodings(
                List.of(new CovariateCoding.Categories("weather", List.of("rain", "sun"))), List.of(), List.of());
        float[][] steps = steps(encoding(1, true, 2, codings), series.before(4), 0);
        assertThat(steps[0]).containsExactly(1, 2, 0, 1, 1, 0); // sun, rain
        assertThat(steps[1]).containsExactly(3, 4, 0, 0, 0, 1); // hail, sun
    }

    // --- what training rows teach

    private static CovariateCodings fit(Covariates covariates, int rows, int trainEnd) {
        TimeSeries series = Samples.series(Column.of("y", new double[rows])).with(covariates);
        return CovariateCodings.fit(List.of(new Windows.Part(series, 0, trainEnd)), SeriesScaling.POOLED);
    }

    @Test
    void numbers_are_scaled_by_mean_and_deviation_of_the_training_rows_alone() {
        Covariates covariates = new Covariates(
                List.of(Covariate.of(Column.of("wind", 1, 3, 1, 3, 1000))),
                List.of(Covariate.of(Column.of("promo", 0, 0, 10, 10, 5, -7))),
                List.of());
        CovariateCodings codings = fit(covariates, 5, 4);
        assertThat(codings.past()).containsExactly(new CovariateCoding.Numbers("wind", 2, 1));
        assertThat(codings.known()).containsExactly(new CovariateCoding.Numbers("promo", 5, 5));
    }

    @Test
    void categories_are_those_observed_in_the_training_rows() {
        Covariates covariates =
                new Covariates(List.of(new Covariate(Column.of("weather", 1, 0, 1, 2), WEATHER)), List.of(), List.of());
        assertThat(fit(covariates, 4, 3).past())
                .containsExactly(new CovariateCoding.Categories("weather", List.of("rain", "sun")));
    }

    @Test
    void filled_values_teach_nothing() {
        Covariates covariates = new Covariates(
                List.of(
                        new Covariate(Samples.holes("weather", new double[] {2, 0, 1}, 0), WEATHER),
                        Covariate.of(Samples.holes("wind", new double[] {100, 1, 3}, 0))),
                List.of(),
                List.of());
        assertThat(fit(covariates, 3, 3).past())
                .containsExactly(
                        new CovariateCoding.Categories("weather", List.of("rain", "sun")),
                        new CovariateCoding.Numbers("wind", 2, 1));
    }

    @Test
    void static_numbers_count_each_series_once() {
        List<Windows.Part> parts = List.of(2.0, 4.0).stream()
                .map(size -> Samples.zeros(30)
                        .with(new Covariates(List.of(), List.of(), List.of(Covariate.of(Column.of("size", size))))))
                .map(series -> new Windows.Part(series, 0, 20))
                .toList();
        assertThat(CovariateCodings.fit(parts, SeriesScaling.EACH).statics())
                .containsExactly(new CovariateCoding.Numbers("size", 3, 1));
    }

    @Test
    void a_constant_of_the_training_rows_is_no_input_whatever_it_becomes() {
        float[] into = {99};
        CovariateCoding.Numbers holiday = new CovariateCoding.Numbers("holiday", 0, 0);
        Covariate known = SERIES.covariates().known().get(0);
        holiday.writer(known, SERIES.before(4)).write(1, into, 0);
        assertThat(into).containsExactly(0);
    }

    private static TimeSeries priced(String id, double... prices) {
        TimeSeries series = Samples.zeros(4);
        Covariates covariates = new Covariates(
                List.of(Covariate.of(Column.of("stock", 7, 7, 9, 9))),
                List.of(
                        Covariate.of(Column.of("price", prices)),
                        Covariate.of(Column.of("promo", 0, id.equals("a") ? 1 : 0, 0, 0, 1, 1))),
                List.of());
        return new TimeSeries(id, series.index(), series.columns(), covariates);
    }

    private static final TimeSeries CHEAP = priced("a", 1, 3, 1, 3, 4, 2);
    private static final TimeSeries DEAR = priced("b", 900, 900, 900, 900, 900, 1300);

    @Test
    void each_series_numbers_have_their_own_scale_where_its_targets_have_but_not_flags() {
        List<Windows.Part> parts = List.of(new Windows.Part(CHEAP, 0, 4), new Windows.Part(DEAR, 0, 4));
        assertThat(CovariateCodings.fit(parts, SeriesScaling.POOLED).known())
                .allMatch(coding -> ((CovariateCoding.Numbers) coding).each().isEmpty());
        CovariateCodings own = CovariateCodings.fit(parts, SeriesScaling.EACH);
        CovariateCoding.Numbers price = (CovariateCoding.Numbers) own.known().get(0);
        double pooled = Math.sqrt((1 + 9 + 1 + 9 + 4 * 900.0 * 900) / 8 - 451.0 * 451);
        assertThat(price.each().get("a")).isEqualTo(new CovariateCoding.Scale(2, 1));
        assertThat(price.each().get("b").mean()).isEqualTo(900);
        assertThat(price.each().get("b").deviation()).isEqualTo(pooled, Offset.offset(1e-9)); // its price never moved
        assertThat(((CovariateCoding.Numbers) own.known().get(1)).each()).isEmpty();
        assertThat(((CovariateCoding.Numbers) own.past().get(0)).each()).isEmpty(); // two values are a flag too
    }

    @Test
    void a_series_never_seen_before_is_scaled_by_what_it_comes_with() {
        List<Windows.Part> parts = List.of(new Windows.Part(CHEAP, 0, 4), new Windows.Part(DEAR, 0, 4));
        CovariateCoding price =
                CovariateCodings.fit(parts, SeriesScaling.EACH).known().get(0);
        TimeSeries other = priced("c", 20, 40, 20, 40, 1000, 1000);
        float[] into = new float[1];
        price.writer(other.covariates().known().get(0), other.before(4)).write(40, into, 0);
        assertThat(into).containsExactly(1);
        price.writer(CHEAP.covariates().known().get(0), CHEAP.before(2)).write(4, into, 0);
        assertThat(into).containsExactly(2);
    }

    // --- no future

    @Test
    void a_history_refuses_past_covariates_after_its_end() {
        assertThatThrownBy(() -> SERIES.before(3).past(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(SERIES.before(3).past(0, 0)).isEqualTo(30);
        assertThat(SERIES.before(3).known(0, 0)).isZero();
        assertThat(SERIES.before(3).known(0, 2)).isEqualTo(1);
    }

    /** The known covariate of the horizon is seen; later rows of it, and all else after the origin, are not. */
    @ParameterizedTest
    @CsvSource({"AT_ONCE, 2", "DECODED, 1", "CONTINUED, 1", "CONTINUED, 2", "EVERY_STEP, 2"})
    void inputs_change_with_the_lookback_and_the_horizons_known_rows_alone(Emission emission, int horizonPatch) {
        int rows = 16;
        int end = 8; // lookback 4, horizon 2
        Random random = new Random(5);
        double[][] drawn = {
            random.doubles(rows).toArray(),
            random.doubles(rows).toArray(),
            random.doubles(rows).toArray()
        };
        Encoding encoding = encoding(
                1,
                true,
                new WindowSpec(4, 2, 2, emission, horizonPatch),
                new CovariateCodings(
                        List.of(new CovariateCoding.Numbers("p", 0, 1)),
                        List.of(new CovariateCoding.Numbers("k", 0, 1)),
                        List.of()));
        float[][] before = steps(encoding, series(drawn).before(end), 0);
        for (int column = 0; column < drawn.length; column++) {
            for (int row = 0; row < rows; row++) {
                double[][] changed = {drawn[0].clone(), drawn[1].clone(), drawn[2].clone()};
                changed[column][row] += 1000;
                boolean same = Arrays.deepEquals(
                        before, steps(encoding, series(changed).before(end), 0));
                int last = column == 2 ? end + 2 : end;
                assertThat(same).as("column %d, row %d", column, row).isEqualTo(row < end - 4 || row >= last);
            }
        }
    }

    private static TimeSeries series(double[][] values) {
        return Samples.series(Column.of("y", values[0]))
                .with(new Covariates(
                        List.of(Covariate.of(Column.of("p", values[1]))),
                        List.of(Covariate.of(Column.of("k", values[2]))),
                        List.of()));
    }

    @Test
    void a_window_counts_where_its_past_covariates_have_been_observed() {
        TimeSeries series = Samples.zeros(8)
                .with(new Covariates(
                        List.of(Covariate.of(Samples.holes("p", new double[8], 0, 1, 2, 3, 4))), List.of(), List.of()));
        Windows windows = Samples.windows(series, new WindowSpec(2, 1, 1));
        assertThat(windows.count()).isEqualTo(2);
        assertThat(windows.endOf(0)).isEqualTo(6); // row 5 is the first observed
    }
}
