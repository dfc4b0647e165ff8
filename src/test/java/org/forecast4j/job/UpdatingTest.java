package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.forecast4j.UserError;
import org.forecast4j.model.ModelBundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdatingTest {
    private static final String POOR = "0.00001"; // a learning rate that teaches nothing in an epoch
    private static final String WILD = "1";

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    /** The first rows of a noisy wave. */
    private Path wave(int rows, int days) throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("day,y,z\n");
        for (int row = 0; row < rows; row++) {
            double y = Math.sin(row * 0.9) + 0.1 * random.nextGaussian();
            csv.append(LocalDate.of(2023, 1, 1).plusDays((long) row * days))
                    .append(',')
                    .append(y)
                    .append(',')
                    .append(-y)
                    .append('\n');
        }
        return Files.writeString(folder.resolve("rows-" + rows + "-" + days + ".csv"), csv);
    }

    private Settings settings(int rows) throws IOException {
        return Settings.none()
                .with("input", wave(rows, 1).toString(), "test")
                .with("time", "day", "test")
                .with("target", "y", "test")
                .with("horizon", "3", "test")
                .with("lookback", "14", "test")
                .with("patch", "1", "test")
                .with("hidden", "4", "test")
                .with(
                        "window-scaling",
                        "mean",
                        "test") // the season is left to the network, so that there is much to learn
                .with("combine", "false", "test") // and to nothing else
                .with("split", "0.6,0.2,0.2", "test")
                .with("output", folder.resolve("out").toString(), "test");
    }

    private Path model() {
        return folder.resolve("out/model.zip");
    }

    private Jobs jobs() {
        return new Jobs(JobProgress.lines(notes::add));
    }

    /** A model of 200 rows, of which it has seen 160. */
    @BeforeEach
    void poorModel() throws IOException {
        jobs().train(settings(200).with("epochs", "1", "test").with("learning-rate", POOR, "test"));
        notes.clear();
    }

    private Settings update(int rows) throws IOException {
        return Settings.none()
                .with("input", wave(rows, 1).toString(), "test")
                .with("output", folder.resolve("out").toString(), "test")
                .with("update", model().toString(), "test")
                .with("learning-rate", "0.01", "test")
                .with("epochs", "5", "test");
    }

    @Test
    void a_better_model_takes_the_old_ones_place_and_says_so() throws IOException {
        byte[] old = Files.readAllBytes(model());

        JsonNode scores = jobs().run(update(240)).json();

        // Of 240 rows 144 train and 48 validate: windows begin at rows 144 to 189, 30 of them after row 160.
        assertThat(notes).anyMatch(line -> line.contains("30 of 46 validation windows lie after that"));
        assertThat(notes).anyMatch(line -> line.startsWith("update: the new model is better and replaces "));
        assertThat(scores.at("/update/replaced").asBoolean()).isTrue();
        assertThat(scores.at("/update/windows").asInt()).isEqualTo(30);
        assertThat(scores.at("/update/old/mse").asDouble())
                .isGreaterThan(scores.at("/update/new/mse").asDouble());
        assertThat(scores.at("/update/loserOnTest/scaled/mse").asDouble())
                .isGreaterThan(scores.at("/scores/scaled/mse").asDouble());
        assertThat(Files.readAllBytes(model())).isNotEqualTo(old);
        ModelBundle now = ModelBundle.read(model());
        assertThat(now.card().seenUntil()).isEqualTo("2023-07-11T00:00Z"); // row 191
        assertThat(now.card().scores().at("/update/sentence").asText()).startsWith("update: the new model is better");
        assertThat(now.card().settings()).doesNotContainKey("update");
    }

    @Test
    void a_worse_one_does_not_and_its_scores_are_kept() throws IOException {
        byte[] old = Files.readAllBytes(model());
        Settings wild = update(240).with("learning-rate", WILD, "test").with("epochs", "1", "test");

        Outcome outcome = jobs().run(wild);

        assertThat(notes).anyMatch(line -> line.startsWith("update: the new model is no better, " + model()));
        assertThat(outcome.json().at("/update/replaced").asBoolean(true)).isFalse();
        assertThat(outcome.json().at("/update/loserOnTest/original/mae").isNumber())
                .isTrue();
        assertThat(Files.readAllBytes(model())).isEqualTo(old);
        assertThat(outcome.files()).doesNotContain(model());
        Outcome forecast = jobs().forecast(
                        model(),
                        Settings.none()
                                .with("input", wave(240, 1).toString(), "test")
                                .with("output", folder.resolve("again").toString(), "test"));
        assertThat(folder.resolve("out/forecast.csv"))
                .as("the kept model made it")
                .hasSameTextualContentAs(forecast.files().get(0));
    }

    @Test
    void a_kept_model_of_another_folder_is_copied() throws IOException {
        jobs().train(update(240)
                .with("learning-rate", WILD, "test")
                .with("epochs", "1", "test")
                .with("output", folder.resolve("other").toString(), "test"));

        assertThat(folder.resolve("other/model.zip")).hasSameBinaryContentAs(model());
    }

    @Test
    void a_stop_leaves_the_old_model() throws IOException {
        byte[] old = Files.readAllBytes(model());

        Outcome outcome = new Jobs(new JobProgress() {
                    @Override
                    public boolean stopRequested() {
                        return true;
                    }
                })
                .run(update(240));

        assertThat(outcome.stopped()).isTrue();
        assertThat(Files.readAllBytes(model())).isEqualTo(old);
    }

    @Test
    void a_stop_leaves_the_model_of_an_earlier_training_too() throws IOException {
        byte[] old = Files.readAllBytes(model());
        List<String> lines = new ArrayList<>();

        Outcome outcome = new Jobs(new JobProgress() {
                    @Override
                    public boolean stopRequested() {
                        return true;
                    }

                    @Override
                    public void note(String line) {
                        lines.add(line);
                    }
                })
                .run(settings(240));

        assertThat(outcome.stopped()).isTrue();
        assertThat(Files.readAllBytes(model())).isEqualTo(old);
        assertThat(lines).anyMatch(line -> line.endsWith("model.zip stays as it was; run it again to go on from here"));
    }

    @Test
    void the_model_is_written_last_so_that_a_job_killed_before_can_be_run_again() throws IOException {
        Outcome outcome = jobs().run(update(240).with("report", false));
        assertThat(outcome.files())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("forecast.csv", "scores.json", "model.zip");
    }

    @Test
    void a_final_fit_goes_on_from_the_same_weights() throws IOException {
        jobs().run(update(240).with("final-fit", "true", "test"));

        assertThat(ModelBundle.read(model()).card().trainedRows()).isEqualTo("all");
        assertThat(ModelBundle.read(model()).card().seenUntil()).isEqualTo("2023-08-28T00:00Z"); // row 239
    }

    @Test
    void the_challenger_begins_where_the_old_model_ended() throws IOException {
        Settings settings = update(240);
        Champion champion = Champion.of(settings).orElseThrow();
        Settings all = champion.under(settings);
        Plan plan = Plan.of(
                all.toJob(),
                Parts.of(all.toJob().window().split(), jobs().read(all).series()));

        assertThat(champion.challenger(plan).network().params())
                .isEqualTo(champion.bundle().forecaster().network().params());
        assertThat(champion.flattered(plan.test())).isEmpty();
    }

    @Test
    void without_rows_that_the_old_model_has_not_seen_nothing_is_trained() throws IOException {
        Settings nothingNew = update(200);

        assertThatThrownBy(() -> jobs().run(nothingNew))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.DATA))
                .hasMessageContaining("it has seen rows until 2023-06-09T00:00Z"); // row 159
        assertThat(notes).noneMatch(line -> line.startsWith("epoch"));
    }

    @Test
    void a_model_of_other_columns_frequency_or_settings_is_refused() throws IOException {
        refused(update(240).with("target", "z", "test"), "its target is [y], the job's [z]");
        refused(update(240).with("hidden", "8", "test"), "its hidden is [4], the job's [8]");
        refused(update(240).with("cell", "gru", "test"), "its cell is lstm, the job's gru");
        refused(update(240).with("horizon", "2", "test"), "its horizon is 3, the job's 2");
        refused(update(240).with("input", wave(240, 7).toString(), "test"), "its frequency is 1d, the job's 1w");
    }

    @Test
    void intervals_that_the_unseen_windows_cannot_give_are_left_out() throws IOException {
        // Of 212 rows 127 train and 43 validate: windows begin until row 167, 8 of them after row 159; 95 % needs 19.
        jobs().run(update(212));

        assertThat(notes).anyMatch(line -> line.startsWith("no interval of coverage 0.95: "));
        assertThat(notes).noneMatch(line -> line.startsWith("no interval of coverage 0.8: "));
    }

    private void refused(Settings settings, String message) {
        assertThatThrownBy(() -> jobs().run(settings))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.MODEL))
                .hasMessageContaining(message);
    }

    @Test
    void tune_updates_no_model() throws IOException {
        Settings settings = champion(update(240));

        assertThatThrownBy(() -> jobs().tune(settings)).hasMessageStartingWith("update: tune keeps no model");
    }

    private Settings backtest(int rows) throws IOException {
        return update(rows).with("folds", "2", "test").with("fold-rows", "20", "test");
    }

    @Test
    void a_backtest_updates_the_model_in_each_fold_and_scores_the_old_one_beside() throws IOException {
        byte[] old = Files.readAllBytes(model());

        JsonNode found = jobs().backtest(backtest(260)).json();

        // Before row 220 stand 165 rows to train and 55 to validate, before row 240 180 and 60.
        assertThat(found.at("/folds/0/update/windows").asInt()).isEqualTo(53);
        assertThat(found.at("/folds/1/update/windows").asInt()).isEqualTo(58);
        assertThat(found.at("/folds/0/update/replaced").asBoolean()).isTrue();
        assertThat(found.at("/baselines/old model/scaled/mse").asDouble())
                .isGreaterThan(found.at("/scores/scaled/mse").asDouble());
        assertThat(notes).anyMatch(line -> line.startsWith("fold 2 of 2: the new model is better: scaled MSE "));
        assertThat(Files.readAllBytes(model())).as("the model stays").isEqualTo(old);
    }

    @Test
    void a_fold_whose_update_is_no_better_is_forecast_by_the_old_model() throws IOException {
        jobs().train(settings(200).with("epochs", "30", "test").with("learning-rate", "0.01", "test"));
        JsonNode found = jobs().backtest(
                        backtest(260).with("learning-rate", WILD, "test").with("epochs", "1", "test"))
                .json();

        assertThat(found.at("/folds/0/update/replaced").asBoolean(true)).isFalse();
        assertThat(found.at("/scores/scaled/mse").asDouble())
                .isEqualTo(found.at("/baselines/old model/scaled/mse").asDouble());
    }

    @Test
    void a_fold_that_tests_on_rows_the_model_has_seen_is_refused() throws IOException {
        Settings early = backtest(200).with("folds", "3", "test"); // from row 140 on

        assertThatThrownBy(() -> jobs().backtest(early))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.DATA))
                .hasMessageContaining("fold 1 of 3 tests on rows from 2023-05-21 on, the model has seen rows until");
        assertThat(notes).noneMatch(line -> line.startsWith("epoch"));
    }

    private static Settings champion(Settings settings) {
        return Champion.of(settings).orElseThrow().under(settings);
    }

    @Test
    void of_all_columns_those_that_the_model_does_not_know_are_left_out() throws IOException {
        Path before = Files.writeString(folder.resolve("before.csv"), withSwitch(200));
        jobs().train(settings(200).with("input", before).with("target", "all").with("epochs", 1));
        assertThat(notes).contains("found 1 column that is constant in the training rows ('switch'): left out");
        notes.clear();
        Path after = Files.writeString(folder.resolve("after.csv"), withSwitch(300));
        jobs().train(update(300).with("input", after).with("epochs", 1));
        assertThat(notes).contains("found 1 column that the model does not know ('switch'): left out");
    }

    /** A wave, and a column that is 0 for 150 days. */
    private static String withSwitch(int rows) {
        StringBuilder csv = new StringBuilder("day,y,switch\n");
        for (int row = 0; row < rows; row++) {
            csv.append(LocalDate.of(2023, 1, 1).plusDays(row))
                    .append(',')
                    .append(Math.sin(row * 0.9))
                    .append(',')
                    .append(row < 150 ? 0 : row % 2)
                    .append('\n');
        }
        return csv.toString();
    }
}
