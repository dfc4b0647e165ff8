package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.forecast4j.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrequencyInferenceTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static String infer(ZoneId zone, long... seconds) {
        return FrequencyInference.infer(seconds, seconds.length, zone)
                .orElseThrow()
                .label();
    }

    private static String inferDates(String... dates) {
        return infer(ZoneOffset.UTC, days(dates));
    }

    private static long[] days(String... dates) {
        return Arrays.stream(dates)
                .mapToLong(date -> LocalDate.parse(date).toEpochDay() * 86_400)
                .toArray();
    }

    private static TimeGrid lay(String frequency, long... seconds) {
        return TimeGrid.lay(
                seconds, seconds.length, Frequency.parse(frequency), ZoneOffset.UTC, false, row -> "row " + (row + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30s",
                "15min",
                "1h",
                "36h",
                "1d",
                "2d",
                "1w",
                "business-day",
                "month",
                "2months",
                "quarter",
                "year",
                "row"
            })
    void parse_inverts_the_label(String label) {
        assertThat(Frequency.parse(label).label()).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hour", "0h", "-1d", "1", "1.5h", "9999999h", "1 h", "1m"})
    void parse_of_other_text_lists_the_forms(String text) {
        assertThatThrownBy(() -> Frequency.parse(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("15min")
                .extracting(e -> ((UserError) e).kind())
                .isEqualTo(UserError.Kind.USAGE);
    }

    @Test
    void fewer_than_two_rows_have_no_frequency() {
        assertThat(FrequencyInference.infer(new long[] {5}, 1, ZoneOffset.UTC)).isEmpty();
    }

    @Test
    void seconds_minutes_and_hours_are_elapsed_time() {
        assertThat(infer(ZoneOffset.UTC, 7, 17, 27, 37)).isEqualTo("10s");
        assertThat(infer(ZoneOffset.UTC, 0, 900, 1800)).isEqualTo("15min");
        assertThat(infer(ZoneOffset.UTC, 0, 3600, 7200)).isEqualTo("1h");
    }

    @Test
    void gaps_do_not_change_the_frequency() {
        assertThat(infer(ZoneOffset.UTC, 0, 60, 120, 3600, 3660, 90_000, 90_060))
                .isEqualTo("1min");
    }

    @Test
    void a_stray_row_does_not_make_the_frequency_finer() {
        assertThat(infer(ZoneOffset.UTC, 0, 600, 1200, 1201, 1800, 2400, 3000)).isEqualTo("10min");
    }

    @Test
    void calendar_days_weeks_and_longer_are_found_by_date() {
        assertThat(inferDates("2012-02-27", "2012-02-28", "2012-02-29", "2012-03-01"))
                .isEqualTo("1d");
        assertThat(inferDates("2012-01-02", "2012-01-04", "2012-01-06")).isEqualTo("2d");
        assertThat(inferDates("2012-01-02", "2012-01-09", "2012-01-16", "2012-01-30"))
                .isEqualTo("1w");
        assertThat(inferDates("2012-01-01", "2012-02-01", "2012-03-01", "2012-04-01"))
                .isEqualTo("month");
        assertThat(inferDates("2012-01-15", "2012-04-15", "2012-07-15", "2012-10-15"))
                .isEqualTo("quarter");
        assertThat(inferDates("2010-06-30", "2011-06-30", "2012-06-30", "2013-06-30"))
                .isEqualTo("year");
    }

    @Test
    void month_ends_are_months_although_their_day_varies() {
        assertThat(inferDates("2011-11-30", "2011-12-31", "2012-01-31", "2012-02-29", "2012-03-31"))
                .isEqualTo("month");
    }

    @Test
    void four_weeks_and_thirty_days_are_not_months() {
        assertThat(inferDates("2012-01-02", "2012-01-30", "2012-02-27", "2012-03-26"))
                .isEqualTo("4w");
        assertThat(inferDates("2012-01-01", "2012-01-31", "2012-03-01", "2012-03-31"))
                .isEqualTo("30d");
    }

    @Test
    void weekdays_with_a_jump_over_the_weekend_are_business_days() {
        // 2012-01-05 is a Thursday; Wednesday the 11th is a holiday.
        assertThat(inferDates("2012-01-05", "2012-01-06", "2012-01-09", "2012-01-10", "2012-01-12"))
                .isEqualTo("business-day");
        assertThat(inferDates("2012-01-02", "2012-01-03", "2012-01-04")).isEqualTo("1d");
        assertThat(inferDates("2012-01-05", "2012-01-06", "2012-01-07", "2012-01-08"))
                .isEqualTo("1d");
    }

    @Test
    void local_days_stay_days_across_daylight_saving() {
        long[] seconds = IntStream.range(0, 10)
                .mapToLong(day -> LocalDate.of(2012, 3, 20)
                        .plusDays(day)
                        .atStartOfDay(BERLIN)
                        .toEpochSecond())
                .toArray();
        assertThat(infer(BERLIN, seconds)).isEqualTo("1d");
    }

    @Test
    void hours_across_daylight_saving_have_no_gap() {
        long start = ZonedDateTime.of(2012, 3, 24, 0, 0, 0, 0, BERLIN).toEpochSecond();
        long[] seconds =
                LongStream.range(0, 72).map(hour -> start + 3600 * hour).toArray();
        TimeGrid grid = TimeGrid.lay(seconds, 72, Frequency.parse("1h"), BERLIN, true, row -> "");
        assertThat(grid.missingRows()).isZero();
        assertThat(grid.index().at(26).toLocalDateTime()).isEqualTo(LocalDateTime.of(2012, 3, 25, 3, 0));
    }

    @Test
    void daily_times_in_the_hour_that_comes_twice_or_never_stay_on_the_grid() {
        for (LocalDate around : List.of(LocalDate.of(2012, 3, 22), LocalDate.of(2012, 10, 25))) {
            long[] seconds = IntStream.range(0, 6)
                    .mapToLong(day ->
                            around.plusDays(day).atTime(2, 30).atZone(BERLIN).toEpochSecond())
                    .toArray();
            assertThat(infer(BERLIN, seconds)).isEqualTo("1d");
            assertThat(TimeGrid.lay(seconds, 6, Frequency.parse("1d"), BERLIN, true, row -> "")
                            .missingRows())
                    .isZero();
        }
    }

    @Test
    void grid_places_rows_and_counts_the_missing() {
        TimeGrid grid = lay("1d", days("2012-01-01", "2012-01-02", "2012-01-05"));
        assertThat(grid.index().length()).isEqualTo(5);
        assertThat(grid.missingRows()).isEqualTo(2);
        assertThat(grid.position(2)).isEqualTo(4);
        assertThat(grid.spread(new double[] {1, 2, 3})).containsExactly(1, 2, Double.NaN, Double.NaN, 3);
    }

    @Test
    void grid_without_gaps_spreads_without_a_copy() {
        double[] values = {1, 2};
        assertThat(lay("1h", 0, 3600).spread(values)).isSameAs(values);
    }

    @Test
    void the_first_row_off_the_grid_is_named() {
        assertThatThrownBy(() -> lay("1h", 0, 3600, 5400, 7200, 9000))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("row 3", "1970-01-01T01:30", "1h", "--frequency");
    }

    @Test
    void a_weekend_row_is_off_the_grid_of_business_days() {
        assertThatThrownBy(() -> lay("business-day", days("2012-01-06", "2012-01-07")))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("row 2", "2012-01-07");
    }

    @Test
    void a_gap_that_would_fill_the_memory_is_refused() {
        assertThatThrownBy(() -> lay("1s", 0, 1, 2, 100_000_000))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("row 4", "100000001 rows", "1s");
    }
}
