package org.forecast4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.forecast4j.UserError;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFilesTest {
    private final Path folder;

    OutputFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static AtomicFiles.Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_file_is_written_and_replaced_without_leftovers() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFiles.write(file, text("one"));
        AtomicFiles.write(file, text("two"));
        assertThat(file).hasContent("two");
        assertThat(names()).containsExactly("a.txt");
    }

    /** A process that is killed while it writes cannot remove its temporary file; the next writer does. */
    @Test
    void leftovers_of_a_killed_writer_are_removed_once_a_day_old() throws IOException {
        String old = ".a.txt." + UUID.randomUUID() + ".tmp";
        String underWay = ".a.txt." + UUID.randomUUID() + ".tmp";
        String ofAnotherFile = ".b.txt." + UUID.randomUUID() + ".tmp";
        String ofAnother = ".a.txt.mine.tmp";
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
        for (String name : List.of(old, ofAnotherFile, ofAnother)) {
            Files.setLastModifiedTime(Files.writeString(folder.resolve(name), "x"), yesterday);
        }
        Files.writeString(folder.resolve(underWay), "x");
        AtomicFiles.write(folder.resolve("a.txt"), text("one"));
        assertThat(names()).containsExactlyInAnyOrder("a.txt", underWay, ofAnotherFile, ofAnother);
    }

    @Test
    void missing_folders_are_made() {
        Path file = folder.resolve("new/folder/a.txt");
        AtomicFiles.write(file, text("one"));
        assertThat(file).hasContent("one");
    }

    @Test
    void a_full_disk_leaves_the_old_file_and_nothing_else() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(1);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("a.txt", "No space left on device", "--output");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void a_fault_of_the_writer_leaves_the_old_file_and_nothing_else() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    throw new IllegalStateException("fault");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void a_folder_that_cannot_be_written_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> AtomicFiles.write(file.resolve("a.txt"), text("x")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be written");
        assertThatThrownBy(() -> AtomicFiles.checkWritable(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be written");
        assertThatThrownBy(() -> AtomicFiles.write(folder, text("x")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("found a folder");
    }

    @Test
    void a_check_of_a_folder_leaves_no_trace() {
        AtomicFiles.checkWritable(folder.resolve("new/results"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void json_is_indented_and_ends_its_last_line() {
        record Score(String name, double value, List<Double> steps) {}
        Path file = folder.resolve("a.json");
        JsonFiles.write(file, new Score("mae", 0.5, List.of(1.0, Double.NaN)));
        assertThat(file).hasContent("""
                        {
                          "name" : "mae",
                          "value" : 0.5,
                          "steps" : [
                            1.0,
                            "NaN"
                          ]
                        }
                        """);
    }

    @Test
    void daily_forecasts_carry_dates() throws IOException {
        TimeIndex index = index("2012-02-28T00:00Z", "1d", 1, false);
        assertThat(csv(Optional.empty(), "date", List.of("temp, max"), ForecastCsv.Block.of("", index, new double[][] {
                    {1.5}, {-2}
                })))
                .isEqualTo("date,\"temp, max\"\n2012-02-29,1.5\n2012-03-01,-2\n");
    }

    @Test
    void several_series_carry_their_id() throws IOException {
        TimeIndex index = index("2012-01-01T00:00Z", "month", 2, false);
        assertThat(csv(
                        Optional.of("city"),
                        "month",
                        List.of("x", "y"),
                        ForecastCsv.Block.of("Seattle", index, new double[][] {{1, 2}}),
                        ForecastCsv.Block.of("say \"hi\"", index, new double[][] {{3, 4}})))
                .isEqualTo("city,month,x,y\nSeattle,2012-03-01,1,2\n\"say \"\"hi\"\"\",2012-03-01,3,4\n");
    }

    @Test
    void timestamps_follow_frequency_and_zone() {
        assertThat(ForecastCsv.timestamp(index("2012-01-01T00:00Z", "1h", 1, false), 1))
                .isEqualTo("2012-01-01T01:00:00");
        assertThat(ForecastCsv.timestamp(index("2012-01-01T06:00Z", "1d", 1, false), 1))
                .isEqualTo("2012-01-02T06:00:00");
        TimeIndex berlin = new TimeIndex(
                ZonedDateTime.of(2012, 3, 25, 1, 0, 0, 0, ZoneId.of("Europe/Berlin")), Frequency.parse("1h"), 1, true);
        assertThat(ForecastCsv.timestamp(berlin, 1)).isEqualTo("2012-03-25T03:00:00+02:00");
        TimeIndex rows = new TimeIndex(
                ZonedDateTime.ofInstant(java.time.Instant.EPOCH, ZoneOffset.UTC), new Frequency.Rows(), 7, false);
        assertThat(ForecastCsv.timestamp(rows, 7)).isEqualTo("7");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "0.1, 0.1",
        "-12.8, -12.8",
        "931800000, 931800000",
        "0.00001, 0.00001",
        "1e-7, 1E-7",
        "1e30, 1E+30",
        "1e300, 1E+300",
        "0.3333333432674408, 0.333333343267",
        "100000016.91234, 100000016.912",
        "1000000003.25, 1000000003.25"
    })
    void forecasts_have_twelve_digits_at_most_however_far_from_zero(double value, String expected) {
        assertThat(ForecastCsv.number(value)).isEqualTo(expected);
    }

    @Test
    void truths_are_written_as_they_were_read() {
        assertThat(ForecastCsv.exact(100000016.912345)).isEqualTo("100000016.912345");
        assertThat(ForecastCsv.exact(1e-7)).isEqualTo("1E-7");
        assertThat(ForecastCsv.exact(20)).isEqualTo("20");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void forecast_that_is_no_number_is_refused_and_nothing_is_written(double value) {
        TimeIndex index = index("2012-01-01T00:00Z", "1d", 1, false);
        ForecastCsv.Block good = ForecastCsv.Block.of("a", index, new double[][] {{1, 2}, {3, 4}});
        ForecastCsv.Block bad = ForecastCsv.Block.of("b", index, new double[][] {{1, 2}, {3, value}});
        assertThatThrownBy(() -> csv(Optional.of("id"), "date", List.of("x", "y"), good, bad))
                .isInstanceOf(UserError.class)
                .hasMessage("series 'b', column 'y', 2012-01-03: forecast " + value
                        + ", expected a number; look for a value out of all proportion in the last rows of the data,"
                        + " and correct it or leave it empty");
        assertThat(folder).isEmptyDirectory();
    }

    private static TimeIndex index(String start, String frequency, int length, boolean zoned) {
        return new TimeIndex(ZonedDateTime.parse(start), Frequency.parse(frequency), length, zoned);
    }

    private String csv(Optional<String> id, String time, List<String> columns, ForecastCsv.Block... blocks)
            throws IOException {
        Path file = folder.resolve("forecast.csv");
        ForecastCsv.write(file, id, time, columns, List.of(blocks));
        return Files.readString(file);
    }
}
