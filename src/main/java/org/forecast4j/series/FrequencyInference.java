package org.forecast4j.series;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * Finds the frequency of timestamps by their most common difference, which gaps do not change (a greatest common divisor
 * would follow a single stray row). Whether every row lies on that grid is {@link TimeGrid}'s question.
 */
public final class FrequencyInference {
    /** Rows looked at: enough to know, little to sort. */
    private static final int SAMPLE = 1_000_000;

    private static final long DAY = 86_400;

    /** A local day has 23 hours where the clock is set forward. */
    private static final long SHORTEST_DAY = 23 * 3600;

    private static final long SHORTEST_MONTH = 28;

    private FrequencyInference() {}

    /**
     * The frequency of strictly increasing timestamps: calendar days, business days, weeks, months, quarters or years
     * where all rows show the same local time of day, elapsed time otherwise. A tie goes to the shorter step.
     *
     * @param seconds since the epoch; the first {@code rows} of them count
     * @param zone whose days and months count
     * @return empty for fewer than two rows
     */
    public static Optional<Frequency> infer(long[] seconds, int rows, ZoneId zone) {
        if (rows < 2) {
            return Optional.empty();
        }
        int sample = Math.min(rows, SAMPLE);
        long step = commonest(sample, row -> seconds[row] - seconds[row - 1]);
        if (step <= 0) {
            throw new IllegalArgumentException("the timestamps do not increase");
        }
        if (step < SHORTEST_DAY || !sameTimeOfDay(seconds, sample, zone)) {
            return Optional.of(new Frequency.Elapsed(Duration.ofSeconds(step)));
        }
        return Optional.of(calendar(seconds, sample, zone));
    }

    private static Frequency calendar(long[] seconds, int rows, ZoneId zone) {
        long days = commonest(rows, row -> day(seconds[row], zone) - day(seconds[row - 1], zone));
        if (days >= SHORTEST_MONTH) {
            long months = commonest(rows, row -> month(seconds[row], zone) - month(seconds[row - 1], zone));
            Frequency candidate = new Frequency.Months((int) Math.max(1, months));
            if (mostOnGrid(seconds, rows, zone, candidate)) {
                return candidate;
            }
        }
        if (days == 1 && keepsToWeekdays(seconds, rows, zone)) {
            return new Frequency.BusinessDays();
        }
        return new Frequency.Days((int) days);
    }

    /** The most common difference of neighbouring rows; the smaller of equally common ones. */
    private static long commonest(int rows, IntToLongFunction difference) {
        long[] steps = new long[rows - 1];
        for (int row = 1; row < rows; row++) {
            steps[row - 1] = difference.applyAsLong(row);
        }
        Arrays.sort(steps);
        int best = 0;
        int bestCount = 0;
        int start = 0;
        for (int i = 1; i <= steps.length; i++) {
            if (i == steps.length || steps[i] != steps[start]) {
                if (i - start > bestCount) {
                    best = start;
                    bestCount = i - start;
                }
                start = i;
            }
        }
        return steps[best];
    }

    private static boolean sameTimeOfDay(long[] seconds, int rows, ZoneId zone) {
        LocalTime time = at(seconds[0], zone).toLocalTime();
        for (int row = 1; row < rows; row++) {
            ZonedDateTime here = at(seconds[row], zone);
            // A time that the clock skips that day is shown later; it is the same time all the same.
            if (!here.toLocalTime().equals(time)
                    && here.toLocalDate().atTime(time).atZone(zone).toEpochSecond() != seconds[row]) {
                return false;
            }
        }
        return true;
    }

    private static boolean mostOnGrid(long[] seconds, int rows, ZoneId zone, Frequency frequency) {
        ZonedDateTime start = at(seconds[0], zone);
        int on = 0;
        for (int row = 0; row < rows; row++) {
            on += frequency.stepsBetween(start, at(seconds[row], zone)).isPresent() ? 1 : 0;
        }
        return 2 * on > rows;
    }

    /** No row on a weekend although the rows run over at least one, from a Friday to a Monday. */
    private static boolean keepsToWeekdays(long[] seconds, int rows, ZoneId zone) {
        boolean jumps = false;
        LocalDate previous = at(seconds[0], zone).toLocalDate();
        for (int row = 0; row < rows; row++) {
            LocalDate date = at(seconds[row], zone).toLocalDate();
            if (Frequency.BusinessDays.isWeekend(date)) {
                return false;
            }
            jumps |= previous.getDayOfWeek() == DayOfWeek.FRIDAY && date.equals(previous.plusDays(3));
            previous = date;
        }
        return jumps;
    }

    private static long day(long second, ZoneId zone) {
        return Math.floorDiv(second + at(second, zone).getOffset().getTotalSeconds(), DAY);
    }

    private static long month(long second, ZoneId zone) {
        ZonedDateTime time = at(second, zone);
        return time.getYear() * 12L + time.getMonthValue();
    }

    private static ZonedDateTime at(long second, ZoneId zone) {
        return Instant.ofEpochSecond(second).atZone(zone);
    }
}
