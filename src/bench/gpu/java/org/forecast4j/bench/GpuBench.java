package org.forecast4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.SizeTPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.UserError;
import org.forecast4j.nn.Cell;
import org.forecast4j.nn.Decoder;
import org.forecast4j.nn.Labels;
import org.forecast4j.nn.Loss;
import org.forecast4j.nn.NetworkReader;
import org.forecast4j.nn.NetworkSpec;
import org.forecast4j.nn.Networks;
import org.forecast4j.nn.device.Device;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.kernel.DeviceTraining;
import org.forecast4j.nn.kernel.Inputs;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.Recurrence;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.forecast4j.nn.kernel.RecurrentKernel;
import org.forecast4j.nn.kernel.Weights;
import org.forecast4j.nn.recurrent.FastLstm;
import org.forecast4j.nn.recurrent.FastRnnOutput;
import org.forecast4j.nn.recurrent.Gru;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * What {@code src/bench/gpu/bench} asks of a GPU: {@code numerics}, {@code steps}, {@code speed NAME CELL B T H LAYERS TF32},
 * {@code memory}.
 */
public final class GpuBench {
    private static final int INPUTS = 7;

    private GpuBench() {}

    public static void main(String... args) throws IOException {
        try {
            switch (args[0]) {
                case "numerics" -> numerics();
                case "steps" -> steps();
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

    // --- numerics: the GPU's kernel beside the reference

    private record Case(RecurrentCell.Kind kind, String mask, boolean state, int steps) {}

    private static void numerics() {
        boolean passed = true;
        System.out.println("| cell | math | outputs off by | gradients off by | allowed | |\n|---|---|---|---|---|---|");
        for (boolean tf32 : new boolean[] {false, true}) {
            Devices.ofThisProcess().use(Device.GPU, tf32);
            double allowed = tf32 ? 1e-3 : 1e-4;
            for (RecurrentCell.Kind kind : RecurrentCell.Kind.values()) {
                if (kind == RecurrentCell.Kind.GRU_RESET_BEFORE) {
                    continue; // cuDNN has none
                }
                double outputs = 0;
                double gradients = 0;
                for (Case each : cases(kind)) {
                    double[] off = compare(each);
                    outputs = Math.max(outputs, off[0]);
                    gradients = Math.max(gradients, off[1]);
                }
                boolean ok = outputs <= allowed && gradients <= allowed;
                passed &= ok;
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %.1e | %.1e | %.0e | %s |%n",
                        kind,
                        tf32 ? "TF32" : "fp32",
                        outputs,
                        gradients,
                        allowed,
                        ok ? "passed" : "FAILED");
            }
        }
        if (!passed) {
            System.exit(1);
        }
    }

    private static List<Case> cases(RecurrentCell.Kind kind) {
        List<Case> cases = new ArrayList<>();
        for (String mask : List.of("none", "trailing", "scattered")) {
            for (boolean state : new boolean[] {false, true}) {
                for (int steps : new int[] {24, 10}) {
                    cases.add(new Case(kind, mask, state, steps));
                }
            }
        }
        return cases;
    }

    /** The largest differences of outputs and of gradients, each relative to its array's largest value. */
    private static double[] compare(Case each) {
        int time = 24;
        int batch = 33;
        RecurrentCell cell = new RecurrentCell(each.kind(), INPUTS, 65, Nonlinearity.TANH, Nonlinearity.SIGMOID);
        Random random = new Random(7);
        List<INDArray> expected = run(reference(), cell, each, time, batch, random);
        List<INDArray> found = run(
                Kernels.ofThisMachine().choose(cell, DataType.FLOAT), cell, each, time, batch, new Random(7));
        double[] off = new double[2];
        for (int i = 0; i < expected.size(); i++) {
            double largest = expected.get(i).amaxNumber().doubleValue();
            double difference = found.get(i).sub(expected.get(i)).amaxNumber().doubleValue();
            int kind = i < 2 ? 0 : 1;
            off[kind] = Math.max(off[kind], Double.isNaN(difference) ? difference : difference / largest);
        }
        return off;
    }

    private static RecurrentKernel reference() {
        return Kernels.ofThisMachine().all().stream()
                .filter(kernel -> kernel.name().equals("reference"))
                .findFirst()
                .orElseThrow();
    }

    private static List<INDArray> run(
            RecurrentKernel kernel, RecurrentCell cell, Case each, int time, int batch, Random random) {
        Weights weights = weights(cell, random);
        Weights gradients = weights(cell, random);
        INDArray x = uniform(random, time, batch, cell.inputs());
        INDArray epsilon = uniform(random, time, batch, cell.units());
        INDArray first = uniform(random, cell.kind().states(), batch, cell.units());
        Inputs inputs = new Inputs(
                x, mask(each.mask(), batch, time, random), each.state() ? Optional.of(first) : Optional.empty());
        INDArray output = Nd4j.create(DataType.FLOAT, time, batch, cell.units());
        INDArray state = Nd4j.create(DataType.FLOAT, cell.kind().states(), batch, cell.units());
        INDArray inputEpsilon = Nd4j.create(DataType.FLOAT, time, batch, cell.inputs());
        Recurrence recurrence = kernel.recurrence(cell, DataType.FLOAT);
        recurrence.forward(weights, inputs, output, state);
        recurrence.backward(weights, epsilon, each.steps(), gradients, inputEpsilon);
        return List.of(output, state, gradients.input(), gradients.recurrent(), gradients.bias(), inputEpsilon);
    }

    private static Optional<INDArray> mask(String kind, int batch, int time, Random random) {
        if (kind.equals("none")) {
            return Optional.empty();
        }
        INDArray mask = Nd4j.ones(DataType.FLOAT, batch, time);
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < time; t++) {
                boolean counts = kind.equals("trailing") ? t <= b % time : random.nextDouble() < 0.7;
                mask.putScalar(b, t, counts ? 1 : 0);
            }
        }
        return Optional.of(mask);
    }

    private static Weights weights(RecurrentCell cell, Random random) {
        int columns = cell.kind().gates() * cell.units();
        return new Weights(
                uniform(random, cell.inputs(), columns).muli(0.2).dup('f'),
                uniform(random, cell.units(), columns).muli(0.2).dup('f'),
                uniform(random, 1, cell.kind().biases() * cell.units()));
    }

    private static INDArray uniform(Random random, long... shape) {
        float[] values = new float[Math.toIntExact(Nd4j.create(DataType.FLOAT, shape).length())];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Nd4j.create(values, shape, 'c');
    }

    // --- steps: the GPU's training beside the processor's

    private static void steps() {
        boolean passed = true;
        System.out.println("| network | math | losses off by | weights off by | allowed | |\n|---|---|---|---|---|---|");
        for (boolean tf32 : new boolean[] {false, true}) {
            double allowed = tf32 ? 1e-2 : 1e-3;
            for (Cell cell : Cell.values()) {
                for (Decoder decoder : List.of(Decoder.NONE, Decoder.GRU)) {
                    for (List<Integer> hidden : List.of(List.of(64), List.of(160, 160), List.of(96, 48))) {
                        NetworkSpec spec = spec(cell, decoder, hidden);
                        double[] off = compare(spec, tf32);
                        boolean ok = off[0] <= allowed && off[1] <= allowed;
                        passed &= ok;
                        System.out.printf(
                                Locale.ROOT,
                                "| %s %s, decoder %s | %s | %.1e | %.1e | %.0e | %s |%n",
                                cell,
                                hidden,
                                decoder,
                                tf32 ? "TF32" : "fp32",
                                off[0],
                                off[1],
                                allowed,
                                ok ? "passed" : "FAILED");
                    }
                }
            }
        }
        if (!passed) {
            System.exit(1);
        }
    }

    private static NetworkSpec spec(Cell cell, Decoder decoder, List<Integer> hidden) {
        int steps = decoder == Decoder.NONE ? 1 : 4;
        return new NetworkSpec(
                INPUTS,
                3 * INPUTS,
                steps,
                cell,
                16,
                hidden,
                decoder,
                Labels.LAST,
                0,
                Loss.HUBER,
                INPUTS,
                List.of(0.1, 0.9),
                1e-3,
                0.05,
                1);
    }

    /** Of five steps: the largest difference of losses, and the weights' by their norms. */
    private static double[] compare(NetworkSpec spec, boolean tf32) {
        MultiLayerNetwork expected = Networks.create(spec);
        MultiLayerNetwork found = Networks.create(spec);
        List<DataSet> batches = new ArrayList<>();
        for (int size : new int[] {32, 32, 17, 32, 32}) {
            batches.add(new DataSet(
                    sequence(size, 24, INPUTS), sequence(size, spec.labelledSteps(), spec.outputs())));
        }
        Devices.ofThisProcess().use(Device.CPU, false);
        double[] losses = new double[batches.size()];
        for (int i = 0; i < losses.length; i++) {
            expected.fit(batches.get(i));
            losses[i] = expected.score();
        }
        Devices.ofThisProcess().use(Device.GPU, tf32);
        double most = 0;
        try (OnGpu gpu = new OnGpu(found)) {
            for (int i = 0; i < losses.length; i++) {
                most = Math.max(most, Math.abs(gpu.step(batches.get(i)) - losses[i]) / losses[i]);
            }
            gpu.store();
        }
        double away = found.params().sub(expected.params()).norm2Number().doubleValue();
        return new double[] {most, away / expected.params().norm2Number().doubleValue()};
    }

    private static INDArray sequence(int batch, int time, int width) {
        return Nd4j.randn(DataType.FLOAT, time, batch, width).permute(1, 2, 0);
    }

    /** A network in training on the GPU, as a job trains it. */
    private static final class OnGpu implements AutoCloseable {
        private final DeviceTraining training;
        private final DeviceTraining.State state;
        private int number;

        OnGpu(MultiLayerNetwork network) {
            training = NetworkReader.parts(network)
                    .flatMap(Kernels.ofThisMachine()::training)
                    .orElseThrow(() -> new IllegalStateException("the GPU does not train this network"));
            state = new DeviceTraining.State(
                    network.params(),
                    network.getUpdater().getStateViewArray(),
                    network.params().dup());
            training.load(state);
        }

        double step(DataSet batch) {
            return training.step(
                    new DeviceTraining.Step(++number, 1e-3, 0.9, 1),
                    batch.getFeatures(),
                    batch.getLabels(),
                    Optional.empty());
        }

        void store() {
            training.store(state);
        }

        @Override
        public void close() {
            training.close();
        }
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
            list.layer((Layer) builder.nIn(i == 0 ? INPUTS : units)
                    .nOut(units)
                    .activation(Activation.TANH)
                    .build());
        }
        MultiLayerNetwork network = new MultiLayerNetwork(list.layer(new FastRnnOutput.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .nIn(units)
                        .nOut(INPUTS)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static DataSet data(int batch, int time) {
        return new DataSet(sequence(batch, time, INPUTS), sequence(batch, time, INPUTS));
    }

    // --- memory over a thousand steps

    private static void memory() throws IOException {
        Devices.ofThisProcess().use(Device.GPU, false);
        List<DataSet> batches = List.of(data(64, 48), data(64, 96), data(17, 48)); // sizes change, as the last batch's does
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
