package org.forecast4j.bench;

import java.io.IOException;
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
 * What {@code src/bench/gpu/bench} asks of a GPU: {@code numerics}, {@code steps}, {@code speed NAME CELL B T H LAYERS TF32},
 * {@code memory}.
 */
public final class GpuBench {
    private GpuBench() {}

    public static void main(String... args) throws IOException {
        try {
            switch (args[0]) {
                case "numerics" -> GpuNumerics.numerics();
                case "steps" -> GpuNumerics.steps();
                case "speed" -> speed(args);
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

    private static void speed(String... args) {
        String cell = args[2];
        int batch = Integer.parseInt(args[3]);
        int time = Integer.parseInt(args[4]);
        int units = Integer.parseInt(args[5]);
        int layers = Integer.parseInt(args[6]);
        Devices.ofThisProcess().use(Device.GPU, Boolean.parseBoolean(args[7]));
        DataSet data = data(batch, time);
        try (OnGpu gpu = new OnGpu(network(cell, units, layers))) {
            System.out.printf(Locale.ROOT, "%s %s %.3f%n", args[1], cell, milliseconds(() -> gpu.step(data)));
        }
    }

    /** The median of steps, after some to warm up; as many as half a minute has room for. */
    private static double milliseconds(Runnable step) {
        for (int i = 0; i < 5; i++) {
            step.run();
        }
        List<Double> times = new ArrayList<>();
        long start = System.nanoTime();
        while (times.size() < 10 || (System.nanoTime() - start < 15_000_000_000L && times.size() < 300)) {
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
