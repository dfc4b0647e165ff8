package org.forecast4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.forecast4j.series.Column;
import org.forecast4j.series.DuplicatePolicy;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.GapPolicy;
import org.forecast4j.series.OrderPolicy;
import org.forecast4j.series.RowCounts;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesReaderTest {
    private static final String PLAIN = "date,x\n2012-01-01,1\n2012-01-02,2\n2012-01-03,4\n";

    private final Path folder;

    SeriesReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file(String text) {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(byte[] bytes) {
        try {
            return Files.write(folder.resolve("data.csv"), bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private SourceSpec spec(String text) {
        return SourceSpec.of(file(text), "date", "x");
    }

    private static TimeSeries only(SourceSpec spec) {
        SeriesSet set = SeriesReader.read(spec);
        assertThat(set.series()).hasSize(1);
        return set.series().get(0);
    }

    private static double[] values(TimeSeries series, int column) {
        Column values = series.column(column);
        return IntStream.range(0, values.length()).mapToDouble(values::value).toArray();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    @Test
    void plain_file_is_read_with_its_frequency() {
        SeriesSet set = SeriesReader.read(spec(PLAIN));
        TimeSeries series = set.series().get(0);
        assertThat(values(series, 0)).containsExactly(1, 2, 4);
        assertThat(series.index().frequency()).isEqualTo(new Frequency.Days(1));
        assertThat(series.index().start().toLocalDateTime()).isEqualTo(LocalDateTime.of(2012, 1, 1, 0, 0));
        assertThat(series.index().zoned()).isFalse();
        assertThat(series.id()).isEmpty();
        assertThat(set.counts()).containsExactly(new RowCounts(3, 0, 0));
        assertThat(set.notes()).containsExactly("3 rows, 2012-01-01 to 2012-01-03", "frequency 1d, inferred");
    }

    @Test
    void fingerprint_is_the_sha_256_of_the_bytes() throws Exception {
        for (byte[] bytes : List.of(PLAIN.getBytes(StandardCharsets.UTF_8), gzip(PLAIN))) {
            byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes);
            assertThat(SeriesReader.read(SourceSpec.of(file(bytes), "date", "x"))
                            .fingerprint())
                    .isEqualTo(HexFormat.of().formatHex(expected));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFdate,x\n2012-01-01,1\n2012-01-02,2\n2012-01-03,4\n",
                "date,x\r\n2012-01-01,1\r\n2012-01-02,2\r\n2012-01-03,4\r\n",
                "date,x\r2012-01-01,1\r2012-01-02,2\r2012-01-03,4\r",
                "date,x\n2012-01-01,1\n2012-01-02,2\n2012-01-03,4",
                "\n\ndate,x\n2012-01-01,1\n2012-01-02,2\n2012-01-03,4\n\n  \n\n",
                "date;x\n2012-01-01;1\n2012-01-02;2\n2012-01-03;4\n",
                "date\tx\n2012-01-01\t1\n2012-01-02\t2\n2012-01-03\t4\n",
                "date|x\n2012-01-01|1\n2012-01-02|2\n2012-01-03|4\n",
                " date , x \n 2012-01-01 , 1 \n2012-01-02,  2\n2012-01-03,4e0\n",
                "\"date\",\"x\"\n\"2012-01-01\",\"1\"\n \"2012-01-02\" ,+2.0\n\"2012-01-03\",\"4\"\n",
                "note,date,x\n\"a \"\"b\"\", c\nd\",2012-01-01,1\n\"\",2012-01-02,2\nback\\slash,2012-01-03,4\n",
            })
    void other_ways_to_write_the_same_are_read_without_complaint(String text) {
        TimeSeries series = only(spec(text));
        assertThat(values(series, 0)).containsExactly(1, 2, 4);
        assertThat(series.index().frequency().label()).isEqualTo("1d");
    }

    @Test
    void gzip_is_known_by_its_first_bytes() throws IOException {
        assertThat(values(only(SourceSpec.of(file(gzip(PLAIN)), "date", "x")), 0))
                .containsExactly(1, 2, 4);
    }

    @Test
    void text_longer_than_a_buffer_is_decoded_across_its_border() {
        StringBuilder text = new StringBuilder("date,note,x\r\n");
        for (int day = 0; day < 5000; day++) {
            text.append(java.time.LocalDate.ofEpochDay(day))
                    .append(",äöü€😀äöü€😀,")
                    .append(day)
                    .append("\r\n");
        }
        TimeSeries series = only(spec(text.toString()));
        assertThat(series.length()).isEqualTo(5000);
        assertThat(series.column(0).value(4999)).isEqualTo(4999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "windows-1252"})
    void other_encodings_are_read_when_named(String charset) {
        Path file = file("datum,größe\n2012-01-01,1\n2012-01-02,2\n".getBytes(Charset.forName(charset)));
        SourceSpec spec = SourceSpec.of(file, "datum", "größe")
                .withFormat(CsvFormat.defaults().withCharset(Charset.forName(charset)));
        assertThat(values(only(spec), 0)).containsExactly(1, 2);
    }

    @Test
    void decimal_comma_leaves_the_comma_out_of_the_separators() {
        SourceSpec spec = SourceSpec.of(file("2012-01-01;1,5\n2012-01-02;-2,25\n"), "c1", "c2")
                .withFormat(CsvFormat.defaults().withDecimal(',').withHeader(false));
        assertThat(values(only(spec), 0)).containsExactly(1.5, -2.25);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COMMA|.|12,345.5|-1,234,567",
                "POINT|,|12.345,5|-1.234.567",
                "BLANK|.|'12 345.5'|'-1\u00a0234\u202f567'",
                "APOSTROPHE|.|12'345.5|-1'234'567",
                "COMMA|.|12345.5|-1234567"
            })
    void digits_are_grouped_where_the_sign_is_named(Thousands thousands, char decimal, String one, String other) {
        SourceSpec spec = SourceSpec.of(file("day;x\n2012-01-01;" + one + "\n2012-01-02;" + other + "\n"), "day", "all")
                .withFormat(CsvFormat.defaults().withDecimal(decimal).withThousands(thousands));
        assertThat(values(only(spec), 0)).containsExactly(12345.5, -1234567);
    }

    @Test
    void all_takes_the_columns_whose_first_value_is_a_number() {
        SeriesSet set = SeriesReader.read(SourceSpec.of(
                file("date,a,word,b,none\n2012-01-01,,,1,\n2012-01-02,3,x,2,NA\n2012-01-03,5,7,2,-\n"), "date", "all"));
        assertThat(set.series().get(0).columnNames()).containsExactly("a", "b");
        assertThat(values(set.series().get(0), 0)).containsExactly(3, 3, 5);
        assertThat(set.notes())
                .contains(
                        "column 'word' left out: its first value 'x' is no number",
                        "column 'none' left out: every value is missing");
    }

    @Test
    void separators_at_the_ends_of_the_lines_make_no_columns() {
        SeriesSet set =
                SeriesReader.read(SourceSpec.of(file("date,a,,\n2012-01-01,1,,\n2012-01-02,3,,NA\n"), "date", "all"));
        assertThat(set.series().get(0).columnNames()).containsExactly("a");
        assertThat(values(set.series().get(0), 0)).containsExactly(1, 3);
    }

    @Test
    void without_a_time_column_rows_are_numbered() {
        TimeSeries series = only(SourceSpec.of(file("x\n1\n2\n\n"), Optional.empty(), List.of("x")));
        assertThat(series.index().frequency()).isEqualTo(new Frequency.Rows());
        assertThat(series.index().at(2).toEpochSecond()).isEqualTo(2);
    }

    @Test
    void missing_rows_and_values_are_filled_and_told() {
        SeriesSet set = SeriesReader.read(spec("date,x\n2012-01-01,1\n2012-01-02,\n2012-01-03,3\n2012-01-05,n/a\n"));
        TimeSeries series = set.series().get(0);
        assertThat(values(series, 0)).containsExactly(1, 1, 3, 3, 3);
        assertThat(series.column(0).filledRows()).isEqualTo(3);
        assertThat(set.counts()).containsExactly(new RowCounts(4, 0, 1));
        assertThat(set.notes()).contains("gaps: 1 missing rows and 2 missing values, filled with the previous value");
        assertThat(set.profile().get(0).columns().get(0).missing()).isEqualTo(2);
    }

    @Test
    void gaps_follow_the_policy() {
        String text = "date,x\n2012-01-01,1\n2012-01-02,2\n2012-01-04,4\n";
        assertThat(values(only(spec(text).withGaps(GapPolicy.LINEAR)), 0)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void duplicates_follow_the_policy() {
        String text = "date,x,y\n2012-01-01,1,1\n2012-01-02,2,\n2012-01-02,4,5\n2012-01-03,7,8\n";
        SourceSpec spec = SourceSpec.of(file(text), "date", "x", "y");
        assertThat(values(only(spec.withDuplicates(DuplicatePolicy.FIRST)), 0)).containsExactly(1, 2, 7);
        assertThat(values(only(spec.withDuplicates(DuplicatePolicy.LAST)), 0)).containsExactly(1, 4, 7);
        TimeSeries mean = only(spec.withDuplicates(DuplicatePolicy.MEAN));
        assertThat(values(mean, 0)).containsExactly(1, 3, 7);
        assertThat(values(mean, 1)).containsExactly(1, 5, 8);
        assertThat(SeriesReader.read(spec.withDuplicates(DuplicatePolicy.FIRST)).counts())
                .containsExactly(new RowCounts(4, 1, 0));
    }

    @Test
    void rows_out_of_order_are_sorted_when_asked_for() {
        SeriesSet set = SeriesReader.read(spec("date,x\n2012-01-03,3\n2012-01-01,1\n2012-01-04,4\n2012-01-02,2\n")
                .withOrder(OrderPolicy.SORT));
        assertThat(values(set.series().get(0), 0)).containsExactly(1, 2, 3, 4);
        assertThat(set.notes()).contains("rows sorted by time");
    }

    @Test
    void sorting_keeps_equal_timestamps_in_the_order_of_the_file() {
        String text = "date,x\n2012-01-02,1\n2012-01-02,2\n2012-01-01,0\n2012-01-02,3\n";
        SourceSpec spec = spec(text).withOrder(OrderPolicy.SORT);
        assertThat(values(only(spec.withDuplicates(DuplicatePolicy.FIRST)), 0)).containsExactly(0, 1);
        assertThat(values(only(spec.withDuplicates(DuplicatePolicy.LAST)), 0)).containsExactly(0, 3);
    }

    @Test
    void series_of_one_file_keep_the_order_of_their_first_row() {
        SeriesSet set = SeriesReader.read(
                spec("id,date,x\nb,2012-01-01,1\na,2012-01-01,10\nb,2012-01-02,2\na,2012-01-02,20\na,2012-01-03,30\n")
                        .withId("id"));
        assertThat(set.series()).extracting(TimeSeries::id).containsExactly("b", "a");
        assertThat(values(set.series().get(0), 0)).containsExactly(1, 2);
        assertThat(values(set.series().get(1), 0)).containsExactly(10, 20, 30);
    }

    @Test
    void a_folder_holds_one_series_per_file() throws IOException {
        Files.writeString(folder.resolve("b.csv"), "x,date\n1,2012-01-01\n2,2012-01-02\n");
        Files.write(folder.resolve("a.csv.gz"), gzip("date,x\n2012-01-01,3\n2012-01-02,4\n"));
        Files.writeString(folder.resolve("readme.txt"), "not data");
        SeriesSet set = SeriesReader.read(SourceSpec.of(folder, "date", "x"));
        assertThat(set.series()).extracting(TimeSeries::id).containsExactly("a", "b");
        assertThat(values(set.series().get(0), 0)).containsExactly(3, 4);
        assertThat(values(set.series().get(1), 0)).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iso|2012-03-04T05:06:07,2012-03-04T05:06:08",
                "iso|2012-03-04 05:06:07,2012-03-04 05:06:08.000",
                "iso|2012/3/4 5:06:07,2012/03/04 05:06:08",
                "epoch-s|1330837567,1330837568",
                "epoch-ms|1330837567000,1330837568000",
                "dd.MM.yyyy HH:mm:ss|04.03.2012 05:06:07,04.03.2012 05:06:08",
                "'day' dd.MM.yyyy. HH:mm:ss|day 04.03.2012. 05:06:07,day 04.03.2012. 05:06:08",
                "'y''s Go' yyyy-MM-dd'y'HH:mm:ss|y's Go 2012-03-04y05:06:07,y's Go 2012-03-04y05:06:08",
                "MMM d yyyy h:mm:ss a|mar 4 2012 5:06:07 am,Mar 4 2012 5:06:08 AM",
            })
    void timestamps_of_many_forms_mean_the_same(String formAndRows) {
        String[] parts = formAndRows.split("\\|", 2);
        String[] rows = parts[1].split(",", -1);
        TimeSeries series = only(spec("date;x\n" + rows[0] + ";1\n" + rows[1] + ";2\n")
                .withFormat(CsvFormat.defaults().withTimestamp(parts[0])));
        assertThat(series.index().start().toLocalDateTime()).isEqualTo(LocalDateTime.of(2012, 3, 4, 5, 6, 7));
        assertThat(series.index().frequency().label()).isEqualTo("1s");
    }

    @Test
    void months_and_years_alone_are_their_first_day() {
        assertThat(only(spec("date,x\n2012-01,1\n2012-02,2\n2012-03,3\n"))
                        .index()
                        .frequency()
                        .label())
                .isEqualTo("month");
        assertThat(only(spec("date,x\n2012,1\n2013,2\n2014,3\n"))
                        .index()
                        .frequency()
                        .label())
                .isEqualTo("year");
    }

    @Test
    void offsets_in_the_text_win_and_the_first_gives_the_zone() {
        TimeSeries series =
                only(spec("date,x\n2012-01-01T00:00+01:00,1\n2012-01-01T00:00Z,2\n2012-01-01T00:00-01:00,3\n"));
        assertThat(series.index().zoned()).isTrue();
        assertThat(series.index().frequency().label()).isEqualTo("1h");
        assertThat(series.index().start()).isEqualTo(ZonedDateTime.parse("2012-01-01T00:00+01:00"));
    }

    @Test
    void offsets_across_daylight_saving_are_days_in_the_zone_asked_for() {
        String text = """
                date,x
                2012-03-24T00:00+01:00,1
                2012-03-25T00:00+01:00,2
                2012-03-26T00:00+02:00,3
                2012-03-27T00:00+02:00,4
                """;
        TimeSeries series = only(spec(text).withFormat(CsvFormat.defaults().withZone(ZoneId.of("Europe/Berlin"))));
        assertThat(series.index().frequency().label()).isEqualTo("1d");
        assertThat(series.length()).isEqualTo(4);
    }

    @Test
    void the_hour_that_comes_twice_is_first_summer_then_winter_time() {
        String text = """
                date,x
                2012-10-28T01:30,1
                2012-10-28T02:00,2
                2012-10-28T02:30,3
                2012-10-28T02:00,4
                2012-10-28T02:30,5
                2012-10-28T03:00,6
                """;
        TimeSeries series = only(spec(text).withFormat(CsvFormat.defaults().withZone(ZoneId.of("Europe/Berlin"))));
        assertThat(series.index().frequency().label()).isEqualTo("30min");
        assertThat(values(series, 0)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(series.index().at(3)).isEqualTo(ZonedDateTime.parse("2012-10-28T02:00+01:00"));
    }

    @Test
    void a_frequency_that_is_given_is_used() {
        SourceSpec spec =
                spec("date,x\n2012-01-01,1\n2012-01-03,3\n2012-01-05,5\n").withFrequency(new Frequency.Days(1));
        assertThat(values(only(spec), 0)).containsExactly(1, 1, 3, 3, 5);
    }

    @Test
    void seattle_has_a_row_for_every_day() {
        SeriesSet set = SeriesReader.read(
                SourceSpec.of(Path.of("sample-data/temperatures/seattle-weather.csv"), "date", "all"));
        TimeSeries series = set.series().get(0);
        assertThat(series.columnNames()).containsExactly("precipitation", "temp_max", "temp_min", "wind");
        assertThat(series.length()).isEqualTo(1461);
        assertThat(series.index().start().toLocalDate()).hasToString("2012-01-01");
        assertThat(series.index().frequency().label()).isEqualTo("1d");
        assertThat(set.counts()).containsExactly(new RowCounts(1461, 0, 0));
        assertThat(series.column(1).value(1460)).isEqualTo(5.6);
        assertThat(set.profile()
                        .get(0)
                        .columns()
                        .get(1)
                        .seasonality()
                        .orElseThrow()
                        .lag())
                .isEqualTo(365);
    }

    @Test
    void stocks_have_business_days_with_holidays_for_gaps() {
        SeriesSet set = SeriesReader.read(SourceSpec.of(Path.of("sample-data/stocks/sp500-2000.csv"), "date", "close"));
        TimeSeries series = set.series().get(0);
        assertThat(series.index().frequency()).isEqualTo(new Frequency.BusinessDays());
        assertThat(series.index().start().toLocalDate()).hasToString("2000-01-03");
        // 1058 whole weeks from Monday 2000-01-03 to Sunday 2020-04-12, and the week to Friday 2020-04-17.
        assertThat(series.length()).isEqualTo(1059 * 5);
        assertThat(series.column(0).value(series.length() - 1)).isEqualTo(2874.560059);
        // Martin Luther King Day, 2000-01-17, is row 10.
        assertThat(series.column(0).observed(10)).isFalse();
        assertThat(set.profile().get(0).columns().get(0).seasonality()).isEmpty();
    }

    @Test
    void two_cities_are_two_series() {
        SeriesSet set = SeriesReader.read(
                SourceSpec.of(Path.of("sample-data/temperatures/weather.csv"), "date", "temp_max", "temp_min")
                        .withId("location"));
        assertThat(set.series()).extracting(TimeSeries::id).containsExactly("Seattle", "New York");
        assertThat(set.series()).extracting(TimeSeries::length).containsExactly(1461, 1461);
        assertThat(set.series().get(1).column(0).value(1460)).isEqualTo(11.1);
        assertThat(set.notes()).contains("2 series, 2922 rows", "frequency 1d, inferred");
    }
}
