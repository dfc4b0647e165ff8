package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.forecast4j.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GapPolicyTest {
    private static final double GAP = Double.NaN;

    private static double[] fill(GapPolicy policy, int season, double... raw) {
        return values(policy.fill("x", raw, season));
    }

    private static double[] values(Column column) {
        return IntStream.range(0, column.length()).mapToDouble(column::value).toArray();
    }

    @Test
    void previous_repeats_the_last_value() {
        assertThat(fill(GapPolicy.PREVIOUS, 1, 1, GAP, GAP, 4, GAP)).containsExactly(1, 1, 1, 4, 4);
    }

    @Test
    void linear_draws_a_line_and_repeats_the_last_value_at_the_end() {
        assertThat(fill(GapPolicy.LINEAR, 1, 1, GAP, GAP, 4, GAP)).containsExactly(1, 2, 3, 4, 4);
    }

    @Test
    void seasonal_takes_the_value_one_season_before() {
        assertThat(fill(GapPolicy.SEASONAL, 3, 1, 2, 3, GAP, 5, GAP, GAP)).containsExactly(1, 2, 3, 1, 5, 3, 1);
    }

    @Test
    void seasonal_takes_the_previous_value_in_the_first_season() {
        assertThat(fill(GapPolicy.SEASONAL, 3, 1, GAP, 3)).containsExactly(1, 1, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = GapPolicy.class,
            names = {"PREVIOUS", "LINEAR", "SEASONAL"})
    void leading_gaps_take_the_first_observed_value(GapPolicy policy) {
        assertThat(fill(policy, 2, GAP, GAP, 7, 8)).containsExactly(7, 7, 7, 8);
    }

    @ParameterizedTest
    @EnumSource(
            value = GapPolicy.class,
            names = {"PREVIOUS", "SEASONAL"})
    void values_after_a_gap_do_not_change_what_fills_it(GapPolicy policy) {
        double[] one = fill(policy, 2, 1, 2, GAP, GAP, GAP, 6);
        double[] other = fill(policy, 2, 1, 2, GAP, GAP, GAP, -60);
        assertThat(one).startsWith(java.util.Arrays.copyOf(other, 5));
    }

    @Test
    void filled_values_are_not_observed() {
        Column column = GapPolicy.PREVIOUS.fill("x", new double[] {GAP, 1, GAP, 3}, 1);
        assertThat(IntStream.range(0, 4).mapToObj(column::observed)).containsExactly(false, true, false, true);
    }

    @Test
    void error_names_the_first_missing_row() {
        assertThatThrownBy(() -> fill(GapPolicy.ERROR, 1, 1, GAP, 3))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("'x'", "row 2", "--gaps");
        assertThat(fill(GapPolicy.ERROR, 1, 1, 2)).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(GapPolicy.class)
    void a_column_without_values_is_refused(GapPolicy policy) {
        assertThatThrownBy(() -> fill(policy, 1, GAP, GAP))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("every value is missing");
    }
}
