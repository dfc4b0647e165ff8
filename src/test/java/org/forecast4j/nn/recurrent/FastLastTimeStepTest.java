package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.nn.recurrent.Sequences.assertClose;
import static org.forecast4j.nn.recurrent.Sequences.in;
import static org.forecast4j.nn.recurrent.Sequences.random;
import static org.forecast4j.nn.recurrent.Sequences.timeMajor;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The wrapper around DL4J's own recurrent layers, beside the stock wrapper. */
class FastLastTimeStepTest {
    private static final int BATCH = 4;
    private static final int TIME = 5;
    private static final int IN = 3;
    private static final DataType DEFAULT = Nd4j.dataType();

    enum Inner {
        LSTM,
        SIMPLE_RNN
    }

    record Case(Inner inner, RNNFormat format, boolean masked, DataType type, WorkspaceMode workspaces) {}

    static Stream<Case> cases() {
        return Arrays.stream(Inner.values())
                .flatMap(inner -> Arrays.stream(RNNFormat.values()).flatMap(format -> Stream.of(false, true)
                        .flatMap(masked -> Stream.of(
                                new Case(inner, format, masked, DataType.FLOAT, WorkspaceMode.ENABLED),
                                new Case(inner, format, masked, DataType.DOUBLE, WorkspaceMode.NONE)))));
    }

    @AfterEach
    void restoreType() {
        Nd4j.setDefaultDataTypes(DEFAULT, DEFAULT);
    }

    private static MultiLayerNetwork network(Case c, boolean fast, boolean learning) {
        Nd4j.setDefaultDataTypes(c.type(), c.type()); // stock makes its result in the default type
        BaseRecurrentLayer.Builder<?> builder = c.inner() == Inner.LSTM ? new LSTM.Builder() : new SimpleRnn.Builder();
        builder.nIn(IN).nOut(6).activation(Activation.TANH).name("inner");
        BaseRecurrentLayer inner = (BaseRecurrentLayer) builder.build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(c.type())
                .updater(learning ? new Adam(0.01) : new NoOp())
                .trainingWorkspaceMode(c.workspaces())
                .inferenceWorkspaceMode(c.workspaces())
                .list()
                .layer(fast ? new FastLastTimeStep(inner) : new LastTimeStep(inner))
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(IN, c.format()))
                .build());
        network.init();
        return network;
    }

    private static DataSet data(Case c) {
        DataSet data = new DataSet(
                in(c.format(), timeMajor(random(1, c.type(), BATCH, IN, TIME))), random(2, c.type(), BATCH, 2));
        if (c.masked()) {
            INDArray mask = Nd4j.ones(c.type(), BATCH, TIME);
            mask.putScalar(1, TIME - 1, 0);
            mask.putScalar(2, TIME - 1, 0);
            mask.putScalar(2, TIME - 2, 0);
            mask.putScalar(3, 0, 0);
            data.setFeaturesMaskArray(mask);
        }
        return data;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void output_and_training_equal_stock(Case c) {
        MultiLayerNetwork fast = network(c, true, true);
        MultiLayerNetwork stock = network(c, false, true);
        DataSet data = data(c);
        double part = c.type() == DataType.DOUBLE ? 1e-10 : 1e-5;
        assertThat(fast.params()).isEqualTo(stock.params());
        for (int step = 0; step < 5; step++) {
            fast.fit(data);
            stock.fit(data);
            assertThat(fast.score()).isCloseTo(stock.score(), Offset.offset(part * 10));
            assertClose(fast.params(), stock.params(), part);
        }
        assertClose(
                fast.output(data.getFeatures(), false, data.getFeaturesMaskArray(), null),
                stock.output(data.getFeatures(), false, data.getFeaturesMaskArray(), null),
                part);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void gradients_equal_stock_where_batch_or_time_is_one(int time) {
        Case c = new Case(Inner.SIMPLE_RNN, RNNFormat.NCW, false, DataType.DOUBLE, WorkspaceMode.NONE);
        INDArray input = random(1, c.type(), 3 - time, IN, time);
        INDArray epsilon = random(2, c.type(), 3 - time, 6);
        var none = LayerWorkspaceMgr.noWorkspaces();
        INDArray[] gradients = new INDArray[2];
        for (int i = 0; i < 2; i++) {
            MultiLayerNetwork network = network(c, i == 0, false);
            network.initGradientsView();
            network.getLayer(0).activate(input, true, none);
            gradients[i] = network.getLayer(0).backpropGradient(epsilon, none).getSecond();
        }
        assertClose(gradients[0], gradients[1], 1e-10);
    }

    @ParameterizedTest
    @EnumSource(Inner.class)
    void gradients_agree_with_finite_differences_where_steps_are_masked(Inner inner) {
        Case c = new Case(inner, RNNFormat.NCW, true, DataType.DOUBLE, WorkspaceMode.ENABLED);
        DataSet data = data(c);
        data.getFeaturesMaskArray().putScalar(3, 0, 1); // DL4J's LSTM errs where a masked step comes first
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                        .net(network(c, true, false))
                        .input(data.getFeatures())
                        .labels(data.getLabels())
                        .inputMask(data.getFeaturesMaskArray())
                        .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)))
                .isTrue();
    }

    @Test
    void training_equals_stock_around_both_directions() {
        DataSet data = data(new Case(Inner.LSTM, RNNFormat.NCW, false, DataType.FLOAT, WorkspaceMode.ENABLED));
        MultiLayerNetwork[] networks = new MultiLayerNetwork[2];
        for (int i = 0; i < 2; i++) {
            LSTM inner = new LSTM.Builder() // DL4J's defaults do not reach a layer wrapped twice
                    .nIn(IN)
                    .nOut(6)
                    .activation(Activation.TANH)
                    .weightInit(WeightInit.XAVIER)
                    .biasInit(0)
                    .updater(new Adam(0.01))
                    .gradientNormalization(GradientNormalization.None)
                    .build();
            Bidirectional both = new Bidirectional(Bidirectional.Mode.CONCAT, inner);
            networks[i] = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .seed(3)
                    .updater(new Adam(0.01))
                    .list()
                    .layer(i == 0 ? new FastLastTimeStep(both) : new LastTimeStep(both))
                    .layer(new OutputLayer.Builder(LossFunction.MSE)
                            .nIn(12)
                            .nOut(2)
                            .activation(Activation.IDENTITY)
                            .build())
                    .build());
            networks[i].init();
            for (int step = 0; step < 3; step++) {
                networks[i].fit(data);
            }
        }
        assertClose(networks[0].params(), networks[1].params(), 1e-5);
    }

    /** A stock layer that puts out time-major memory, as ours do, and keeps what it is handed back. */
    private static final class TimeMajorRnn extends org.deeplearning4j.nn.layers.recurrent.SimpleRnn {
        private INDArray handedBack = Nd4j.empty();

        private TimeMajorRnn(MultiLayerNetwork network, int layer) {
            super(
                    network.getLayer(layer).conf(),
                    network.getLayer(layer).params().dataType());
            setParamsViewArray(network.getLayer(layer).params());
            setParamTable(network.getLayer(layer).paramTable());
            setBackpropGradientsViewArray(network.getLayer(layer).params().dup());
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            return timeMajor(super.activate(training, workspaces));
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            handedBack = epsilon;
            return super.backpropGradient(epsilon, workspaces);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void time_major_layers_are_read_in_place_and_get_time_major_gradients(boolean masked) {
        Case c = new Case(Inner.SIMPLE_RNN, RNNFormat.NCW, masked, DataType.FLOAT, WorkspaceMode.NONE);
        MultiLayerNetwork stock = network(c, false, false);
        stock.initGradientsView();
        TimeMajorRnn inner = new TimeMajorRnn(stock, 0);
        FastLastTimeStepLayer fast = new FastLastTimeStepLayer(inner);
        INDArray mask = data(c).getFeaturesMaskArray();
        stock.getLayer(0).setMaskArray(mask);
        fast.setMaskArray(mask);
        var none = LayerWorkspaceMgr.noWorkspaces();
        INDArray input = data(c).getFeatures();
        assertClose(fast.activate(input, true, none), stock.getLayer(0).activate(input, true, none), 1e-6);
        INDArray epsilon = random(3, c.type(), BATCH, 6);
        assertClose(
                fast.backpropGradient(epsilon, none).getSecond(),
                stock.getLayer(0).backpropGradient(epsilon, none).getSecond(),
                1e-6);
        assertThat(TimeMajor.is(inner.handedBack, RNNFormat.NCW)).isTrue();
    }

    @Test
    void an_example_without_any_step_is_refused_as_by_stock() {
        Case c = new Case(Inner.LSTM, RNNFormat.NCW, true, DataType.FLOAT, WorkspaceMode.ENABLED);
        INDArray mask = Nd4j.ones(c.type(), BATCH, TIME);
        mask.getRow(2).assign(0);
        for (boolean fast : new boolean[] {true, false}) {
            MultiLayerNetwork network = network(c, fast, true);
            assertThatThrownBy(() -> network.output(data(c).getFeatures(), false, mask, null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("xample 2");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void configuration_equals_stock_but_for_the_class(Case c) throws Exception {
        MultiLayerConfiguration fast = network(c, true, true).getLayerWiseConfigurations();
        MultiLayerConfiguration stock = network(c, false, true).getLayerWiseConfigurations();
        String renamed = fast.toJson().replace(FastLastTimeStep.class.getName(), LastTimeStep.class.getName());
        ObjectMapper json = new ObjectMapper(); // the order of fields does not matter
        assertThat(json.readTree(renamed)).isEqualTo(json.readTree(stock.toJson()));
        MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(fast.toJson());
        assertThat(read).isEqualTo(fast);
        assertThat(read.getConf(0).getLayer()).isInstanceOf(FastLastTimeStep.class);
        assertThat(fast.getConf(0).getLayer()).isNotEqualTo(stock.getConf(0).getLayer());
        assertThat(stock.getConf(0).getLayer()).isNotEqualTo(fast.getConf(0).getLayer());
    }

    @Test
    void a_saved_network_puts_out_and_trains_the_same(@TempDir Path folder) throws Exception {
        Case c = new Case(Inner.LSTM, RNNFormat.NCW, true, DataType.FLOAT, WorkspaceMode.ENABLED);
        MultiLayerNetwork network = network(c, true, true);
        network.fit(data(c));
        File file = folder.resolve("model.zip").toFile();
        ModelSerializer.writeModel(network, file, true);
        MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file);
        assertThat(restored.output(data(c).getFeatures())).isEqualTo(network.output(data(c).getFeatures()));
        network.fit(data(c));
        restored.fit(data(c));
        assertThat(restored.params()).isEqualTo(network.params());
    }
}
