package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManySeriesTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    /** Series of a week's cycle, each ten times larger than the one before, beginning a day later, as long as said. */
    private Path sales(String prefix, int... rows) throws IOException {
        StringBuilder csv = new StringBuilder("day,item,sold\n");
        for (int s = 0; s < rows.length; s++) {
            for (int row = 0; row < rows[s]; row++) {
                double sold = Math.pow(10, s) * (3 + Math.sin(2 * Math.PI * row / 7) + 0.1 * Math.cos(row * row));
                csv.append(LocalDate.of(2024, 1, 1).plusDays(s + row))
                        .append(',')
                        .append(prefix)
                        .append(s)
                        .append(',')
                        .append(sold)
                        .append('\n');
            }
        }
        return Files.writeString(folder.resolve(prefix + ".csv"), csv);
    }

    private Settings settings(Path input) {
        return Settings.none()
                .with("input", input)
                .with("time", "day")
                .with("id", "item")
                .with("target", "sold")
                .with("horizon", 7)
                .with("lookback", 14)
                .with("hidden", 4)
                .with("epochs", 2)
                .with("report", false)
                .with("output", folder.resolve("out"));
    }

    private Jobs jobs() {
        return new Jobs(JobProgress.lines(notes::add));
    }

    @Test
    void series_of_many_sizes_and_lengths_make_one_model_that_forecasts_new_ones() throws IOException {
        Outcome trained = jobs().run(settings(sales("old", 200, 150, 180, 9)));
        assertThat(trained.evaluation().orElseThrow().perSeries()).containsOnlyKeys("old0", "old1", "old2");
        assertThat(trained.lines()).anyMatch(line -> line.contains("of 3 series are forecast better"));
        assertThat(trained.evaluation().orElseThrow().baselines())
                .as("a short series spares the network no rival")
                .containsKey("seasonal-naive-7");
        assertThat(notes)
                .anyMatch(note -> note.contains("found 1 series with fewer training rows") && note.contains("'old3'"));

        Settings given = Settings.none()
                .with("input", sales("new", 40, 30))
                .with("report", false)
                .with("output", folder.resolve("later"));
        jobs().forecast(folder.resolve("out/model.zip"), given);
        List<String> forecast = Files.readAllLines(folder.resolve("later/forecast.csv"));
        assertThat(forecast).hasSize(1 + 2 * 7);
        assertThat(forecast.get(8)).startsWith("new1,2024-02-01");
        double large = Double.parseDouble(forecast.get(8).split(",", -1)[2]);
        assertThat(large).as("in the new series' own size").isBetween(10.0, 60.0);
    }

    @Test
    void series_that_a_split_by_rows_cannot_cut_and_one_that_begins_after_training_are_left_out() throws IOException {
        Path input = sales("old", 200, 60, 200);
        List<String> lines = Files.readAllLines(input); // the third has no value before its 140th row
        for (int i = 1 + 200 + 60; i < 1 + 200 + 60 + 140; i++) {
            lines.set(i, lines.get(i).substring(0, lines.get(i).lastIndexOf(',') + 1));
        }
        Files.write(input, lines);
        Outcome trained = jobs().run(settings(input).with("split", "rows:100,40,60"));
        assertThat(trained.evaluation().orElseThrow().evaluatedWindows()).isEqualTo(60 - 7 + 1);
        assertThat(notes)
                .anyMatch(note -> note.startsWith("found 2 series too short for the split, or without a value in their "
                        + "training rows ('old1', 'old2')"));
        assertThat(Files.readString(folder.resolve("out/forecast.csv")))
                .as("forecast all the same")
                .contains("old1", "old2");
    }

    @Test
    void a_split_that_suits_no_series_is_refused() throws IOException {
        Settings impossible = settings(sales("old", 60, 50)).with("split", "rows:100,40,60");
        assertThatThrownBy(() -> jobs().run(impossible))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("split rows:100,40,60 asks for 200 rows, the series has 50");
    }

    @Test
    void short_series_are_refused_where_the_job_says_so() throws IOException {
        Settings strict = settings(sales("old", 200, 9)).with("short-series", "error");
        assertThatThrownBy(() -> jobs().run(strict))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("found 1 series with fewer training rows than a window of 21 ('old1')");
    }
}
