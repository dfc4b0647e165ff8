package org.forecast4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.SizeTPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.UserError;
import org.forecast4j.nn.device.Device;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.recurrent.FastLstm;
import org.forecast4j.nn.recurrent.FastRnnOutput;
import org.forecast4j.nn.recurrent.Gru;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * What {@code src/bench/gpu/bench} asks of a GPU: {@code numerics}, {@code steps}, {@code speed}, {@code memory}.
 */
public final class GpuBench {
    private GpuBench() {}

    public static void main(String... args) throws IOException {
        try {
            switch (args[0]) {
                case "numerics" -> GpuNumerics.numerics();
                case "steps" -> GpuNumerics.steps();
                case "speed" -> speed();
                case "memory" -> memory();
                default -> throw new IllegalArgumentException(args[0]);
            }
        } catch (UserError e) {
            System.out.println("no GPU: " + e.getMessage());
            System.exit(e.kind().exitCode());
        }
        System.exit(0); // the kernels' threads may be left
    }

    // --- speed: a training step

    /** For each line of the standard input, {@code NAME|CELL|BATCH|TIME|UNITS|LAYERS|TF32}, a step's milliseconds. */
    private static void speed() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(speed(line.split("\\|")));
        }
    }

    private static String speed(String... shape) {
        DataSet data = data(Integer.parseInt(shape[2]), Integer.parseInt(shape[3]));
        Devices.ofThisProcess().use(Device.GPU, Boolean.parseBoolean(shape[6]));
        try (OnGpu gpu = new OnGpu(network(shape[1], Integer.parseInt(shape[4]), Integer.parseInt(shape[5])))) {
            return String.format(Locale.ROOT, "%.3f", milliseconds(() -> gpu.step(data)));
        } catch (RuntimeException e) {
            System.err.println(String.join(" ", shape) + ": " + e);
            return "failed";
        }
    }

    /** The median of steps, after some to warm up; as many as some seconds have room for. */
    private static double milliseconds(Runnable step) {
        for (int i = 0; i < 5; i++) {
            step.run();
        }
        List<Double> times = new ArrayList<>();
        long start = System.nanoTime();
        while (times.size() < 10 || (System.nanoTime() - start < 5_000_000_000L && times.size() < 300)) {
            long before = System.nanoTime();
            step.run();
            times.add((System.nanoTime() - before) / 1e6);
        }
        times.sort(null);
        return times.get(times.size() / 2);
    }

    private static MultiLayerNetwork network(String cell, int units, int layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .list();
        for (int i = 0; i < layers; i++) {
            var builder = cell.equals("gru") ? new Gru.Builder() : new FastLstm.Builder();
            list.layer((Layer) builder.nIn(i == 0 ? OnGpu.INPUTS : units)
                    .nOut(units)
                    .activation(Activation.TANH)
                    .build());
        }
        MultiLayerNetwork network = new MultiLayerNetwork(list.layer(new FastRnnOutput.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .nIn(units)
                        .nOut(OnGpu.INPUTS)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static DataSet data(int batch, int time) {
        return new DataSet(OnGpu.sequence(batch, time, OnGpu.INPUTS), OnGpu.sequence(batch, time, OnGpu.INPUTS));
    }

    // --- memory over a thousand steps

    private static void memory() throws IOException {
        Devices.ofThisProcess().use(Device.GPU, false);
        List<DataSet> batches =
                List.of(data(64, 48), data(64, 96), data(17, 48)); // sizes change, as the last batch's does
        System.out.println("| after steps | GPU MiB in use | process MiB |\n|---|---|---|");
        long[] first = new long[2];
        long[] last = new long[2];
        for (int training = 1; training <= 10; training++) { // as a backtest's folds are
            try (OnGpu gpu = new OnGpu(network("lstm", 128, 2))) {
                for (int step = 1; step <= 100; step++) {
                    gpu.step(batches.get(step % batches.size()));
                }
                System.gc(); // the heap's growing is none of the GPU's
                last = new long[] {gpuMiB(), processMiB()};
            }
            first = training == 2 ? last : first;
            System.out.printf("| %d | %d | %d |%n", 100 * training, last[0], last[1]);
        }
        boolean flat = last[0] <= first[0] * 1.02 && last[1] <= first[1] * 1.1;
        System.out.println(flat ? "\nflat: passed" : "\nit grows: FAILED");
    }

    private static long gpuMiB() {
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            cudart.cudaMemGetInfo(free, total);
            return (total.get() - free.get()) >> 20;
        }
    }

    private static long processMiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
