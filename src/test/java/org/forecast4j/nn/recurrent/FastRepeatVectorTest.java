package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.nn.recurrent.Sequences.assertClose;
import static org.forecast4j.nn.recurrent.Sequences.in;
import static org.forecast4j.nn.recurrent.Sequences.random;
import static org.forecast4j.nn.recurrent.Sequences.timeMajor;

import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Beside the stock layer, in a network of an encoder and a decoder. */
class FastRepeatVectorTest {
    private static final int BATCH = 4;
    private static final int TIME = 5;
    private static final int IN = 3;
    private static final DataType DEFAULT = Nd4j.dataType();

    record Case(RNNFormat format, DataType type, WorkspaceMode workspaces) {}

    static Stream<Case> cases() {
        return Arrays.stream(RNNFormat.values())
                .flatMap(format -> Stream.of(
                        new Case(format, DataType.FLOAT, WorkspaceMode.ENABLED),
                        new Case(format, DataType.DOUBLE, WorkspaceMode.NONE)));
    }

    @AfterEach
    void restoreType() {
        Nd4j.setDefaultDataTypes(DEFAULT, DEFAULT);
    }

    private static RepeatVector repeat(boolean fast, RNNFormat format) {
        RepeatVector layer = fast ? FastRepeatVector.times(TIME) : new RepeatVector();
        layer.setN(TIME);
        layer.setDataFormat(format);
        return layer;
    }

    private static MultiLayerNetwork network(Case c, boolean fast, boolean learning) {
        Nd4j.setDefaultDataTypes(c.type(), c.type());
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(c.type())
                .updater(learning ? new Adam(0.01) : new NoOp())
                .trainingWorkspaceMode(c.workspaces())
                .inferenceWorkspaceMode(c.workspaces())
                .list()
                .layer(new DenseLayer.Builder()
                        .nOut(6)
                        .activation(Activation.TANH)
                        .build())
                .layer(repeat(fast, c.format()))
                .layer(new SimpleRnn.Builder()
                        .nOut(4)
                        .activation(Activation.TANH)
                        .dataFormat(c.format())
                        .build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .dataFormat(c.format())
                        .build())
                .setInputType(InputType.feedForward(IN))
                .build());
        network.init();
        return network;
    }

    private static DataSet data(Case c) {
        return new DataSet(
                random(1, c.type(), BATCH, IN), in(c.format(), timeMajor(random(2, c.type(), BATCH, 2, TIME))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void output_and_training_equal_stock(Case c) {
        MultiLayerNetwork fast = network(c, true, true);
        MultiLayerNetwork stock = network(c, false, true);
        double part = c.type() == DataType.DOUBLE ? 1e-10 : 1e-5;
        assertThat(fast.params()).isEqualTo(stock.params());
        for (int step = 0; step < 5; step++) {
            fast.fit(data(c));
            stock.fit(data(c));
            assertThat(fast.score()).isCloseTo(stock.score(), Offset.offset(part * 10));
            assertClose(fast.params(), stock.params(), part);
        }
        INDArray features = data(c).getFeatures();
        assertClose(fast.output(features), stock.output(features), part);
    }

    @ParameterizedTest
    @EnumSource
    void gradients_agree_with_finite_differences(RNNFormat format) {
        Case c = new Case(format, DataType.DOUBLE, WorkspaceMode.ENABLED);
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                        .net(network(c, true, false))
                        .input(data(c).getFeatures())
                        .labels(data(c).getLabels())
                        .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void every_step_is_the_input_in_time_major_memory(Case c) {
        MultiLayerNetwork network = network(c, true, false);
        INDArray row = random(4, c.type(), BATCH, 6);
        INDArray sequence = network.getLayer(1).activate(row, false, LayerWorkspaceMgr.noWorkspaces());
        assertThat(TimeMajor.is(sequence, c.format())).isTrue();
        for (int step = 0; step < TIME; step++) {
            assertThat(TimeMajor.stepAnywhere(sequence, c.format(), step)).isEqualTo(row);
        }
    }

    @Test
    void input_that_is_no_row_is_refused() {
        MultiLayerNetwork network = network(new Case(RNNFormat.NCW, DataType.FLOAT, WorkspaceMode.NONE), true, false);
        INDArray sequence = random(4, DataType.FLOAT, BATCH, 6, 2);
        assertThatThrownBy(() -> network.getLayer(1).activate(sequence, false, LayerWorkspaceMgr.noWorkspaces()))
                .isInstanceOf(DL4JInvalidInputException.class)
                .hasMessageContaining("[4, 6, 2]");
    }

    @Test
    void json_is_the_stock_layers_but_for_the_name() {
        Case c = new Case(RNNFormat.NCW, DataType.FLOAT, WorkspaceMode.ENABLED);
        String json = network(c, true, true).getLayerWiseConfigurations().toJson();
        assertThat(StockNames.toStock(json))
                .isEqualTo(StockNames.toStock(
                        network(c, false, true).getLayerWiseConfigurations().toJson()));
        assertThat(MultiLayerConfiguration.fromJson(json).getConf(1).getLayer())
                .isInstanceOf(FastRepeatVector.class)
                .isEqualTo(network(c, true, true)
                        .getLayerWiseConfigurations()
                        .getConf(1)
                        .getLayer())
                .isNotEqualTo(repeat(false, RNNFormat.NCW));
    }
}
