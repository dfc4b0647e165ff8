package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.forecast4j.nn.recurrent.Sequences.assertClose;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.forecast4j.nn.kernel.TorchTrace;
import org.forecast4j.nn.kernel.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Ten steps of training as PyTorch takes them: through layer, loss, minibatch, optimiser and DL4J between them. The stock
 * layers take the same steps, which proves the conventions that the traces were made by.
 */
class TorchTraceTest {
    private static final double ADAM_EPSILON = 1e-8;
    private static final double ADAM_BETA2 = 0.999;

    record Training(TorchTrace trace, String optimiser, DataType type, boolean stock) {
        @Override
        public String toString() {
            return "%s by %s in %s, %s layers".formatted(trace, optimiser, type, stock ? "stock" : "our");
        }
    }

    private static Stream<Training> trainings(DataType type) {
        return TorchTrace.all().stream()
                .flatMap(trace -> Stream.of("sgd", "adam").flatMap(optimiser -> Stream.of(false, true)
                        .filter(stock -> !stock || trace.cell().kind() != RecurrentCell.Kind.GRU) // DL4J has none
                        .map(stock -> new Training(trace, optimiser, type, stock))));
    }

    static Stream<Training> inDouble() {
        return trainings(DataType.DOUBLE);
    }

    static Stream<Training> inFloat() {
        return trainings(DataType.FLOAT);
    }

    @ParameterizedTest
    @MethodSource("inDouble")
    void losses_and_parameters_in_double_are_pytorchs(Training each) {
        TorchTrace.Steps expected = each.trace().training(each.optimiser());
        MultiLayerNetwork network = network(each);

        List<Double> losses = train(network, each);

        assertLosses(losses, expected.losses(), 1e-8);
        assertClose(parameter(network, 0, "W"), expected.after().layer().input(), 1e-8);
        assertClose(parameter(network, 0, "RW"), expected.after().layer().recurrent(), 1e-8);
        assertClose(parameter(network, 0, "b"), expected.after().layer().bias(), 1e-8);
        assertClose(parameter(network, 1, "W"), expected.after().outputWeights(), 1e-8);
        assertClose(parameter(network, 1, "b"), expected.after().outputBias(), 1e-8);
    }

    @ParameterizedTest
    @MethodSource("inFloat")
    void losses_in_float_are_pytorchs(Training each) {
        List<Double> losses = train(network(each), each);

        assertLosses(losses, each.trace().training(each.optimiser()).losses(), 1e-5);
    }

    private static void assertLosses(List<Double> actual, List<Double> expected, double relative) {
        assertThat(actual).hasSameSizeAs(expected).hasSize(10);
        for (int i = 0; i < expected.size(); i++) {
            double loss = expected.get(i);
            assertThat(actual.get(i)).as("before step %d", i).isCloseTo(loss, within(relative * loss));
        }
        assertThat(expected.get(9)).as("something was learned").isLessThan(expected.get(0));
    }

    // --- the network

    private static MultiLayerNetwork network(Training each) {
        RecurrentCell cell = each.trace().cell();
        TorchTrace.Network before = each.trace().beforeTraining();
        IUpdater updater = each.optimiser().equals("sgd") ? new Sgd(0.05) : new Adam(1e-2);
        RnnOutputLayer output = new RnnOutputLayer.Builder(LossFunction.MSE)
                .nIn(cell.units())
                .nOut(before.outputBias().length())
                .activation(Activation.IDENTITY)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(each.type())
                .updater(updater)
                .list()
                .layer(layer(cell, each.stock()))
                .layer(each.stock() ? output : FastRnnOutput.of(output))
                .build());
        network.init();
        Weights weights = before.layer();
        set(network, 0, "W", weights.input());
        set(network, 0, "RW", weights.recurrent());
        set(network, 0, "b", weights.bias());
        set(network, 1, "W", before.outputWeights());
        set(network, 1, "b", before.outputBias());
        return network;
    }

    private static BaseLayer layer(RecurrentCell cell, boolean stock) {
        Activation activation = cell.activation() == Nonlinearity.RELU ? Activation.RELU : Activation.TANH;
        return switch (cell.kind()) {
            case LSTM -> {
                LSTM layer = new LSTM.Builder()
                        .nIn(cell.inputs())
                        .nOut(cell.units())
                        .activation(activation)
                        .build();
                yield stock ? layer : FastLstm.of(layer);
            }
            case SIMPLE_RNN -> {
                SimpleRnn layer = new SimpleRnn.Builder()
                        .nIn(cell.inputs())
                        .nOut(cell.units())
                        .activation(activation)
                        .build();
                yield stock ? layer : FastSimpleRnn.of(layer);
            }
            default ->
                new Gru.Builder()
                        .nIn(cell.inputs())
                        .nOut(cell.units())
                        .activation(activation)
                        .build();
        };
    }

    private static INDArray parameter(MultiLayerNetwork network, int layer, String name) {
        INDArray parameter = network.getLayer(layer).getParam(name);
        return parameter.reshape(
                parameter.ordering(), parameter.rank() == 1 ? new long[] {1, parameter.length()} : parameter.shape());
    }

    private static void set(MultiLayerNetwork network, int layer, String name, INDArray values) {
        INDArray parameter = parameter(network, layer, name);
        assertThat(parameter.shape()).isEqualTo(values.shape());
        parameter.assign(values.castTo(parameter.dataType()));
        assertThat(parameter(network, layer, name).getDouble(0)).isEqualTo(parameter.getDouble(0));
    }

    // --- the steps

    private static List<Double> train(MultiLayerNetwork network, Training each) {
        INDArray input = each.trace().trainingInput().permute(1, 2, 0).castTo(each.type());
        INDArray labels = each.trace().trainingLabels().permute(1, 2, 0).castTo(each.type());
        List<Double> losses = new ArrayList<>();
        for (int step = 1; step <= 10; step++) {
            placeEpsilonAsPyTorch(network, step);
            network.fit(input, labels);
            losses.add(network.score());
        }
        return losses;
    }

    /**
     * PyTorch adds Adam's epsilon to the root of the corrected second moment, DL4J to that of the uncorrected one: DL4J's
     * epsilon is by the correction's root too large in the first steps, worth some 1e-6 of a parameter. Made smaller by that
     * much, it leaves no difference between the two but rounding.
     */
    private static void placeEpsilonAsPyTorch(MultiLayerNetwork network, int step) {
        for (int layer = 0; layer < network.getnLayers(); layer++) {
            BaseLayer conf = (BaseLayer) network.getLayer(layer).conf().getLayer();
            if (conf.getIUpdater() instanceof Adam adam) {
                adam.setEpsilon(ADAM_EPSILON * Math.sqrt(1 - Math.pow(ADAM_BETA2, step)));
            }
        }
    }
}
