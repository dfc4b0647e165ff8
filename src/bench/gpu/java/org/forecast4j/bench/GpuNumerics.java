package org.forecast4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.Cell;
import org.forecast4j.nn.Decoder;
import org.forecast4j.nn.Labels;
import org.forecast4j.nn.Loss;
import org.forecast4j.nn.NetworkSpec;
import org.forecast4j.nn.Networks;
import org.forecast4j.nn.device.Device;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.kernel.Inputs;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.Recurrence;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.forecast4j.nn.kernel.RecurrentKernel;
import org.forecast4j.nn.kernel.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Numbers of the GPU beside the processor's: kernels of layers beside the reference, steps beside Deeplearning4j's. */
final class GpuNumerics {
    private GpuNumerics() {}

    // --- numerics: the GPU's kernel beside the reference

    private record Case(RecurrentCell.Kind kind, String mask, boolean state, int steps) {}

    static void numerics() {
        boolean passed = true;
        System.out.println(
                "| cell | math | outputs off by | gradients off by | allowed | |\n|---|---|---|---|---|---|");
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
        RecurrentCell cell = new RecurrentCell(each.kind(), OnGpu.INPUTS, 65, Nonlinearity.TANH, Nonlinearity.SIGMOID);
        Random random = new Random(7);
        List<INDArray> expected = run(reference(), cell, each, time, batch, random);
        List<INDArray> found =
                run(Kernels.ofThisMachine().choose(cell, DataType.FLOAT), cell, each, time, batch, new Random(7));
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
        float[] values =
                new float[Math.toIntExact(Nd4j.create(DataType.FLOAT, shape).length())];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Nd4j.create(values, shape, 'c');
    }

    // --- steps: the GPU's training beside the processor's

    static void steps() {
        boolean passed = true;
        System.out.println(
                "| network | math | losses off by | weights off by | allowed | |\n|---|---|---|---|---|---|");
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
                OnGpu.INPUTS,
                3 * OnGpu.INPUTS,
                steps,
                cell,
                16,
                hidden,
                decoder,
                Labels.LAST,
                0,
                Loss.HUBER,
                OnGpu.INPUTS,
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
                    OnGpu.sequence(size, 24, OnGpu.INPUTS),
                    OnGpu.sequence(size, spec.labelledSteps(), spec.outputs())));
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
}
