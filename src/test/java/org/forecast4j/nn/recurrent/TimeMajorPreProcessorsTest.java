package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.nn.recurrent.Sequences.assertClose;
import static org.forecast4j.nn.recurrent.Sequences.in;
import static org.forecast4j.nn.recurrent.Sequences.random;
import static org.forecast4j.nn.recurrent.Sequences.timeMajor;

import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class TimeMajorPreProcessorsTest {
    private static final int BATCH = 3;
    private static final int TIME = 4;
    private static final int IN = 5;

    /** An embedding before the recurrence, and the last step before the output: the product's own network. */
    private static MultiLayerNetwork network(boolean fast, RNNFormat format) {
        SimpleRnn inner =
                new SimpleRnn.Builder().nOut(6).activation(Activation.TANH).build();
        RnnOutputLayer.Builder output =
                fast ? new FastRnnOutput.Builder(LossFunction.MSE) : new RnnOutputLayer.Builder(LossFunction.MSE);
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.01))
                .list()
                .layer(new DenseLayer.Builder()
                        .nOut(7)
                        .activation(Activation.RELU)
                        .build())
                .layer(fast ? new FastLastTimeStep(inner) : new LastTimeStep(inner))
                .layer(output.nOut(2).activation(Activation.IDENTITY).build());
        if (fast) {
            layers.inputPreProcessor(0, new TimeMajorToFeedForward(format));
            layers.inputPreProcessor(1, new FeedForwardToTimeMajor(format));
        }
        MultiLayerNetwork network = new MultiLayerNetwork(
                layers.setInputType(InputType.recurrent(IN, format)).build());
        network.init();
        return network;
    }

    @ParameterizedTest
    @CsvSource({"NCW, false", "NCW, true", "NWC, false", "NWC, true"})
    void training_stays_in_step_with_stock(RNNFormat format, boolean masked) {
        MultiLayerNetwork fast = network(true, format);
        MultiLayerNetwork stock = network(false, format);
        DataSet data = new DataSet(
                in(format, timeMajor(random(1, DataType.FLOAT, BATCH, IN, TIME))),
                random(2, DataType.FLOAT, BATCH, 2, 1)); // the last step forgets the format
        if (masked) {
            INDArray mask = Nd4j.ones(DataType.FLOAT, BATCH, TIME);
            mask.putScalar(1, TIME - 1, 0);
            data.setFeaturesMaskArray(mask);
            data.setLabelsMaskArray(Nd4j.ones(DataType.FLOAT, BATCH, 1));
        }
        assertThat(fast.params()).isEqualTo(stock.params());
        for (int step = 0; step < 5; step++) {
            fast.fit(data);
            stock.fit(data);
            assertThat(fast.score()).isCloseTo(stock.score(), Offset.offset(1e-5));
            assertClose(fast.params(), stock.params(), 1e-5);
        }
        assertClose(fast.output(data.getFeatures()), stock.output(data.getFeatures()), 1e-5);
    }

    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void configuration_equals_stock_but_for_the_classes(RNNFormat format) throws Exception {
        MultiLayerConfiguration fast = network(true, format).getLayerWiseConfigurations();
        String renamed = fast.toJson()
                .replace(FastRnnOutput.class.getName(), RnnOutputLayer.class.getName())
                .replace(FastLastTimeStep.class.getName(), LastTimeStep.class.getName())
                .replace(TimeMajorToFeedForward.class.getName(), RnnToFeedForwardPreProcessor.class.getName())
                .replace(FeedForwardToTimeMajor.class.getName(), FeedForwardToRnnPreProcessor.class.getName());
        ObjectMapper json = new ObjectMapper(); // the order of fields does not matter
        assertThat(json.readTree(renamed))
                .isEqualTo(json.readTree(
                        network(false, format).getLayerWiseConfigurations().toJson()));
        assertThat(MultiLayerConfiguration.fromJson(fast.toJson())).isEqualTo(fast);
        assertThat(fast.clone()).isEqualTo(fast);
        assertThat(fast.getInputPreProcess(2)).isInstanceOf(FeedForwardToTimeMajor.class);
    }

    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void nothing_is_copied_where_memory_is_time_major(RNNFormat format) {
        var none = LayerWorkspaceMgr.noWorkspaces();
        INDArray sequence = in(format, timeMajor(random(1, DataType.FLOAT, BATCH, IN, TIME)));
        INDArray rows = new TimeMajorToFeedForward(format).preProcess(sequence, BATCH, none);
        INDArray again = new FeedForwardToTimeMajor(format).preProcess(rows, BATCH, none);
        INDArray back = new FeedForwardToTimeMajor(format).backprop(again, BATCH, none);
        sequence.addi(1);
        assertThat(again).isEqualTo(sequence);
        assertThat(back).isEqualTo(rows).isEqualTo(TimeMajor.rows(sequence.dup(), format, none, ArrayType.INPUT));
    }

    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void rows_are_in_the_order_of_stock(RNNFormat format) {
        var none = LayerWorkspaceMgr.noWorkspaces();
        INDArray sequence =
                in(format, random(1, DataType.FLOAT, BATCH, IN, TIME)).dup('f');
        assertThat(new TimeMajorToFeedForward(format).preProcess(sequence, BATCH, none))
                .isEqualTo(new RnnToFeedForwardPreProcessor(format).preProcess(sequence.dup('f'), BATCH, none));
    }
}
