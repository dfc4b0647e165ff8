package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.nn.recurrent.Sequences.assertClose;
import static org.forecast4j.nn.recurrent.Sequences.in;
import static org.forecast4j.nn.recurrent.Sequences.random;
import static org.forecast4j.nn.recurrent.Sequences.timeMajor;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** The layer in networks: trained in step with stock, saved, evaluated. */
class FastRnnOutputTest {
    private static final int BATCH = 3;
    private static final int TIME = 6;
    private static final int IN = 4;
    private static final int OUT = 2;
    private static final DataType DEFAULT = Nd4j.dataType();

    /** Settings of the output layer that a test is about. */
    private interface Settings {
        void of(RnnOutputLayer.Builder output);
    }

    private static final Settings PLAIN = output -> {};

    @AfterEach
    void restoreType() {
        Nd4j.setDefaultDataTypes(DEFAULT, DEFAULT);
    }

    private static RnnOutputLayer output(boolean fast, LossFunction loss, Activation activation, Settings settings) {
        RnnOutputLayer.Builder builder = fast ? new FastRnnOutput.Builder(loss) : new RnnOutputLayer.Builder(loss);
        builder.nOut(OUT).activation(activation);
        settings.of(builder);
        return builder.build();
    }

    private static MultiLayerNetwork network(boolean fast, RNNFormat format, Settings settings) {
        return network(output(fast, LossFunction.MSE, Activation.IDENTITY, settings), format, DataType.FLOAT, false);
    }

    private static MultiLayerNetwork network(
            RnnOutputLayer output, RNNFormat format, DataType type, boolean truncated) {
        return network(output, format, type, truncated, WorkspaceMode.ENABLED);
    }

    private static MultiLayerNetwork network(
            RnnOutputLayer output, RNNFormat format, DataType type, boolean truncated, WorkspaceMode workspaces) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(type)
                .updater(type == DataType.DOUBLE ? new NoOp() : new Adam(0.01))
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .list()
                .layer(new SimpleRnn.Builder()
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build())
                .layer(output)
                .setInputType(InputType.recurrent(IN, format));
        if (truncated) {
            layers.backpropType(BackpropType.TruncatedBPTT).tBPTTLength(2);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();
        return network;
    }

    private static DataSet data(RNNFormat format, DataType type, boolean timeMajor) {
        INDArray x = random(1, type, BATCH, IN, TIME);
        INDArray y = random(2, type, BATCH, OUT, TIME);
        return new DataSet(in(format, timeMajor ? timeMajor(x) : x), in(format, timeMajor ? timeMajor(y) : y));
    }

    /** Trains both, each step from the same random state, and compares parameters and scores after each. */
    private static void assertInStep(MultiLayerNetwork fast, MultiLayerNetwork stock, DataSet data) {
        assertThat(fast.params()).isEqualTo(stock.params());
        for (int step = 0; step < 5; step++) {
            for (MultiLayerNetwork network : List.of(fast, stock)) {
                Nd4j.getRandom().setSeed(step);
                network.fit(data);
            }
            assertThat(fast.score()).isCloseTo(stock.score(), Offset.offset(1e-5 * Math.max(1, stock.score())));
            assertClose(fast.params(), stock.params(), 1e-5);
        }
        assertClose(fast.output(data.getFeatures()), stock.output(data.getFeatures()), 1e-5);
        assertThat(fast.score(data)).isCloseTo(stock.score(data), Offset.offset(1e-5));
        assertClose(fast.scoreExamples(data, true), stock.scoreExamples(data, true), 1e-5);
    }

    @ParameterizedTest
    @CsvSource({"NCW, false", "NCW, true", "NWC, false", "NWC, true"})
    void training_stays_in_step_with_stock(RNNFormat format, boolean timeMajor) {
        assertInStep(
                network(true, format, PLAIN), network(false, format, PLAIN), data(format, DataType.FLOAT, timeMajor));
    }

    @ParameterizedTest
    @EnumSource(WorkspaceMode.class)
    void training_stays_in_step_with_stock_in_every_workspace_mode(WorkspaceMode mode) {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (boolean fast : new boolean[] {true, false}) {
            RnnOutputLayer output = output(fast, LossFunction.MCXENT, Activation.SOFTMAX, PLAIN);
            networks.add(network(output, RNNFormat.NCW, DataType.FLOAT, false, mode));
        }
        assertInStep(networks.get(0), networks.get(1), data(RNNFormat.NCW, DataType.FLOAT, true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void truncated_training_stays_in_step_with_stock_where_sequences_come_in_slices(boolean timeMajor) {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (boolean fast : new boolean[] {true, false}) {
            RnnOutputLayer output = output(fast, LossFunction.MSE, Activation.IDENTITY, PLAIN);
            networks.add(network(output, RNNFormat.NCW, DataType.FLOAT, true));
        }
        DataSet data = data(RNNFormat.NCW, DataType.FLOAT, timeMajor);
        data.setLabelsMaskArray(random(3, DataType.FLOAT, BATCH, TIME).gt(-0.5).castTo(DataType.FLOAT));
        data.setFeaturesMaskArray(Nd4j.ones(DataType.FLOAT, BATCH, TIME));
        assertInStep(networks.get(0), networks.get(1), data);
    }

    @Test
    void training_stays_in_step_with_stock_in_a_graph() {
        DataSet data = data(RNNFormat.NCW, DataType.FLOAT, true);
        ComputationGraph[] graphs = new ComputationGraph[2];
        for (int i = 0; i < 2; i++) {
            graphs[i] = new ComputationGraph(new NeuralNetConfiguration.Builder()
                    .seed(3)
                    .updater(new Adam(0.01))
                    .graphBuilder()
                    .addInputs("in")
                    .addLayer("rnn", new SimpleRnn.Builder().nOut(5).build(), "in")
                    .addLayer("out", output(i == 0, LossFunction.MSE, Activation.IDENTITY, PLAIN), "rnn")
                    .setOutputs("out")
                    .setInputTypes(InputType.recurrent(IN))
                    .build());
            graphs[i].init();
            for (int step = 0; step < 3; step++) {
                graphs[i].fit(data);
            }
        }
        assertThat(graphs[0].score()).isCloseTo(graphs[1].score(), Offset.offset(1e-5));
        assertClose(graphs[0].params(), graphs[1].params(), 1e-5);
    }

    @Test
    void training_stays_in_step_with_stock_where_steps_are_masked() {
        DataSet data = data(RNNFormat.NCW, DataType.FLOAT, true);
        INDArray mask = Nd4j.ones(DataType.FLOAT, BATCH, TIME);
        mask.putScalar(1, TIME - 1, 0);
        mask.putScalar(2, TIME - 1, 0);
        mask.putScalar(2, TIME - 2, 0);
        data.setFeaturesMaskArray(mask);
        data.setLabelsMaskArray(mask.dup());
        assertInStep(network(true, RNNFormat.NCW, PLAIN), network(false, RNNFormat.NCW, PLAIN), data);
    }

    @Test
    void training_stays_in_step_with_stock_where_weights_are_penalised_and_bounded() {
        Settings settings =
                output -> output.l1(0.01).l2(0.02).l2Bias(0.1).constrainWeights(new MaxNormConstraint(0.5, 1));
        assertInStep(
                network(true, RNNFormat.NCW, settings),
                network(false, RNNFormat.NCW, settings),
                data(RNNFormat.NCW, DataType.FLOAT, true));
    }

    @Test
    void training_stays_in_step_with_stock_where_scores_are_not_divided_by_the_batch() {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (boolean fast : new boolean[] {true, false}) {
            MultiLayerNetwork network = network(fast, RNNFormat.NCW, PLAIN);
            network.getLayerWiseConfigurations().getConfs().forEach(conf -> conf.setMiniBatch(false));
            for (var layer : network.getLayers()) {
                layer.conf().setMiniBatch(false);
            }
            networks.add(network);
        }
        assertInStep(networks.get(0), networks.get(1), data(RNNFormat.NCW, DataType.FLOAT, true));
    }

    @Test
    void training_stays_in_step_with_stock_where_inputs_are_changed() {
        Settings settings = output -> output.dropOut(new Halving());
        assertInStep(
                network(true, RNNFormat.NCW, settings),
                network(false, RNNFormat.NCW, settings),
                data(RNNFormat.NCW, DataType.FLOAT, true));
    }

    /** Halves all inputs in training: a dropout without chance. */
    private record Halving() implements IDropout {
        @Override
        public INDArray applyDropout(
                INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
            return result.assign(input.mul(0.5));
        }

        @Override
        public INDArray backprop(INDArray after, INDArray before, int iteration, int epoch) {
            return before.assign(after.mul(0.5));
        }

        @Override
        public void clear() {}

        @Override
        public IDropout clone() {
            return new Halving();
        }
    }

    @Test
    void dropped_inputs_pass_no_gradient_and_the_others_pass_more() {
        MultiLayerNetwork network = network(true, RNNFormat.NCW, output -> output.dropOut(0.5));
        MultiLayerNetwork whole = network(true, RNNFormat.NCW, PLAIN);
        IOutputLayer layer = layer(network);
        IOutputLayer plain = layer(whole);
        INDArray zeros = Nd4j.zeros(DataType.FLOAT, BATCH, 5, TIME); // then dropping changes the way back alone
        INDArray epsilon = epsilon(layer, zeros);
        INDArray expected = epsilon(plain, zeros);
        INDArray dropped = epsilon.eq(0).castTo(DataType.FLOAT);
        assertThat(dropped.sumNumber().intValue()).isBetween(10, BATCH * 5 * TIME - 10);
        assertClose(epsilon, expected.mul(2).mul(dropped.rsub(1)), 1e-5);
        assertThat(zeros.sumNumber().doubleValue()).isZero();
    }

    @Test
    void dropping_inputs_leaves_the_layer_before_its_output() {
        MultiLayerNetwork network = network(true, RNNFormat.NCW, output -> output.dropOut(0.5));
        IOutputLayer layer = layer(network);
        layer.allowInputModification(true); // DL4J's graphs do
        INDArray input = timeMajor(random(1, DataType.FLOAT, BATCH, 5, TIME));
        INDArray before = input.dup();
        epsilon(layer, input);
        assertThat(input).isEqualTo(before);
    }

    @Test
    void noisy_weights_are_the_same_forth_and_back() {
        Settings settings = output -> output.weightNoise(new DropConnect(0.5));
        MultiLayerNetwork network = network(true, RNNFormat.NCW, settings);
        MultiLayerNetwork stock = network(false, RNNFormat.NCW, settings);
        INDArray input = timeMajor(random(1, DataType.FLOAT, BATCH, 5, TIME));
        Nd4j.getRandom().setSeed(5);
        INDArray epsilon = epsilon(layer(network), input);
        Nd4j.getRandom().setSeed(5);
        assertClose(epsilon, epsilon(layer(stock), input), 1e-5);
        assertClose(network.getFlattenedGradients(), stock.getFlattenedGradients(), 1e-5);
    }

    private static IOutputLayer layer(MultiLayerNetwork network) {
        network.initGradientsView();
        return (IOutputLayer) network.getOutputLayer();
    }

    private static INDArray epsilon(IOutputLayer layer, INDArray input) {
        layer.setInput(input, LayerWorkspaceMgr.noWorkspaces());
        layer.setLabels(timeMajor(random(2, DataType.FLOAT, BATCH, OUT, TIME)));
        return layer.backpropGradient(null, LayerWorkspaceMgr.noWorkspaces()).getSecond();
    }

    @Test
    void a_layer_without_bias_trains_in_step_with_stock() {
        // Stock trains it but fails to put it out.
        MultiLayerNetwork fast = network(true, RNNFormat.NCW, output -> output.hasBias(false));
        MultiLayerNetwork stock = network(false, RNNFormat.NCW, output -> output.hasBias(false));
        DataSet data = data(RNNFormat.NCW, DataType.FLOAT, true);
        for (int step = 0; step < 3; step++) {
            fast.fit(data);
            stock.fit(data);
            assertThat(fast.score()).isCloseTo(stock.score(), Offset.offset(1e-5));
            assertClose(fast.params(), stock.params(), 1e-5);
        }
        INDArray hidden = fast.feedForward(data.getFeatures()).get(1);
        INDArray output = fast.output(data.getFeatures());
        assertClose(output.slice(0), fast.getParam("1_W").transpose().mmul(hidden.slice(0)), 1e-5);
    }

    @ParameterizedTest
    @CsvSource({"NCW, MSE, IDENTITY", "NWC, MSE, IDENTITY", "NCW, MCXENT, SOFTMAX", "NCW, XENT, SIGMOID"})
    void gradients_agree_with_finite_differences(RNNFormat format, LossFunction loss, Activation activation) {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // the checker insists
        MultiLayerNetwork network = network(output(true, loss, activation, PLAIN), format, DataType.DOUBLE, false);
        DataSet data = data(format, DataType.DOUBLE, true);
        INDArray first = random(7, DataType.DOUBLE, BATCH, 1, TIME).gt(0).castTo(DataType.DOUBLE);
        INDArray labels = in(format, Nd4j.concat(1, first, first.rsub(1)));
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                        .net(network)
                        .input(data.getFeatures())
                        .labels(labels)
                        .labelMask(
                                random(4, DataType.DOUBLE, BATCH, TIME).gt(-0.5).castTo(DataType.DOUBLE))
                        .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)))
                .isTrue();
    }

    @Test
    void a_step_scores_once_and_multiplies_once() {
        CountingLoss loss = new CountingLoss();
        RnnOutputLayer output = new FastRnnOutput.Builder(loss)
                .nOut(OUT)
                .activation(Activation.IDENTITY)
                .build();
        MultiLayerNetwork network = network(output, RNNFormat.NCW, DataType.FLOAT, false);
        network.fit(data(RNNFormat.NCW, DataType.FLOAT, true));
        CountingLoss used =
                (CountingLoss) ((RnnOutputLayer) network.getOutputLayer().conf().getLayer()).getLossFn();
        assertThat(used.scored).isEqualTo(1);
    }

    /** Counts in the instance; not shared. */
    private static final class CountingLoss extends LossMSE {
        private int scored;

        @Override
        public double computeScore(
                INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
            scored++;
            return super.computeScore(labels, preOutput, activation, mask, average);
        }
    }

    @Test
    void a_kept_score_is_not_taken_for_that_of_other_parameters() {
        MultiLayerNetwork network = network(true, RNNFormat.NCW, PLAIN);
        DataSet data = data(RNNFormat.NCW, DataType.FLOAT, true);
        network.setInput(data.getFeatures());
        network.setLabels(data.getLabels());
        network.computeGradientAndScore();
        double before = network.score();
        network.setParams(network.params().mul(3));
        double after = network.score(data, true);
        assertThat(after).isNotCloseTo(before, Offset.offset(1e-3));
        assertThat(after).isCloseTo(network.score(data, false), Offset.offset(1e-6));
    }

    @Test
    void masks_in_the_labels_shape_work_in_either_format() {
        INDArray mask =
                timeMajor(random(4, DataType.FLOAT, BATCH, OUT, TIME).gt(-0.5).castTo(DataType.FLOAT));
        DataSet ncw = data(RNNFormat.NCW, DataType.FLOAT, true);
        ncw.setLabelsMaskArray(mask);
        DataSet nwc = data(RNNFormat.NWC, DataType.FLOAT, true);
        nwc.setLabelsMaskArray(in(RNNFormat.NWC, mask));
        assertThat(network(true, RNNFormat.NWC, PLAIN).score(nwc))
                .isCloseTo(network(false, RNNFormat.NCW, PLAIN).score(ncw), Offset.offset(1e-5));
    }

    @ParameterizedTest
    @EnumSource(names = {"NCW", "NWC"})
    void evaluations_equal_stock(RNNFormat format) {
        DataSet data = data(format, DataType.FLOAT, true);
        SingletonDataSetIterator iterator = new SingletonDataSetIterator(data);
        RegressionEvaluation fast = network(true, format, PLAIN).evaluateRegression(iterator);
        RegressionEvaluation stock = network(false, format, PLAIN).evaluateRegression(iterator);
        assertThat(fast.averageMeanSquaredError()).isCloseTo(stock.averageMeanSquaredError(), Offset.offset(1e-6));
        INDArray classes = data.getLabels().gt(0).castTo(DataType.FLOAT);
        DataSet classified = new DataSet(data.getFeatures(), classes);
        List<Evaluation> evaluations = new ArrayList<>();
        for (boolean ours : new boolean[] {true, false}) {
            RnnOutputLayer output = output(ours, LossFunction.MCXENT, Activation.SOFTMAX, PLAIN);
            evaluations.add(network(output, format, DataType.FLOAT, false)
                    .<Evaluation>evaluate(new SingletonDataSetIterator(classified)));
        }
        assertThat(evaluations.get(0).stats()).isEqualTo(evaluations.get(1).stats());
    }

    @Test
    void f1_is_that_of_the_output() {
        RnnOutputLayer output = output(true, LossFunction.MCXENT, Activation.SOFTMAX, PLAIN);
        MultiLayerNetwork network = network(output, RNNFormat.NCW, DataType.FLOAT, false);
        INDArray hidden = random(1, DataType.FLOAT, BATCH, 5, TIME);
        IOutputLayer layer = layer(network);
        INDArray labels = layer.activate(hidden, false, LayerWorkspaceMgr.noWorkspaces());
        INDArray hot = labels.gt(0.5).castTo(DataType.FLOAT);
        assertThat(layer.f1Score(hidden, hot)).isEqualTo(1);
        assertThat(layer.f1Score(new DataSet(hidden, hot.rsub(1)))).isZero();
    }

    @Test
    void configuration_equals_stock_but_for_the_class() {
        Settings settings = output -> output.name("out")
                .l1(0.1)
                .l2(0.2)
                .l1Bias(0.3)
                .biasInit(0.4)
                .gainInit(0.5)
                .dropOut(0.6)
                .weightNoise(new DropConnect(0.7))
                .updater(new Adam(0.8))
                .biasUpdater(new Adam(0.9))
                .constrainAllParameters(new MaxNormConstraint(1, 1))
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(2)
                .hasBias(false)
                .nIn(3);
        MultiLayerConfiguration fast = network(true, RNNFormat.NWC, settings).getLayerWiseConfigurations();
        MultiLayerConfiguration stock = network(false, RNNFormat.NWC, settings).getLayerWiseConfigurations();
        assertThat(fast.toJson().replace(FastRnnOutput.class.getName(), RnnOutputLayer.class.getName()))
                .isEqualTo(stock.toJson());
        assertThat(MultiLayerConfiguration.fromJson(fast.toJson())).isEqualTo(fast);
        assertThat(fast.clone()).isEqualTo(fast);
        var ours = fast.getConf(1).getLayer();
        var theirs = stock.getConf(1).getLayer();
        assertThat(ours.clone()).isEqualTo(ours).isNotEqualTo(theirs).hasSameHashCodeAs(ours);
        assertThat(theirs).isNotEqualTo(ours);
    }

    @Test
    void a_saved_network_puts_out_and_trains_the_same(@TempDir Path folder) throws Exception {
        MultiLayerNetwork network = network(true, RNNFormat.NCW, PLAIN);
        DataSet data = data(RNNFormat.NCW, DataType.FLOAT, true);
        network.fit(data);
        File file = folder.resolve("model.zip").toFile();
        ModelSerializer.writeModel(network, file, true);
        MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file);
        assertThat(restored.getOutputLayer()).isInstanceOf(FastRnnOutputLayer.class);
        assertThat(restored.output(data.getFeatures())).isEqualTo(network.output(data.getFeatures()));
        network.fit(data);
        restored.fit(data);
        assertThat(restored.params()).isEqualTo(network.params());
    }

    @Test
    void epsilon_and_output_are_time_major() {
        IOutputLayer layer = layer(network(true, RNNFormat.NCW, PLAIN));
        INDArray input = random(1, DataType.FLOAT, BATCH, 5, TIME);
        assertThat(TimeMajor.is(epsilon(layer, input), RNNFormat.NCW)).isTrue();
        assertThat(TimeMajor.is(layer.activate(input, false, LayerWorkspaceMgr.noWorkspaces()), RNNFormat.NCW))
                .isTrue();
    }

    @Test
    void input_of_another_width_or_length_is_refused() {
        IOutputLayer layer = layer(network(true, RNNFormat.NCW, PLAIN));
        INDArray wide = random(1, DataType.FLOAT, BATCH, 6, TIME);
        INDArray longer = random(1, DataType.FLOAT, BATCH, 5, TIME + 1);
        assertThatThrownBy(() -> epsilon(layer, wide)).hasMessageContaining("Input of size 6");
        assertThatThrownBy(() -> epsilon(layer, longer)).hasMessageContaining("equal length");
    }
}
