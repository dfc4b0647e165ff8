package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.forecast4j.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs with Deeplearning4j's training UI beside them. */
class DashboardTest {
    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"([^\"#]*\\.(?:js|css|ico))\"");
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final String LISTENS = "0A";

    private final HttpClient browser = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    private Settings settings;

    @BeforeEach
    void rows() throws IOException {
        StringBuilder csv = new StringBuilder("day,y\n");
        for (int row = 0; row < 300; row++) {
            csv.append(LocalDate.of(2023, 1, 1).plusDays(row)).append(',');
            csv.append(Math.sin(row * 0.9) + row % 7).append('\n');
        }
        settings = Settings.none()
                .with("input", Files.writeString(folder.resolve("rows.csv"), csv))
                .with("time", "day")
                .with("target", "y")
                .with("horizon", 3)
                .with("lookback", 14)
                .with("patch", 2)
                .with("embedding", 5)
                .with("hidden", 4)
                .with("batch", 16)
                .with("epochs", 4)
                .with("report", false);
    }

    /** Looks once, after the second epoch of a training. */
    private static class Looker implements JobProgress {
        private final Consumer<URI> look;
        private URI address = URI.create("none");
        private boolean looked;

        Looker(Consumer<URI> look) {
            this.look = look;
        }

        @Override
        public void note(String line) {
            if (line.startsWith("dashboard: ")) {
                address = addressIn(line);
            }
        }

        @Override
        public void epoch(Epoch epoch) {
            if (epoch.number() == 2 && !looked) {
                look.accept(address);
                looked = true;
            }
        }

        URI address() {
            assertThat(looked).isTrue();
            return address;
        }
    }

    private static URI addressIn(String note) {
        return ADDRESS.matcher(note)
                .results()
                .map(found -> URI.create(found.group()))
                .findFirst()
                .orElseThrow();
    }

    private URI train(Consumer<URI> look) {
        Looker looker = new Looker(look);
        new Jobs(looker)
                .train(settings.with("output", folder.resolve("watched")).with("ui", 0));
        return looker.address();
    }

    private HttpResponse<String> get(URI address, String path) {
        try {
            return browser.send(
                    HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode data(URI address, String path) {
        HttpResponse<String> answer = get(address, path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        try {
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(answer.body(), e);
        }
    }

    /** The UI hears of a report up to half a second later. */
    private static void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain: " + what).isLessThan(end);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void a_watched_training_ends_with_the_same_model_to_the_bit() throws IOException {
        new Jobs(new JobProgress() {}).train(settings.with("output", folder.resolve("unwatched")));
        train(address -> until(
                "scores",
                () -> data(address, "/train/overview/data").path("scores").size() > 0));

        assertThat(folder.resolve("watched/model.zip")).hasSameBinaryContentAs(folder.resolve("unwatched/model.zip"));
    }

    @Test
    void the_pages_show_the_training_with_our_layers_and_load_nothing_from_elsewhere() {
        train(address -> {
            until(
                    "scores",
                    () -> data(address, "/train/overview/data").path("scores").size() > 0);
            Set<String> assets = new TreeSet<>();
            for (String page : List.of("/train/overview", "/train/model", "/train/system")) {
                String html = get(address, page).body();
                assertThat(html).as(page).contains("DL4J Training UI").doesNotContain("src=\"//", "href=\"http");
                assets.addAll(ASSET.matcher(html)
                        .results()
                        .map(found -> found.group(1))
                        .toList());
            }
            assertThat(assets)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(asset -> assertThat(asset).startsWith("/assets/"))
                    .allSatisfy(asset ->
                            assertThat(get(address, asset).statusCode()).isEqualTo(200));

            JsonNode graph = data(address, "/train/model/graph");
            assertThat(graph.path("vertexTypes"))
                    .extracting(JsonNode::asText)
                    .containsExactly("Input", "Dense", "FastLstm", "FastRnnOutput");
            assertThat(graph.path("vertexInfo").get(2).path("Input size").asText())
                    .isEqualTo("5");
            JsonNode recurrent = data(address, "/train/model/data/2");
            assertThat(recurrent.path("paramHist").path("paramNames"))
                    .extracting(JsonNode::asText)
                    .containsExactly("W", "RW", "b");
            assertThat(counted(recurrent.path("paramHist").path("RW"))).isEqualTo(4 * 4 * 4); // units, units, gates
            assertThat(recurrent.path("activations").path("mean").size()).isPositive();
            assertThat(data(address, "/train/system/data").path("memory").size())
                    .isPositive();
        });
    }

    private static int counted(JsonNode histogram) {
        int sum = 0;
        for (JsonNode count : histogram.path("counts")) {
            sum += count.asInt();
        }
        return sum;
    }

    @Test
    void it_listens_on_the_loopback_address_alone() {
        train(address -> {
            try {
                assertThat(listening(address.getPort())).allMatch(local -> local.endsWith("0100007F"));
                for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                    for (InetAddress local : Collections.list(network.getInetAddresses())) {
                        if (!local.equals(InetAddress.getLoopbackAddress())) {
                            assertRefused(local, address.getPort());
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** This machine's listening sockets of a port, as Linux lists them: addresses in hexadecimal, backwards. */
    private static List<String> listening(int port) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            for (String line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
                String[] fields = line.strip().split(" +", -1);
                if (fields[3].equals(LISTENS) && fields[1].endsWith(String.format(":%04X", port))) {
                    found.add(fields[1].replaceFirst(":.*", ""));
                }
            }
        }
        assertThat(found).hasSize(Files.exists(Path.of("/proc/net/tcp")) ? 1 : 0);
        return found;
    }

    private static void assertRefused(InetAddress address, int port) {
        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, port), 2000);
                    }
                })
                .as(address.toString())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void what_a_browser_here_does_not_ask_for_is_turned_away() {
        train(address -> {
            int port = address.getPort();
            assertThat(status(port, "GET", "localhost:9", "/train/overview")).isEqualTo("200");
            assertThat(status(port, "POST", "127.0.0.1", "/train/overview")).isEqualTo("403");
            assertThat(status(port, "GET", "elsewhere.example", "/train/overview"))
                    .isEqualTo("403");
            assertThat(status(port, "GET", "127.0.0.1", "/tsne")).isEqualTo("403");
            assertThat(status(port, "GET", "127.0.0.1", "/assets/webjars/../../../../etc/passwd"))
                    .isEqualTo("403");
            assertThat(status(port, "GET", "127.0.0.1", "/assets/js/train/train.js.map"))
                    .isEqualTo("403");
        });
    }

    private static String status(int port, String method, String host, String path) {
        String request = method + " " + path + " HTTP/1.0\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return line.substring("HTTP/1.0 ".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void it_ends_with_the_job_and_leaves_nothing_behind() throws Exception {
        Set<String> before = temporary();

        URI address = train(at -> get(at, "/train/overview"));

        assertRefused(InetAddress.getLoopbackAddress(), address.getPort());
        until("its threads end", () -> Thread.getAllStackTraces().entrySet().stream()
                .noneMatch(thread -> thread.getKey().getName().startsWith("vert.x")
                        || Arrays.toString(thread.getValue()).contains("VertxUIServer")));
        assertThat(temporary()).isEqualTo(before);
    }

    /** What the UI might leave, but for copies of its pages, which the runtime deletes when it ends. */
    private static Set<String> temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("DL4JUI_") || name.startsWith("forecast4j-ui"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void a_port_that_is_taken_is_an_error_before_any_work() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings same = settings.with("output", folder.resolve("out")).with("ui", taken.getLocalPort());

            assertThatThrownBy(() -> new Jobs(new JobProgress() {}).train(same))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(
                            "ui " + taken.getLocalPort() + ": that port cannot be had (Address already in use)")
                    .hasMessageContaining("--ui=0");
            assertThat(folder.resolve("out")).doesNotExist();
        }
    }

    @Test
    void each_fold_of_a_backtest_is_a_session() {
        List<String> sessions = new ArrayList<>();
        Looker looker = new Looker(address -> {}) {
            @Override
            public void epoch(Epoch epoch) {
                super.epoch(epoch);
                if (epoch.number() == epoch.epochs()) { // of each fold
                    until(
                            "a session more",
                            () -> data(address(), "/train/sessions/info").size() > sessions.size());
                    data(address(), "/train/sessions/info").fieldNames().forEachRemaining(name -> {
                        if (!sessions.contains(name)) {
                            sessions.add(name);
                        }
                    });
                }
            }
        };
        new Jobs(looker)
                .backtest(settings.with("output", folder.resolve("folds"))
                        .with("folds", 2)
                        .with("ui", 0));

        assertThat(sessions).containsExactly("fold-1", "fold-2");
    }

    @Test
    void a_process_that_is_told_to_end_saves_its_model_and_litters_nothing() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "org.forecast4j.cli.Main",
                "train",
                "--ui=0",
                "--epochs=100000",
                "--patience=100000",
                "--output=out"));
        for (String key : List.of("input", "time", "target", "horizon", "batch", "hidden")) {
            command.add("--" + key + "=" + settings.complete().get(key));
        }
        Path err = folder.resolve("err.txt");
        Path work = Files.createDirectory(folder.resolve("work"));
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(err.toFile())
                .start();
        try {
            until("the third epoch", () -> text(err).contains("epoch   3/") || !process.isAlive());
            URI address = addressIn(text(err));
            assertThat(get(address, "/train/overview").statusCode()).isEqualTo(200);

            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(text(err)).contains("the best model so far is saved").doesNotContain("ERROR", "WARN", "\tat ");
        assertThat(work.resolve("out/model.zip")).exists();
        assertThat(work.toFile().list()).containsExactly("out");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
