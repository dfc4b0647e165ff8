package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged program, as a process of its own. */
class CommandLineIT {
    private static final Path JAR = Path.of("target/forecast4j.jar").toAbsolutePath();

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {}

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.redirectOutput(folder.resolve("stdout.txt").toFile())
                .redirectError(folder.resolve("stderr.txt").toFile())
                .start();
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return ended(start(arguments));
    }

    private Ended ended(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ends in time").isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(folder.resolve("stdout.txt")),
                Files.readString(folder.resolve("stderr.txt")));
    }

    @BeforeEach
    void wave() throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("day,y,flat\n");
        for (int row = 0; row < 300; row++) {
            double y = 10 + 5 * Math.sin(row * 0.5) + 0.3 * random.nextGaussian();
            csv.append(LocalDate.of(2023, 1, 1).plusDays(row)).append(String.format(Locale.ROOT, ",%.3f,1%n", y));
        }
        Files.writeString(folder.resolve("wave.csv"), csv);
        Files.writeString(folder.resolve("job.yaml"), """
                input: wave.csv
                time: day
                target: y
                horizon: 4
                lookback: 16
                hidden: 8
                epochs: 3
                output: out
                """);
    }

    @Test
    void run_writes_model_forecast_and_scores_and_the_other_commands_go_on_from_there() throws Exception {
        Ended run = run("run", "job.yaml");

        assertThat(run.err()).contains("epoch   3/3");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("seasonal-naive-7", "Verdict: ", "wrote ", "report.html");
        assertThat(folder.resolve("out/report.html")).content().contains("</html>");
        assertThat(folder.resolve("out/forecast.csv"))
                .content()
                .startsWith("day,y,y_lower_80,y_upper_80,y_lower_95,y_upper_95\n2023-10-28,")
                .hasLineCount(5);
        JsonNode scores =
                new ObjectMapper().readTree(folder.resolve("out/scores.json").toFile());
        for (String pointer : List.of(
                "/scores/scaled/mse",
                "/scores/scaled/mae",
                "/scores/original/mse",
                "/scores/original/mae",
                "/scores/original/rmse",
                "/scores/original/r2",
                "/scores/original/smape",
                "/scores/original/mase",
                "/baselines/naive/scaled/mse",
                "/verdict/skill",
                "/verdict/pValue",
                "/rows/training",
                "/windows/test",
                "/seed",
                "/durationSeconds")) {
            assertThat(scores.at(pointer).isNumber()).as(pointer).isTrue();
        }
        assertThat(scores.at("/verdict/sentence").asText()).isNotEmpty();
        assertThat(scores.at("/scores/perStep/mae")).hasSize(4);
        assertThat(scores.at("/windows/test").asInt()).isEqualTo(60 - 4 + 1);

        Ended forecast = run("forecast", "--model", "out/model.zip", "--input", "wave.csv", "--output", "again");
        assertThat(forecast.err()).doesNotContain("Exception");
        assertThat(forecast.code()).isZero();
        assertThat(folder.resolve("again/forecast.csv")).hasSameTextualContentAs(folder.resolve("out/forecast.csv"));

        Ended evaluate = run("evaluate", "--model", "out/model.zip", "--input", "wave.csv", "--json", "-");
        assertThat(evaluate.code()).isZero();
        assertThat(new ObjectMapper().readTree(evaluate.out()).at("/scores")).isEqualTo(scores.at("/scores"));

        Ended describe = run("describe", "--model", "out/model.zip");
        assertThat(describe.out()).contains("4*(H*X + H*H + H)", "forecasts y, 4 rows");
    }

    @Test
    void a_file_a_target_and_a_horizon_are_enough() throws Exception {
        Ended train = run("train", "--input", "wave.csv", "--target", "all", "--horizon", "4");
        assertThat(train.code()).as(train.err()).isZero();
        assertThat(train.err())
                .contains(
                        "time column 'day', found by its timestamps",
                        "found 1 column that is constant in the training rows ('flat'): left out");

        Ended forecast = run("forecast", "--model", "output/model.zip", "--input", "wave.csv");
        assertThat(forecast.code()).as(forecast.err()).isZero();
        assertThat(folder.resolve("output/forecast.csv")).content().startsWith("day,y,y_lower_80");
    }

    @Test
    void run_takes_the_known_covariates_of_the_rows_to_forecast_from_a_file() throws Exception {
        Random random = new Random(2);
        StringBuilder csv = new StringBuilder("day,sales,promo\n");
        for (int row = 0; row < 300; row++) {
            boolean promo = random.nextInt(3) == 0;
            double sales = 10 + (promo ? 5 : 0) + 0.3 * random.nextGaussian();
            csv.append(LocalDate.of(2023, 1, 1).plusDays(row))
                    .append(String.format(Locale.ROOT, ",%.3f,%s%n", sales, promo ? "yes" : "no"));
        }
        Files.writeString(folder.resolve("sales.csv"), csv);
        Files.writeString(folder.resolve("plan.csv"), "day,promo\n2023-10-28,yes\n2023-10-29,no\n");
        Files.writeString(folder.resolve("sales.yaml"), """
                input: sales.csv
                time: day
                target: sales
                known-covariates: promo
                future: plan.csv
                horizon: 2
                lookback: 8
                patch: 1
                hidden: 16
                dropout: 0
                learning-rate: 0.01
                report: false
                output: out
                """);

        Ended run = run("run", "sales.yaml");

        assertThat(run.err()).contains("covariates: known promo (2 words)");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Verdict: beats every baseline");
        List<String> forecast = Files.readAllLines(folder.resolve("out/forecast.csv"));
        assertThat(Double.parseDouble(forecast.get(1).split(",", -1)[1])).isBetween(13.0, 17.0);
        assertThat(Double.parseDouble(forecast.get(2).split(",", -1)[1])).isBetween(8.0, 12.0);
        assertThat(run("describe", "--model", "out/model.zip").out()).contains("covariates: known promo (no, yes)");

        Ended longer = run("run", "sales.yaml", "--horizon", "3");
        assertThat(longer.code()).isEqualTo(3);
        assertThat(longer.err()).contains("plan.csv: found no row for 2023-10-30");
        Ended none = run("forecast", "--model", "out/model.zip", "--input", "sales.csv");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("future is missing: the forecast needs promo for each row from 2023-10-28");
    }

    @Test
    void backtest_scores_every_fold_and_writes_every_forecast() throws Exception {
        Ended ended = run("backtest", "job.yaml", "--folds", "3", "--fold-rows", "10", "--refit", "2");

        assertThat(ended.err())
                .contains("fold 1 of 3: ", "fold 2 of 3: forecast by the network of fold 1", "fold 3 of 3: ");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("2023-09-28", "2023-10-08", "2023-10-18", "theta ", "ets ", "Verdict: ");
        // Three folds of 10 - 4 + 1 origins, four steps each.
        assertThat(folder.resolve("out/backtest.csv"))
                .content()
                .startsWith("fold,origin,time,step,column,truth,forecast\n1,2023-09-27,2023-09-28,1,y,")
                .hasLineCount(1 + 3 * 7 * 4);
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("out/backtest.json").toFile());
        assertThat(json.at("/folds")).hasSize(3);
        assertThat(json.at("/folds/1/trainedIn").asInt()).isEqualTo(1);
        assertThat(json.at("/folds/2/trainedIn").asInt()).isEqualTo(3);
        assertThat(json.at("/evaluatedWindows").asInt()).isEqualTo(21);
        assertThat(json.at("/baselines/theta/scaled/mse").isNumber()).isTrue();
        assertThat(folder.resolve("out")).isDirectoryNotContaining("glob:**.{zip,tmp,checkpoint}");
    }

    /** A job without end gets SIGTERM in its second epoch. */
    private Ended terminatedWhileTraining(String command) throws Exception {
        Process process = start(command, "job.yaml", "--epochs", "100000", "--patience", "100000");
        Path err = folder.resolve("stderr.txt");
        for (int i = 0; i < 600 && !Files.readString(err).contains("epoch   2"); i++) {
            Thread.sleep(100);
        }
        process.destroy(); // SIGTERM
        return ended(process);
    }

    @Test
    void a_backtest_stopped_by_a_signal_keeps_what_it_needs_to_go_on() throws Exception {
        Ended ended = terminatedWhileTraining("backtest");

        assertThat(ended.code()).isEqualTo(143);
        assertThat(ended.err()).contains("stopped: run it again");
        assertThat(folder.resolve("out").toFile().list()).containsExactly("backtest-fold-1.checkpoint");
    }

    @Test
    void a_backtest_that_was_killed_goes_on_to_the_same_scores() throws Exception {
        String[] backtest = {"backtest", "job.yaml", "--folds", "3", "--fold-rows", "10", "--output"};
        run(with(backtest, "whole"));
        killedWhen("fold 3 of 3: ", with(backtest, "killed"));
        assertThat(folder.resolve("killed/backtest.json")).doesNotExist();

        Ended resumed = run(with(backtest, "killed"));

        String finished = resumed.err().substring(0, resumed.err().indexOf("fold 3 of 3: "));
        assertThat(finished).contains("going on after epoch 3").doesNotContain("epoch   1/");
        assertThat(folder.resolve("killed/backtest.csv")).hasSameTextualContentAs(folder.resolve("whole/backtest.csv"));
        ObjectNode whole = scores("whole");
        assertThat(scores("killed")).isEqualTo(whole);
        assertThat(folder.resolve("killed/report.html")).content().contains("Backtest of y");
        assertThat(folder.resolve("killed")).isDirectoryNotContaining("glob:**.checkpoint");
    }

    /** A backtest's results without what no two runs share. */
    private ObjectNode scores(String output) throws IOException {
        Path file = folder.resolve(output).resolve("backtest.json");
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        return json.without(List.of("durationSeconds", "job"));
    }

    @Test
    void the_same_seed_gives_the_same_bytes_and_another_seed_others() throws Exception {
        run("train", "job.yaml", "--output", "a", "--quiet");
        run("train", "job.yaml", "--output", "b", "--quiet");
        Ended other = run("train", "job.yaml", "--output", "c", "--seed", "2", "--quiet");

        assertThat(other.out()).isEmpty();
        assertThat(folder.resolve("a/model.zip")).hasSameBinaryContentAs(folder.resolve("b/model.zip"));
        assertThat(Files.readAllBytes(folder.resolve("c/model.zip")))
                .isNotEqualTo(Files.readAllBytes(folder.resolve("a/model.zip")));
    }

    @Test
    void a_final_fit_says_so_in_the_model() throws Exception {
        Ended run = run("run", "job.yaml", "--final-fit", "--cell", "simple-rnn", "--share-weights");

        assertThat(run.code()).isZero();
        assertThat(run("describe", "--model", "out/model.zip").out()).contains("trained on all rows");
    }

    @Test
    void a_signal_while_training_keeps_the_best_model_so_far() throws Exception {
        Ended ended = terminatedWhileTraining("run");

        assertThat(ended.code()).isEqualTo(143);
        assertThat(ended.err()).contains("stopped: the best model so far is saved");
        assertThat(run("describe", "--model", "out/model.zip").code()).isZero();
    }

    /** Kills the program, without a chance to put anything in order, once it has said so. */
    private void killedWhen(String said, String... arguments) throws Exception {
        Process process = start(arguments);
        Path err = folder.resolve("stderr.txt");
        for (int i = 0; i < 3000 && !Files.readString(err).contains(said); i++) {
            Thread.sleep(20);
        }
        process.destroyForcibly();
        process.waitFor();
        assertThat(err).content().contains(said);
    }

    @Test
    void a_search_that_was_killed_goes_on_to_the_same_settings() throws Exception {
        String[] tune = {"tune", "job.yaml", "--epochs", "9", "--tune-trials", "4", "--tune-hidden", "4,8", "--output"};
        run(with(tune, "whole"));
        killedWhen("rung 1/2    3/5", with(tune, "killed"));
        assertThat(folder.resolve("killed/tuned.yaml")).doesNotExist();

        Ended resumed = run(with(tune, "killed"));

        assertThat(resumed.err()).contains("going on after ").doesNotContain("rung 1/2    1/5");
        assertThat(resumed.out()).contains("untuned", "seasonal-naive-7", "Tuning: ");
        for (String file : List.of("tune.csv", "tuned.yaml")) {
            assertThat(folder.resolve("killed").resolve(file))
                    .hasSameTextualContentAs(folder.resolve("whole").resolve(file));
        }
        assertThat(folder.resolve("killed")).isDirectoryNotContaining("glob:**.checkpoint");
    }

    private static String[] with(String[] arguments, String last) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = last;
        return all;
    }

    @Test
    void a_training_that_was_killed_goes_on_to_the_same_model() throws Exception {
        run("train", "job.yaml", "--epochs", "40", "--patience", "40", "--output", "whole", "--quiet");
        killedWhen("epoch   3", "train", "job.yaml", "--epochs", "40", "--patience", "40", "--output", "killed");
        assertThat(folder.resolve("killed/model.zip")).doesNotExist();

        Ended resumed = run("train", "job.yaml", "--epochs", "40", "--patience", "40", "--output", "killed");

        assertThat(resumed.err()).contains("going on after epoch");
        assertThat(folder.resolve("killed/model.zip")).hasSameBinaryContentAs(folder.resolve("whole/model.zip"));
        assertThat(folder.resolve("killed/training.checkpoint")).doesNotExist();
    }

    @Test
    void an_update_replaces_the_model_only_where_the_new_one_is_better() throws Exception {
        List<String> rows = Files.readAllLines(folder.resolve("wave.csv"));
        Files.write(folder.resolve("early.csv"), rows.subList(0, 201));
        run("train", "job.yaml", "--input", "early.csv", "--epochs", "1", "--learning-rate", "0.00001");
        byte[] first = Files.readAllBytes(folder.resolve("out/model.zip"));

        Ended worse = run("run", "job.yaml", "--update", "out/model.zip", "--epochs", "1", "--learning-rate", "1");
        assertThat(worse.err()).contains("update: the new model is no better, out/model.zip is kept");
        assertThat(worse.code()).isZero();
        assertThat(Files.readAllBytes(folder.resolve("out/model.zip"))).isEqualTo(first);

        Ended better = run("run", "job.yaml", "--update", "out/model.zip", "--learning-rate", "0.01");
        assertThat(better.err()).contains("update: the new model is better and replaces out/model.zip");
        assertThat(better.code()).isZero();
        assertThat(Files.readAllBytes(folder.resolve("out/model.zip"))).isNotEqualTo(first);
        assertThat(folder.resolve("out/scores.json")).content().contains("\"replaced\" : true", "loserOnTest");
        assertThat(run("describe", "--model", "out/model.zip").out()).contains("has seen rows until", "update: ");

        Ended nothingNew = run("run", "job.yaml", "--update", "out/model.zip");
        assertThat(nothingNew.err()).contains("validation windows lies after that");
        assertThat(nothingNew.code()).isEqualTo(3);
        Ended other = run("run", "job.yaml", "--update", "out/model.zip", "--hidden", "16");
        assertThat(other.err()).contains("its hidden is [8], the job's [16]");
        assertThat(other.code()).isEqualTo(4);
    }

    @Test
    void a_column_of_a_model_that_the_file_has_not_is_an_error_of_the_data() throws Exception {
        run("train", "job.yaml", "--quiet");
        Files.writeString(folder.resolve("other.csv"), "day,z\n2023-01-01,1\n2023-01-02,2\n");

        Ended forecast = run("forecast", "--model", "out/model.zip", "--input", "other.csv");

        assertThat(forecast.code()).isEqualTo(3);
        assertThat(forecast.err().strip().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | run none.yaml                                   | no such job file
            2 | run job.yaml --horizon 0                        | horizon 0: expected 1 or more
            2 | run job.yaml --lookback 0                       | lookback 0: expected 1 or more
            2 | run job.yaml --quantiles 1.5                     | quantiles 1.5: expected levels between 0 and 1
            2 | backtest job.yaml --quantiles 0,0.5              | quantiles 0.0: expected levels between 0 and 1
            2 | run job.yaml --interval 1                        | interval 1.0: expected coverages between 0 and 1
            2 | run job.yaml --interval nothing                  | interval 'nothing' cannot be used
            3 | backtest job.yaml --interval 0.99                | the validation rows make
            2 | backtest job.yaml --refit 0                      | refit '0' cannot be used
            2 | run job.yaml --interval 2                        | interval 2.0: expected coverages between 0 and 1
            2 | run job.yaml --min 5 --max 2                     | min 5.0 and max 2.0: expected min below max
            3 | run job.yaml --interval 0.999                    | the validation rows make
            2 | run job.yaml --patch 3                          | patch 3 does not divide lookback 16
            2 | run job.yaml --json wave.csv                    | wave.csv: would be read (input) and then replaced
            2 | run job.yaml --json job.yaml                    | job.yaml: would be read (the job file)
            2 | describe --input wave.csv --json wave.csv       | wave.csv: would be read (input)
            2 | run job.yaml --horizn 3                         | --horizon
            2 | run --final-fit job.yaml --horizon 0            | horizon 0: expected 1 or more
            2 | run job.yaml --ui=70000                         | ui 70000: expected a port from 0 to 65535
            2 | tune job.yaml --ui                              | ui: tune has no dashboard
            2 | evaluate --model none.zip --ui                  | ui: evaluate has no dashboard
            2 | forecast --model none.zip --ui                  | ui: forecast has no dashboard
            2 | describe                                        | either --input FILE, --model FILE or --device
            2 | run job.yaml --split 0.9,0.9,0.9                | add up to 1
            3 | run job.yaml --input none.csv                   | none.csv
            3 | run job.yaml --target nothing                   | nothing
            3 | run job.yaml --target flat                      | constant
            3 | run job.yaml --lookback 290                     | too few training rows
            3 | run job.yaml --horizon 250                      | too few
            3 | run job.yaml --split rows:1000,10,10            | asks for 1020 rows
            2 | backtest job.yaml --folds 0                     | folds 0: expected 1 or more
            3 | backtest job.yaml --fold-rows 3                 | fold 1 of 4: found no window in 3 test rows
            3 | backtest job.yaml --folds 50 --fold-rows 6      | too few rows for 50 folds
            3 | backtest job.yaml --lookback 240                | fold 1 of 4: found
            2 | tune job.yaml --tune-factor 1                   | tune-factor 1: expected 2 or more
            2 | tune job.yaml --tune-dropout 1.5                | tune-dropout 1.5: expected parts from 0
            2 | tune job.yaml --tune-cell lstn                  | tune-cell 'lstn' cannot be used
            2 | tune job.yaml --tune-patch 3,5                  | nothing to tune
            3 | tune job.yaml --split 0.8,0,0.2                 | too few validation rows
            3 | run job.yaml --output wave.csv                  | wave.csv
            4 | forecast --model none.zip --input wave.csv      | no such model file
            4 | describe --model wave.csv                       | cannot be read as a model
            """)
    void what_cannot_be_done_is_said_in_one_line_with_its_exit_code(int code, String arguments, String message)
            throws Exception {
        Ended ended = run(arguments.strip().split(" +"));

        assertThat(ended.err()).contains(message.strip());
        assertThat(ended.err().strip().lines().filter(line -> line.startsWith("forecast4j: ")))
                .hasSize(1);
        assertThat(ended.err()).doesNotContain("Exception", "\tat ");
        assertThat(ended.code()).isEqualTo(code);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void a_dashboard_that_is_not_built_in_is_said_in_one_line() throws Exception {
        assumeThat(JAR.resolveSibling("lib").toFile().list())
                .as("libraries of a build without -Pui")
                .noneMatch(library -> library.startsWith("deeplearning4j-vertx-"));

        Ended ended = run("train", "job.yaml", "--ui");

        assertThat(ended.err().strip())
                .isEqualTo(
                        "forecast4j: ui: this program is built without Deeplearning4j's training dashboard; build it "
                                + "with mvn -Pui -DskipTests clean package, or leave ui out");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void help_and_completion_name_every_command() throws Exception {
        assertThat(run("--help").out())
                .contains("run", "train", "evaluate", "forecast", "backtest", "tune", "describe", "Exit codes");
        assertThat(run("run", "--help").out()).contains("--horizon", "--share-weights", "Examples");
        assertThat(run("completion").out()).contains("complete", "--share-weights");
    }
}
