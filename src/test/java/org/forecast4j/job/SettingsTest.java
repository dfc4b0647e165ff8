package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.forecast4j.UserError;
import org.forecast4j.nn.Cell;
import org.forecast4j.nn.device.Device;
import org.forecast4j.train.TrainingProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @TempDir
    Path folder;

    private Settings file(String text) throws IOException {
        return JobFile.read(Files.writeString(folder.resolve("job.yaml"), text));
    }

    private static final String LEAST = "input: x.csv\ntarget: y\nhorizon: 3\n";

    @Test
    void a_job_file_with_the_least_gets_the_defaults() throws IOException {
        Job job = file(LEAST).toJob();

        assertThat(job.data().input()).isEqualTo(folder.resolve("x.csv"));
        assertThat(job.data().target()).containsExactly("y");
        assertThat(job.network().cell()).isEqualTo(Cell.LSTM);
        assertThat(job.window().lookback()).isEmpty();
        assertThat(job.format().missing()).contains("");
    }

    @Test
    void lists_may_be_written_as_yaml_or_with_commas() throws IOException {
        assertThat(file(LEAST + "hidden: [32, 16]\n").toJob().network().hidden())
                .containsExactly(32, 16);
        assertThat(file(LEAST + "hidden: 32,16\n").toJob().network().hidden()).containsExactly(32, 16);
    }

    @Test
    void an_option_wins_over_the_file() throws IOException {
        assertThat(file(LEAST)
                        .with("horizon", "9", "--horizon")
                        .toJob()
                        .window()
                        .horizon())
                .isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            horizn: 14          | job.yaml:4: unknown key 'horizn'; did you mean 'horizon'?
            horizon: 4          | a second time
            epochs: many        | job.yaml:4: epochs 'many' cannot be used
            split: 1,2          | split '1,2' cannot be read
            cell: transformer   | job.yaml:4: cell 'transformer' cannot be used; expected simple-rnn|lstm|gru
            id: &t y            | job.yaml:4: found an anchor or an alias of YAML
            id: *t              | job.yaml:4: found an anchor or an alias of YAML
            hidden: [8, *t]     | job.yaml:4: found an anchor or an alias of YAML
            hidden: '"8'        | job.yaml:4: hidden '"8' cannot be used
            patch: 0            | patch 0: expected 1 or more rows
            patch: -7           | patch -7: expected 1 or more rows
            season: 0           | season 0: expected 1 or more rows; 1 stands for none
            lookback: 0         | lookback 0: expected 1 or more rows
            stride: 0           | stride 0: expected 1 or more rows
            gaps: {a: b}        | job.yaml:4: 'gaps' holds keys of its own
            share-weights: maybe| share-weights 'maybe' cannot be used; expected true
            decimal: dot        | expected point or comma
            refit: seldom       | job.yaml:4: refit 'seldom' cannot be used; expected every|N|never
            fold-training: all  | fold-training 'all' cannot be used; expected expanding|sliding
            id:                 | job.yaml:4: 'id' has no value; give one (the word null in quotes), or leave the line out
            lookback: null      | job.yaml:4: 'lookback' has no value
            missing: [NA, null] | job.yaml:4: 'missing' has no value
            id: ~               | job.yaml:4: 'id' has no value
            frequency: often    | frequency 'often' is unknown
            """)
    void a_wrong_line_is_named_with_its_remedy(String line, String message) throws IOException {
        assertThatThrownBy(() -> file(LEAST + line + "\n").toJob())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message.strip())
                .extracting(e -> ((UserError) e).kind())
                .isEqualTo(UserError.Kind.USAGE);
    }

    /** A column may be called null, and the empty word may stand for a missing value. */
    @Test
    void values_that_yaml_takes_for_none_are_written_so_that_they_are_read_again() throws IOException {
        Path file = folder.resolve("tuned.yaml");
        JobFile.write(file, List.of(), Map.of("target", "null", "id", "~", "missing", ""));
        assertThat(JobFile.read(file).with("input", "x.csv").with("horizon", 3).toJob())
                .satisfies(job -> assertThat(job.data().target()).containsExactly("null"))
                .satisfies(job -> assertThat(job.data().id()).contains("~"))
                .satisfies(job -> assertThat(job.format().missing()).containsExactly(""));
    }

    @Test
    void a_second_document_is_refused_with_its_line() throws IOException {
        assertThat(file("---\n" + LEAST + "...\n").toJob().window().horizon()).isEqualTo(3);
        assertThatThrownBy(() -> file(LEAST + "---\nhorizon: 9\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("job.yaml:4: found a second document");
    }

    @Test
    void a_tab_before_a_key_is_named_with_its_line() {
        assertThatThrownBy(() -> file("input: x.csv\n\ttarget: y\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("job.yaml:2: not YAML");
    }

    @Test
    void a_name_that_holds_a_comma_stands_in_quotes_or_in_a_list_and_stays_one_name() throws IOException {
        String least = "input: x.csv\nhorizon: 3\n";
        for (String target : List.of(
                "target: ['sales, net', 'the \"best\"', '\"odd']\n",
                "target: '\"sales, net\",the \"best\" , \"\"\"odd\"'\n")) {
            Settings read = file(least + target);
            assertThat(read.toJob().data().target()).containsExactly("sales, net", "the \"best\"", "\"odd");
            Path again = folder.resolve("again.yaml");
            JobFile.write(again, List.of(), read.texts());
            assertThat(JobFile.read(again).toJob().data().target())
                    .as("written and read again")
                    .containsExactly("sales, net", "the \"best\"", "\"odd");
            assertThat(Settings.none()
                            .with("input", "x.csv")
                            .over(read.complete())
                            .toJob()
                            .data()
                            .target())
                    .as("kept with a model")
                    .containsExactly("sales, net", "the \"best\"", "\"odd");
        }
        assertThat(file(least + "target: y\nsplit: [0.5, 0.2, 0.3]\n")
                        .toJob()
                        .window()
                        .split())
                .hasToString("0.5,0.2,0.3");
    }

    @Test
    void a_missing_key_is_named() {
        assertThatThrownBy(() -> file("input: x.csv\ntarget: y\n").toJob())
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("'horizon' is missing; rows to forecast: ");
    }

    @Test
    void an_acronym_that_begins_the_help_keeps_its_capitals_in_a_message() {
        assertThatThrownBy(() -> file("target: y\nhorizon: 3\n").toJob())
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("'input' is missing; CSV file ");
    }

    @Test
    void text_that_is_no_yaml_is_refused_with_its_line() {
        assertThatThrownBy(() -> file("input: x.csv\n  : [\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("job.yaml:");
        assertThatThrownBy(() -> file("")).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> JobFile.read(folder)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> JobFile.read(folder.resolve("none.yaml")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no such job file");
    }

    @Test
    void a_program_gives_settings_as_they_are() {
        Job job = Settings.none()
                .with("input", "x.csv")
                .with("target", "y")
                .with("horizon", 3)
                .with("calendar", false)
                .with("cell", Cell.GRU)
                .toJob();

        assertThat(job.window().horizon()).isEqualTo(3);
        assertThat(job.window().calendar()).isFalse();
        assertThat(job.network().cell()).isEqualTo(Cell.GRU);
    }

    @Test
    void a_programs_misspelt_key_is_named_with_the_one_that_was_meant() {
        assertThatThrownBy(() -> Settings.none().with("horizont", 3))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'horizont'")
                .hasMessageContaining("horizon");
    }

    @Test
    void progress_in_lines_tells_notes_and_epochs() {
        List<String> lines = new ArrayList<>();
        JobProgress progress = JobProgress.lines(lines::add);

        progress.note("read");
        progress.epoch(new TrainingProgress.Epoch(2, 10, 0.5, 0.25, 0.003, true, Duration.ZERO, Duration.ZERO));
        progress.epoch(new TrainingProgress.Epoch(3, 10, 0.5, Double.NaN, 0.003, false, Duration.ZERO, Duration.ZERO));

        assertThat(lines)
                .containsExactly(
                        "read", "epoch   2/10  loss 0.5000  validation 0.2500 best", "epoch   3/10  loss 0.5000");
    }

    @Test
    void what_computes_and_where_it_is_watched_is_not_kept_with_the_model() {
        Settings settings =
                Settings.none().with("device", "gpu").with("tf32", true).with("ui", 9100);

        assertThat(settings.machine()).isEqualTo(new Job.Machine(Device.GPU, true, OptionalInt.of(9100)));
        assertThat(settings.withoutPlaces().complete())
                .containsEntry("device", "auto")
                .containsEntry("tf32", "false")
                .doesNotContainKey("ui");
    }

    @Test
    void a_dashboard_is_asked_for_by_its_port_and_turned_off_by_none() {
        assertThat(Settings.none().machine().ui()).isEmpty();
        assertThat(Settings.none().with("ui", 0).machine().ui()).hasValue(0);
        assertThat(Settings.none().with("ui", "none").machine().ui()).isEmpty();
        assertThatThrownBy(() -> Settings.none().with("ui", 70000).machine())
                .isInstanceOf(UserError.class)
                .hasMessage("ui 70000: expected a port from 0 to 65535, for instance 9000");
    }

    @Test
    void auto_where_nothing_is_chosen_is_refused() {
        Settings settings = Settings.none()
                .with("input", "x.csv", "here")
                .with("target", "y", "here")
                .with("horizon", "2", "here");
        assertThat(settings.with("lookback", "auto", "here").toJob().window().lookback())
                .isEmpty();
        assertThatThrownBy(() -> settings.with("interval", "auto", "here").toJob())
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("here: interval 'auto' cannot be used");
    }

    @Test
    void a_model_has_no_say_in_what_is_read_and_where_is_written() {
        Map<String, String> ofModel =
                Map.of("input", "/etc/passwd", "output", "/srv/www", "horizon", "3", "target", "y");
        Settings settings = Settings.none().with("input", "x.csv", "here").over(ofModel);
        Job job = settings.toJob();
        assertThat(job.data().input()).hasToString("x.csv");
        assertThat(job.data().output()).hasToString("output");
        assertThat(job.window().horizon()).isEqualTo(3);
    }

    @Test
    void beside_a_model_what_it_was_trained_with_cannot_be_changed_but_said_again() {
        Map<String, String> ofModel =
                Map.of("horizon", "14", "target", "y", "input", "old.csv", "split", "0.7,0.1,0.2", "dropout", "0.0");
        Settings fresh = Settings.none().with("input", "x.csv", "--input").with("split", "0.5,0.1,0.4", "--split");
        assertThat(fresh.with("horizon", "14", "--horizon")
                        .with("dropout", "0", "--dropout")
                        .beside(Path.of("model.zip"), ofModel)
                        .toJob()
                        .window()
                        .split())
                .hasToString("0.5,0.1,0.4");
        assertThatThrownBy(() -> fresh.with("horizon", "7", "--horizon").beside(Path.of("model.zip"), ofModel))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "--horizon: horizon '7' is not that of model.zip, 14, which cannot be changed; leave horizon "
                                + "out, or train a model with it");
        assertThatThrownBy(() -> fresh.with("min", "0", "--min").beside(Path.of("model.zip"), ofModel))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--min: min '0' is not that of model.zip, none");
    }
}
