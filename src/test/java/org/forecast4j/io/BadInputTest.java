package org.forecast4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.forecast4j.UserError;
import org.forecast4j.series.DuplicatePolicy;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.GapPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
    private final Path folder;

    BadInputTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private SourceSpec spec(String text) throws IOException {
        return SourceSpec.of(file(text.getBytes(StandardCharsets.UTF_8)), "date", "x");
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("data.csv"), bytes);
    }

    private static void assertRefused(SourceSpec spec, String... parts) {
        assertRefused(UserError.Kind.DATA, () -> SeriesReader.read(spec), parts);
    }

    private static void assertRefused(
            UserError.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... parts) {
        UserError error = catchThrowableOfType(UserError.class, call);
        assertThat(error).isNotNull();
        assertThat(error.kind()).isEqualTo(kind);
        String message = String.valueOf(error.getMessage());
        assertThat(message).contains(parts);
        assertThat(message.chars().anyMatch(Character::isISOControl)).isFalse();
    }

    @Test
    void missing_file() {
        assertRefused(SourceSpec.of(folder.resolve("none.csv"), "date", "x"), "none.csv", "no such file", "--input");
    }

    @Test
    void file_that_may_not_be_read() {
        UserError error = TextLines.unreadable(folder.resolve("a.csv"), new AccessDeniedException("a.csv"));
        assertThat(error.getMessage()).contains("a.csv", "may not be read", "permissions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\uFEFF", "\n \n"})
    void empty_file(String text) throws IOException {
        assertRefused(spec(text), "data.csv", "empty");
    }

    @Test
    void header_only() throws IOException {
        assertRefused(spec("date,x\n"), "data.csv", "header line and no rows");
    }

    @Test
    void folder_without_csv_files() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "x");
        assertRefused(SourceSpec.of(folder, "date", "x"), folder.toString(), "folder", ".csv");
    }

    @Test
    void folder_with_the_same_series_twice() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "x\n1\n");
        Files.writeString(folder.resolve("a.csv.gz"), "x\n1\n");
        assertRefused(SourceSpec.of(folder, "date", "x"), "a.csv", "again");
    }

    @Test
    void binary_file() throws IOException {
        assertRefused(spec("date,x\n2012-01-01,\0\1\2\n"), "line 2", "zero byte", "binary");
        assertRefused(SourceSpec.of(file(new byte[] {'P', 'K', 3, 4, 0}), "date", "x"), "ZIP", "spreadsheet");
    }

    @Test
    void utf_16_is_named_where_its_mark_begins_the_file() throws IOException {
        byte[] bytes = "\uFEFFdate,x\n2012-01-01,1\n".getBytes(StandardCharsets.UTF_16LE);
        assertRefused(SourceSpec.of(file(bytes), "date", "x"), "line 1", "0xFF", "--encoding UTF-16");
    }

    @Test
    void wrong_encoding() throws IOException {
        byte[] bytes = "date,x,größe\n2012-01-01,1,2\n".getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(SourceSpec.of(file(bytes), "date", "x"), "line 1", "0xF6", "UTF-8", "--encoding");
        byte[] later = "date,x,s\n2012-01-01,1,2\n2012-01-02,1,ü\n".getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(SourceSpec.of(file(later), "date", "x"), "line 3", "0xFC");
        byte[] cut = Arrays.copyOf("date,x\n2012-01-01,1ü".getBytes(StandardCharsets.UTF_8), 20);
        assertRefused(SourceSpec.of(file(cut), "date", "x"), "line 2", "0xC3");
    }

    @Test
    void messages_have_the_same_digits_in_every_language() throws IOException {
        SourceSpec source =
                SourceSpec.of(file("date,x\n2012-01-01,ü\n".getBytes(StandardCharsets.ISO_8859_1)), "date", "x");
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
        try {
            assertRefused(source, "line 2", "0xFC");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void damaged_gzip() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("date,x\n2012-01-01,1\n2012-01-02,2\n".getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = packed.toByteArray();
        assertRefused(SourceSpec.of(file(Arrays.copyOf(bytes, bytes.length - 9)), "date", "x"), "gzip", "cut short");
        bytes[bytes.length - 6] ^= 1;
        assertRefused(SourceSpec.of(file(bytes), "date", "x"), "gzip", "damaged");
    }

    @Test
    void ragged_row() throws IOException {
        assertRefused(spec("date,x\n2012-01-01,1\n2012-01-02\n"), "line 3", "found 1 cells", "expected 2", "','");
        assertRefused(spec("date,x\n\"2012-01-01\n\",1\n2012-01-02,1,2\n"), "line 4", "found 3 cells");
    }

    @Test
    void value_in_one_of_several_columns_without_a_name() throws IOException {
        assertRefused(
                spec("date,x,,\n2012-01-01,1,,\n2012-01-02,2,,7\n"), "line 3, column 4", "'7'", "name the column");
    }

    @Test
    void blank_line_between_rows() throws IOException {
        assertRefused(spec("date,x\n2012-01-01,1\n\n2012-01-02,2\n"), "line 3", "blank line");
    }

    @Test
    void unclosed_quote_names_the_line_where_it_opens() throws IOException {
        assertRefused(spec("date,x\n2012-01-01,\"1\n2012-01-02,2\n"), "line 2", "not closed");
        assertRefused(spec("date,x\n\"2012-01-01\",1\n2012-01-02,2\"\n"), "line 3", "not closed");
        assertRefused(spec("date,x\n\"a\nb\",\"c\n"), "line 3", "not closed");
    }

    @Test
    void quote_inside_a_cell() throws IOException {
        assertRefused(spec("date,x\n2012-01-01,1\"2\"\n"), "line 2", "quote inside a cell", "'1\"2\"'");
        assertRefused(spec("date,x\n2012-01-01,\"1\"2\n"), "line 2", "quote inside a cell");
    }

    @Test
    void backslash_is_not_dropped_from_a_number() throws IOException {
        assertRefused(spec("date,x\n2012-01-01,1\\2\n"), "line 2", "'1\\2'", "a number");
    }

    @Test
    void endless_line() throws IOException {
        assertRefused(spec("date,x\n2012-01-01," + "1".repeat(1_100_000) + "\n"), "line 2", "1000000 characters");
    }

    @Test
    void duplicate_header_names() throws IOException {
        assertRefused(spec("date,x,x\n2012-01-01,1,2\n"), "line 1", "column 3", "'x'", "--header");
    }

    @Test
    void unknown_column_lists_the_columns_and_suggests_the_nearest() throws IOException {
        Path file = spec("date,temp_max,temp_min\n2012-01-01,1,2\n").input();
        assertRefused(
                SourceSpec.of(file, "date", "tempmax"),
                "'tempmax'",
                "date, temp_max, temp_min",
                "did you mean 'temp_max'",
                "--target");
        assertRefused(SourceSpec.of(file, "day", "temp_max"), "'day'", "--time");
        assertRefused(SourceSpec.of(file, "date", "temp_max").withId("zzzzzzzzzz"), "'zzzzzzzzzz'", "--id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1d", "0x10", "1_000", "1,5", "--1", "1e", "e5", "+", ".", "1 2"})
    void text_in_a_number(String text) throws IOException {
        assertRefused(
                spec("date;x\n2012-01-01;1\n2012-01-02;" + text + "\n"),
                "data.csv, line 3, column 'x'",
                "'" + text + "'",
                "a number with decimal point",
                "--missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,5", "12,34", "1234,567", ",123", "1,234,56", "1.5,000", "-,123", "1,,234"})
    void digits_that_are_not_grouped_by_threes(String text) throws IOException {
        assertRefused(
                spec("date;x\n2012-01-01;1\n2012-01-02;" + text + "\n")
                        .withFormat(CsvFormat.defaults().withThousands(Thousands.COMMA)),
                "'" + text + "'",
                "a number with decimal point",
                "--thousands");
    }

    @Test
    void long_text_and_control_characters_are_shortened_and_escaped() throws IOException {
        assertRefused(spec("date,x\n2012-01-01,\u0007bell" + "y".repeat(100) + "\n"), "\\u0007bell", "...'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "nan", "inf", "-Infinity"})
    void nan_and_infinity(String text) throws IOException {
        assertRefused(
                spec("date,x\n2012-01-01," + text + "\n"), "line 2", "'" + text + "'", "a finite number", "--missing");
        assertRefused(SourceSpec.of(spec("date,x\n2012-01-01," + text + "\n").input(), "date", "all"), "finite");
    }

    @Test
    void number_too_large() throws IOException {
        assertRefused(spec("date,x\n2012-01-01,-1e999\n"), "line 2", "'-1e999'", "1.8e308");
    }

    @Test
    void every_value_missing() throws IOException {
        String text = "date,x,s\n2012-01-01,,a\n2012-01-02,NA,b\n";
        assertRefused(spec(text), "data.csv", "column 'x'", "every value is missing");
        assertRefused(SourceSpec.of(spec(text).input(), "date", "all"), "no column of numbers");
    }

    @Test
    void missing_value_where_gaps_are_errors() throws IOException {
        assertRefused(
                spec("date,x\n2012-01-01,1\n2012-01-02,\n").withGaps(GapPolicy.ERROR),
                "line 3",
                "column 'x'",
                "--gaps");
        assertRefused(
                spec("date,x\n2012-01-01,1\n2012-01-02,2\n2012-01-04,2\n").withGaps(GapPolicy.ERROR),
                "line 4",
                "found 2012-01-04",
                "expected 2012-01-03");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "today",
                "2012-13-01",
                "2012-02-30",
                "2012-1-1",
                "2012-01-01T25:00",
                "2012-01-01T00:00:00.5",
                "2012-01-01x",
                "2012-01-01T00:00+99:00",
                "20120101",
                "0000-01-01",
                "2012/2/30",
                "2012/1/1 24:00",
                "2012/1/1x",
                "2012/1",
                "01.02.2012"
            })
    void unparsable_timestamp(String text) throws IOException {
        assertRefused(
                spec("date,x\n2012-01-01,1\n" + text + ",2\n"),
                "data.csv, line 3, column 'date'",
                "'" + text + "'",
                "iso",
                "--timestamp");
    }

    @Test
    void timestamp_that_does_not_follow_the_pattern() throws IOException {
        SourceSpec spec = spec("date,x\n31.01.2012,1\n31.02.2012,2\n");
        assertRefused(
                spec.withFormat(CsvFormat.defaults().withTimestamp("dd.MM.yyyy")),
                "line 3",
                "'31.02.2012'",
                "dd.MM.yyyy");
        assertRefused(spec.withFormat(CsvFormat.defaults().withTimestamp("epoch-s")), "line 2", "epoch-s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999", "99999999999999999999", "1.5", "x"})
    void epoch_that_is_no_whole_second(String text) throws IOException {
        assertRefused(
                spec("date,x\n" + text + ",1\n").withFormat(CsvFormat.defaults().withTimestamp("epoch-s")), "line 2");
    }

    @Test
    void mixed_time_zones() throws IOException {
        assertRefused(
                spec("date,x\n2012-01-01T00:00,1\n2012-01-01T01:00Z,2\n"),
                "line 3",
                "'2012-01-01T01:00Z'",
                "without an offset",
                "line 2",
                "mixed time zones");
    }

    @Test
    void duplicate_timestamp_names_both_lines() throws IOException {
        assertRefused(
                spec("date,x\n2012-01-01,1\n2012-01-02,2\n2012-01-02,3\n"),
                "line 4",
                "column 'date'",
                "2012-01-02",
                "line 3",
                "--duplicates");
    }

    @Test
    void decreasing_timestamp_names_both_lines() throws IOException {
        assertRefused(
                spec("date,x\n2012-01-02,1\n2012-01-01,2\n").withDuplicates(DuplicatePolicy.FIRST),
                "line 3",
                "'2012-01-01'",
                "line 2",
                "--order sort",
                "--id");
    }

    @Test
    void row_off_the_frequency_is_named_by_its_line() throws IOException {
        assertRefused(spec("""
                        date,x
                        2012-01-01T00:00,1
                        2012-01-01T01:00,2
                        2012-01-01T02:30,3
                        2012-01-01T03:00,4
                        2012-01-01T04:00,5
                        """), "line 4", "2012-01-01T02:30", "1h", "--frequency");
    }

    @Test
    void one_row_alone_has_no_frequency() throws IOException {
        assertRefused(spec("date,x\n2012-01-01,1\n"), "data.csv", "one row only", "--frequency");
        assertThat(SeriesReader.read(spec("date,x\n2012-01-01,1\n").withFrequency(new Frequency.Days(1)))
                        .series()
                        .get(0)
                        .length())
                .isEqualTo(1);
    }

    @Test
    void a_series_of_another_frequency() throws IOException {
        assertRefused(spec("""
                        id,date,x
                        a,2012-01-01,1
                        a,2012-01-02,1
                        a,2012-01-03,1
                        a,2012-01-04,1
                        b,2012-01-01,1
                        b,2012-02-01,1
                        b,2012-03-01,1
                        """).withId("id"), "series 'b'", "found the frequency month", "expected 1d");
    }

    @Test
    void gap_too_large_to_fill() throws IOException {
        assertRefused(
                spec("date,x\n1970-01-01T00:00:00,1\n1970-01-01T00:00:01,1\n9999-01-01T00:00:00,1\n"),
                "line 4",
                "gaps");
    }

    @Test
    void missing_id() throws IOException {
        assertRefused(spec("id,date,x\n,2012-01-01,1\n").withId("id"), "line 2", "column 'id'");
    }

    @Test
    void contradictory_settings() throws IOException {
        SourceSpec spec = spec("x\n1\n");
        UserError.Kind usage = UserError.Kind.USAGE;
        assertRefused(usage, () -> SourceSpec.of(spec.input(), "date", "date"), "'date'", "--target");
        assertRefused(usage, () -> SourceSpec.of(spec.input(), "date", "x", "x"), "twice");
        assertRefused(usage, () -> SourceSpec.of(spec.input(), Optional.empty(), List.of()), "--target");
        assertRefused(usage, () -> spec.withId("date"), "'date'", "--id");
        assertRefused(usage, () -> spec.withFrequency(new Frequency.Rows()), "row", "--frequency");
        assertRefused(
                usage,
                () -> SeriesReader.read(SourceSpec.of(folder, "date", "x").withId("id")),
                "--id");
        assertRefused(usage, () -> CsvFormat.defaults().withTimestamp("yyyy-bb"), "'yyyy-bb'", "iso");
        assertRefused(usage, () -> CsvFormat.defaults().withSeparator('"'), "separator");
        assertRefused(usage, () -> CsvFormat.defaults().withDecimal('x'), "decimal");
        assertRefused(usage, () -> CsvFormat.defaults().withThousands(Thousands.POINT), "decimal", "--thousands");
    }
}
