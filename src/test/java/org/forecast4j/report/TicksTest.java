package org.forecast4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

    private static List<String> labels(List<Ticks.Tick> ticks) {
        return ticks.stream().map(Ticks.Tick::label).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0     | 10      | 5 | 0 2 4 6 8 10
            -3    | 22      | 5 | 0 5 10 15 20
            0.31  | 0.42    | 5 | 0.35 0.40
            -1    | 1       | 4 | −1.0 −0.5 0.0 0.5 1.0
            0     | 60000   | 3 | 0 20k 40k 60k
            1614556800 | 1614556810 | 2 | 1614556800 1614556805 1614556810
            0     | 2500000 | 5 | 0 0.5M 1.0M 1.5M 2.0M 2.5M
            """)
    void numbers_are_marked_at_round_values_inside_the_range(double low, double high, int about, String expected) {
        assertThat(String.join(" ", labels(Ticks.numbers(low, high, about)))).isEqualTo(expected);
    }

    @Test
    void what_is_counted_has_no_halves() {
        assertThat(labels(Ticks.counts(0.5, 3.5, 9))).containsExactly("1", "2", "3");
        assertThat(labels(Ticks.counts(1, 1, 9))).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "1e300, 1.0000000000000002e300", "5e-324, 5e-324", "-1e308, 1e308", "NaN, NaN"})
    void a_range_without_room_or_end_still_gives_few_marks(double low, double high) {
        assertThat(Ticks.numbers(low, high, 5)).hasSizeBetween(1, 7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2015-10-05T00:00 | 2016-01-10T00:00 | 4 | Nov 2015,Dec,Jan 2016
            2011-06-01T00:00 | 2015-12-31T00:00 | 5 | 2012,2013,2014,2015
            2024-02-26T00:00 | 2024-03-20T00:00 | 4 | 26 Feb 2024,4 Mar,11 Mar,18 Mar
            2024-01-01T20:00 | 2024-01-02T08:00 | 4 | 1 Jan 2024 21:00,2 Jan,03:00,06:00
            2024-01-01T00:00 | 2024-01-01T00:00:10 | 2 | 1 Jan 2024,00:00:05,00:00:10
            """)
    void times_are_marked_where_a_clock_or_a_calendar_turns(
            LocalDateTime low, LocalDateTime high, int about, String expected) {
        assertThat(String.join(
                        ",",
                        labels(Ticks.times(
                                (double) low.toEpochSecond(ZoneOffset.UTC),
                                (double) high.toEpochSecond(ZoneOffset.UTC),
                                about))))
                .isEqualTo(expected);
    }

    @Test
    void a_thousand_years_have_few_marks() {
        assertThat(Ticks.times(0, 1000 * 366.0 * 86_400, 6)).hasSizeBetween(2, 8);
    }
}
