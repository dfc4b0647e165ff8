package org.forecast4j.series;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;

/**
 * The distance between two neighbouring rows of a series. Steps shorter than a day are elapsed time; days and longer are
 * calendar steps, which keep the local time of day across daylight saving and know the true length of each month.
 */
public sealed interface Frequency {
    /** 5 January 1970, in days since the epoch. */
    long FIRST_MONDAY = 4;

    /** The timestamp {@code steps} steps after {@code start} (before it where negative). */
    ZonedDateTime plus(ZonedDateTime start, long steps);

    /** How many steps lie between the two, or empty where {@code time} is not on the grid that {@code start} opens. */
    OptionalLong stepsBetween(ZonedDateTime start, ZonedDateTime time);

    /** How many whole steps lie between a moment that is the same for all series, a Monday, and a time. */
    long position(ZonedDateTime time);

    /** The number of steps of the season that is customary for this frequency; 1 where there is none. */
    int season();

    /**
     * The number of steps of the longer season that comes with it, if there is one: the week above a day, the year above a
     * week of days.
     */
    default OptionalInt longerSeason() {
        return OptionalInt.empty();
    }

    /** The name used in job files and messages, for instance {@code 1h}, {@code 1d}, {@code business-day}. */
    String label();

    /**
     * Reads what {@link #label()} writes: a number with {@code s}, {@code min}, {@code h}, {@code d}, {@code w} or
     * {@code months}, or {@code business-day}, {@code month}, {@code quarter}, {@code year}, {@code row}.
     *
     * @throws UserError (usage) for any other text
     */
    static Frequency parse(String text) {
        return switch (text) {
            case "business-day" -> new BusinessDays();
            case "month" -> new Months(1);
            case "quarter" -> new Months(3);
            case "year" -> new Months(12);
            case "row" -> new Rows();
            default -> parseCounted(text);
        };
    }

    private static Frequency parseCounted(String text) {
        Matcher match = Pattern.compile("([1-9][0-9]{0,5})(s|min|h|d|w|months)").matcher(text);
        if (!match.matches()) {
            throw UserError.usage("frequency " + Quoted.of(text) + " is unknown; give a number with"
                    + " its unit (30s, 15min, 1h, 1d, 1w, 2months) or business-day, month, quarter, year, row");
        }
        int count = Integer.parseInt(match.group(1));
        return switch (match.group(2)) {
            case "s" -> new Elapsed(Duration.ofSeconds(count));
            case "min" -> new Elapsed(Duration.ofMinutes(count));
            case "h" -> new Elapsed(Duration.ofHours(count));
            case "d" -> new Days(count);
            case "w" -> new Days(7 * count);
            default -> new Months(count);
        };
    }

    /** Whether two times show the same date and clock: where the clock is set back, either of the two hours will do. */
    private static boolean sameClock(ZonedDateTime one, ZonedDateTime other) {
        return one.toLocalDateTime().equals(other.toLocalDateTime());
    }

    /** Elapsed time: seconds, minutes, hours. */
    record Elapsed(Duration step) implements Frequency {
        private static final long DAY = 86_400;

        public Elapsed {
            if (step.isNegative() || step.isZero() || step.toNanosPart() != 0) {
                throw new IllegalArgumentException("a step of " + step + "; give a whole number of seconds above zero");
            }
        }

        @Override
        public ZonedDateTime plus(ZonedDateTime start, long steps) {
            return start.plusSeconds(Math.multiplyExact(step.toSeconds(), steps));
        }

        @Override
        public OptionalLong stepsBetween(ZonedDateTime start, ZonedDateTime time) {
            long seconds = time.toEpochSecond() - start.toEpochSecond();
            return seconds % step.toSeconds() == 0 && time.getNano() == start.getNano()
                    ? OptionalLong.of(seconds / step.toSeconds())
                    : OptionalLong.empty();
        }

        @Override
        public long position(ZonedDateTime time) {
            return Math.floorDiv(time.toEpochSecond() - FIRST_MONDAY * DAY, step.toSeconds());
        }

        /** A day's worth of steps, of steps below a minute a minute's, where they are a whole part of it; 1 otherwise. */
        @Override
        public int season() {
            long seconds = step.toSeconds();
            long cycle = seconds >= 60 ? DAY : 60;
            return seconds < cycle && cycle % seconds == 0 ? (int) (cycle / seconds) : 1;
        }

        @Override
        public OptionalInt longerSeason() {
            long seconds = step.toSeconds();
            return seconds >= 60 && seconds <= DAY / 2 && 7 * DAY % seconds == 0
                    ? OptionalInt.of((int) (7 * DAY / seconds))
                    : OptionalInt.empty();
        }

        @Override
        public String label() {
            long seconds = step.toSeconds();
            if (seconds % 3600 == 0) {
                return seconds / 3600 + "h";
            }
            return seconds % 60 == 0 ? seconds / 60 + "min" : seconds + "s";
        }
    }

    /** Calendar days; seven of them are a week. */
    record Days(int days) implements Frequency {
        public Days {
            if (days < 1) {
                throw new IllegalArgumentException("a step of " + days + " days; give 1 or more");
            }
        }

        @Override
        public ZonedDateTime plus(ZonedDateTime start, long steps) {
            return start.plusDays(Math.multiplyExact(steps, (long) days));
        }

        @Override
        public OptionalLong stepsBetween(ZonedDateTime start, ZonedDateTime time) {
            ZonedDateTime here = time.withZoneSameInstant(start.getZone());
            long between = ChronoUnit.DAYS.between(start.toLocalDate(), here.toLocalDate());
            return between % days == 0 && sameClock(plus(start, between / days), here)
                    ? OptionalLong.of(between / days)
                    : OptionalLong.empty();
        }

        @Override
        public long position(ZonedDateTime time) {
            return Math.floorDiv(time.toLocalDate().toEpochDay() - FIRST_MONDAY, (long) days);
        }

        @Override
        public int season() {
            return switch (days) {
                case 1 -> 7;
                case 7 -> 52;
                default -> 1;
            };
        }

        @Override
        public OptionalInt longerSeason() {
            return days == 1 ? OptionalInt.of(365) : OptionalInt.empty();
        }

        @Override
        public String label() {
            return days % 7 == 0 ? days / 7 + "w" : days + "d";
        }
    }

    /** Monday to Friday. Public holidays are rows like others; where a file leaves them out they are gaps. */
    record BusinessDays() implements Frequency {
        @Override
        public ZonedDateTime plus(ZonedDateTime start, long steps) {
            long fromMonday = weekday(start) + steps;
            long days = Math.floorDiv(fromMonday, 5L) * 7 + Math.floorMod(fromMonday, 5L) - weekday(start);
            return start.plusDays(days);
        }

        @Override
        public OptionalLong stepsBetween(ZonedDateTime start, ZonedDateTime time) {
            ZonedDateTime here = time.withZoneSameInstant(start.getZone());
            if (isWeekend(here.toLocalDate()) || isWeekend(start.toLocalDate())) {
                return OptionalLong.empty();
            }
            LocalDate monday = start.toLocalDate().minusDays(weekday(start));
            LocalDate itsMonday = here.toLocalDate().minusDays(weekday(here));
            long steps = ChronoUnit.DAYS.between(monday, itsMonday) / 7 * 5 + weekday(here) - weekday(start);
            return sameClock(plus(start, steps), here) ? OptionalLong.of(steps) : OptionalLong.empty();
        }

        static boolean isWeekend(LocalDate date) {
            return date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
        }

        private static int weekday(ZonedDateTime time) {
            return time.getDayOfWeek().getValue() - 1;
        }

        @Override
        public long position(ZonedDateTime time) {
            return Math.floorDiv(time.toLocalDate().toEpochDay() - FIRST_MONDAY, 7L) * 5 + Math.min(4, weekday(time));
        }

        @Override
        public int season() {
            return 5;
        }

        @Override
        public String label() {
            return "business-day";
        }
    }

    /**
     * Calendar months; three are a quarter, twelve a year. A series that starts on the last day of a month stays on last
     * days; otherwise the day of the month is kept, shortened where a month has fewer days.
     */
    record Months(int months) implements Frequency {
        public Months {
            if (months < 1) {
                throw new IllegalArgumentException("a step of " + months + " months; give 1 or more");
            }
        }

        @Override
        public ZonedDateTime plus(ZonedDateTime start, long steps) {
            LocalDateTime moved = start.toLocalDateTime().plusMonths(Math.multiplyExact(steps, (long) months));
            if (isLastOfMonth(start.toLocalDate())) {
                moved = moved.withDayOfMonth(moved.toLocalDate().lengthOfMonth());
            }
            return moved.atZone(start.getZone());
        }

        private static boolean isLastOfMonth(LocalDate date) {
            return date.getDayOfMonth() == date.lengthOfMonth();
        }

        @Override
        public OptionalLong stepsBetween(ZonedDateTime start, ZonedDateTime time) {
            ZonedDateTime here = time.withZoneSameInstant(start.getZone());
            long between = (here.getYear() - start.getYear()) * 12L + here.getMonthValue() - start.getMonthValue();
            return between % months == 0 && sameClock(plus(start, between / months), here)
                    ? OptionalLong.of(between / months)
                    : OptionalLong.empty();
        }

        @Override
        public long position(ZonedDateTime time) {
            return Math.floorDiv(12L * time.getYear() + time.getMonthValue() - 1, (long) months);
        }

        @Override
        public int season() {
            return 12 % months == 0 ? 12 / months : 1;
        }

        @Override
        public String label() {
            return switch (months) {
                case 3 -> "quarter";
                case 12 -> "year";
                default -> months == 1 ? "month" : months + "months";
            };
        }
    }

    /** No timestamps: rows are numbered. The number stands in as seconds since the epoch. */
    record Rows() implements Frequency {
        @Override
        public ZonedDateTime plus(ZonedDateTime start, long steps) {
            return start.plusSeconds(steps);
        }

        @Override
        public OptionalLong stepsBetween(ZonedDateTime start, ZonedDateTime time) {
            return OptionalLong.of(time.toEpochSecond() - start.toEpochSecond());
        }

        @Override
        public long position(ZonedDateTime time) {
            return time.toEpochSecond();
        }

        @Override
        public int season() {
            return 1;
        }

        @Override
        public String label() {
            return "row";
        }
    }
}
