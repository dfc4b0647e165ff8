package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.nn.recurrent.Sequences.assertClose;
import static org.forecast4j.nn.recurrent.Sequences.random;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What is seldom asked of a recurrent layer, and owed all the same. */
class LayerEdgesTest {
    private static final int BATCH = 3;
    private static final int IN = 4;
    private static final int UNITS = 5;
    private static final int TIME = 6;
    private static final DataType DEFAULT = Nd4j.dataType();

    @AfterEach
    void restoreType() {
        Nd4j.setDefaultDataTypes(DEFAULT, DEFAULT);
    }

    private static MultiLayerNetwork network(
            DataType type, IUpdater updater, RNNFormat format, int in, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .activation(Activation.TANH)
                .updater(updater)
                .list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(list.layer(new FastRnnOutput.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .dataFormat(format)
                        .nOut(2)
                        .build())
                .setInputType(InputType.recurrent(in, format))
                .build());
        network.init();
        return network;
    }

    private static MultiLayerNetwork network(Layer layer) {
        return network(DataType.FLOAT, new Sgd(0.1), RNNFormat.NCW, IN, layer);
    }

    // --- state

    @Test
    void cell_state_put_in_beside_the_hidden_state_that_was_there_is_used() {
        MultiLayerNetwork fast = network(new FastLstm.Builder().nOut(UNITS).build());
        MultiLayerNetwork stock = network(new LSTM.Builder().nOut(UNITS).build());
        stock.setParams(fast.params());
        INDArray features = random(1, DataType.FLOAT, BATCH, IN, TIME);
        for (MultiLayerNetwork network : List.of(fast, stock)) {
            network.rnnTimeStep(features);
            Map<String, INDArray> state = network.rnnGetPreviousState(0);
            state.computeIfPresent("prevMem", (key, memory) -> memory.add(1));
            network.rnnSetPreviousState(0, state);
        }
        assertClose(fast.rnnTimeStep(features), stock.rnnTimeStep(features), 1e-5);
    }

    // --- dropout

    /** Keeps what it is shown. */
    private static final class Showing implements IDropout {
        private static final long serialVersionUID = 1L;
        private transient INDArray shown = Nd4j.empty();

        @Override
        public INDArray applyDropout(
                INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
            shown = input.dup('c').detach();
            return result.assign(input);
        }

        @Override
        public INDArray backprop(INDArray atOutput, INDArray atInput, int iteration, int epoch) {
            return atInput;
        }

        @Override
        public void clear() {}

        @Override
        public IDropout clone() {
            return this;
        }
    }

    /** {@code SpatialDropout} drops a feature at all times: it has to find the features where it looks for them. */
    @ParameterizedTest
    @EnumSource
    void a_dropout_that_knows_dimensions_is_shown_batch_features_time(RNNFormat format) {
        Showing dropout = new Showing();
        MultiLayerNetwork network = network(
                DataType.FLOAT,
                new Sgd(0.1),
                format,
                IN,
                new Gru.Builder()
                        .nOut(UNITS)
                        .dataFormat(format)
                        .dropOut(dropout)
                        .build());
        INDArray features = random(1, DataType.FLOAT, BATCH, IN, TIME);
        network.fit(new DataSet(
                Sequences.in(format, features), Sequences.in(format, random(2, DataType.FLOAT, BATCH, 2, TIME))));
        assertThat(dropout.shown).isEqualTo(features);
    }

    static Stream<Arguments> dropouts() {
        return Stream.of(RNNFormat.values()).flatMap(format -> Stream.of(
                        new Dropout(0.6),
                        new AlphaDropout(0.6),
                        new GaussianDropout(0.3),
                        new GaussianNoise(0.3),
                        new SpatialDropout(0.6))
                .map(dropout -> Arguments.of(format, dropout)));
    }

    /** The same is drawn each time. */
    @ParameterizedTest
    @MethodSource("dropouts")
    void gradients_are_those_of_what_was_dropped(RNNFormat format, IDropout dropout) {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // the checker insists
        BaseRecurrentLayer.Builder<?> first =
                new FastLstm.Builder().nOut(UNITS).dataFormat(format).dropOut(dropout);
        BaseRecurrentLayer.Builder<?> second =
                new Gru.Builder().nOut(UNITS).dataFormat(format).dropOut(dropout.clone());
        MultiLayerNetwork network = network(DataType.DOUBLE, new NoOp(), format, IN, first.build(), second.build());
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                        .net(network)
                        .epsilon(1e-6)
                        .maxRelError(1e-4)
                        .minAbsoluteError(1e-8)
                        .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                        .subset(true)
                        .maxPerParam(10)
                        .callEachIter(any -> Nd4j.getRandom().setSeed(1))
                        .input(Sequences.in(format, random(3, DataType.DOUBLE, BATCH, IN, TIME)))
                        .labels(Sequences.in(format, random(4, DataType.DOUBLE, BATCH, 2, TIME)))))
                .isTrue();
    }

    // --- input

    /** One sequence of one value is time-major however it lies, so that the cast is the only copy. */
    @ParameterizedTest
    @EnumSource
    void features_of_another_type_train_as_if_they_had_been_cast(RNNFormat format) {
        INDArray features = Sequences.in(format, random(1, DataType.DOUBLE, 1, 1, TIME));
        INDArray labels = Sequences.in(format, random(2, DataType.FLOAT, 1, 2, TIME));
        MultiLayerNetwork cast = oneInput(format);
        MultiLayerNetwork asIs = oneInput(format);
        for (int step = 0; step < 5; step++) {
            cast.fit(new DataSet(features.castTo(DataType.FLOAT), labels));
            asIs.fit(new DataSet(features, labels));
        }
        assertThat(asIs.params()).isEqualTo(cast.params());
    }

    private static MultiLayerNetwork oneInput(RNNFormat format) {
        return network(
                DataType.FLOAT,
                new Sgd(0.1),
                format,
                1,
                new FastLstm.Builder().nOut(UNITS).dataFormat(format).build());
    }

    @Test
    void a_layer_without_input_says_so() {
        org.deeplearning4j.nn.api.Layer layer =
                network(new Gru.Builder().nOut(UNITS).build()).getLayer(0);
        assertThatThrownBy(() -> layer.activate(false, LayerWorkspaceMgr.noWorkspaces()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("input field is not set");
    }

    @Test
    void a_cloned_layer_has_parameters_of_its_own_and_gives_the_same() {
        KernelLayer layer =
                (KernelLayer) network(new Gru.Builder().nOut(UNITS).build()).getLayer(0);
        org.deeplearning4j.nn.api.Layer clone = layer.clone();
        INDArray features = random(1, DataType.FLOAT, BATCH, IN, TIME);
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        INDArray expected = layer.activate(features, false, none).dup();
        layer.getParam("W").addi(1);
        assertThat(clone.activate(features, false, none)).isEqualTo(expected);
    }

    // --- configurations

    private static SimpleRnn simpleRnn(int units, double l2) {
        return new FastSimpleRnn.Builder()
                .nIn(IN)
                .nOut(units)
                .activation(Activation.TANH)
                .l2(l2)
                .build();
    }

    /** DL4J's own compares nothing but its layer normalisation. */
    @Test
    void simple_rnns_of_other_settings_are_not_equal() {
        assertThat(simpleRnn(5, 0.1)).isEqualTo(simpleRnn(5, 0.1)).hasSameHashCodeAs(simpleRnn(5, 0.1));
        assertThat(simpleRnn(5, 0.1)).isNotEqualTo(simpleRnn(6, 0.1)).isNotEqualTo(simpleRnn(5, 0.2));
    }

    /** DL4J's own has none to give, and the network's report fails by it. */
    @Test
    void a_network_with_a_simple_rnn_reports_its_memory() {
        assertThat(network(simpleRnn(UNITS, 0))
                        .getLayerWiseConfigurations()
                        .getMemoryReport(InputType.recurrent(IN, TIME))
                        .toString())
                .contains("FastSimpleRnn");
    }

    @Test
    void constraints_on_a_simple_rnn_are_kept() {
        MultiLayerNetwork network = network(new FastSimpleRnn.Builder()
                .nOut(UNITS)
                .constrainRecurrent(new MaxNormConstraint(0.01, 0))
                .build());
        network.fit(new DataSet(random(1, DataType.FLOAT, BATCH, IN, TIME), random(2, DataType.FLOAT, BATCH, 2, TIME)));
        INDArray norms = network.getLayer(0).getParam("RW").norm2(0);
        assertThat(norms.maxNumber().doubleValue()).isLessThan(0.0101);
    }

    /** A dropout keeps what it drew until the backward pass. */
    @Test
    void a_layer_made_of_a_stock_one_shares_nothing_with_it() {
        LSTM lstm = new LSTM.Builder().nOut(UNITS).dropOut(0.5).l2(0.1).build();
        FastLstm fast = FastLstm.of(lstm);
        assertThat(fast.getIDropout()).isEqualTo(lstm.getIDropout()).isNotSameAs(lstm.getIDropout());
        assertThat(fast.getRegularization()).isNotSameAs(lstm.getRegularization());
    }
}
