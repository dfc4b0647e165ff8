package org.forecast4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.kernel.NetworkParts;
import org.forecast4j.nn.kernel.NetworkParts.Dense;
import org.forecast4j.nn.kernel.NetworkParts.Dropout;
import org.forecast4j.nn.kernel.NetworkParts.LastStep;
import org.forecast4j.nn.kernel.NetworkParts.Output;
import org.forecast4j.nn.kernel.NetworkParts.OutputLoss;
import org.forecast4j.nn.kernel.NetworkParts.Point;
import org.forecast4j.nn.kernel.NetworkParts.Recurrent;
import org.forecast4j.nn.kernel.NetworkParts.Repeat;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.forecast4j.nn.kernel.RecurrentCell.Kind;
import org.forecast4j.nn.recurrent.FastLstm;
import org.forecast4j.nn.recurrent.FastRnnOutput;
import org.forecast4j.nn.recurrent.Gru;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class NetworkReaderTest {
    private static NetworkSpec spec(Decoder decoder, double dropout, Loss loss, List<Double> quantiles) {
        int steps = decoder == Decoder.NONE ? 1 : 5;
        int outputs = 2 * (1 + quantiles.size());
        return new NetworkSpec(
                3,
                outputs,
                steps,
                Cell.GRU,
                4,
                List.of(6, 8),
                decoder,
                Labels.LAST,
                dropout,
                loss,
                2,
                quantiles,
                0.01,
                1.5,
                7);
    }

    private static Recurrent cell(Kind kind, int inputs, int units) {
        return new Recurrent(new RecurrentCell(kind, inputs, units, Nonlinearity.TANH, Nonlinearity.SIGMOID));
    }

    @Test
    void a_forecasting_network_is_read_part_by_part() {
        NetworkSpec spec = spec(Decoder.NONE, 0, Loss.HUBER, List.of(0.1, 0.9));

        assertThat(NetworkReader.parts(Networks.create(spec)))
                .contains(new NetworkParts(
                        List.of(
                                new Dense(3, 4),
                                cell(Kind.GRU, 4, 6),
                                cell(Kind.GRU, 6, 8),
                                new LastStep(),
                                new Output(8, 6, new OutputLoss(Point.HUBER, 0.5, List.of(0.1, 0.9), 2))),
                        1.5,
                        new NetworkParts.Adam(0.9, 0.999, 1e-8)));
    }

    @Test
    void a_decoder_and_dropout_are_parts() {
        NetworkSpec spec = spec(Decoder.LSTM, 0.25, Loss.MAE, List.of());

        NetworkParts parts = NetworkReader.parts(Networks.create(spec)).orElseThrow();

        assertThat(parts.parts())
                .containsExactly(
                        new Dense(3, 4),
                        cell(Kind.GRU, 4, 6),
                        new Dropout(0.75),
                        cell(Kind.GRU, 6, 8),
                        new LastStep(),
                        new Repeat(5),
                        cell(Kind.LSTM, 8, 8),
                        new Dropout(0.75),
                        new Output(8, 2, new OutputLoss(Point.ABSOLUTE, 0.5, List.of(), 2)));
        assertThat(parts.clip()).isEqualTo(1.5 * 5);
    }

    @Test
    void parameters_are_counted_as_the_network_has_them() {
        MultiLayerNetwork network = Networks.create(spec(Decoder.SIMPLE_RNN, 0, Loss.MSE, List.of()));

        assertThat(NetworkReader.parts(network).orElseThrow().parameters()).isEqualTo(network.numParams());
    }

    private static Optional<NetworkParts> read(
            Layer recurrent, Layer output, Consumer<NeuralNetConfiguration.Builder> settings) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder().updater(new Adam(1e-3));
        settings.accept(builder);
        MultiLayerNetwork network = new MultiLayerNetwork(
                builder.list().layer(recurrent).layer(output).build());
        network.init();
        return NetworkReader.parts(network);
    }

    private static FastLstm lstm(Activation activation) {
        return (FastLstm)
                new FastLstm.Builder().nIn(3).nOut(4).activation(activation).build();
    }

    private static Layer output(LossFunction loss, Activation activation) {
        return new FastRnnOutput.Builder(loss)
                .activation(activation)
                .nIn(4)
                .nOut(2)
                .build();
    }

    private static Layer plainOutput() {
        return output(LossFunction.MSE, Activation.IDENTITY);
    }

    @Test
    void networks_of_ones_own_are_read_too() {
        assertThat(read(lstm(Activation.TANH), plainOutput(), any -> {})
                        .orElseThrow()
                        .clip())
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(read(
                        new Gru.Builder()
                                .nIn(3)
                                .nOut(4)
                                .activation(Activation.TANH)
                                .resetAfter(false)
                                .build(),
                        plainOutput(),
                        any -> {}))
                .isPresent();
    }

    @Test
    void truncated_backpropagation_is_not_read() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Adam(1e-3))
                .list()
                .layer(lstm(Activation.TANH))
                .layer(plainOutput())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(5)
                .build());
        network.init();

        assertThat(NetworkReader.parts(network)).isEmpty();
    }

    @Test
    void what_the_parts_cannot_say_is_not_read() {
        assertThat(read(lstm(Activation.TANH), plainOutput(), builder -> builder.updater(new Sgd(0.1))))
                .as("another updater")
                .isEmpty();
        assertThat(read(lstm(Activation.TANH), plainOutput(), builder -> builder.l2(0.1)))
                .as("a penalty")
                .isEmpty();
        assertThat(read(lstm(Activation.SOFTMAX), plainOutput(), any -> {}))
                .as("an activation that no kernel knows")
                .isEmpty();
        assertThat(read(lstm(Activation.TANH), output(LossFunction.POISSON, Activation.IDENTITY), any -> {}))
                .as("another loss")
                .isEmpty();
        assertThat(read(lstm(Activation.TANH), output(LossFunction.MSE, Activation.TANH), any -> {}))
                .as("an activated output")
                .isEmpty();
        Layer stock = new LSTM.Builder().nIn(3).nOut(4).build();
        assertThat(read(stock, plainOutput(), any -> {})).as("a stock layer").isEmpty();
        Layer stockOutput = new RnnOutputLayer.Builder(LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nIn(4)
                .nOut(2)
                .build();
        assertThat(read(lstm(Activation.TANH), stockOutput, any -> {}))
                .as("a stock output")
                .isEmpty();
        assertThat(read(lstm(Activation.TANH), plainOutput(), builder -> builder.miniBatch(false)))
                .as("sums over the batch, not means")
                .isEmpty();
        FastLstm otherFormat = lstm(Activation.TANH);
        otherFormat.setRnnDataFormat(RNNFormat.NWC);
        assertThat(read(otherFormat, plainOutput(), any -> {}))
                .as("sequences in another order")
                .isEmpty();
        Layer otherBias = new FastLstm.Builder()
                .nIn(3)
                .nOut(4)
                .activation(Activation.TANH)
                .biasUpdater(new Sgd(0.1))
                .build();
        assertThat(read(otherBias, plainOutput(), any -> {}))
                .as("biases that learn in another way")
                .isEmpty();
    }
}
