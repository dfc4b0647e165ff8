package org.forecast4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

class NetworksTest {
    private static NetworkSpec spec(Cell cell, int embedding, List<Integer> hidden, double dropout) {
        return new NetworkSpec(
                3,
                4,
                1,
                cell,
                embedding,
                hidden,
                Decoder.NONE,
                Labels.LAST,
                dropout,
                Loss.MSE,
                4,
                List.of(),
                0.01,
                1,
                7);
    }

    private static INDArray random(long seed, long... shape) {
        int length = 1;
        for (long size : shape) {
            length *= (int) size;
        }
        return Nd4j.createFromArray(new Random(seed).doubles(length, -1, 1).toArray())
                .reshape(shape);
    }

    @ParameterizedTest
    @CsvSource({
        "SIMPLE_RNN, 0, 5, 0", "SIMPLE_RNN, 6, 5, 0", "SIMPLE_RNN, 0, 5-7, 0.3", "SIMPLE_RNN, 6, 5-7-2, 0.3",
        "LSTM, 0, 5, 0", "LSTM, 6, 5, 0", "LSTM, 0, 5-7, 0.3", "LSTM, 6, 5-7-2, 0.3",
        "GRU, 0, 5, 0", "GRU, 6, 5, 0", "GRU, 0, 5-7, 0.3", "GRU, 6, 5-7-2, 0.3"
    })
    void output_is_the_whole_horizon_at_one_step(Cell cell, int embedding, String hidden, double dropout) {
        List<Integer> units =
                List.of(hidden.split("-")).stream().map(Integer::valueOf).toList();
        MultiLayerNetwork network = Networks.create(spec(cell, embedding, units, dropout));
        for (int steps : new int[] {1, 5}) {
            INDArray input = random(1, 2, 3, steps).castTo(DataType.FLOAT);
            assertThat(network.output(input).shape()).containsExactly(2, 4, 1);
        }
    }

    /** A horizon of eight rows, four at each of two steps. */
    private static NetworkSpec decoding(Cell cell, Decoder decoder, double clip) {
        return new NetworkSpec(
                3, 4, 2, cell, 6, List.of(5), decoder, Labels.LAST, 0, Loss.MSE, 4, List.of(), 0.01, clip, 7);
    }

    @ParameterizedTest
    @EnumSource(
            value = Decoder.class,
            names = {"SIMPLE_RNN", "LSTM", "GRU"})
    void output_of_a_decoder_is_the_horizon_step_by_step(Decoder decoder) {
        MultiLayerNetwork network = Networks.create(decoding(Cell.LSTM, decoder, 1));
        INDArray input = random(1, 2, 3, 5).castTo(DataType.FLOAT);
        assertThat(network.output(input).shape()).containsExactly(2, 4, 2);
        assertThat(LayerParameters.of(network).stream().map(LayerParameters::kind))
                .containsExactly(
                        "DenseLayer",
                        "LSTM",
                        "RepeatVector",
                        decoder == Decoder.SIMPLE_RNN ? "SimpleRnn" : decoder == Decoder.LSTM ? "LSTM" : "Gru",
                        "RnnOutputLayer");
        assertThat(LayerParameters.of(network).get(2).count()).isZero();
    }

    /** The first output is a window's level, whatever the window. */
    @Test
    void output_of_a_decoder_begins_at_zero() {
        MultiLayerNetwork network = Networks.create(decoding(Cell.GRU, Decoder.SIMPLE_RNN, 1));
        INDArray input = random(1, 2, 3, 5).castTo(DataType.FLOAT);
        assertThat(network.output(input).amaxNumber().doubleValue()).isZero();
    }

    /** DL4J adds up the losses of a sequence's steps; a norm given for one must stand for their sum. */
    @Test
    void gradients_of_a_decoder_are_clipped_as_those_of_a_horizon_emitted_at_once() {
        BaseLayer layer = (BaseLayer) Networks.configuration(decoding(Cell.LSTM, Decoder.SIMPLE_RNN, 0.5))
                .getConf(0)
                .getLayer();
        assertThat(layer.getGradientNormalizationThreshold()).isEqualTo(1);
    }

    @Test
    void several_steps_without_a_decoder_are_refused() {
        assertThatThrownBy(() -> decoding(Cell.LSTM, Decoder.NONE, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labelledSteps 2");
    }

    @ParameterizedTest
    @CsvSource({
        "SIMPLE_RNN, 0, NONE",
        "SIMPLE_RNN, 4, NONE",
        "LSTM, 0, NONE",
        "LSTM, 4, NONE",
        "GRU, 0, NONE",
        "GRU, 4, NONE",
        "LSTM, 0, SIMPLE_RNN",
        "LSTM, 4, LSTM",
        "GRU, 4, GRU",
        "GRU, 4, ENCODER"
    })
    void gradients_agree_with_finite_differences(Cell cell, int embedding, Decoder decoder) {
        DataType before = Nd4j.dataType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // the checker insists
        try {
            assertThat(gradientsAreRight(cell, embedding, decoder)).isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    private static boolean gradientsAreRight(Cell cell, int embedding, Decoder decoder) {
        int steps = decoder == Decoder.NONE ? 1 : decoder == Decoder.ENCODER ? 4 : 3;
        MultiLayerConfiguration configuration = Networks.configuration(new NetworkSpec(
                        3,
                        4,
                        steps,
                        cell,
                        embedding,
                        List.of(3, 4),
                        decoder,
                        Labels.LAST,
                        0,
                        Loss.MSE,
                        4,
                        List.of(),
                        0.01,
                        1,
                        7))
                .clone();
        configuration.setDataType(DataType.DOUBLE);
        configuration.getConfs().forEach(layer -> {
            layer.getLayer().setDataType(DataType.DOUBLE);
            withoutUpdater(layer.getLayer());
        });
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        network.setParams(random(2, network.numParams()).mul(0.7));
        return GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                .net(network)
                .epsilon(1e-6)
                .maxRelError(1e-4)
                .minAbsoluteError(1e-8)
                .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                .input(random(3, 2, 3, 4))
                .labels(random(4, 2, 4, steps)));
    }

    private static void withoutUpdater(Layer layer) {
        if (layer instanceof BaseWrapperLayer wrapper) {
            wrapper.getUnderlying().setDataType(DataType.DOUBLE);
            withoutUpdater(wrapper.getUnderlying());
        } else if (layer instanceof BaseLayer learning) {
            learning.setIUpdater(new NoOp());
            learning.setGradientNormalization(GradientNormalization.None);
        }
    }

    /** The memory of a batch is time-major; the numbers must not depend on that. */
    @ParameterizedTest
    @EnumSource
    void output_does_not_depend_on_the_order_of_the_inputs_memory(Cell cell) {
        MultiLayerNetwork network = Networks.create(spec(cell, 6, List.of(5, 7), 0));
        INDArray timeMajor = random(1, 5, 8, 3).castTo(DataType.FLOAT).permute(1, 2, 0);
        float[] expected = network.output(timeMajor.dup('c')).dup('c').data().asFloat();
        assertThat(network.output(timeMajor).dup('c').data().asFloat()).containsExactly(expected, within());
        assertThat(network.output(timeMajor.dup('f')).dup('c').data().asFloat()).containsExactly(expected, within());
    }

    private static Offset<Float> within() {
        return Offset.offset(1e-5f);
    }

    @Test
    void masked_labels_have_no_part_in_the_gradient() {
        INDArray input = random(1, 2, 3, 5).castTo(DataType.FLOAT);
        INDArray mask =
                Nd4j.createFromArray(new float[] {1, 0, 1, 1, 1, 1, 0, 1}).reshape(2, 4, 1);
        INDArray one = random(2, 2, 4, 1).castTo(DataType.FLOAT);
        INDArray other = one.add(mask.rsub(1).mul(1000));
        assertThat(afterOneStep(input, one, mask)).isEqualTo(afterOneStep(input, other, mask));
        assertThat(afterOneStep(input, one, Nd4j.ones(2, 4, 1)))
                .isNotEqualTo(afterOneStep(input, other, Nd4j.ones(2, 4, 1)));
    }

    @Test
    void masked_labels_of_a_decoder_have_no_part_in_the_gradient() {
        INDArray input = random(1, 2, 3, 5).castTo(DataType.FLOAT);
        INDArray mask = Nd4j.ones(2, 4, 2);
        mask.putScalar(0, 1, 0, 0);
        mask.putScalar(1, 3, 1, 0);
        INDArray one = random(2, 2, 4, 2).castTo(DataType.FLOAT);
        INDArray other = one.add(mask.rsub(1).mul(1000));
        float[][] params = new float[2][];
        for (int i = 0; i < 2; i++) {
            MultiLayerNetwork network = Networks.create(decoding(Cell.LSTM, Decoder.SIMPLE_RNN, 1));
            network.fit(new DataSet(input, i == 0 ? one : other, null, mask));
            params[i] = network.params().data().asFloat();
        }
        assertThat(params[0]).isEqualTo(params[1]);
    }

    private static float[] afterOneStep(INDArray input, INDArray labels, INDArray mask) {
        MultiLayerNetwork network = Networks.create(spec(Cell.LSTM, 0, List.of(5), 0));
        network.fit(new DataSet(input, labels, null, mask));
        return network.params().data().asFloat();
    }

    @ParameterizedTest
    @EnumSource
    void configuration_with_a_decoder_survives_json(Cell cell) {
        MultiLayerConfiguration configuration = Networks.configuration(decoding(cell, Decoder.SIMPLE_RNN, 1));
        MultiLayerConfiguration restored = MultiLayerConfiguration.fromJson(configuration.toJson());
        assertThat(restored).isEqualTo(configuration);
        assertThat(restored.toJson()).isEqualTo(configuration.toJson());
    }

    @ParameterizedTest
    @EnumSource
    void configuration_survives_json(Cell cell) {
        MultiLayerConfiguration configuration = Networks.configuration(spec(cell, 6, List.of(5, 7), 0.2));
        MultiLayerConfiguration restored = MultiLayerConfiguration.fromJson(configuration.toJson());
        assertThat(restored).isEqualTo(configuration);
        assertThat(restored.toJson()).isEqualTo(configuration.toJson());
    }

    @Test
    void same_seed_gives_the_same_weights_and_another_seed_others() {
        float[] seven = Networks.create(spec(Cell.LSTM, 0, List.of(5), 0))
                .params()
                .data()
                .asFloat();
        float[] again = Networks.create(spec(Cell.LSTM, 0, List.of(5), 0))
                .params()
                .data()
                .asFloat();
        float[] eight = Networks.create(new NetworkSpec(
                        3,
                        4,
                        1,
                        Cell.LSTM,
                        0,
                        List.of(5),
                        Decoder.NONE,
                        Labels.LAST,
                        0,
                        Loss.MSE,
                        4,
                        List.of(),
                        0.01,
                        1,
                        8))
                .params()
                .data()
                .asFloat();
        assertThat(again).isEqualTo(seven);
        assertThat(eight).isNotEqualTo(seven);
    }

    /** Deeplearning4j's training UI does so. */
    @ParameterizedTest
    @EnumSource(Loss.class)
    void configuration_written_as_json_is_read_again(Loss loss) {
        for (List<Double> quantiles : List.of(List.<Double>of(), List.of(0.1, 0.9))) {
            int outputs = 4 * (1 + quantiles.size());
            MultiLayerNetwork network = Networks.create(new NetworkSpec(
                    3,
                    outputs,
                    1,
                    Cell.GRU,
                    0,
                    List.of(5),
                    Decoder.NONE,
                    Labels.LAST,
                    0,
                    loss,
                    4,
                    quantiles,
                    0.01,
                    1,
                    7));
            String json = network.getLayerWiseConfigurations().toJson();
            MultiLayerNetwork again = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
            again.init(network.params().dup(), false);
            INDArray input = random(1, 2, 3, 5).castTo(DataType.FLOAT);
            INDArray output = network.output(input);
            assertThat(again.score(new DataSet(input, output.add(2))))
                    .isEqualTo(network.score(new DataSet(input, output.add(2))));
        }
    }

    @Test
    void loss_decides_what_is_minimised() {
        INDArray input = random(1, 2, 3, 5).castTo(DataType.FLOAT);
        for (Loss loss : Loss.values()) {
            MultiLayerNetwork network = Networks.create(new NetworkSpec(
                    3, 4, 1, Cell.LSTM, 0, List.of(5), Decoder.NONE, Labels.LAST, 0, loss, 4, List.of(), 0.01, 1, 7));
            INDArray labels = network.output(input).add(2); // every error is 2
            assertThat(network.score(new DataSet(input, labels)))
                    .isEqualTo(loss == Loss.MSE ? 4 : loss == Loss.MAE ? 2 : 0.875, Offset.offset(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',0,0,0.01,1,hidden",
        "0,0,0,0.01,1,hidden",
        "5,-1,0,0.01,1,embedding",
        "5,0,1,0.01,1,dropout",
        "5,0,NaN,0.01,1,dropout",
        "5,0,0,0,1,learning-rate",
        "5,0,0,2,1,learning-rate",
        "5,0,0,NaN,1,learning-rate",
        "5,0,0,0.01,0,clip",
        "5,0,0,0.01,NaN,clip"
    })
    void spec_of_impossible_values_is_a_usage_error(
            String hidden, int embedding, double dropout, double rate, double clip, String named) {
        List<Integer> units = hidden.isEmpty() ? List.of() : List.of(Integer.valueOf(hidden));
        assertThatThrownBy(() -> new NetworkSpec(
                        3,
                        4,
                        1,
                        Cell.LSTM,
                        embedding,
                        units,
                        Decoder.NONE,
                        Labels.LAST,
                        dropout,
                        Loss.MSE,
                        4,
                        List.of(),
                        rate,
                        clip,
                        1))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(named);
    }

    /** Found before a training of hours whose model no program of ours would open again. */
    @ParameterizedTest
    @CsvSource({"0, 6000", "0, 1000000", "0, 2147483647", "2147483647, 5", "30000, 1200"})
    void network_that_is_too_large_for_a_model_file_is_refused_unmade(int embedding, int units) {
        assertThatThrownBy(() -> Networks.create(spec(Cell.LSTM, embedding, List.of(units), 0)))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("hidden " + units)
                .hasMessageContainingAll("134217728 parameters", "give fewer");
    }

    // --- the parameters

    @Test
    void formulas_have_the_same_digits_in_every_language() {
        MultiLayerNetwork network = Networks.create(spec(Cell.LSTM, 6, List.of(5), 0));
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
        try {
            assertThat(LayerParameters.of(network).get(0).formula()).isEqualTo("O*X + O = 6*3 + 6");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void parameters_of_lstm_are_counted_by_formula() {
        MultiLayerNetwork network = Networks.create(spec(Cell.LSTM, 6, List.of(5, 7), 0.2));
        List<LayerParameters> layers = LayerParameters.of(network);
        assertThat(layers.stream().map(LayerParameters::kind))
                .containsExactly("DenseLayer", "LSTM", "LSTM", "RnnOutputLayer");
        assertThat(layers.stream().map(LayerParameters::formula))
                .containsExactly(
                        "O*X + O = 6*3 + 6",
                        "4*(H*X + H*H + H) = 4*(5*6 + 5*5 + 5)",
                        "4*(H*X + H*H + H) = 4*(7*5 + 7*7 + 7)",
                        "O*H + O = 4*7 + 4");
        assertThat(layers.stream().map(LayerParameters::count)).containsExactly(24L, 240L, 364L, 32L);
        assertThat(network.numParams()).isEqualTo(660);
    }

    @Test
    void parameters_of_simple_rnn_are_counted_by_formula() {
        MultiLayerNetwork network = Networks.create(spec(Cell.SIMPLE_RNN, 0, List.of(5), 0));
        List<LayerParameters> layers = LayerParameters.of(network);
        assertThat(layers.get(0).formula()).isEqualTo("H*X + H*H + H = 5*3 + 5*5 + 5");
        assertThat(layers.get(0).weights())
                .containsExactly(
                        new LayerParameters.Weight("W", List.of(3L, 5L)),
                        new LayerParameters.Weight("RW", List.of(5L, 5L)),
                        new LayerParameters.Weight("b", List.of(5L)));
        assertThat(layers.stream().mapToLong(LayerParameters::count).sum()).isEqualTo(45 + 24);
        assertThat(network.numParams()).isEqualTo(69);
    }

    @Test
    void parameters_of_gru_are_counted_by_formula() {
        MultiLayerNetwork network = Networks.create(spec(Cell.GRU, 0, List.of(5), 0));
        LayerParameters gru = LayerParameters.of(network).get(0);
        assertThat(gru.kind()).isEqualTo("Gru");
        assertThat(gru.formula()).isEqualTo("3*(H*X + H*H) + 4*H = 3*(5*3 + 5*5) + 4*5");
        assertThat(gru.count()).isEqualTo(140);
        assertThat(network.numParams()).isEqualTo(140 + 24);
    }

    // --- the learning rate

    @Test
    void learning_rate_reaches_every_layer_and_the_saved_configuration() {
        MultiLayerNetwork network = Networks.create(spec(Cell.LSTM, 6, List.of(5, 7), 0.2));
        LearningRate.set(network, 0.125);
        for (int i = 0; i < network.getnLayers(); i++) {
            assertThat(network.getLearningRate(i)).isEqualTo(0.125);
        }
        assertThat(network.getLayerWiseConfigurations().toJson())
                .contains("\"learningRate\" : 0.125")
                .doesNotContain("\"learningRate\" : 0.01");
    }

    /** Adam's first step moves every parameter by the learning rate, or not at all. */
    @Test
    void learning_rate_decides_the_size_of_the_step() {
        MultiLayerNetwork network = Networks.create(spec(Cell.SIMPLE_RNN, 6, List.of(5, 7), 0));
        INDArray before = network.params().dup();
        LearningRate.set(network, 0.125);
        network.fit(new DataSet(
                random(1, 2, 3, 5).castTo(DataType.FLOAT), random(2, 2, 4, 1).castTo(DataType.FLOAT)));
        for (float step : network.params().sub(before).data().asFloat()) {
            assertThat(Math.abs(step)).isLessThan(0.126f);
            assertThat(Math.abs(step) < 1e-6 || Math.abs(step) > 0.1).isTrue();
        }
    }

    @Test
    void portable_configuration_names_no_loss_of_ours_and_leaves_the_network_its_own() {
        for (Loss loss : Loss.values()) {
            MultiLayerNetwork network = Networks.create(new NetworkSpec(
                    3,
                    12,
                    1,
                    Cell.LSTM,
                    0,
                    List.of(5),
                    Decoder.NONE,
                    Labels.LAST,
                    0,
                    loss,
                    4,
                    List.of(0.1, 0.9),
                    0.01,
                    1,
                    7));
            assertThat(Networks.portable(network).toJson()).doesNotContain("ForecastLoss");
            BaseOutputLayer own = (BaseOutputLayer)
                    network.getLayerWiseConfigurations().getConf(1).getLayer();
            assertThat(own.getLossFn()).isInstanceOf(ForecastLoss.class);
        }
    }
}
