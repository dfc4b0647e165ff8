package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.model.ModelBundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What computes the packaged program, and who else opens its models. */
class KernelsIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path OPEN_MODEL =
            Path.of("src/test/resources/OpenModel.java").toAbsolutePath();
    private static final List<String> MAIN = List.of("org.forecast4j.cli.Main");

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {}

    private Ended java(Map<String, String> environment, String classPath, List<String> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-cp", classPath));
        command.addAll(main);
        command.addAll(List.of(arguments));
        Path out = folder.resolve("stdout.txt");
        Path err = folder.resolve("stderr.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().remove("FORECAST4J_KERNEL");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ends in time").isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static String withAll() throws IOException {
        return TARGET.resolve("forecast4j.jar") + File.pathSeparator + libraries("");
    }

    /** As on a system that oneDNN is not built for. The jar names its libraries, oneDNN too, but only beside itself. */
    private String withoutOneDnn() throws IOException {
        Path jar = folder.resolve("alone.jar");
        Files.copy(TARGET.resolve("forecast4j.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
        return jar + File.pathSeparator + libraries("dnnl-[0-9.-]+-[a-z]+-.*\\.jar");
    }

    private static String libraries(String hidden) throws IOException {
        try (Stream<Path> files = Files.list(TARGET.resolve("lib"))) {
            return files.filter(file -> !file.getFileName().toString().matches(hidden))
                    .map(Path::toString)
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private Ended prefer(String kernel, String... arguments) throws IOException, InterruptedException {
        return java(Map.of("FORECAST4J_KERNEL", kernel), withAll(), MAIN, arguments);
    }

    @BeforeEach
    void wave() throws IOException {
        StringBuilder csv = new StringBuilder("day,y\n");
        for (int row = 0; row < 300; row++) {
            double y = 10 + 5 * Math.sin(row * 0.5) + Math.cos(row * row);
            csv.append(LocalDate.of(2023, 1, 1).plusDays(row)).append(String.format(Locale.ROOT, ",%.3f%n", y));
        }
        Files.writeString(folder.resolve("wave.csv"), csv);
        Files.writeString(folder.resolve("job.yaml"), """
                input: wave.csv
                time: day
                target: y
                horizon: 4
                lookback: 16
                hidden: 8
                epochs: 1
                output: out
                """);
    }

    // --- oneDNN missing

    @Test
    void without_onednn_the_slower_kernels_train_and_forecast_the_same_and_say_so_in_one_line() throws Exception {
        Ended fast = java(Map.of(), withAll(), MAIN, "run", "job.yaml", "--output", "fast");
        assertThat(fast.code()).isZero();

        Ended slow = java(Map.of(), withoutOneDnn(), MAIN, "run", "job.yaml", "--output", "slow");

        assertThat(slow.code()).isZero();
        assertThat(slow.err().lines().filter(line -> line.contains("oneDNN")))
                .singleElement()
                .asString()
                .contains("oneDNN is not there", "cpu-plain");
        assertThat(slow.err()).doesNotContain("Exception in", "\tat ");
        assertClose(forecast("slow"), forecast("fast"), 1e-4);

        Ended again = java(
                Map.of(),
                withoutOneDnn(),
                MAIN,
                "forecast",
                "--model",
                "fast/model.zip",
                "--input",
                "wave.csv",
                "--output",
                "again");
        assertThat(again.code()).isZero();
        assertClose(forecast("again"), forecast("fast"), 1e-4);
    }

    private double[] forecast(String output) throws IOException {
        return Files.readString(folder.resolve(output).resolve("forecast.csv"))
                .lines()
                .skip(1)
                .flatMapToDouble(line -> Arrays.stream(line.split(",")).skip(1).mapToDouble(Double::parseDouble))
                .toArray();
    }

    private static void assertClose(double[] actual, double[] expected, double relative) {
        assertThat(expected).isNotEmpty();
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual).containsExactly(expected, within(relative * largest));
    }

    @Test
    void without_onednn_the_device_has_cpu_plain_as_its_fastest() throws Exception {
        Ended device = java(Map.of(), withoutOneDnn(), MAIN, "describe", "--device");

        assertThat(device.code()).isZero();
        assertThat(device.out()).contains("kernels, fastest first: cpu-plain, reference", "oneDNN is not there");
    }

    // --- the choice

    @Test
    void device_names_kernels_and_threads() throws Exception {
        Ended device = java(Map.of(), withAll(), MAIN, "describe", "--device");

        assertThat(device.code()).isZero();
        assertThat(device.err()).isEmpty();
        assertThat(device.out())
                .containsPattern("compute on 1 threads?")
                .containsPattern("kernels, fastest first: .*cpu-plain, reference")
                .containsPattern("lstm +by cpu")
                .containsPattern("gru-reset-before +by reference")
                .doesNotContain("preferred");
    }

    @Test
    void preferred_kernel_computes() throws Exception {
        Ended device = prefer("reference", "describe", "--device");

        assertThat(device.code()).isZero();
        assertThat(device.out())
                .containsPattern("lstm +by reference")
                .containsPattern("gru +by reference")
                .contains("preferred by the user: reference");

        assertThat(prefer("reference", "run", "job.yaml").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"describe --device", "run job.yaml --quiet"})
    void unknown_kernel_is_a_wrong_command_in_one_line(String command) throws Exception {
        Ended ended = prefer("nonsense", command.split(" "));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err().strip()).hasLineCount(1).startsWith("forecast4j: kernel nonsense: this machine has ");
    }

    // --- the device

    /** As on a machine without a driver, whatever this one has. */
    private static final List<String> WITHOUT_DRIVER =
            List.of("-Dforecast4j.cuda-driver=no-such-driver.so", "org.forecast4j.cli.Main");

    @Test
    void a_gpu_that_is_not_there_is_refused_in_one_line() throws Exception {
        Ended ended = java(Map.of(), withAll(), WITHOUT_DRIVER, "run", "job.yaml", "--device", "gpu");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err().strip())
                .hasLineCount(1)
                .startsWith("forecast4j: device gpu: ")
                .contains("no-such-driver.so", "mvn -Pcudnn", "--device cpu");
    }

    @Test
    void without_a_gpu_the_cpu_is_taken_and_nothing_said() throws Exception {
        Ended ended = java(Map.of(), withAll(), WITHOUT_DRIVER, "run", "job.yaml", "--device", "auto");

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).doesNotContain("GPU", "driver", "\tat ");
    }

    // --- the models

    private static final String STOCK = "org.deeplearning4j.nn.conf.layers.";

    private Ended openByStock() throws IOException, InterruptedException {
        // neither our classes nor oneDNN's
        return java(
                Map.of(),
                libraries("dnnl-.*"),
                List.of(OPEN_MODEL.toString()),
                folder.resolve("out/model.zip").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "simple-rnn"})
    void model_is_opened_by_stock_dl4j_with_the_same_outputs(String cell) throws Exception {
        Ended trained = java(Map.of(), withAll(), MAIN, "train", "job.yaml", "--cell", cell, "--quiet");
        assertThat(trained.code()).isZero();

        Ended stock = openByStock();

        assertThat(stock.code()).as(stock.err()).isZero();
        assertThat(stock.out().lines().filter(line -> line.startsWith("layer ")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("layer " + STOCK));
        String outputs = stock.out()
                .lines()
                .filter(line -> line.startsWith("outputs "))
                .findFirst()
                .orElseThrow();
        double[] theirs = Arrays.stream(outputs.substring("outputs [".length(), outputs.length() - 1)
                        .split(", "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertClose(theirs, ourOutputs(), 1e-5);
    }

    /** For OpenModel's input. */
    private double[] ourOutputs() {
        MultiLayerNetwork network =
                ModelBundle.read(folder.resolve("out/model.zip")).forecaster().network();
        int inputs = network.layerInputSize(0);
        float[] input = new float[3 * inputs * 5];
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) Math.sin(i);
        }
        INDArray output = network.output(Nd4j.createFromArray(input).reshape(3, inputs, 5));
        return output.dup('c').data().asDouble();
    }

    @Test
    void model_with_a_gru_which_dl4j_lacks_is_opened_by_us_alone() throws Exception {
        Ended trained = java(Map.of(), withAll(), MAIN, "train", "job.yaml", "--cell", "gru", "--quiet");
        assertThat(trained.code()).isZero();

        Ended stock = openByStock();

        assertThat(stock.code()).isNotZero();
        assertThat(stock.err()).contains("org.forecast4j.nn.recurrent.Gru");
        assertThat(ourOutputs()).isNotEmpty();
    }
}
