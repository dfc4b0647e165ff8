package org.forecast4j.report;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where an axis is marked, and how. */
final class Ticks {

    /** One mark. */
    record Tick(double at, String label) {}

    private static final long MINUTE = 60;
    private static final long HOUR = 3600;
    private static final long DAY = 86_400;

    /** Steps that divide a clock or a calendar evenly; longer ones are counted in months. */
    private static final long[] SECONDS = {
        1,
        5,
        15,
        30,
        MINUTE,
        5 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        2 * DAY,
        7 * DAY,
        14 * DAY
    };

    private static final int[] MONTHS = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000};

    /** The first Monday after the epoch, so that weeks begin on Mondays. */
    private static final long MONDAY = 4 * DAY;

    private Ticks() {}

    /** Multiples of 1, 2 or 5 times a power of ten, inside the range; fewer than {@code about + 2}. */
    static List<Tick> numbers(double low, double high, int about) {
        return numbers(low, high, (high - low) / Math.max(1, about));
    }

    /** The same for what is counted: whole numbers alone. */
    static List<Tick> counts(double low, double high, int about) {
        return numbers(low, high, Math.max(1, (high - low) / Math.max(1, about)));
    }

    private static List<Tick> numbers(double low, double high, double raw) {
        if (!(raw > 0) || Double.isInfinite(raw) || raw < Math.ulp(Math.max(Math.abs(low), Math.abs(high))) * 8) {
            return List.of(new Tick(low, Html.number(low)));
        }
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double part = raw / power;
        double step = power * (part <= 1.0001 ? 1 : part <= 2.0001 ? 2 : part <= 5.0001 ? 5 : 10);
        double largest = Math.max(Math.abs(low), Math.abs(high));
        List<Tick> ticks = new ArrayList<>();
        double last = Math.floor(high / step + 1e-9);
        for (double k = Math.ceil(low / step - 1e-9); k <= last; k++) {
            ticks.add(new Tick(k * step, label(k * step, step, largest)));
        }
        return ticks;
    }

    /** As many decimals as the step has; large numbers in thousands, millions and so on. */
    private static String label(double value, double step, double largest) {
        String unit = "";
        double divisor = 1;
        if (largest >= 1e15 || step < 1e-6) {
            return Html.number(value);
        }
        // No unit that would need more than two decimals: numbers that differ in their last digits show all of them.
        for (String next : List.of("k", "M", "G", "T")) {
            if (largest < (divisor == 1 ? 2e4 : divisor * 1e3) || step < divisor * 9.99) {
                break;
            }
            divisor *= 1e3;
            unit = next;
        }
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step / divisor) + 1e-9));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value / divisor);
        String plain = text.matches("-0(\\.0*)?") ? text.substring(1) : text.replace('-', '\u2212');
        return unit.isEmpty() ? plain : value == 0 ? "0" : plain + unit;
    }

    /**
     * Beginnings of minutes, hours, days, weeks, months or years.
     *
     * @param low seconds since the epoch, local time
     */
    static List<Tick> times(double low, double high, int about) {
        double raw = (high - low) / Math.max(1, about);
        for (long step : SECONDS) {
            if (step >= raw) {
                return clock(low, high, step);
            }
        }
        int months = MONTHS[MONTHS.length - 1];
        for (int i = MONTHS.length - 1; i >= 0 && MONTHS[i] * 30.44 * DAY >= raw; i--) {
            months = MONTHS[i];
        }
        return calendar(low, high, months);
    }

    private static List<Tick> clock(double low, double high, long step) {
        long anchor = step >= 7 * DAY ? MONDAY : 0;
        List<Tick> ticks = new ArrayList<>();
        LocalDateTime previous = LocalDateTime.MIN;
        for (long at = (long) Math.ceil((low - anchor) / step) * step + anchor; at <= high; at += step) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(at, 0, ZoneOffset.UTC);
            ticks.add(new Tick(at, clockLabel(time, previous, step)));
            previous = time;
        }
        return ticks;
    }

    /** The clock where it is not midnight; the date where it changes; the year where that changes. */
    private static String clockLabel(LocalDateTime time, LocalDateTime previous, long step) {
        String clock = time.format(DateTimeFormatter.ofPattern(step < MINUTE ? "HH:mm:ss" : "HH:mm"));
        boolean sameDay = time.toLocalDate().equals(previous.toLocalDate());
        String date = time.format(DateTimeFormatter.ofPattern(
                time.getYear() == previous.getYear() ? "d MMM" : "d MMM uuuu", Locale.ENGLISH));
        if (step >= DAY || (!sameDay && time.toLocalTime().equals(LocalTime.MIDNIGHT))) {
            return date;
        }
        return sameDay ? clock : date + " " + clock;
    }

    private static List<Tick> calendar(double low, double high, int months) {
        LocalDateTime first = LocalDateTime.ofEpochSecond((long) Math.floor(low), 0, ZoneOffset.UTC);
        long since = Math.floorDiv(first.getYear() * 12L + first.getMonthValue() - 1, (long) months) * months;
        LocalDateTime time =
                LocalDateTime.of((int) Math.floorDiv(since, 12L), (int) Math.floorMod(since, 12L) + 1, 1, 0, 0);
        List<Tick> ticks = new ArrayList<>();
        int year = Integer.MIN_VALUE;
        for (; seconds(time) <= high; time = time.plus(months, ChronoUnit.MONTHS)) {
            if (seconds(time) >= low) {
                String form = months >= 12 ? "uuuu" : time.getYear() == year ? "MMM" : "MMM uuuu";
                ticks.add(new Tick(seconds(time), time.format(DateTimeFormatter.ofPattern(form, Locale.ENGLISH))));
                year = time.getYear();
            }
        }
        return ticks;
    }

    private static double seconds(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC);
    }
}
