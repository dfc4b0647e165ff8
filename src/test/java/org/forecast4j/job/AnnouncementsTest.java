package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.forecast4j.UserError;
import org.forecast4j.series.Frequency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job says of its data, or refuses, before it trains. */
class AnnouncementsTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();
    private final Jobs jobs = new Jobs(JobProgress.lines(notes::add));

    private Path file(String header, int rows, IntUnaryOperator value, String rest) throws IOException {
        StringBuilder csv = new StringBuilder(header).append('\n');
        for (int row = 0; row < rows; row++) {
            csv.append(value.applyAsInt(row)).append(rest).append('\n');
        }
        return Files.writeString(folder.resolve("data.csv"), csv);
    }

    private Settings settings(Path input, String target) {
        return Settings.none()
                .with("input", input)
                .with("target", target)
                .with("horizon", 2)
                .with("lookback", 7)
                .with("hidden", 4)
                .with("epochs", 1)
                .with("report", false)
                .with("output", folder.resolve("out"));
    }

    @Test
    void training_values_beyond_the_limits_of_the_forecasts_are_counted() throws IOException {
        Path input = file("y", 100, row -> row % 7 - 2, ""); // of 70 training rows 10 hold -2, 10 hold -1, 10 hold 4
        jobs.train(settings(input, "y").with("min", 0).with("max", 3));
        assertThat(notes)
                .contains(
                        "min 0.0: 20 training values lie below it, the smallest -2.0; no forecast will go there",
                        "max 3.0: 10 training values lie above it, the largest 4.0; no forecast will go there");
        notes.clear();
        jobs.train(settings(input, "y").with("min", -2).with("max", 4));
        assertThat(notes).noneMatch(note -> note.contains("training value"));
    }

    @Test
    void an_interval_that_is_left_out_is_told_of_with_what_it_needs_itself() throws IOException {
        jobs.train(settings(file("y", 40, row -> row % 7, ""), "y").with("split", "rows:28,4,8"));
        assertThat(notes) // 4 validation rows make 3 windows of a horizon of 2: too few for both
                .anyMatch(note -> note.startsWith("no interval of coverage 0.95: ")
                        && note.contains("an interval of coverage 0.95 needs 19"))
                .anyMatch(note -> note.startsWith("no interval of coverage 0.8: ")
                        && note.contains("an interval of coverage 0.8 needs 4"));
    }

    @Test
    void intervals_that_rest_on_few_windows_are_told_of() throws IOException {
        Settings settings = settings(file("y", 140, row -> row % 7, ""), "y");
        jobs.train(settings.with("split", "rows:90,30,20")); // 29 windows of a horizon of 2
        assertThat(notes)
                .contains(
                        "the intervals rest on 29 validation windows: so few may hold much less, or more, than they are"
                                + " meant to");
        notes.clear();
        jobs.train(settings.with("split", "rows:90,31,19"));
        jobs.train(settings.with("split", "rows:90,30,20").with("interval", "none"));
        assertThat(notes).noneMatch(note -> note.startsWith("the intervals rest"));
    }

    @Test
    void names_that_would_stand_twice_in_the_forecast_are_refused() throws IOException {
        StringBuilder csv = new StringBuilder("y,y_lower_80\n");
        for (int row = 0; row < 60; row++) {
            csv.append(row % 7).append(',').append(row % 5).append('\n');
        }
        Settings bounds = settings(Files.writeString(folder.resolve("two.csv"), csv), "y,y_lower_80");
        assertThatThrownBy(() -> jobs.run(bounds))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("two columns of the name 'y_lower_80'")
                .hasMessageContaining("rename it");
        Settings rows = settings(file("row", 60, row -> row % 7, ""), "row");
        assertThatThrownBy(() -> jobs.run(rows))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("two columns of the name 'row'");
        assertThatCode(() -> jobs.train(rows)).doesNotThrowAnyException();
    }

    @Test
    void a_file_of_future_rows_that_is_not_there_is_named_as_such() throws IOException {
        Settings settings = settings(file("y,promo", 60, row -> row % 7, ",1"), "y")
                .with("known-covariates", "promo")
                .with("future", folder.resolve("nope.csv"));
        assertThatThrownBy(() -> jobs.run(settings))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("nope.csv: found no such file")
                .hasMessageContaining("(--future)");
    }

    @Test
    void a_series_without_any_value_is_left_out_of_many() throws IOException {
        StringBuilder csv = new StringBuilder("item,y\n");
        for (int row = 0; row < 60; row++) {
            csv.append("a,").append(row % 7).append("\nb,\nc,").append(row % 5).append('\n');
        }
        Path input = Files.writeString(folder.resolve("data.csv"), csv);
        Settings settings = settings(input, "y").with("id", "item");
        jobs.run(settings);
        assertThat(notes)
                .contains("found 1 series in which every value of a target or covariate is missing ('b'): left out");
        assertThat(Files.readString(folder.resolve("out/forecast.csv")))
                .contains("\na,", "\nc,")
                .doesNotContain("\nb,");
        assertThat(jobs.read(settings).series()).hasSize(2);
        assertThatThrownBy(() -> jobs.read(settings.with("short-series", "error")))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(
                        "found 1 series in which every value of a target or covariate is missing ('b'); ");
    }

    @Test
    void constant_columns_are_left_out_of_all_and_refused_where_named() throws IOException {
        StringBuilder csv = new StringBuilder("a,flat,late\n");
        for (int row = 0; row < 60; row++) {
            csv.append(row % 7).append(",3,").append(row < 50 ? 0 : row % 5).append('\n');
        }
        Path input = Files.writeString(folder.resolve("data.csv"), csv);
        jobs.run(settings(input, "all"));
        assertThat(notes).contains("found 2 columns that are constant in the training rows ('flat', 'late'): left out");
        assertThat(Files.readString(folder.resolve("out/forecast.csv"))).startsWith("row,a,a_");
        assertThatThrownBy(() -> jobs.train(settings(input, "a,flat")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("column 'flat' is constant (3.0) in the training rows");
        assertThatThrownBy(() -> jobs.train(settings(file("flat,late", 60, row -> 3, ",0"), "all")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("column 'flat' is constant");
    }

    /** Sixty days. */
    private Path days(String header, String rest) throws IOException {
        StringBuilder csv = new StringBuilder(header).append('\n');
        for (int row = 0; row < 60; row++) {
            LocalDate day = LocalDate.of(2024, 1, 1).plusDays(row);
            csv.append(day).append(',').append(row % 7).append(rest).append('\n');
        }
        return Files.writeString(folder.resolve("days.csv"), csv);
    }

    @Test
    void the_only_column_of_timestamps_is_the_time_column_unasked() throws IOException {
        Settings settings = settings(days("day,y,year", ",2024"), "y");
        jobs.run(settings);
        assertThat(notes).contains("time column 'day', found by its timestamps", "frequency 1d, inferred");
        assertThat(Files.readString(folder.resolve("out/forecast.csv"))).contains("day,y", "\n2024-03-01,");
        Settings saved = settings(days("day,y,year", ",2024"), "y").with("output", folder.resolve("again"));
        jobs.forecast(folder.resolve("out/model.zip"), saved);
        assertThat(Files.readString(folder.resolve("again/forecast.csv"))).contains("day,y", "\n2024-03-01,");
    }

    @Test
    void rows_are_numbered_where_that_is_asked_or_no_column_of_timestamps_stands_alone() throws IOException {
        Settings one = settings(days("day,y,until", ",2024-05-01"), "y");
        assertThat(jobs.read(one).series().get(0).index().frequency()).isEqualTo(new Frequency.Rows());
        assertThat(notes)
                .contains(
                        "found timestamps in 2 columns ('day', 'until'): none is taken; name the one that counts (--time)");
        notes.clear();
        assertThat(jobs.read(one.with("time", "day")).series().get(0).index().frequency())
                .isEqualTo(new Frequency.Days(1));
        assertThat(jobs.read(one.with("past-covariates", "until"))
                        .series()
                        .get(0)
                        .index()
                        .frequency())
                .isEqualTo(new Frequency.Days(1));
        assertThat(jobs.read(one.with("time", "none")).notes()).contains("no time column: rows are numbered");
        assertThat(jobs.read(one.with("frequency", "row")).notes()).contains("no time column: rows are numbered");
    }

    @Test
    void dates_that_cannot_be_read_unasked_are_told_of() throws IOException {
        Path input = Files.writeString(folder.resolve("us.csv"), "day,y\n1/2/2024,1\n1/3/2024,2\n");
        jobs.read(settings(input, "y"));
        assertThat(notes)
                .contains(
                        "found what may be dates ('day'): name the time column, and say how its dates are written"
                                + " (--time, --timestamp 'dd.MM.yyyy')",
                        "no time column: rows are numbered");
    }
}
