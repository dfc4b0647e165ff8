package org.forecast4j.io;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;

/**
 * How a CSV file is written.
 *
 * @param separator between cells; where empty, the one of comma, semicolon, tab and bar that the first line holds most
 *     often
 * @param quote around cells that hold a separator or a line end; doubled it stands for itself (RFC 4180)
 * @param header whether the first line names the columns; without, they are c1, c2, ...
 * @param decimal the decimal sign, {@code .} or {@code ,}
 * @param thousands the sign between groups of three digits, another than the decimal one
 * @param timestamp {@code iso}: years, months, dates, date-times with T or blank, with or without offset, and dates like
 *     {@code 1990/1/31 0:15}; {@code epoch-s} or {@code epoch-ms}: since 1970 in UTC; otherwise a pattern of
 *     {@link java.time.format.DateTimeFormatter}
 * @param zone of timestamps that carry no offset, and whose calendar counts; where empty they are local times, or those
 *     of the first row's offset
 * @param missing words that stand for a missing value, upper and lower case alike
 * @param charset the file's encoding; text that is not in it is an error
 */
public record CsvFormat(
        Optional<Character> separator,
        char quote,
        boolean header,
        char decimal,
        Thousands thousands,
        String timestamp,
        Optional<ZoneId> zone,
        List<String> missing,
        Charset charset) {
    public static final String ISO = "iso";
    public static final String EPOCH_SECONDS = "epoch-s";
    public static final String EPOCH_MILLISECONDS = "epoch-ms";

    public CsvFormat {
        missing = List.copyOf(missing);
        if (decimal != '.' && decimal != ',') {
            throw UserError.usage("decimal sign " + Quoted.of(String.valueOf(decimal))
                    + ": expected point or comma; give one of them");
        }
        if (thousands.is(decimal)) {
            throw UserError.usage("thousands " + Quoted.of(String.valueOf(decimal))
                    + ": that is the decimal sign too; give another for one of them (--thousands, --decimal)");
        }
        if (separator.isPresent()) {
            char sign = separator.get();
            if (sign == quote || sign == '\\' || sign == '\n' || sign == '\r' || sign == 0) {
                throw UserError.usage("separator " + Quoted.of(String.valueOf(sign))
                        + ": expected a sign other than quote, backslash and line end; give for instance a semicolon");
            }
        }
        // Fails now rather than at the first row.
        Timestamps.formatter(timestamp);
    }

    /** Comma, semicolon, tab or bar; double quotes; header; decimal point; ISO timestamps; UTF-8. */
    public static CsvFormat defaults() {
        return new CsvFormat(
                Optional.empty(),
                '"',
                true,
                '.',
                Thousands.NONE,
                ISO,
                Optional.empty(),
                List.of("", "NA", "N/A", "null", "-"),
                StandardCharsets.UTF_8);
    }

    public CsvFormat withSeparator(char sign) {
        return new CsvFormat(Optional.of(sign), quote, header, decimal, thousands, timestamp, zone, missing, charset);
    }

    public CsvFormat withHeader(boolean present) {
        return new CsvFormat(separator, quote, present, decimal, thousands, timestamp, zone, missing, charset);
    }

    public CsvFormat withDecimal(char sign) {
        return new CsvFormat(separator, quote, header, sign, thousands, timestamp, zone, missing, charset);
    }

    public CsvFormat withThousands(Thousands sign) {
        return new CsvFormat(separator, quote, header, decimal, sign, timestamp, zone, missing, charset);
    }

    public CsvFormat withTimestamp(String form) {
        return new CsvFormat(separator, quote, header, decimal, thousands, form, zone, missing, charset);
    }

    public CsvFormat withZone(ZoneId id) {
        return new CsvFormat(
                separator, quote, header, decimal, thousands, timestamp, Optional.of(id), missing, charset);
    }

    public CsvFormat withCharset(Charset encoding) {
        return new CsvFormat(separator, quote, header, decimal, thousands, timestamp, zone, missing, encoding);
    }
}
