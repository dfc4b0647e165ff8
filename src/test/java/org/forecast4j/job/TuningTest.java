package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
    private static final int ROWS = 200;
    private static final int VALIDATION_END = 160;

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    /** Rows of a noisy wave; those from {@code changed} on are nonsense. */
    private Settings settings(String name, int changed) throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("day,y\n");
        for (int row = 0; row < ROWS; row++) {
            double y = Math.sin(row * 0.9) + 0.3 * random.nextGaussian();
            csv.append(LocalDate.of(2023, 1, 1).plusDays(row)).append(',');
            csv.append(row < changed ? y : 1000 - 7 * y).append('\n');
        }
        return Settings.none()
                .with(
                        "input",
                        Files.writeString(folder.resolve(name + ".csv"), csv).toString(),
                        "test")
                .with("time", "day", "test")
                .with("target", "y", "test")
                .with("horizon", "3", "test")
                .with("split", "0.6,0.2,0.2", "test")
                .with("epochs", "6", "test")
                .with("tune-trials", "5", "test")
                .with("tune-lookback", "7,14", "test")
                .with("tune-hidden", "4,6", "test")
                .with("output", folder.resolve(name).toString(), "test");
    }

    private Outcome tune(Settings settings) {
        return new Jobs(JobProgress.lines(notes::add)).tune(settings);
    }

    private List<String> lines(String name, String file) throws IOException {
        return Files.readAllLines(folder.resolve(name).resolve(file));
    }

    @Test
    void the_test_rows_change_neither_trials_nor_scores_nor_choice() throws IOException {
        tune(settings("one", ROWS));
        tune(settings("other", VALIDATION_END));

        assertThat(lines("other", "tune.csv")).isEqualTo(lines("one", "tune.csv"));
        assertThat(lines("other", "tuned.yaml").subList(2, 10))
                .isEqualTo(lines("one", "tuned.yaml").subList(2, 10));
        List<String> earlier = lines("one", "tune.csv");
        tune(settings("third", VALIDATION_END - 1));
        assertThat(lines("third", "tune.csv"))
                .as("the last validation row is scored")
                .isNotEqualTo(earlier);
    }

    @Test
    void the_job_as_it_is_and_the_naive_forecasts_stand_beside_the_trials() throws IOException {
        Outcome outcome = tune(settings("one", ROWS));

        // Five trials fill two rungs: a third of 6 epochs for all, 6 for two; the job as it is takes part in both.
        assertThat(notes).anyMatch(line -> line.contains("in 2 rungs: 5 for 2 epochs, then 2 for 6 epochs"));
        assertThat(notes.stream().filter(line -> line.startsWith("rung 1/2"))).hasSize(6);
        assertThat(notes.stream().filter(line -> line.startsWith("rung 2/2"))).hasSize(3);
        List<String> rows = lines("one", "tune.csv");
        assertThat(rows.get(1)).startsWith("untuned,").contains(",2,");
        assertThat(rows.get(2)).startsWith("trial 1,");
        assertThat(rows.stream().filter(row -> row.contains(",true,"))).hasSize(1);
        assertThat(rows).anyMatch(row -> row.startsWith("seasonal-naive-7,false,"));
        ObjectNode json = outcome.json();
        // 40 validation rows make 38 windows of a horizon of 3.
        assertThat(json.path("validationWindows").asInt()).isEqualTo(40 - 3 + 1);
        assertThat(json.path("trials")).hasSize(6);
        assertThat(outcome.table()).anyMatch(line -> line.startsWith("Tuning: "));
    }

    @Test
    void the_best_settings_become_a_job_that_runs() throws IOException {
        Settings settings = settings("one", ROWS);
        tune(settings);

        Settings tuned = JobFile.read(folder.resolve("one/tuned.yaml"));
        Job job = tuned.toJob();

        assertThat(job.data().input()).isEqualTo(settings.toJob().data().input());
        assertThat(job.data().output()).isEqualTo(folder.resolve("one/tuned"));
        assertThat(job.window().split()).isEqualTo(settings.toJob().window().split());
        assertThat(tuned.texts()).doesNotContainKey("tune-trials");
        Outcome run = new Jobs(new JobProgress() {}).run(tuned);
        assertThat(run.evaluation()).isPresent();
        assertThat(run.json().at("/chosen/lookback").asText())
                .isEqualTo(tuned.texts().get("lookback"));
    }

    /** Asks to stop in the middle of the training after so many trials. */
    private void tuneAndStop(Settings settings, int after) {
        Outcome outcome = new Jobs(new JobProgress() {
                    private int trials;
                    private int epochs;

                    @Override
                    public void trial(Tried tried) {
                        trials++;
                        epochs = 0;
                    }

                    @Override
                    public void trialEpoch(int trial, int epoch, int of) {
                        epochs++;
                    }

                    @Override
                    public boolean stopRequested() {
                        return trials == after && epochs == 1;
                    }
                })
                .tune(settings);
        assertThat(outcome.stopped()).isTrue();
    }

    @Test
    void a_search_that_was_stopped_again_and_again_ends_like_one_that_was_not() throws IOException {
        tune(settings("whole", ROWS));
        Settings stopped = settings("stopped", ROWS)
                .with("input", folder.resolve("whole.csv").toString(), "test");
        tuneAndStop(stopped, 2);
        tuneAndStop(stopped, 5);
        assertThat(folder.resolve("stopped/tuned.yaml")).doesNotExist();
        notes.clear();

        tune(stopped);

        assertThat(notes).anyMatch(line -> line.startsWith("going on after 7 scored trials"));
        assertThat(notes.stream().filter(line -> line.startsWith("rung "))).hasSize(2);
        assertThat(lines("stopped", "tune.csv")).isEqualTo(lines("whole", "tune.csv"));
        assertThat(lines("stopped", "tuned.yaml")).isEqualTo(lines("whole", "tuned.yaml"));
        assertThat(folder.resolve("stopped")).isDirectoryNotContaining("glob:**.checkpoint");
    }

    @Test
    void what_another_search_left_is_not_gone_on_from() throws IOException {
        Settings settings = settings("one", ROWS);
        tuneAndStop(settings, 2);

        tune(settings.with("seed", "2", "test"));

        assertThat(notes).anyMatch(line -> line.startsWith("starting afresh: "));
        assertThat(notes.stream().filter(line -> line.startsWith("rung "))).hasSize(6 + 3);
    }

    @Test
    void no_validation_rows_are_an_error() throws IOException {
        assertThatThrownBy(() -> tune(settings("one", ROWS).with("split", "0.8,0,0.2", "test")))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("too few validation rows");
    }

    @Test
    void folds_score_each_block_by_what_lies_before_it() {
        TimeIndex index = new TimeIndex(
                LocalDate.of(2023, 1, 1).atStartOfDay(java.time.ZoneOffset.UTC), new Frequency.Days(1), 100, false);
        TimeSeries series = new TimeSeries("", index, List.of(Column.of("y", new double[100])));

        List<TuningFold> folds = TuningFold.of(List.of(series), List.of(new Split.Bounds(60, 80, 100)), 2);

        // Blocks of 10 rows; a quarter of what lies before each chooses the epoch, as 20 of 80 rows do in the split.
        assertThat(folds.get(0).bounds()).containsExactly(new Split.Bounds(45, 60, 70));
        assertThat(folds.get(1).bounds()).containsExactly(new Split.Bounds(52, 70, 80));
        assertThat(folds.get(1).series().get(0).length()).isEqualTo(80);
    }
}
