package org.forecast4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Times our layers, stock DL4J's and libtorch's (as it comes, and with its memory kept) in one run, in turns, and prints
 * tables in Markdown. Each contestant is warmed up alike for each case; then they take turns for a number of rounds, one
 * running while the others are stopped.
 */
public final class RecurrenceBenchmark {
    private static final double WINDOWS = 10_000;

    /** Shares of a round: a JVM compiles a small step's code only after some seconds of it. */
    private static final double WARM_UP = 6;

    private final Options options;
    private final Map<String, WorkerProcess> workers = new LinkedHashMap<>();
    private double gemmRate;

    private RecurrenceBenchmark(Options options) {
        this.options = options;
    }

    /** What to run. */
    private record Options(List<Shape> shapes, List<Cell> cells, int rounds, double seconds, boolean stock) {
        static Options parse(String... args) {
            Options options = new Options(Shape.ALL, List.of(Cell.values()), 5, 1, true);
            for (int i = 0; i < args.length; i++) {
                options = switch (args[i]) {
                    case "--quick" -> new Options(options.shapes, options.cells, 2, 0.3, options.stock);
                    case "--without-stock" ->
                        new Options(options.shapes, options.cells, options.rounds, options.seconds, false);
                    case "--cases" -> {
                        List<Shape> shapes = Arrays.stream(args[++i].split(","))
                                .map(Shape::named)
                                .toList();
                        yield new Options(shapes, options.cells, options.rounds, options.seconds, options.stock);
                    }
                    case "--cells" -> {
                        List<Cell> cells = Arrays.stream(args[++i].split(","))
                                .map(name -> Cell.valueOf(
                                        name.toUpperCase(Locale.ROOT).replace('-', '_')))
                                .toList();
                        yield new Options(options.shapes, cells, options.rounds, options.seconds, options.stock);
                    }
                    case "--rounds" ->
                        new Options(
                                options.shapes,
                                options.cells,
                                Integer.parseInt(args[++i]),
                                options.seconds,
                                options.stock);
                    default ->
                        throw new IllegalArgumentException(
                                args[i]
                                        + ": there are --cases S1,S2,S3,S4,P --cells lstm,gru,simple-rnn --rounds N --quick --without-stock");
                };
            }
            return options;
        }
    }

    /** Arguments: our and stock DL4J's class path, DJL's class path, the folder for logs, then the options. */
    public static void main(String... args) throws Exception {
        RecurrenceBenchmark benchmark =
                new RecurrenceBenchmark(Options.parse(Arrays.copyOfRange(args, 3, args.length)));
        try {
            benchmark.start(args[0], args[1], Path.of(args[2]));
            benchmark.run();
        } finally {
            for (WorkerProcess worker : benchmark.workers.values()) {
                worker.close();
            }
        }
    }

    private void start(String dl4j, String djl, Path logs) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Map<String, String> waiting = Map.of("OMP_WAIT_POLICY", "PASSIVE");
        List<String> ours = List.of(
                java,
                "-Xmx6g",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                dl4j,
                "org.forecast4j.bench.Dl4jContestant",
                "ours");
        List<String> stock = new ArrayList<>(ours.subList(0, ours.size() - 1));
        stock.add("stock");
        List<String> torch = List.of(
                java,
                "-Xmx6g",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                djl,
                "org.forecast4j.bench.DjlContestant");
        workers.put("ours", new WorkerProcess("ours", ours, waiting, logs.resolve("ours.log")));
        // Left alone, the C library gives large arrays back to the system after each step, and faults them in again.
        Map<String, String> keeping =
                Map.of("MALLOC_ARENA_MAX", "1", "MALLOC_MMAP_MAX_", "0", "MALLOC_TRIM_THRESHOLD_", "16000000000");
        workers.put("tuned", new WorkerProcess("libtorch, tuned", torch, keeping, logs.resolve("tuned.log")));
        workers.put("libtorch", new WorkerProcess("libtorch", torch, Map.of(), logs.resolve("libtorch.log")));
        if (options.stock()) {
            workers.put("stock", new WorkerProcess("stock", stock, waiting, logs.resolve("stock.log")));
        }
    }

    private void run() throws IOException, InterruptedException {
        header();
        for (Measure measure : List.of(Measure.TRAINING_STEP, Measure.INFERENCE, Measure.ONE_STEP)) {
            compare(measure);
        }
        scaling();
    }

    private static String cases(List<Shape> shapes) {
        return shapes.stream()
                .map(shape -> shape.name() + " B " + shape.batch() + ", T " + shape.time() + ", F " + shape.inputs()
                        + ", H " + shape.units() + ", O " + shape.outputs())
                .collect(Collectors.joining("; "));
    }

    private void header() throws IOException, InterruptedException {
        System.out.println("Date " + LocalDate.now() + "; " + processor() + "; "
                + Runtime.getRuntime().availableProcessors() + " cores; Java " + System.getProperty("java.version")
                + Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE"))
                        .map(core -> "; OPENBLAS_CORETYPE=" + core)
                        .orElse(""));
        for (WorkerProcess worker : workers.values()) {
            System.out.println("- " + worker.name() + ": " + worker.ask("describe"));
        }
        System.out.println("- cases: " + cases(options.shapes()));
        WorkerProcess ours = workers.get("ours");
        ours.ask("prepare GEMM " + new Network(Cell.LSTM, 1, Shape.ALL.get(0)).format());
        ours.time(options.seconds(), 5);
        double best = Arrays.stream(ours.time(2 * options.seconds(), 5)).min().orElseThrow();
        gemmRate = 2 * Math.pow(Measure.GEMM_SIZE, 3) / best;
        System.out.printf(
                Locale.ROOT,
                "- the machine's matrix product (oneDNN, %d squared, all cores, best run): %.0f GFLOP/s%n",
                Measure.GEMM_SIZE,
                gemmRate);
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        return Files.isReadable(info)
                ? Files.readAllLines(info).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown processor")
                : System.getProperty("os.arch");
    }

    private void compare(Measure measure) throws IOException, InterruptedException {
        boolean training = measure == Measure.TRAINING_STEP;
        System.out.println();
        System.out.println("### "
                + switch (measure) {
                    case TRAINING_STEP -> "Training step, ms";
                    case INFERENCE -> "Inference on 10,000 windows in batches of 512, ms";
                    default -> "One step of one series, its state carried on, ms";
                });
        System.out.println();
        System.out.println(
                "| cell | case | ours | libtorch, tuned | libtorch | stock DL4J | ours/tuned | ours/libtorch | stock/ours |"
                        + (training ? " GFLOP/s | of GEMM | outside the recurrence |" : " GFLOP/s |"));
        System.out.println("|---|---|---|---|---|---|---|---|---|" + (training ? "---|---|---|" : "---|"));
        for (Cell cell : options.cells()) {
            for (Shape shape : options.shapes()) {
                row(measure, new Network(cell, 1, shape));
            }
        }
    }

    private void row(Measure measure, Network network) throws IOException, InterruptedException {
        Shape shape = network.shape();
        double factor = measure == Measure.INFERENCE ? WINDOWS / Measure.INFERENCE_BATCH : 1;
        Map<String, Timing> timings = inTurns(measure, network);
        timings.replaceAll((name, timing) -> timing.times(factor));
        Timing ours = timings.get("ours");
        Timing tuned = timings.get("tuned");
        Timing torch = timings.get("libtorch");
        Optional<Timing> stock = Optional.ofNullable(timings.get("stock"));
        double flops = measure == Measure.TRAINING_STEP
                ? 3 * network.forwardFlops()
                : network.forwardFlops()
                        / shape.batch()
                        * (measure == Measure.INFERENCE ? WINDOWS : 1.0 / shape.time());
        double rate = flops / ours.median() / 1e6;
        StringBuilder row = new StringBuilder(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %.2f | %.2f | %s | %.0f |",
                network.cell().label(),
                shape.name(),
                ours,
                tuned,
                torch,
                stock.map(Timing::toString).orElse("-"),
                ours.median() / tuned.median(),
                ours.median() / torch.median(),
                stock.map(timing -> String.format(Locale.ROOT, "%.1f", timing.median() / ours.median()))
                        .orElse("-"),
                rate));
        if (measure == Measure.TRAINING_STEP) {
            Timing recurrence = alone(Measure.RECURRENCE, network);
            row.append(String.format(
                    Locale.ROOT,
                    " %.0f %% | %.0f %% |",
                    100 * rate / gemmRate,
                    100 * Math.max(0, 1 - recurrence.median() / ours.median())));
        }
        System.out.println(row);
    }

    /** Warms all up alike, then lets them take turns. */
    private Map<String, Timing> inTurns(Measure measure, Network network) throws IOException, InterruptedException {
        Map<String, LongStream.Builder> runs = new LinkedHashMap<>();
        for (Map.Entry<String, WorkerProcess> entry : workers.entrySet()) {
            if (entry.getKey().equals("stock") && network.cell() == Cell.GRU) {
                continue; // it has none
            }
            entry.getValue().ask("prepare " + measure + " " + network.format());
            entry.getValue().time(WARM_UP * seconds(measure), 2);
            runs.put(entry.getKey(), LongStream.builder());
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (Map.Entry<String, LongStream.Builder> entry : runs.entrySet()) {
                for (long nanoseconds : workers.get(entry.getKey()).time(seconds(measure), 1)) {
                    entry.getValue().add(nanoseconds);
                }
            }
        }
        Map<String, Timing> timings = new LinkedHashMap<>();
        runs.forEach((name, all) -> timings.put(name, Timing.of(all.build().toArray())));
        return timings;
    }

    private Timing alone(Measure measure, Network network) throws IOException, InterruptedException {
        WorkerProcess ours = workers.get("ours");
        ours.ask("prepare " + measure + " " + network.format());
        ours.time(WARM_UP * seconds(measure), 3);
        return Timing.of(ours.time(2 * seconds(measure), 3));
    }

    /** A contestant's share of a round; the shorter a run is, the sooner there are enough of them. */
    private double seconds(Measure measure) {
        return options.seconds()
                * switch (measure) {
                    case ONE_STEP -> 0.15;
                    case INFERENCE -> 0.4;
                    case TRAINING_STEP, RECURRENCE, GEMM -> 0.6;
                };
    }

    private void scaling() throws IOException, InterruptedException {
        System.out.println();
        System.out.println("### Our training step as time, batch and layers grow, ms");
        System.out.println();
        System.out.println("| LSTM, case S2 with | once | twice | three times |");
        System.out.println("|---|---|---|---|");
        Shape base = Shape.named("S2");
        scaling("time steps", List.of(1, 2, 3), n -> new Network(Cell.LSTM, 1, base.withTime(n * base.time())));
        scaling("batch", List.of(1, 2, 3), n -> new Network(Cell.LSTM, 1, base.withBatch(n * base.batch())));
        scaling("layers", List.of(1, 2, 3), n -> new Network(Cell.LSTM, n, base));
    }

    private void scaling(String what, List<Integer> times, IntFunction<Network> network)
            throws IOException, InterruptedException {
        StringBuilder row = new StringBuilder("| " + what + " |");
        double once = 0;
        for (int n : times) {
            double median = alone(Measure.TRAINING_STEP, network.apply(n)).median();
            once = n == 1 ? median : once;
            row.append(" ").append(Timing.number(median));
            row.append(n == 1 ? " |" : String.format(Locale.ROOT, " (x %.2f) |", median / once));
        }
        System.out.println(row);
    }
}
