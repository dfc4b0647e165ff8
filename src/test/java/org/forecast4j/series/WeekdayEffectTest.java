package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class WeekdayEffectTest {
    private static final int ROWS = 24 * 7 * 20;
    private static final TimeIndex HOURS =
            new TimeIndex(ZonedDateTime.of(2024, 1, 3, 0, 0, 0, 0, ZoneOffset.UTC), Frequency.parse("1h"), ROWS, false);

    private static boolean shown(ToDoubleFunction<ZonedDateTime> value, int rows) {
        double[] values = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[row] = value.applyAsDouble(HOURS.at(row));
        }
        return WeekdayEffect.shown(HOURS, Column.of("y", values), rows);
    }

    private static boolean weekend(ZonedDateTime time) {
        return time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    @Test
    void quietWeekends_areShown() {
        Random random = new Random(1);
        assertThat(shown(time -> (weekend(time) ? 5 : 10) + random.nextGaussian(), ROWS))
                .isTrue();
    }

    @Test
    void dailyCycleOnAWanderingLevel_isNone() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            double[] level = {0};
            assertThat(shown(
                            time -> {
                                level[0] += random.nextGaussian();
                                return level[0] + 10 * Math.sin(time.getHour() * Math.PI / 12);
                            },
                            ROWS))
                    .isFalse();
        }
    }

    @Test
    void twoWeeks_areTooFewToTell() {
        assertThat(shown(time -> weekend(time) ? 5 : 10, 24 * 14)).isFalse();
    }

    @Test
    void rowsAfterThoseLookedAt_doNotCount() {
        int half = ROWS / 2;
        ZonedDateTime middle = HOURS.at(half);
        Random random = new Random(3);
        assertThat(shown(time -> (time.isBefore(middle) || !weekend(time) ? 10 : 0) + random.nextGaussian(), half))
                .isFalse();
    }
}
