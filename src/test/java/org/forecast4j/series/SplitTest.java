package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.forecast4j.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
    private static TimeIndex daily(int length) {
        return new TimeIndex(
                LocalDateTime.of(2024, 1, 1, 0, 0).atZone(ZoneOffset.UTC), new Frequency.Days(1), length, false);
    }

    // --- the index

    @Test
    void rowsUpTo_counts_rows_at_or_before() {
        TimeIndex index = daily(10);
        assertThat(index.rowsUpTo(index.start().minusSeconds(1))).isZero();
        assertThat(index.rowsUpTo(index.start())).isEqualTo(1);
        assertThat(index.rowsUpTo(index.at(3).plusHours(1))).isEqualTo(4);
        assertThat(index.rowsUpTo(index.at(9))).isEqualTo(10);
        assertThat(index.rowsUpTo(index.at(100))).isEqualTo(10);
        assertThat(daily(0).rowsUpTo(index.start())).isZero();
    }

    @Test
    void at_past_the_length_gives_the_future() {
        assertThat(daily(10).at(31).toLocalDate()).isEqualTo(LocalDate.of(2024, 2, 1));
    }

    // --- bounds

    @Test
    void fractions_of_the_ETT_ratio_are_exact() {
        assertThat(Split.parse("0.6,0.2,0.2").of(daily(14_400))).isEqualTo(new Split.Bounds(8640, 11_520, 14_400));
        assertThat(Split.parse("0.7,0.1,0.2").of(daily(10))).isEqualTo(new Split.Bounds(7, 8, 10));
    }

    @Test
    void fractions_below_one_leave_the_end_unused() {
        assertThat(Split.parse("0.5, 0, 0.25").of(daily(8))).isEqualTo(new Split.Bounds(4, 4, 6));
    }

    @Test
    void rows_leave_the_rest_unused() {
        assertThat(Split.parse("rows:8640,2880,2880").of(daily(17_420)))
                .isEqualTo(new Split.Bounds(8640, 11_520, 14_400));
    }

    @Test
    void rows_more_than_there_are_is_a_data_error() {
        UserError error = catchThrowableOfType(
                UserError.class, () -> Split.parse("rows:5,3,3").of(daily(10)));
        assertThat(error.kind()).isEqualTo(UserError.Kind.DATA);
        assertThat(error).hasMessageContaining("asks for 11 rows, the series has 10");
        assertThatThrownBy(() -> new Split.Rows(Integer.MAX_VALUE, Integer.MAX_VALUE, 1).of(daily(10)))
                .isInstanceOf(UserError.class);
    }

    @Test
    void dates_are_the_last_days_of_their_parts() {
        assertThat(Split.parse("dates:2024-01-05,2024-01-07").of(daily(10))).isEqualTo(new Split.Bounds(5, 7, 10));
    }

    @Test
    void dates_include_every_hour_of_the_last_day_in_the_series_zone() {
        TimeIndex hourly = new TimeIndex(
                LocalDateTime.of(2024, 3, 30, 0, 0).atZone(ZoneId.of("Europe/Berlin")),
                new Frequency.Elapsed(Duration.ofHours(1)),
                100,
                true);
        // 30 March has 24 hours, the 31st has 23
        assertThat(Split.parse("dates:2024-03-31,2024-04-01").of(hourly)).isEqualTo(new Split.Bounds(47, 71, 100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dates:2023-12-31,2024-01-05", "dates:2024-01-10,2024-02-01", "dates:2025-01-01,2025-02-01"})
    void dates_outside_the_series_are_a_data_error_that_names_its_range(String split) {
        UserError error =
                catchThrowableOfType(UserError.class, () -> Split.parse(split).of(daily(10)));
        assertThat(error.kind()).isEqualTo(UserError.Kind.DATA);
        assertThat(error).hasMessageContaining("2024-01-01").hasMessageContaining("2024-01-10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0.7",
                "0.7,0.3",
                "0.7,0.1,0.1,0.1",
                "a,b,c",
                "rows:1,2",
                "rows:1.5,2,3",
                "rows:99999999999,1,1",
                "dates:2024-01-01",
                "dates:2024-13-01,2024-01-02",
                "weeks:1,2,3",
                "rows:",
                ":",
                "0,0.5,0.5",
                "-0.1,0.5,0.5",
                "0.5,0.5,0.5",
                "NaN,0.1,0.1",
                "Infinity,0,0",
                "rows:0,1,1",
                "rows:1,-1,1",
                "dates:2024-02-01,2024-01-01"
            })
    void parse_nonsense_is_a_usage_error(String split) {
        UserError error = catchThrowableOfType(UserError.class, () -> Split.parse(split));
        assertThat(error.kind()).isEqualTo(UserError.Kind.USAGE);
        assertThat(error.getMessage()).startsWith("split").doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.7,0.1,0.2", "rows:8640,2880,2880", "dates:2014-06-30,2014-12-31"})
    void parse_of_toString_is_the_same_split(String split) {
        assertThat(Split.parse(split)).hasToString(split);
    }
}
