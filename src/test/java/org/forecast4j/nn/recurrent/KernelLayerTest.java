package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.nn.recurrent.Sequences.assertClose;
import static org.forecast4j.nn.recurrent.Sequences.random;
import static org.forecast4j.nn.recurrent.Sequences.timeMajor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Our recurrent layers in networks, beside the stock ones where those exist and are right. */
class KernelLayerTest {
    private static final int BATCH = 5;
    private static final int TIME = 8;
    private static final int IN = 3;
    private static final int UNITS = 6;
    private static final int OUT = 2;
    private static final DataType DEFAULT = Nd4j.dataType();

    enum Cell {
        LSTM,
        SIMPLE_RNN,
        GRU,
        GRU_RESET_BEFORE
    }

    private static BaseRecurrentLayer.Builder<?> ours(Cell cell) {
        return switch (cell) {
            case LSTM -> new FastLstm.Builder();
            case SIMPLE_RNN -> new FastSimpleRnn.Builder();
            case GRU -> new Gru.Builder();
            case GRU_RESET_BEFORE -> new Gru.Builder().resetAfter(false);
        };
    }

    private static BaseRecurrentLayer.Builder<?> stock(Cell cell) {
        return cell == Cell.LSTM ? new LSTM.Builder() : new SimpleRnn.Builder();
    }

    private static BaseRecurrentLayer layer(BaseRecurrentLayer.Builder<?> builder, RNNFormat format) {
        builder.nOut(UNITS).activation(Activation.TANH).dataFormat(format);
        return (BaseRecurrentLayer) builder.build();
    }

    private static NeuralNetConfiguration.ListBuilder list(DataType type, IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .weightInit(WeightInit.XAVIER)
                .updater(updater)
                .list();
    }

    private static MultiLayerNetwork network(
            NeuralNetConfiguration.ListBuilder layers, boolean ours, RNNFormat format) {
        RnnOutputLayer.Builder output =
                ours ? new FastRnnOutput.Builder(LossFunction.MSE) : new RnnOutputLayer.Builder(LossFunction.MSE);
        output.nOut(OUT).activation(Activation.IDENTITY).dataFormat(format);
        MultiLayerNetwork network = new MultiLayerNetwork(layers.layer(output.build())
                .setInputType(InputType.recurrent(IN, format))
                .build());
        network.init();
        return network;
    }

    private static MultiLayerNetwork one(Cell cell) {
        return network(
                list(DataType.FLOAT, new Adam(0.01)).layer(layer(ours(cell), RNNFormat.NCW)), true, RNNFormat.NCW);
    }

    @AfterEach
    void restoreType() {
        Nd4j.setDefaultDataTypes(DEFAULT, DEFAULT);
    }

    // --- beside stock

    record Beside(Cell cell, RNNFormat format, DataType type, int layers) {}

    static Stream<Beside> beside() {
        return Stream.of(Cell.LSTM, Cell.SIMPLE_RNN).flatMap(cell -> Stream.of(RNNFormat.values())
                .flatMap(format -> Stream.of(
                        new Beside(cell, format, DataType.FLOAT, 1),
                        new Beside(cell, format, DataType.FLOAT, 3),
                        new Beside(cell, format, DataType.DOUBLE, 2))));
    }

    @ParameterizedTest
    @MethodSource("beside")
    void ten_steps_of_adam_with_all_that_regularises_end_where_stock_ends(Beside c) {
        MultiLayerNetwork[] both = new MultiLayerNetwork[2];
        for (int i = 0; i < 2; i++) {
            boolean ours = i == 0;
            NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                    .seed(5)
                    .dataType(c.type())
                    .updater(new Adam(0.01))
                    .l1(1e-3)
                    .l2(1e-2)
                    .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                    .gradientNormalizationThreshold(0.5)
                    .list();
            for (int l = 0; l < c.layers(); l++) {
                BaseRecurrentLayer.Builder<?> builder = ours ? ours(c.cell()) : stock(c.cell());
                builder.constrainRecurrent(new MaxNormConstraint(0.9, 1));
                BaseRecurrentLayer layer = layer(builder, c.format());
                if (!ours && c.cell() == Cell.SIMPLE_RNN) { // it has dropped the constraint
                    layer.setConstraints(List.of(new MaxNormConstraint(0.9, Set.of("RW"), 1)));
                }
                layers.layer(layer);
            }
            both[i] = network(layers, ours, c.format());
        }
        assertThat(both[0].params()).isEqualTo(both[1].params());
        INDArray x = Sequences.in(c.format(), random(1, c.type(), BATCH, IN, TIME));
        INDArray y = Sequences.in(c.format(), random(2, c.type(), BATCH, OUT, TIME));
        double part = c.type() == DataType.DOUBLE ? 1e-9 : 1e-4;
        for (int step = 0; step < 10; step++) {
            both[0].fit(new DataSet(x, y));
            both[1].fit(new DataSet(x, y));
        }
        assertClose(both[0].params(), both[1].params(), part);
        assertClose(both[0].output(x), both[1].output(x), part);
        assertThat(both[0].score()).isCloseTo(both[1].score(), Offset.offset(1e-4));
    }

    @ParameterizedTest
    @EnumSource
    void order_of_the_inputs_memory_does_not_matter(Cell cell) {
        MultiLayerNetwork network = one(cell);
        INDArray x = random(1, DataType.FLOAT, BATCH, IN, TIME);
        INDArray expected = network.output(x).dup();
        assertClose(network.output(timeMajor(x)), expected, 1e-6);
        assertClose(network.output(x.dup('f')), expected, 1e-6);
    }

    private static void truncated(MultiLayerNetwork network) {
        MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
        configuration.setBackpropType(BackpropType.TruncatedBPTT);
        configuration.setTbpttFwdLength(3);
        configuration.setTbpttBackLength(3);
    }

    /** By SGD's step over the second of two segments; the stock layers are wrong there, both of them. */
    @ParameterizedTest
    @EnumSource
    void truncated_backpropagation_agrees_with_finite_differences_from_the_stored_state(Cell cell) {
        double rate = 0.1;
        MultiLayerNetwork network = network(
                list(DataType.FLOAT, new Sgd(rate)).layer(layer(ours(cell), RNNFormat.NCW)), true, RNNFormat.NCW);
        INDArray x1 = random(1, DataType.FLOAT, BATCH, IN, 3);
        INDArray y1 = random(2, DataType.FLOAT, BATCH, OUT, 3);
        INDArray x2 = random(3, DataType.FLOAT, BATCH, IN, 3);
        INDArray y2 = random(4, DataType.FLOAT, BATCH, OUT, 3);
        MultiLayerNetwork both = network.clone();
        truncated(both);
        network.rnnTimeStep(x1);
        Map<String, INDArray> state = network.rnnGetPreviousState(0);
        network.fit(new DataSet(x1, y1));
        both.fit(new DataSet(Nd4j.concat(2, x1, x2), Nd4j.concat(2, y1, y2)));

        INDArray after = network.params().dup();
        INDArray gradient = after.sub(both.params()).div(rate);
        INDArray numeric = gradient.like();
        double step = 1e-2;
        for (int i = 0; i < after.length(); i++) {
            double there = loss(network, after, i, step, state, x2, y2);
            double back = loss(network, after, i, -step, state, x2, y2);
            numeric.putScalar(i, (there - back) / (2 * step));
        }
        assertClose(gradient, numeric, 2e-3);
    }

    private static double loss(
            MultiLayerNetwork network,
            INDArray params,
            int moved,
            double by,
            Map<String, INDArray> state,
            INDArray x,
            INDArray y) {
        INDArray there = params.dup();
        there.putScalar(moved, there.getDouble(moved) + by);
        network.setParams(there);
        network.rnnClearPreviousState();
        network.rnnSetPreviousState(0, state);
        INDArray error = network.rnnTimeStep(x).sub(y);
        return error.mul(error).sumNumber().doubleValue() / OUT / BATCH;
    }

    @ParameterizedTest
    @EnumSource
    void truncated_backpropagation_runs_on_from_the_stored_state(Cell cell) {
        MultiLayerNetwork network = network(
                list(DataType.FLOAT, new Adam(0.01)).layer(layer(ours(cell), RNNFormat.NCW)), true, RNNFormat.NCW);
        DataSet batch =
                new DataSet(random(1, DataType.FLOAT, BATCH, IN, TIME), random(2, DataType.FLOAT, BATCH, OUT, TIME));
        double before = network.score(batch);
        truncated(network);
        for (int epoch = 0; epoch < 60; epoch++) {
            network.fit(batch);
        }
        assertThat(network.score(batch)).isLessThan(0.8 * before);
    }

    // --- gradients

    @ParameterizedTest
    @EnumSource
    void gradients_agree_with_finite_differences_masked_or_not(Cell cell) {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // the checker insists
        MultiLayerNetwork network = network(
                list(DataType.DOUBLE, new NoOp())
                        .layer(layer(ours(cell), RNNFormat.NCW))
                        .layer(layer(ours(cell), RNNFormat.NCW)),
                true,
                RNNFormat.NCW);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, 3, 4);
        mask.putScalar(0, 3, 0).putScalar(1, 0, 0).putScalar(1, 2, 0);
        for (boolean masked : new boolean[] {false, true}) {
            GradientCheckUtil.MLNConfig check = new GradientCheckUtil.MLNConfig()
                    .net(network)
                    .epsilon(1e-6)
                    .maxRelError(1e-5)
                    .minAbsoluteError(1e-9)
                    .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                    .input(random(3, DataType.DOUBLE, 3, IN, 4))
                    .labels(random(4, DataType.DOUBLE, 3, OUT, 4));
            if (masked) {
                check.inputMask(mask).labelMask(mask);
            }
            assertThat(GradientCheckUtil.checkGradients(check)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void padded_and_masked_sequences_learn_as_the_sequences_alone(Cell cell) {
        MultiLayerNetwork padded = one(cell);
        MultiLayerNetwork alone = padded.clone();
        INDArray x = random(1, DataType.FLOAT, BATCH, IN, 5);
        INDArray y = random(2, DataType.FLOAT, BATCH, OUT, 5);
        INDArray longX = Nd4j.concat(2, x, random(3, DataType.FLOAT, BATCH, IN, 3));
        INDArray longY = Nd4j.concat(2, y, random(4, DataType.FLOAT, BATCH, OUT, 3));
        INDArray mask = Nd4j.zeros(DataType.FLOAT, BATCH, 8);
        mask.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 5)).assign(1);
        for (int step = 0; step < 5; step++) {
            alone.fit(new DataSet(x, y));
            padded.fit(new DataSet(longX, longY, mask, mask));
        }
        assertClose(padded.params(), alone.params(), 1e-5);
    }

    @ParameterizedTest
    @EnumSource
    void masked_steps_leave_the_state_at_zero(Cell cell) {
        MultiLayerNetwork network = one(cell);
        INDArray mask = Nd4j.ones(DataType.FLOAT, BATCH, TIME);
        mask.putScalar(2, 4, 0);
        network.setLayerMaskArrays(mask, null);
        INDArray hidden = network.feedForwardToLayer(0, random(1, DataType.FLOAT, BATCH, IN, TIME), false)
                .get(1);
        network.clearLayerMaskArrays();
        assertThat(hidden.get(NDArrayIndex.point(2), NDArrayIndex.all(), NDArrayIndex.point(4))
                        .amaxNumber()
                        .doubleValue())
                .isZero();
        assertThat(hidden.get(NDArrayIndex.point(2), NDArrayIndex.all(), NDArrayIndex.point(5))
                        .amaxNumber()
                        .doubleValue())
                .isPositive();
    }

    // --- state

    @ParameterizedTest
    @EnumSource
    void step_by_step_equals_the_whole_sequence(Cell cell) {
        MultiLayerNetwork network = one(cell);
        INDArray x = random(1, DataType.FLOAT, BATCH, IN, TIME);
        INDArray whole = network.output(x).dup();
        for (int round = 0; round < 2; round++) {
            network.rnnClearPreviousState();
            for (int t = 0; t < TIME; t++) {
                INDArray at = x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(t, t + 1));
                INDArray expected = whole.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(t, t + 1));
                assertClose(network.rnnTimeStep(at), expected, 1e-5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void other_sequences_without_clearing_are_refused(Cell cell) {
        MultiLayerNetwork network = one(cell);
        network.rnnTimeStep(random(1, DataType.FLOAT, BATCH, IN, 1));
        assertThatThrownBy(() -> network.rnnTimeStep(random(1, DataType.FLOAT, BATCH + 1, IN, 1)))
                .hasStackTraceContaining("rnnClearPreviousState");
    }

    @Test
    void stock_layer_takes_the_state_over() {
        MultiLayerNetwork ours = one(Cell.LSTM);
        MultiLayerNetwork stock = network(
                list(DataType.FLOAT, new Adam(0.01)).layer(layer(stock(Cell.LSTM), RNNFormat.NCW)),
                false,
                RNNFormat.NCW);
        ours.rnnTimeStep(random(1, DataType.FLOAT, BATCH, IN, TIME));
        stock.rnnSetPreviousState(0, ours.rnnGetPreviousState(0));
        INDArray next = random(2, DataType.FLOAT, BATCH, IN, 2);
        assertClose(stock.rnnTimeStep(next), ours.rnnTimeStep(next), 1e-5);
        ours.rnnSetPreviousState(0, stock.rnnGetPreviousState(0));
        assertClose(ours.rnnTimeStep(next), stock.rnnTimeStep(next), 1e-5);
    }

    // --- dropout, noise, wrappers

    @ParameterizedTest
    @EnumSource
    void dropout_and_weight_noise_train_and_leave_inference_alone(Cell cell) {
        BaseRecurrentLayer.Builder<?> dropping = ours(cell);
        dropping.dropOut(0.7);
        BaseRecurrentLayer.Builder<?> noisy = ours(cell);
        noisy.weightNoise(new DropConnect(0.9));
        MultiLayerNetwork network = network(
                list(DataType.FLOAT, new Adam(0.01))
                        .layer(layer(dropping, RNNFormat.NCW))
                        .layer(layer(noisy, RNNFormat.NCW)),
                true,
                RNNFormat.NCW);
        DataSet batch =
                new DataSet(random(1, DataType.FLOAT, BATCH, IN, TIME), random(2, DataType.FLOAT, BATCH, OUT, TIME));
        INDArray input = batch.getFeatures().dup();
        double before = network.score(batch);
        for (int step = 0; step < 100; step++) {
            network.fit(batch);
        }
        assertThat(network.score(batch)).isLessThan(before);
        assertThat(network.output(input)).isEqualTo(network.output(input));
        assertThat(batch.getFeatures()).isEqualTo(input);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cell.class,
            names = {"LSTM", "SIMPLE_RNN"})
    void bidirectional_equals_stock(Cell cell) {
        for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
            MultiLayerNetwork[] both = new MultiLayerNetwork[2];
            for (int i = 0; i < 2; i++) {
                Layer inner = layer(i == 0 ? ours(cell) : stock(cell), RNNFormat.NCW);
                both[i] = network(
                        list(DataType.FLOAT, new Adam(0.01)).layer(new Bidirectional(mode, inner)),
                        i == 0,
                        RNNFormat.NCW);
            }
            both[0].setParams(both[1].params());
            DataSet batch = new DataSet(
                    random(1, DataType.FLOAT, BATCH, IN, TIME), random(2, DataType.FLOAT, BATCH, OUT, TIME));
            for (int step = 0; step < 3; step++) {
                both[0].fit(batch);
                both[1].fit(batch);
            }
            assertClose(both[0].params(), both[1].params(), 1e-4);
        }
    }

    // --- saving, cloning, changing

    @ParameterizedTest
    @EnumSource
    void saved_in_mid_training_it_goes_on_to_the_same_bits(Cell cell, @TempDir Path folder) throws Exception {
        MultiLayerNetwork network = one(cell);
        DataSet batch =
                new DataSet(random(1, DataType.FLOAT, BATCH, IN, TIME), random(2, DataType.FLOAT, BATCH, OUT, TIME));
        network.fit(batch);
        ModelSerializer.writeModel(network, folder.resolve("model.zip").toFile(), true);
        MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(
                folder.resolve("model.zip").toFile());
        MultiLayerNetwork clone = network.clone();
        assertThat(restored.getLayerWiseConfigurations()).isEqualTo(network.getLayerWiseConfigurations());
        for (int step = 0; step < 3; step++) {
            network.fit(batch);
            restored.fit(batch);
            clone.fit(batch);
        }
        assertThat(restored.params()).isEqualTo(network.params());
        assertThat(clone.params()).isEqualTo(network.params());
    }

    @ParameterizedTest
    @EnumSource(
            value = Cell.class,
            names = {"LSTM", "SIMPLE_RNN"})
    void stock_names_are_exchanged_and_back(Cell cell) {
        MultiLayerNetwork ours = one(cell);
        String json = ours.getLayerWiseConfigurations().toJson();
        String stockJson = StockNames.toStock(json);
        assertThat(stockJson).doesNotContain("org.forecast4j");
        assertThat(StockNames.toOurs(stockJson)).isEqualTo(json);
        MultiLayerNetwork stock = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(stockJson));
        stock.init();
        stock.setParams(ours.params());
        INDArray x = random(1, DataType.FLOAT, BATCH, IN, TIME);
        assertClose(ours.output(x), stock.output(x), 1e-5);
    }

    @ParameterizedTest
    @EnumSource
    void transfer_learning_replaces_outputs_and_freezes_layers(Cell cell) {
        MultiLayerNetwork network = one(cell);
        MultiLayerNetwork other = new TransferLearning.Builder(network)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Adam(0.01))
                        .build())
                .setFeatureExtractor(0)
                .nOutReplace(1, 4, WeightInit.XAVIER)
                .build();
        INDArray frozen = other.getLayer(0).params().dup();
        other.fit(new DataSet(random(1, DataType.FLOAT, BATCH, IN, TIME), random(2, DataType.FLOAT, BATCH, 4, TIME)));
        assertThat(other.getLayer(0).params()).isEqualTo(frozen);
        assertThat(frozen).isEqualTo(network.getLayer(0).params());
    }

    @Test
    void what_kernels_do_not_know_is_left_to_the_stock_layer() {
        Layer leaky = new FastLstm.Builder()
                .nIn(IN)
                .nOut(UNITS)
                .activation(new ActivationLReLU(0.1))
                .build();
        Layer normalised = new FastSimpleRnn.Builder()
                .hasLayerNorm(true)
                .nIn(IN)
                .nOut(UNITS)
                .activation(Activation.TANH)
                .build();
        for (Layer layer : new Layer[] {leaky, normalised}) {
            MultiLayerNetwork network =
                    network(list(DataType.FLOAT, new Adam(0.01)).layer(layer), true, RNNFormat.NCW);
            assertThat(network.getLayer(0).getClass().getPackageName())
                    .isEqualTo("org.deeplearning4j.nn.layers.recurrent");
        }
        Gru gru = new Gru.Builder()
                .nIn(IN)
                .nOut(UNITS)
                .activation(new ActivationLReLU(0.1))
                .build();
        assertThatThrownBy(() -> network(list(DataType.FLOAT, new Adam(0.01)).layer(gru), true, RNNFormat.NCW))
                .hasMessageContaining("known are TANH, SIGMOID");
    }

    @Test
    void gru_counts_its_parameters_by_formula_and_reports_its_memory() {
        assertThat(one(Cell.GRU).getLayer(0).numParams()).isEqualTo(3 * (UNITS * IN + UNITS * UNITS) + 4 * UNITS);
        assertThat(one(Cell.GRU_RESET_BEFORE).getLayer(0).numParams())
                .isEqualTo(3 * (UNITS * IN + UNITS * UNITS + UNITS));
        Gru gru = (Gru) one(Cell.GRU).getLayer(0).conf().getLayer();
        assertThat(gru.getMemoryReport(InputType.recurrent(IN, TIME))).isNotNull();
    }

    // --- threads and memory

    @ParameterizedTest
    @EnumSource
    void clones_on_threads_of_their_own_give_the_same_bits_while_memory_is_collected(Cell cell) throws Exception {
        MultiLayerNetwork first = one(cell);
        MultiLayerNetwork[] clones = {first.clone(), first.clone()};
        Thread[] threads = new Thread[2];
        for (int i = 0; i < 2; i++) {
            MultiLayerNetwork clone = clones[i];
            threads[i] = new Thread(() -> learn(clone));
            threads[i].start();
        }
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                System.gc(); // arrays that only pointers know would be gone
                thread.join(5);
            }
        }
        learn(first);
        assertThat(clones[0].params()).isEqualTo(first.params());
        assertThat(clones[1].params()).isEqualTo(first.params());
    }

    private static void learn(MultiLayerNetwork network) {
        for (int step = 0; step < 40; step++) {
            int batch = 20 + step % 3;
            INDArray x = random(step, DataType.FLOAT, batch, IN, TIME);
            network.fit(new DataSet(x, random(9 + step, DataType.FLOAT, batch, OUT, TIME)));
            network.output(x);
        }
    }
}
