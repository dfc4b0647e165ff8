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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnseenTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private Path days(String name, int rows, double phase) throws IOException {
        StringBuilder csv = new StringBuilder("day,y\n");
        for (int row = 0; row < rows; row++) {
            csv.append(LocalDate.of(2024, 1, 1).plusDays(row))
                    .append(',')
                    .append(Math.sin(row * row + phase))
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), csv);
    }

    private Settings settings(Path input) {
        return Settings.none().with("input", input).with("report", false).with("output", folder.resolve("out"));
    }

    private Outcome evaluate(Settings given) {
        return new Jobs(JobProgress.lines(notes::add)).evaluate(folder.resolve("out/model.zip"), given);
    }

    private Outcome train(Settings settings) {
        return new Jobs(JobProgress.lines(notes::add)).run(settings);
    }

    private Settings training() throws IOException {
        return settings(days("own.csv", 100, 0))
                .with("time", "day")
                .with("target", "y")
                .with("horizon", 2)
                .with("lookback", 4)
                .with("hidden", 4)
                .with("epochs", 1);
    }

    @BeforeEach
    void train() throws IOException {
        train(training()); // 100 days: 70 to train, 10 to validate
        notes.clear();
    }

    @Test
    void the_data_of_the_training_are_scored_as_after_it() throws IOException {
        Outcome again = evaluate(settings(folder.resolve("own.csv")));
        assertThat(again.evaluation().orElseThrow().evaluatedWindows()).isEqualTo(19);
        assertThat(notes).noneMatch(note -> note.contains("has seen"));
    }

    @Test
    void of_an_earlier_split_the_windows_after_the_seen_rows_count() throws IOException {
        Outcome again = evaluate(settings(folder.resolve("own.csv")).with("split", "0.5,0.1,0.4"));
        assertThat(again.evaluation().orElseThrow().evaluatedWindows()).isEqualTo(19);
        assertThat(notes)
                .anyMatch(
                        note -> note.endsWith("model.zip has seen rows until 2024-03-20T00:00Z: scored on the 19 of 39 "
                                + "test windows that lie after them"));
    }

    @Test
    void a_model_of_a_final_fit_is_not_scored_on_the_rows_that_it_was_fitted_to() throws IOException {
        train(training().with("final-fit", true));
        assertThatThrownBy(() -> evaluate(settings(folder.resolve("own.csv"))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "model.zip has seen rows until 2024-04-09T00:00Z, and none of the 19 test windows "
                                + "lies after them; give newer rows");
    }

    @Test
    void other_data_of_the_same_days_are_scored_with_a_warning() throws IOException {
        train(training().with("final-fit", true));
        Outcome other = evaluate(settings(days("other.csv", 100, 1)));
        assertThat(other.evaluation().orElseThrow().evaluatedWindows()).isEqualTo(19);
        assertThat(notes).anyMatch(note -> note.contains("where these are the same rows, the scores flatter it"));
    }
}
