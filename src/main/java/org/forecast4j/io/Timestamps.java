package org.forecast4j.io;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.jspecify.annotations.Nullable;

/**
 * Turns the cells of the time column into seconds since the epoch. Either every row carries an offset or none does. Where
 * the clock is set back, a local time that comes twice is first the earlier, then the later moment.
 */
final class Timestamps {
    /** Stands before the first row of a series. */
    static final long NONE = Long.MIN_VALUE;

    private static final long LAST_SECOND =
            LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);
    private static final long FIRST_SECOND = LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final int NO_OFFSET = Integer.MIN_VALUE;

    /** A date that begins with its year, as in {@code 1990/1/31 0:15}, can mean one day only. */
    private static final Pattern SLASHES =
            Pattern.compile("(\\d{4})/(\\d{1,2})/(\\d{1,2})(?: (\\d{1,2}):(\\d{2})(?::(\\d{2}))?)?");

    /** What a cell says: the local clock in seconds since 1970, and the offset in seconds where there is one. */
    private record Stamp(long local, int offset) {
        static Stamp of(LocalDateTime time, int offset) {
            return new Stamp(time.toEpochSecond(ZoneOffset.UTC), offset);
        }
    }

    private final String column;
    private final String form;
    private final Optional<DateTimeFormatter> formatter;
    private final Optional<ZoneId> wanted;
    private @Nullable ZoneId zone;
    private boolean offsets;
    private String firstPlace = "";

    Timestamps(String column, CsvFormat format) {
        this.column = column;
        this.form = format.timestamp();
        this.formatter = formatter(form);
        this.wanted = format.zone();
    }

    /** The formatter of a pattern; empty for ISO and epochs. */
    static Optional<DateTimeFormatter> formatter(String form) {
        if (List.of(CsvFormat.ISO, CsvFormat.EPOCH_SECONDS, CsvFormat.EPOCH_MILLISECONDS)
                .contains(form)) {
            return Optional.empty();
        }
        try {
            // Strict, or 31 February becomes the 28th; strict years are u, and people write y.
            return Optional.of(new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(strictYears(form))
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT));
        } catch (IllegalArgumentException e) {
            throw UserError.usage("timestamp form " + Quoted.of(form)
                            + " is unknown; give iso, epoch-s, epoch-ms or a pattern like 'dd.MM.yyyy HH:mm'")
                    .causedBy(e);
        }
    }

    /** The pattern with u for y, except where it names the era, which y needs; quoted text stays as it is. */
    private static String strictYears(String form) {
        StringBuilder pattern = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            quoted ^= c == '\''; // two quotes, which stand for one, end a quotation and begin the next
            if (c == 'G' && !quoted) {
                return form;
            }
            pattern.append(c == 'y' && !quoted ? 'u' : c);
        }
        return pattern.toString();
    }

    /** Whether the timestamps tell moments, not local times. */
    boolean zoned() {
        return offsets || wanted.isPresent();
    }

    /** The zone whose calendar counts: the one asked for, else the first row's offset, else none, written as UTC. */
    ZoneId zone() {
        return zone == null ? ZoneOffset.UTC : zone;
    }

    /**
     * Reads a cell.
     *
     * @param records where the cell stands
     * @param previous the seconds of the series' row before, or {@link #NONE}
     */
    long read(String cell, CsvRecords records, long previous) {
        Stamp stamp;
        try {
            stamp = stamp(cell);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw records.error(
                            column,
                            cell,
                            "a timestamp in whole seconds of the years 1 to 9999, written "
                                    + (formatter.isPresent() ? "as " + Quoted.of(form) : form),
                            "correct the row, or give the form of the timestamps (--timestamp)")
                    .causedBy(e);
        }
        boolean carries = stamp.offset() != NO_OFFSET;
        if (zone == null) {
            zone = wanted.orElse(carries ? ZoneOffset.ofTotalSeconds(stamp.offset()) : ZoneOffset.UTC);
            offsets = carries;
            firstPlace = records.place();
        } else if (carries != offsets) {
            throw records.error(
                    column,
                    cell,
                    "a timestamp " + (offsets ? "with" : "without") + " an offset as in " + firstPlace
                            + ", not mixed time zones",
                    "write all timestamps with an offset, or all without");
        }
        return carries ? stamp.local() - stamp.offset() : resolve(stamp.local(), zone, previous);
    }

    /** Whether a cell is a timestamp of this form. */
    boolean tells(String cell) {
        try {
            stamp(cell);
            return true;
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return false;
        }
    }

    private Stamp stamp(String cell) {
        return switch (form) {
            case CsvFormat.ISO -> iso(cell);
            case CsvFormat.EPOCH_SECONDS -> epoch(cell, 1);
            case CsvFormat.EPOCH_MILLISECONDS -> epoch(cell, 1000);
            default -> pattern(cell);
        };
    }

    private static long resolve(long local, ZoneId zone, long previous) {
        if (zone instanceof ZoneOffset offset) {
            return local - offset.getTotalSeconds();
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        if (change == null) {
            return local - zone.getRules().getOffset(time).getTotalSeconds();
        }
        // Skipped local times move on by what the clock was set forward, as java.time does.
        long earlier = local - change.getOffsetBefore().getTotalSeconds();
        long later = local - change.getOffsetAfter().getTotalSeconds();
        return change.isOverlap() && earlier <= previous && previous <= later ? later : earlier;
    }

    private static Stamp epoch(String cell, int perSecond) {
        long seconds = new BigDecimal(checkedLength(cell))
                .divide(BigDecimal.valueOf(perSecond))
                .longValueExact();
        if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
            throw new DateTimeException("out of range");
        }
        return new Stamp(seconds, 0);
    }

    /** A number like 1e999999999 takes forever to expand. */
    private static String checkedLength(String cell) {
        if (cell.length() > 30 || cell.indexOf('e') >= 0 || cell.indexOf('E') >= 0) {
            throw new NumberFormatException(cell);
        }
        return cell;
    }

    private Stamp pattern(String cell) {
        TemporalAccessor parsed = formatter
                .orElseThrow()
                .parseBest(
                        cell,
                        ZonedDateTime::from,
                        OffsetDateTime::from,
                        LocalDateTime::from,
                        LocalDate::from,
                        YearMonth::from,
                        Year::from);
        LocalDateTime local;
        int offset = NO_OFFSET;
        if (parsed instanceof ZonedDateTime time) {
            local = time.toLocalDateTime();
            offset = time.getOffset().getTotalSeconds();
        } else if (parsed instanceof OffsetDateTime time) {
            local = time.toLocalDateTime();
            offset = time.getOffset().getTotalSeconds();
        } else if (parsed instanceof LocalDateTime time) {
            local = time;
        } else if (parsed instanceof LocalDate date) {
            local = date.atStartOfDay();
        } else if (parsed instanceof YearMonth month) {
            local = month.atDay(1).atStartOfDay();
        } else {
            local = Year.from(parsed).atDay(1).atStartOfDay();
        }
        return checked(local, offset);
    }

    private static Stamp checked(LocalDateTime local, int offset) {
        if (!local.truncatedTo(ChronoUnit.SECONDS).equals(local) || local.getYear() < 1 || local.getYear() > 9999) {
            throw new DateTimeException("parts of seconds, or a year out of range");
        }
        return Stamp.of(local, offset);
    }

    /** By hand, because a formatter takes longer than all the rest of reading a row. */
    private static Stamp iso(String cell) {
        int length = cell.length();
        int year = digits(cell, 0, 4);
        if (length == 4) {
            return checked(LocalDate.of(year, 1, 1).atStartOfDay(), NO_OFFSET);
        }
        if (cell.charAt(4) == '/') {
            return slashes(cell);
        }
        expect(cell, 4, '-');
        int month = digits(cell, 5, 7);
        if (length == 7) {
            return checked(LocalDate.of(year, month, 1).atStartOfDay(), NO_OFFSET);
        }
        expect(cell, 7, '-');
        LocalDate date = LocalDate.of(year, month, digits(cell, 8, 10));
        if (length == 10) {
            return checked(date.atStartOfDay(), NO_OFFSET);
        }
        if (cell.charAt(10) != 'T' && cell.charAt(10) != 't') {
            expect(cell, 10, ' ');
        }
        int hour = digits(cell, 11, 13);
        expect(cell, 13, ':');
        int minute = digits(cell, 14, 16);
        int second = 0;
        int at = 16;
        if (at < length && cell.charAt(at) == ':') {
            second = digits(cell, 17, 19);
            at = 19;
        }
        if (at < length && (cell.charAt(at) == '.' || cell.charAt(at) == ',')) {
            at++;
            while (at < length && cell.charAt(at) == '0') {
                at++;
            }
        }
        return checked(date.atTime(LocalTime.of(hour, minute, second)), offset(cell, at));
    }

    private static Stamp slashes(String cell) {
        Matcher parts = SLASHES.matcher(cell);
        if (!parts.matches()) {
            throw new DateTimeException("not like 1990/1/31 0:15");
        }
        int[] numbers = IntStream.rangeClosed(1, parts.groupCount())
                .map(group -> parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group)))
                .toArray();
        return checked(
                LocalDateTime.of(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]), NO_OFFSET);
    }

    private static int offset(String cell, int from) {
        int at = from < cell.length() && cell.charAt(from) == ' ' ? from + 1 : from;
        String rest = cell.substring(at);
        if (rest.isEmpty()) {
            return NO_OFFSET;
        }
        return ZoneOffset.of(rest.equals("z") ? "Z" : rest).getTotalSeconds();
    }

    private static int digits(String cell, int from, int to) {
        if (cell.length() < to) {
            throw new DateTimeException("too short");
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = cell.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("no digit");
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static void expect(String cell, int at, char sign) {
        if (at >= cell.length() || cell.charAt(at) != sign) {
            throw new DateTimeException("no " + sign);
        }
    }
}
