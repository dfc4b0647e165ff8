package org.forecast4j.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrequencyTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Frequency HOURLY = new Frequency.Elapsed(Duration.ofHours(1));
    private static final Frequency DAILY = new Frequency.Days(1);
    private static final Frequency MONTHLY = new Frequency.Months(1);
    private static final Frequency BUSINESS = new Frequency.BusinessDays();

    private static ZonedDateTime utc(String local) {
        return LocalDateTime.parse(local).atZone(ZoneOffset.UTC);
    }

    private static ZonedDateTime berlin(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN);
    }

    // --- elapsed time

    @Test
    void hours_pass_through_the_hour_that_spring_skips() {
        assertThat(HOURLY.plus(berlin("2024-03-31T01:00"), 1)).isEqualTo(berlin("2024-03-31T03:00"));
        assertThat(HOURLY.stepsBetween(berlin("2024-03-31T00:00"), berlin("2024-04-01T00:00")))
                .hasValue(23);
    }

    @Test
    void hours_count_twice_the_hour_that_autumn_repeats() {
        assertThat(HOURLY.stepsBetween(berlin("2024-10-27T00:00"), berlin("2024-10-28T00:00")))
                .hasValue(25);
        ZonedDateTime second = HOURLY.plus(berlin("2024-10-27T02:00"), 1);
        assertThat(second.toLocalDateTime()).isEqualTo(LocalDateTime.parse("2024-10-27T02:00"));
        assertThat(second.getOffset()).isEqualTo(ZoneOffset.ofHours(1));
    }

    @Test
    void elapsed_stepsBetween_off_the_grid_is_empty_even_by_milliseconds() {
        assertThat(HOURLY.stepsBetween(utc("2024-01-01T00:00"), utc("2024-01-01T00:30")))
                .isEmpty();
        assertThat(HOURLY.stepsBetween(utc("2024-01-01T00:00"), utc("2024-01-01T01:00:00.500")))
                .isEmpty();
        assertThat(HOURLY.stepsBetween(utc("2024-01-01T00:00:00.500"), utc("2024-01-01T01:00:00.500")))
                .hasValue(1);
    }

    @Test
    void elapsed_stepsBetween_earlier_is_negative() {
        assertThat(HOURLY.stepsBetween(utc("2024-01-01T05:00"), utc("2024-01-01T00:00")))
                .hasValue(-5);
    }

    // --- days

    @Test
    void days_keep_the_local_time_across_daylight_saving() {
        assertThat(DAILY.plus(berlin("2024-03-30T12:00"), 1)).isEqualTo(berlin("2024-03-31T12:00"));
        assertThat(Duration.between(berlin("2024-03-30T12:00"), DAILY.plus(berlin("2024-03-30T12:00"), 1)))
                .isEqualTo(Duration.ofHours(23));
    }

    @Test
    void days_recover_after_a_local_time_that_does_not_exist() {
        ZonedDateTime start = berlin("2024-03-30T02:30");
        assertThat(DAILY.plus(start, 1).toLocalDateTime()).isEqualTo(LocalDateTime.parse("2024-03-31T03:30"));
        assertThat(DAILY.plus(start, 2).toLocalDateTime()).isEqualTo(LocalDateTime.parse("2024-04-01T02:30"));
        assertThat(DAILY.stepsBetween(start, DAILY.plus(start, 1))).hasValue(1);
    }

    @Test
    void days_stepsBetween_sees_a_moment_whatever_zone_it_is_written_in() {
        ZonedDateTime start = berlin("2024-01-01T00:00");
        ZonedDateTime sameMomentAsThirdOfJanuary = utc("2024-01-02T23:00");
        assertThat(DAILY.stepsBetween(start, sameMomentAsThirdOfJanuary)).hasValue(2);
        assertThat(MONTHLY.stepsBetween(start, utc("2024-01-31T23:00"))).hasValue(1);
        assertThat(BUSINESS.stepsBetween(start, utc("2024-01-07T23:00"))).hasValue(5);
    }

    @Test
    void days_stepsBetween_at_another_time_of_day_is_empty() {
        assertThat(DAILY.stepsBetween(utc("2024-01-01T00:00"), utc("2024-01-02T01:00")))
                .isEmpty();
    }

    @Test
    void weeks_are_seven_days() {
        Frequency weekly = new Frequency.Days(7);
        assertThat(weekly.plus(utc("2024-02-26T00:00"), 1)).isEqualTo(utc("2024-03-04T00:00"));
        assertThat(weekly.stepsBetween(utc("2024-02-26T00:00"), utc("2024-03-03T00:00")))
                .isEmpty();
    }

    // --- business days

    @Test
    void business_days_skip_the_weekend_both_ways() {
        ZonedDateTime friday = utc("2024-05-31T00:00");
        assertThat(BUSINESS.plus(friday, 1)).isEqualTo(utc("2024-06-03T00:00"));
        assertThat(BUSINESS.plus(utc("2024-06-03T00:00"), -1)).isEqualTo(friday);
        assertThat(BUSINESS.plus(friday, -5)).isEqualTo(utc("2024-05-24T00:00"));
        assertThat(BUSINESS.plus(friday, 11)).isEqualTo(utc("2024-06-17T00:00"));
    }

    @Test
    void business_days_stepsBetween_on_a_weekend_is_empty() {
        assertThat(BUSINESS.stepsBetween(utc("2024-05-31T00:00"), utc("2024-06-01T00:00")))
                .isEmpty();
        assertThat(BUSINESS.stepsBetween(utc("2024-06-02T00:00"), utc("2024-06-03T00:00")))
                .isEmpty();
    }

    @Test
    void business_days_never_land_on_a_weekend_and_agree_with_counting() {
        ZonedDateTime day = utc("2020-01-01T00:00"); // a Wednesday
        ZonedDateTime start = day;
        for (int step = 0; step < 1000; step++) {
            assertThat(BUSINESS.plus(start, step)).isEqualTo(day);
            do {
                day = day.plusDays(1);
            } while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY);
        }
    }

    // --- months

    @Test
    void months_from_a_last_day_stay_on_last_days() {
        ZonedDateTime start = utc("2024-01-31T00:00");
        assertThat(MONTHLY.plus(start, 1)).isEqualTo(utc("2024-02-29T00:00"));
        assertThat(MONTHLY.plus(start, 2)).isEqualTo(utc("2024-03-31T00:00"));
        assertThat(MONTHLY.plus(start, 13)).isEqualTo(utc("2025-02-28T00:00"));
        assertThat(MONTHLY.plus(utc("2023-02-28T00:00"), 1)).isEqualTo(utc("2023-03-31T00:00"));
        assertThat(MONTHLY.plus(utc("2023-02-28T00:00"), 12)).isEqualTo(utc("2024-02-29T00:00"));
    }

    @Test
    void months_from_a_day_before_the_last_keep_it_where_the_month_has_it() {
        ZonedDateTime start = utc("2024-01-30T00:00");
        assertThat(MONTHLY.plus(start, 1)).isEqualTo(utc("2024-02-29T00:00"));
        assertThat(MONTHLY.plus(start, 2)).isEqualTo(utc("2024-03-30T00:00"));
        assertThat(MONTHLY.stepsBetween(start, utc("2024-03-31T00:00"))).isEmpty();
    }

    @Test
    void quarters_and_years_are_months() {
        assertThat(new Frequency.Months(3).plus(utc("2023-11-30T00:00"), 1)).isEqualTo(utc("2024-02-29T00:00"));
        Frequency yearly = new Frequency.Months(12);
        assertThat(yearly.plus(utc("2020-02-29T00:00"), 1)).isEqualTo(utc("2021-02-28T00:00"));
        assertThat(yearly.plus(utc("2020-02-29T00:00"), 4)).isEqualTo(utc("2024-02-29T00:00"));
        assertThat(yearly.stepsBetween(utc("2020-01-01T00:00"), utc("2024-01-01T00:00")))
                .hasValue(4);
        assertThat(yearly.stepsBetween(utc("2020-01-01T00:00"), utc("2024-02-01T00:00")))
                .isEmpty();
    }

    // --- all of them

    @Test
    void stepsBetween_is_the_inverse_of_plus() {
        List<Frequency> all = List.of(
                new Frequency.Elapsed(Duration.ofSeconds(10)),
                new Frequency.Elapsed(Duration.ofMinutes(15)),
                HOURLY,
                DAILY,
                new Frequency.Days(2),
                new Frequency.Days(7),
                BUSINESS,
                MONTHLY,
                new Frequency.Months(3),
                new Frequency.Months(12),
                new Frequency.Rows());
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            ZoneId zone = random.nextBoolean() ? BERLIN : ZoneOffset.UTC;
            ZonedDateTime start = LocalDateTime.of(2000, 1, 3, 0, 0)
                    .plusMinutes(random.nextInt(15_000_000))
                    .atZone(zone);
            while (start.getDayOfWeek().getValue() > 5) {
                start = start.plusDays(1);
            }
            Frequency frequency = all.get(random.nextInt(all.size()));
            long steps = random.nextLong(-1000, 1000);
            assertThat(frequency.stepsBetween(start, frequency.plus(start, steps)))
                    .as("%s from %s by %d", frequency, start, steps)
                    .hasValue(steps);
        }
    }

    @Test
    void plus_grows_with_the_steps() {
        for (Frequency frequency : List.of(HOURLY, DAILY, BUSINESS, MONTHLY)) {
            ZonedDateTime start = berlin("2024-01-31T02:30");
            for (int step = -400; step < 400; step++) {
                assertThat(frequency.plus(start, step)).isBefore(frequency.plus(start, step + 1));
            }
        }
    }

    @Test
    void season_is_the_customary_one() {
        assertThat(HOURLY.season()).isEqualTo(24);
        assertThat(new Frequency.Elapsed(Duration.ofMinutes(15)).season()).isEqualTo(96);
        assertThat(new Frequency.Elapsed(Duration.ofSeconds(1)).season()).isEqualTo(60);
        assertThat(new Frequency.Elapsed(Duration.ofHours(24)).season()).isEqualTo(1);
        assertThat(new Frequency.Elapsed(Duration.ofHours(7)).season()).isEqualTo(1);
        assertThat(DAILY.season()).isEqualTo(7);
        assertThat(new Frequency.Days(7).season()).isEqualTo(52);
        assertThat(BUSINESS.season()).isEqualTo(5);
        assertThat(MONTHLY.season()).isEqualTo(12);
        assertThat(new Frequency.Months(3).season()).isEqualTo(4);
        assertThat(new Frequency.Months(12).season()).isEqualTo(1);
        assertThat(new Frequency.Rows().season()).isEqualTo(1);
    }

    @Test
    void position_grows_by_a_step_from_row_to_row_and_is_the_same_for_series_that_start_elsewhere() {
        for (Frequency frequency : List.of(HOURLY, DAILY, new Frequency.Days(7), BUSINESS, MONTHLY)) {
            ZonedDateTime start = berlin("2023-11-30T02:30");
            ZonedDateTime later = frequency.plus(start, 37);
            for (int step = 0; step < 100; step++) {
                assertThat(frequency.position(frequency.plus(start, step))).isEqualTo(frequency.position(start) + step);
                assertThat(frequency.position(frequency.plus(later, step)))
                        .isEqualTo(frequency.position(start) + 37 + step);
            }
        }
    }

    @Test
    void position_counts_from_a_monday() {
        ZonedDateTime monday = ZonedDateTime.parse("2024-01-01T00:00Z");
        assertThat(DAILY.position(monday) % 7).isZero();
        assertThat(BUSINESS.position(monday) % 5).isZero();
        assertThat(HOURLY.position(monday) % (7 * 24)).isZero();
        assertThat(MONTHLY.position(monday) % 12).isZero();
    }

    @Test
    void label_names_the_step() {
        assertThat(List.of(
                                HOURLY,
                                new Frequency.Elapsed(Duration.ofMinutes(15)),
                                new Frequency.Elapsed(Duration.ofSeconds(90)),
                                DAILY,
                                new Frequency.Days(14),
                                BUSINESS,
                                MONTHLY,
                                new Frequency.Months(2),
                                new Frequency.Months(3),
                                new Frequency.Months(12),
                                new Frequency.Rows())
                        .stream()
                        .map(Frequency::label))
                .containsExactly(
                        "1h", "15min", "90s", "1d", "2w", "business-day", "month", "2months", "quarter", "year", "row");
    }

    @Test
    void steps_of_nothing_are_refused() {
        assertThatThrownBy(() -> new Frequency.Elapsed(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Frequency.Elapsed(Duration.ofMillis(1500)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Frequency.Days(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Frequency.Months(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
