package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.forecast4j.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileUseTest {
    @TempDir
    Path folder;

    private final Jobs jobs = new Jobs(JobProgress.lines(note -> {}));

    @BeforeEach
    void data() throws IOException {
        StringBuilder csv = new StringBuilder("y\n");
        for (int row = 0; row < 60; row++) {
            csv.append(20 + row % 7).append('\n');
        }
        Files.createDirectories(folder.resolve("ow"));
        Files.writeString(folder.resolve("ow/forecast.csv"), csv);
    }

    private Settings settings() {
        return Settings.none()
                .with("target", "y")
                .with("horizon", 3)
                .with("lookback", 7)
                .with("epochs", 1)
                .with("interval", "none")
                .with("output", folder.resolve("ow"));
    }

    private static void assertRefused(Runnable work, UserError.Kind kind, String... parts) {
        assertThatThrownBy(work::run)
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(parts)
                .extracting(e -> ((UserError) e).kind())
                .isEqualTo(kind);
    }

    @Test
    void an_input_that_a_result_would_replace_is_refused_by_each_verb_that_writes_it() throws IOException {
        Path input = folder.resolve("ow/forecast.csv");
        String before = Files.readString(input);
        Settings settings = settings().with("input", input);
        assertRefused(
                () -> jobs.run(settings), UserError.Kind.USAGE, "forecast.csv: would be read (input)", "(output)");
        assertThatCode(() -> jobs.train(settings)).doesNotThrowAnyException();
        Path old = Files.copy(folder.resolve("ow/model.zip"), folder.resolve("old.zip"));
        assertRefused(
                () -> beside(FileUse.none().writing("--json", old)).train(settings.with("update", old)),
                UserError.Kind.USAGE,
                "old.zip: would be read (update)");
        Files.move(input, folder.resolve("ow/backtest.csv"));
        Settings moved = settings().with("input", folder.resolve("ow/backtest.csv"));
        assertRefused(() -> jobs.backtest(moved), UserError.Kind.USAGE, "backtest.csv: would be read (input)");
        Files.move(folder.resolve("ow/backtest.csv"), folder.resolve("ow/tune.csv"));
        Settings again = settings().with("input", folder.resolve("ow/tune.csv"));
        assertRefused(() -> jobs.tune(again), UserError.Kind.USAGE, "tune.csv: would be read (input)");
        Files.move(folder.resolve("ow/tune.csv"), input);
        Settings fresh = Settings.none().with("input", input).with("output", folder.resolve("ow"));
        assertRefused(
                () -> jobs.forecast(folder.resolve("ow/model.zip"), fresh),
                UserError.Kind.USAGE,
                "forecast.csv: would be read (input)");
        assertThat(input).hasContent(before.strip());
    }

    @Test
    void results_among_the_series_of_a_folder_are_refused() {
        Settings settings = settings().with("input", folder.resolve("ow"));
        assertRefused(
                () -> jobs.backtest(settings),
                UserError.Kind.USAGE,
                "backtest.csv: a result in the folder",
                "(output)");
    }

    @Test
    void what_the_command_line_reads_and_writes_besides_is_looked_at_too() {
        Path input = folder.resolve("ow/forecast.csv");
        Settings settings = settings().with("input", input).with("output", folder.resolve("out"));
        assertRefused(
                () -> beside(FileUse.none().writing("--json", input)).train(settings),
                UserError.Kind.USAGE,
                "forecast.csv: would be read (input) and then replaced by a result (--json)");
        assertRefused(
                () -> beside(FileUse.none().writing("--json", folder.resolve("out/x/../model.zip")))
                        .train(settings),
                UserError.Kind.USAGE,
                "model.zip: two results would be written there, by --json and by output");
        assertRefused(
                () -> beside(FileUse.none().reading("the job file", folder.resolve("out/scores.json")))
                        .run(settings),
                UserError.Kind.USAGE,
                "scores.json: would be read (the job file)");
    }

    private static Jobs beside(FileUse files) {
        return new Jobs(JobProgress.lines(note -> {}), files);
    }

    @Test
    void a_linked_file_is_the_file_that_it_leads_to() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), folder.resolve("ow/forecast.csv"));
        Settings settings = settings().with("input", link);
        assertRefused(() -> jobs.run(settings), UserError.Kind.USAGE, "would be read (input)");
    }

    @Test
    void a_place_where_no_file_can_be_is_refused_before_the_work() throws IOException {
        Path input = folder.resolve("ow/forecast.csv");
        Settings settings = settings().with("input", input);
        assertRefused(
                () -> beside(FileUse.none().writing("--json", input.resolve("x.json")))
                        .train(settings),
                UserError.Kind.DATA,
                "x.json: cannot be written",
                "forecast.csv is no folder",
                "(--json)");
        Files.createDirectories(folder.resolve("ow/model.zip"));
        assertRefused(() -> jobs.train(settings), UserError.Kind.DATA, "model.zip: found a folder", "(output)");
    }
}
