package org.forecast4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.Cell;
import org.forecast4j.nn.Decoder;
import org.forecast4j.nn.Labels;
import org.forecast4j.nn.Loss;
import org.forecast4j.nn.NetworkReader;
import org.forecast4j.nn.NetworkSpec;
import org.forecast4j.nn.Networks;
import org.forecast4j.nn.device.Device;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.device.GpuWay;
import org.forecast4j.nn.kernel.DeviceTraining;
import org.forecast4j.nn.kernel.Kernels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The GPU's steps beside Deeplearning4j's on the processor. Where there is no GPU they are skipped, and say so. */
class DeviceStepsTest {
    private static final int INPUTS = 3;
    private static final int STEPS = 12;
    private static final double AVERAGING = 0.9;

    @BeforeEach
    void needs_a_gpu() {
        assumeTrue(
                Devices.ofThisProcess().use(Device.AUTO, false).way().equals(Optional.of(GpuWay.CUDNN)),
                "no GPU: its training steps are not tried");
    }

    @AfterEach
    void back() {
        Devices.ofThisProcess().use(Device.AUTO, false);
    }

    /** A network and what it is trained on. */
    record Case(String name, NetworkSpec spec, boolean masked) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case network(String name, Cell cell, int embedding, List<Integer> hidden) {
        return new Case(
                name,
                new NetworkSpec(
                        INPUTS,
                        6,
                        1,
                        cell,
                        embedding,
                        hidden,
                        Decoder.NONE,
                        Labels.LAST,
                        0,
                        Loss.HUBER,
                        2,
                        List.of(0.1, 0.9),
                        0.01,
                        100,
                        7),
                false);
    }

    private static Case with(
            Case one, String name, int labelledSteps, Decoder decoder, Labels labels, double clip, boolean masked) {
        NetworkSpec spec = one.spec();
        return new Case(
                name,
                new NetworkSpec(
                        spec.inputs(),
                        spec.outputs(),
                        labelledSteps,
                        spec.cell(),
                        spec.embedding(),
                        spec.hidden(),
                        decoder,
                        labels,
                        spec.dropout(),
                        spec.loss(),
                        spec.rows(),
                        spec.quantiles(),
                        spec.learningRate(),
                        clip,
                        spec.seed()),
                masked);
    }

    private static Case plain(Loss loss) {
        return new Case(
                "loss " + loss,
                new NetworkSpec(
                        INPUTS,
                        4,
                        1,
                        Cell.GRU,
                        0,
                        List.of(5),
                        Decoder.NONE,
                        Labels.LAST,
                        0,
                        loss,
                        4,
                        List.of(),
                        0.01,
                        100,
                        7),
                false);
    }

    static Stream<Case> cases() {
        Case gru = network("gru", Cell.GRU, 0, List.of(9));
        return Stream.of(
                gru,
                network("lstm", Cell.LSTM, 0, List.of(9)),
                network("simple-rnn", Cell.SIMPLE_RNN, 0, List.of(9)),
                network("an embedding", Cell.LSTM, 8, List.of(9)),
                network("equal layers, which cuDNN computes together", Cell.GRU, 0, List.of(9, 9, 9)),
                network("equal layers of an LSTM behind an embedding", Cell.LSTM, 5, List.of(6, 6)),
                network("unequal layers", Cell.GRU, 4, List.of(9, 5)),
                plain(Loss.MSE),
                plain(Loss.MAE),
                plain(Loss.HUBER),
                with(gru, "a clipped gradient", 1, Decoder.NONE, Labels.LAST, 0.01, false),
                with(gru, "missing labels", 1, Decoder.NONE, Labels.LAST, 100, true),
                with(gru, "a decoder", 4, Decoder.LSTM, Labels.LAST, 100, false),
                with(gru, "a decoder like the layer before", 4, Decoder.GRU, Labels.LAST, 100, true),
                with(gru, "labels at every step", STEPS, Decoder.NONE, Labels.EVERY, 1, true));
    }

    private static List<DataSet> batches(Case one) {
        Random random = new Random(3);
        List<DataSet> batches = new ArrayList<>();
        for (int size : new int[] {8, 8, 5, 8, 3, 8, 8, 8}) { // the last of an epoch is smaller
            DataSet batch = new DataSet(
                    sequence(random, STEPS, size, INPUTS),
                    sequence(
                            random, one.spec().labelledSteps(), size, one.spec().outputs()));
            if (one.masked()) {
                batch.setLabelsMaskArray(batch.getLabels().gt(-0.5).castTo(DataType.FLOAT));
            }
            batches.add(batch);
        }
        return batches;
    }

    private static INDArray sequence(Random random, int time, int batch, int width) {
        float[] values = new float[time * batch * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.create(values, new long[] {time, batch, width}, 'c').permute(1, 2, 0);
    }

    /** A training, and what its steps leave. */
    private record Trained(MultiLayerNetwork network, INDArray mean, List<Double> losses) {
        static Trained by(Device device, Case one) {
            Devices.ofThisProcess().use(device, false);
            MultiLayerNetwork network = Networks.create(one.spec());
            // Where the output begins with zeros its derivative hands nothing on.
            Random random = new Random(11);
            for (long i = 0; i < network.numParams(); i++) {
                network.params().putScalar(i, network.params().getFloat(i) + 0.1 * random.nextGaussian());
            }
            INDArray mean = network.params().dup();
            List<Double> losses = new ArrayList<>();
            try (Steps steps = steps(device, network, mean)) {
                for (int epoch = 1; epoch <= 2; epoch++) {
                    steps.begin(0.01 / epoch, epoch);
                    batches(one).forEach(batch -> losses.add(steps.fit(batch)));
                    steps.end();
                }
            }
            return new Trained(network, mean, losses);
        }

        private static Steps steps(Device device, MultiLayerNetwork network, INDArray mean) {
            Steps steps = Steps.of(network, mean, AVERAGING);
            assertThat(steps).isInstanceOf(device == Device.GPU ? DeviceSteps.class : NetworkSteps.class);
            return steps;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void steps_of_the_gpu_are_those_of_the_processor(Case one) {
        Trained processor = Trained.by(Device.CPU, one);
        Trained gpu = Trained.by(Device.GPU, one);

        for (int i = 0; i < processor.losses().size(); i++) {
            double expected = processor.losses().get(i);
            assertThat(gpu.losses().get(i)).as("loss of step %d", i + 1).isCloseTo(expected, within(expected));
        }
        assertThat(gpu.network().getIterationCount())
                .isEqualTo(processor.network().getIterationCount());
        assertClose("weights", processor.network().params(), gpu.network().params());
        assertClose("mean", processor.mean(), gpu.mean());
        assertClose(
                "moments",
                processor.network().getUpdater().getStateViewArray(),
                gpu.network().getUpdater().getStateViewArray());
    }

    private static Offset<Double> within(double size) {
        return Offset.offset(2e-4 * Math.max(1, size));
    }

    /** Adam turns a derivative of nearly zero into a step of full length, either way. */
    private static void assertClose(String what, INDArray expected, INDArray found) {
        double off = found.sub(expected).norm2Number().doubleValue()
                / expected.norm2Number().doubleValue();
        assertThat(off).as(what + " off by").isLessThan(2e-3);
    }

    @Test
    void dropped_values_are_the_same_for_the_same_seed_and_others_for_another() {
        assertThat(losses(1)).isEqualTo(losses(1)).isNotEqualTo(losses(2));
    }

    private static List<Double> losses(long seed) {
        Devices.ofThisProcess().use(Device.GPU, false);
        NetworkSpec spec = dropping();
        MultiLayerNetwork network = Networks.create(spec);
        List<Double> losses = new ArrayList<>();
        try (Steps steps = Steps.of(network, network.params().dup(), AVERAGING)) {
            assertThat(steps).isInstanceOf(DeviceSteps.class);
            steps.begin(0.01, seed);
            batches(new Case("", spec, false)).forEach(batch -> losses.add(steps.fit(batch)));
            steps.end();
        }
        return losses;
    }

    /** Along a direction: the loss's difference there and back, beside the gradient that Adam's first moment tells. */
    @Test
    void the_gradient_of_a_network_that_drops_values_is_that_of_finite_differences() {
        Devices.ofThisProcess().use(Device.GPU, false);
        MultiLayerNetwork network = Networks.create(dropping());
        Random random = new Random(5);
        INDArray direction =
                Nd4j.create(random.doubles(network.numParams(), -1, 1).toArray(), new long[] {1, network.numParams()});
        direction = direction.castTo(DataType.FLOAT);
        INDArray moments = Nd4j.zeros(DataType.FLOAT, 1, 2 * network.numParams());
        DataSet batch = batches(new Case("", dropping(), false)).get(0);
        try (DeviceTraining training = NetworkReader.parts(network)
                .flatMap(Kernels.ofThisMachine()::training)
                .orElseThrow()) {
            double size = 1e-2;
            double there = loss(training, network.params().add(direction.mul(size)), moments.dup(), batch);
            double back = loss(training, network.params().sub(direction.mul(size)), moments.dup(), batch);
            loss(training, network.params().dup(), moments, batch);
            INDArray first = moments.get(NDArrayIndex.all(), NDArrayIndex.interval(0, network.numParams()));
            double slope = first.mul(direction).sumNumber().doubleValue() / (1 - 0.9); // Adam keeps nine tenths

            assertThat(slope).isCloseTo((there - back) / (2 * size), Offset.offset(0.02 * Math.abs(slope)));
        }
    }

    /** Before a step from these parameters, which are changed, as are the moments. */
    private static double loss(DeviceTraining training, INDArray parameters, INDArray moments, DataSet batch) {
        DeviceTraining.State state = new DeviceTraining.State(parameters, moments, parameters.dup());
        training.load(state);
        double loss = training.step(
                new DeviceTraining.Step(1, 0.01, AVERAGING, 3),
                batch.getFeatures(),
                batch.getLabels(),
                Optional.empty());
        training.store(state);
        return loss;
    }

    /** A network that drops half of its values between layers. */
    private static NetworkSpec dropping() {
        return new NetworkSpec(
                INPUTS,
                6,
                1,
                Cell.GRU,
                4,
                List.of(9, 9),
                Decoder.NONE,
                Labels.LAST,
                0.5,
                Loss.MSE,
                6,
                List.of(),
                0.01,
                100,
                7);
    }

    @Test
    void a_kernel_that_the_user_prefers_computes_layers_and_not_the_network() {
        Devices.ofThisProcess().use(Device.GPU, false);
        System.setProperty(Kernels.PROPERTY, "cudnn");
        try {
            Optional<DeviceTraining> training = NetworkReader.parts(Networks.create(
                            network("gru", Cell.GRU, 0, List.of(9)).spec()))
                    .flatMap(Kernels.ofThisMachine()::training);
            assertThat(training).isEmpty();
        } finally {
            System.clearProperty(Kernels.PROPERTY);
        }
    }
}
