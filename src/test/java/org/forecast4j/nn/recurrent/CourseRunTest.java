package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The example run of the course (notebook 04) without Jupyter: 5 steps of 10 inputs, 20 units, 1 output, SGD of rate 0.01,
 * 100 epochs. {@code notebooks/course_run.py} wrote what PyTorch makes of it.
 */
class CourseRunTest {
    private static final int STEPS = 5;
    private static final int UNITS = 20;

    /** DL4J adds up over time where PyTorch averages. */
    private static final double RATE = 0.01 / STEPS;

    private final JsonNode trace = read();

    private static JsonNode read() {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("notebooks/course-run.json").toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_losses_are_pytorchs(boolean stock) {
        MultiLayerNetwork network = network(stock);
        INDArray input = steps(trace.get("input"));
        INDArray target = steps(trace.get("target"));
        JsonNode expected = trace.get("losses");
        assertThat(expected).hasSize(100);

        List<Double> losses = new ArrayList<>();
        for (int epoch = 0; epoch < expected.size(); epoch++) {
            network.fit(input, target);
            losses.add(network.score() / STEPS);
        }

        for (int epoch = 0; epoch < expected.size(); epoch++) {
            assertThat(losses.get(epoch))
                    .as("epoch %d", epoch + 1)
                    .isCloseTo(expected.get(epoch).doubleValue(), within(1e-5));
        }
        assertThat(losses.get(99)).isLessThan(losses.get(0) / 100);
    }

    @Test
    void the_network_has_as_many_parameters_as_the_formula_says() {
        assertThat(network(false).numParams()).isEqualTo(20 * 10 + 20 * 20 + 20 + 20 + 1);
    }

    private MultiLayerNetwork network(boolean stock) {
        SimpleRnn recurrent = new SimpleRnn.Builder()
                .nIn(10)
                .nOut(UNITS)
                .activation(Activation.TANH)
                .biasUpdater(new Sgd(2 * RATE)) // for PyTorch's two biases, which both learn
                .build();
        RnnOutputLayer output = new RnnOutputLayer.Builder(LossFunction.MSE)
                .nIn(UNITS)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Sgd(RATE))
                .list()
                .layer(stock ? recurrent : FastSimpleRnn.of(recurrent))
                .layer(stock ? output : FastRnnOutput.of(output))
                .build());
        network.init();
        JsonNode weights = trace.get("weights");
        INDArray bias = vector(weights.get("rnn.bias_ih_l0")).add(vector(weights.get("rnn.bias_hh_l0")));
        network.setParam("0_W", matrix(weights.get("rnn.weight_ih_l0")).transpose());
        network.setParam("0_RW", matrix(weights.get("rnn.weight_hh_l0")).transpose());
        network.setParam("0_b", bias);
        network.setParam("1_W", matrix(weights.get("fc.weight")).transpose());
        network.setParam("1_b", vector(weights.get("fc.bias")));
        return network;
    }

    /** The one sequence {@code [time][features]} of a batch as {@code [1, features, time]}. */
    private static INDArray steps(JsonNode batch) {
        assertThat(batch).hasSize(1);
        INDArray steps = matrix(batch.get(0));
        return steps.transpose().dup('c').reshape(1, steps.size(1), steps.size(0));
    }

    private static INDArray vector(JsonNode json) {
        float[] values = new float[json.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = json.get(i).floatValue();
        }
        return Nd4j.createFromArray(values).castTo(DataType.FLOAT).reshape(1, values.length);
    }

    private static INDArray matrix(JsonNode json) {
        List<INDArray> rows = new ArrayList<>();
        json.forEach(row -> rows.add(vector(row)));
        return Nd4j.vstack(rows);
    }
}
