package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataProfileTest {
    private static final ZonedDateTime START = ZonedDateTime.of(2012, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static Column column(int rows, IntToDoubleFunction value) {
        return Column.of("x", IntStream.range(0, rows).mapToDouble(value).toArray());
    }

    private static DataProfile.OfColumn profile(Column column, String frequency, int missingRows) {
        TimeIndex index = new TimeIndex(START, Frequency.parse(frequency), column.length(), false);
        return DataProfile.of(
                        new TimeSeries("", index, List.of(column)), new RowCounts(column.length(), 0, missingRows))
                .columns()
                .get(0);
    }

    @Test
    void statistics_count_observed_values_alone() {
        Column column = GapPolicy.PREVIOUS.fill("x", new double[] {2, Double.NaN, 4, 4, 4, 5, 5, 7, 9, Double.NaN}, 1);
        DataProfile.OfColumn profile = profile(column, "1d", 1);
        assertThat(profile.observed()).isEqualTo(8);
        assertThat(profile.missing()).isEqualTo(1);
        assertThat(profile.min()).isEqualTo(2);
        assertThat(profile.max()).isEqualTo(9);
        assertThat(profile.mean()).isEqualTo(5);
        // Squared deviations 9+1+1+1+0+0+4+16 = 32 over 7.
        assertThat(profile.sd()).isCloseTo(Math.sqrt(32 / 7.0), within(1e-12));
        assertThat(profile.seasonality()).isEmpty();
    }

    @Test
    void one_value_has_no_deviation() {
        assertThat(profile(Column.of("x", 3), "1d", 0).sd()).isZero();
    }

    @Test
    void first_and_last_are_the_ends_of_the_index() {
        TimeIndex index = new TimeIndex(START, Frequency.parse("month"), 3, false);
        DataProfile profile =
                DataProfile.of(new TimeSeries("a", index, List.of(Column.of("x", 1, 2, 3))), new RowCounts(3, 0, 0));
        assertThat(profile.id()).isEqualTo("a");
        assertThat(profile.rows()).isEqualTo(3);
        assertThat(profile.first()).isEqualTo(START);
        assertThat(profile.last()).isEqualTo(START.plusMonths(2));
    }

    @Test
    void a_weekly_pattern_is_found_in_days() {
        Random random = new Random(1);
        Seasonality found = profile(column(700, t -> (t % 7 == 6 ? 10 : 0) + 0.01 * t + random.nextGaussian()), "1d", 0)
                .seasonality()
                .orElseThrow();
        assertThat(found.lag()).isEqualTo(7);
        assertThat(found.strength()).isGreaterThan(0.7);
    }

    @Test
    void a_year_is_found_in_noisy_days() {
        Random random = new Random(2);
        Seasonality found = profile(
                        column(4 * 365, t -> 10 * Math.sin(2 * Math.PI * t / 365) + 3 * random.nextGaussian()), "1d", 0)
                .seasonality()
                .orElseThrow();
        assertThat(found.lag()).isEqualTo(365);
        assertThat(found.strength()).isGreaterThan(0.5);
    }

    @Test
    void an_uncustomary_cycle_is_found_too() {
        assertThat(profile(column(500, t -> t % 11), "1d", 0)
                        .seasonality()
                        .orElseThrow()
                        .lag())
                .isEqualTo(11);
    }

    @Test
    void a_random_walk_has_no_season() {
        Random random = new Random(3);
        double[] level = {0};
        Column walk = column(5000, t -> level[0] += random.nextGaussian());
        assertThat(profile(walk, "business-day", 0).seasonality()).isEmpty();
    }

    @Test
    void a_constant_has_no_season() {
        assertThat(profile(column(100, t -> 4), "1d", 0).seasonality()).isEmpty();
    }
}
