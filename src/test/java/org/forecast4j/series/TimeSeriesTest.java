package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import org.assertj.core.data.Offset;
import org.forecast4j.UserError;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
    private static final TimeIndex FIVE_DAYS =
            new TimeIndex(LocalDateTime.of(2024, 1, 1, 0, 0).atZone(ZoneOffset.UTC), new Frequency.Days(1), 5, false);

    @Test
    void history_refuses_every_row_after_the_origin() {
        History history = new TimeSeries("", FIVE_DAYS, List.of(Column.of("a", 1, 2, 3, 4, 5))).before(3);
        assertThat(history.last(0, 0)).isEqualTo(3);
        assertThat(history.last(0, 2)).isEqualTo(1);
        assertThatThrownBy(() -> history.last(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> history.observed(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> history.last(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> history.observed(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void history_must_hold_a_row_and_no_more_than_there_are() {
        TimeSeries series = new TimeSeries("", FIVE_DAYS, List.of());
        assertThatThrownBy(() -> series.before(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> series.before(6)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void column_keeps_its_own_copy_of_values_and_holes() {
        double[] values = {1, 2, 3};
        BitSet filled = new BitSet();
        filled.set(0);
        Column column = Column.of("a", values, filled);
        values[1] = 99;
        filled.set(1);
        assertThat(column.value(1)).isEqualTo(2);
        assertThat(column.observed(1)).isTrue();
        assertThat(column.filledRows()).isEqualTo(1);
        assertThat(column.firstObserved()).isEqualTo(1);
        assertThat(column.observed(0, 3)).isFalse();
        assertThat(column.observed(1, 3)).isTrue();
    }

    @Test
    void column_all_filled_has_its_first_observed_row_at_its_length() {
        BitSet filled = new BitSet();
        filled.set(0, 3);
        assertThat(Column.of("a", new double[] {1, 2, 3}, filled).firstObserved())
                .isEqualTo(3);
    }

    @Test
    void column_of_numbers_that_are_none_is_refused() {
        assertThatThrownBy(() -> Column.of("a", 1, Double.NaN)).hasMessageContaining("row 1");
        assertThatThrownBy(() -> Column.of("a", Double.NEGATIVE_INFINITY)).hasMessageContaining("row 0");
    }

    @Test
    void select_takes_the_named_columns_in_their_order() {
        TimeSeries series =
                new TimeSeries("", FIVE_DAYS, List.of(Column.of("a", new double[5]), Column.of("b", 1, 2, 3, 4, 5)));
        assertThat(series.select(List.of("b", "a")).columnNames()).containsExactly("b", "a");
        assertThatThrownBy(() -> series.select(List.of("c")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it has a, b");
    }

    @Test
    void columns_of_another_length_than_the_index_are_refused() {
        assertThatThrownBy(() -> new TimeSeries("", FIVE_DAYS, List.of(Column.of("a", 1, 2))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void calendar_phase_is_the_part_of_the_cycle_gone_by() {
        var wednesdayNoon = LocalDateTime.of(2024, 7, 3, 12, 0).atZone(ZoneOffset.UTC);
        assertThat(CalendarFeature.HOUR_OF_DAY.phase(wednesdayNoon)).isEqualTo(0.5);
        assertThat(CalendarFeature.DAY_OF_WEEK.phase(wednesdayNoon)).isEqualTo(2 / 7.0);
        // 31+29+31+30+31+30 days of a leap year, and two of July
        assertThat(CalendarFeature.DAY_OF_YEAR.phase(wednesdayNoon)).isEqualTo(184 / 366.0, Offset.offset(1e-15));
    }

    private static List<CalendarFeature> suggested(String frequency, int rows, int lookback) {
        ZonedDateTime from = ZonedDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        return CalendarFeature.suggestedFor(Frequency.parse(frequency), from, rows, lookback);
    }

    @Test
    void calendar_suggests_cycles_that_are_learned_twice_and_not_seen_twice() {
        assertThat(suggested("1h", 20_000, 24)).containsExactly(CalendarFeature.values());
        assertThat(suggested("1h", 20_000, 96))
                .containsExactly(CalendarFeature.DAY_OF_WEEK, CalendarFeature.DAY_OF_YEAR);
        assertThat(suggested("1h", 8640, 96)).containsExactly(CalendarFeature.DAY_OF_WEEK);
        assertThat(suggested("1h", 8640, 336)).isEmpty();
        assertThat(suggested("1d", 731, 28)).containsExactly(CalendarFeature.DAY_OF_YEAR);
        assertThat(suggested("1d", 730, 28)).isEmpty(); // 2020 is a leap year
        assertThat(suggested("1d", 730, 13)).containsExactly(CalendarFeature.DAY_OF_WEEK);
        assertThat(suggested("business-day", 600, 5))
                .containsExactly(CalendarFeature.DAY_OF_WEEK, CalendarFeature.DAY_OF_YEAR);
    }

    @Test
    void calendar_suggests_only_what_changes_from_row_to_row() {
        assertThat(suggested("1w", 500, 10)).containsExactly(CalendarFeature.DAY_OF_YEAR);
        assertThat(suggested("month", 500, 10)).containsExactly(CalendarFeature.DAY_OF_YEAR);
        assertThat(suggested("year", 500, 10)).isEmpty();
        assertThat(suggested("row", 500, 10)).isEmpty();
    }
}
