package org.forecast4j.nn.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.forecast4j.nn.kernel.RecurrentCell.Kind;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What PyTorch computed for one layer, in double precision; see {@code src/test/python/torch_traces.py}. Weights are turned
 * into our layout here, so nothing else need know PyTorch's.
 */
public final class TorchTrace {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final JsonNode trace;
    private final RecurrentCell cell;

    private TorchTrace(String name) {
        this.name = name;
        try (InputStream file = TorchTrace.class.getResourceAsStream("/torch/" + name + ".json")) {
            trace = JSON.readTree(Objects.requireNonNull(file, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Kind kind =
                switch (name) {
                    case "lstm" -> Kind.LSTM;
                    case "gru" -> Kind.GRU;
                    default -> Kind.SIMPLE_RNN;
                };
        INDArray recurrent = array(trace.at("/passes/0/parameters/weight_hh"));
        INDArray input = array(trace.at("/passes/0/parameters/weight_ih"));
        Nonlinearity activation = name.equals("rnn-relu") ? Nonlinearity.RELU : Nonlinearity.TANH;
        cell = new RecurrentCell(kind, input.columns(), recurrent.columns(), activation, Nonlinearity.SIGMOID);
    }

    public static List<TorchTrace> all() {
        return List.of(of("rnn-tanh"), of("rnn-relu"), of("lstm"), of("gru"));
    }

    public static TorchTrace of(String name) {
        return new TorchTrace(name);
    }

    public RecurrentCell cell() {
        return cell;
    }

    @Override
    public String toString() {
        return name;
    }

    // --- a forward and a backward pass

    /** Arrays as a {@link Recurrence} takes and gives them; the loss is the sum of loss weights times outputs. */
    record Pass(
            Weights weights,
            Inputs inputs,
            INDArray lossWeights,
            INDArray output,
            INDArray state,
            Weights gradients,
            INDArray inputGradient) {}

    /** One without and one with an initial state. */
    List<Pass> passes() {
        List<Pass> passes = new ArrayList<>();
        for (JsonNode pass : trace.get("passes")) {
            passes.add(new Pass(
                    weights(pass.get("parameters")),
                    new Inputs(
                            array(pass.get("input")),
                            Optional.empty(),
                            Optional.ofNullable(pass.get("state")).map(TorchTrace::array)),
                    array(pass.get("loss_weights")),
                    array(pass.get("output")),
                    array(pass.get("final_state")),
                    gradients(pass.get("gradients")),
                    array(pass.get("input_gradient"))));
        }
        return passes;
    }

    // --- training

    /** A recurrent layer and a linear output layer: {@code [units, outputs]} and {@code [1, outputs]}. */
    public record Network(Weights layer, INDArray outputWeights, INDArray outputBias) {}

    /** The loss before each step, and what the last step left. */
    public record Steps(List<Double> losses, Network after) {}

    /** {@code [time, batch, inputs]} */
    public INDArray trainingInput() {
        return array(trace.at("/training/input"));
    }

    /** {@code [time, batch, outputs]} */
    public INDArray trainingLabels() {
        return array(trace.at("/training/labels"));
    }

    public Network beforeTraining() {
        return network(trace.get("training"));
    }

    /**
     * The training by an optimiser.
     *
     * @param optimiser {@code sgd} or {@code adam}
     */
    public Steps training(String optimiser) {
        JsonNode steps = trace.get("training").get(optimiser);
        return new Steps(
                Arrays.stream(array(steps.get("losses")).toDoubleVector())
                        .boxed()
                        .toList(),
                network(steps));
    }

    private Network network(JsonNode node) {
        JsonNode output = node.get("output_parameters");
        INDArray bias = array(output.get("bias"));
        return new Network(
                weights(node.get("parameters")),
                array(output.get("weight")).transpose().dup('f'),
                bias.reshape(1, bias.length()));
    }

    // --- from PyTorch's layout to ours

    private Weights weights(JsonNode parameters) {
        INDArray inputBias = array(parameters.get("bias_ih"));
        INDArray recurrentBias = array(parameters.get("bias_hh"));
        // where PyTorch adds two biases and we have one, ours is their sum
        return layout(parameters, inputBias.add(recurrentBias), inputBias, recurrentBias);
    }

    private Weights gradients(JsonNode gradients) {
        INDArray inputBias = array(gradients.get("bias_ih"));
        // the gradient by a sum is that by either part
        return layout(gradients, inputBias, inputBias, array(gradients.get("bias_hh")));
    }

    private Weights layout(JsonNode parameters, INDArray bias, INDArray inputBias, INDArray recurrentBias) {
        List<INDArray> biases = new ArrayList<>();
        switch (cell.kind()) {
            case SIMPLE_RNN -> biases.add(bias);
            case LSTM -> biases.add(inOurOrder(bias));
            case GRU -> {
                int candidate = 2;
                biases.add(block(bias, 0));
                biases.add(block(bias, 1));
                biases.add(block(inputBias, candidate));
                biases.add(block(recurrentBias, candidate));
            }
            case GRU_RESET_BEFORE -> throw new IllegalStateException("PyTorch has no such cell");
        }
        return new Weights(
                inOurOrder(array(parameters.get("weight_ih"))).transpose().dup('f'),
                inOurOrder(array(parameters.get("weight_hh"))).transpose().dup('f'),
                Nd4j.concat(0, biases.toArray(INDArray[]::new))
                        .reshape(1, (long) cell.kind().biases() * cell.units()));
    }

    /** PyTorch's LSTM has i, f, g, o; ours g, f, o, i. The other cells have the same order in both. */
    private INDArray inOurOrder(INDArray gates) {
        if (cell.kind() != Kind.LSTM) {
            return gates;
        }
        return Nd4j.concat(0, block(gates, 2), block(gates, 1), block(gates, 3), block(gates, 0));
    }

    private INDArray block(INDArray gates, int gate) {
        return gates.get(NDArrayIndex.interval((long) gate * cell.units(), (long) (gate + 1) * cell.units()))
                .dup('c');
    }

    private static INDArray array(JsonNode node) {
        List<Double> values = new ArrayList<>();
        collect(node, values);
        List<Long> shape = new ArrayList<>();
        for (JsonNode inner = node; inner.isArray(); inner = inner.get(0)) {
            shape.add((long) inner.size());
        }
        return Nd4j.createFromArray(
                        values.stream().mapToDouble(Double::doubleValue).toArray())
                .reshape('c', shape.stream().mapToLong(Long::longValue).toArray());
    }

    private static void collect(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            node.forEach(inner -> collect(inner, values));
        } else {
            values.add(node.doubleValue());
        }
    }
}
