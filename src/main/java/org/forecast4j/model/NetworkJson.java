package org.forecast4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.forecast4j.nn.Networks;
import org.forecast4j.nn.recurrent.Gru;
import org.forecast4j.nn.recurrent.StockNames;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Reads a network's configuration from a file that nobody vouches for. DL4J's reader instantiates whatever class the
 * {@code @class} fields name; it is therefore handed nothing but a tree in which each of them has been found on a list,
 * and never its reader of older formats, which names classes in other ways.
 */
final class NetworkJson {
    /** The classes that our networks are made of. A new kind of layer is added here; a test finds what is missing. */
    private static final Set<String> CLASSES = Stream.of(
                    DenseLayer.class,
                    SimpleRnn.class,
                    LSTM.class,
                    Gru.class,
                    LastTimeStep.class,
                    RepeatVector.class,
                    RnnOutputLayer.class,
                    RnnToFeedForwardPreProcessor.class,
                    FeedForwardToRnnPreProcessor.class,
                    Dropout.class,
                    WeightInitXavier.class,
                    WeightInitConstant.class,
                    ActivationIdentity.class,
                    ActivationReLU.class,
                    ActivationSigmoid.class,
                    ActivationTanH.class,
                    Adam.class,
                    LossMSE.class,
                    LossMAE.class)
            .map(Class::getName)
            .collect(Collectors.toUnmodifiableSet());

    private static final int LONGEST_NAME = 80;
    private static final long MOST_DECODED = 1 << 27;

    private NetworkJson() {}

    static MultiLayerConfiguration read(Path file, JsonNode tree, ObjectMapper json) throws IOException {
        checkClasses(file, tree);
        MultiLayerConfiguration configuration = NeuralNetConfiguration.mapper()
                .readValue(StockNames.toOurs(tree.toString()), MultiLayerConfiguration.class);
        if (!json.readTree(StockNames.toStock(configuration.toJson())).equals(tree)) {
            throw new IOException("its network configuration has fields missing or fields too many");
        }
        if (configuration.getDataType() != DataType.FLOAT) {
            throw new IOException("its network computes in " + configuration.getDataType() + ", expected FLOAT");
        }
        return configuration;
    }

    private static void checkClasses(Path file, JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getKey().equals("@class")
                    && !CLASSES.contains(field.getValue().asText())) {
                throw UserError.model(file + ": its network configuration names the class "
                        + Quoted.plain(field.getValue().asText(), LONGEST_NAME)
                        + ", which no forecast4j model has; use a model from a source that you trust");
            }
        }
        node.forEach(child -> checkClasses(file, child));
    }

    /** How many parameters the network has, found without making it; refuses what would fill the memory. */
    static long parameters(MultiLayerConfiguration configuration) throws IOException {
        long sum = 0;
        long units = 1;
        long repeats = 1;
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            checkUnits(layer.getLayer());
            units = Math.max(units, units(layer.getLayer()));
            repeats = layer.getLayer() instanceof RepeatVector repeat ? Math.max(repeats, repeat.getN()) : repeats;
            sum += layer.getLayer().initializer().numParams(layer);
            if (sum > Networks.MOST_PARAMETERS) {
                throw new IOException("its network has more than " + Networks.MOST_PARAMETERS + " parameters");
            }
        }
        checkRoom(repeats, units);
        return sum;
    }

    /** Refuses a horizon that would fill the memory with its steps. */
    static void checkRoom(long steps, long values) throws IOException {
        if (steps * values > MOST_DECODED) {
            throw new IOException("its decoder claims " + steps + " steps of " + values + " values");
        }
    }

    /** Whether every decoder takes so many steps, known without running the network: a file may claim any number. */
    static boolean decodes(MultiLayerConfiguration configuration, int steps) {
        return configuration.getConfs().stream()
                .map(NeuralNetConfiguration::getLayer)
                .allMatch(layer -> !(layer instanceof RepeatVector repeat) || repeat.getN() == steps);
    }

    private static Layer inner(Layer layer) {
        return layer instanceof LastTimeStep last ? last.getUnderlying() : layer;
    }

    private static long units(Layer layer) {
        return inner(layer) instanceof FeedForwardLayer units ? units.getNOut() : 0;
    }

    private static void checkUnits(Layer layer) throws IOException {
        Layer inner = inner(layer);
        boolean usual = inner instanceof FeedForwardLayer units
                && Math.min(units.getNIn(), units.getNOut()) >= 1
                && Math.max(units.getNIn(), units.getNOut()) <= Networks.MOST_UNITS;
        if (!usual && !(inner instanceof RepeatVector)) { // which says of itself 0 to 0
            throw new IOException("a layer of its network has an impossible number of inputs or units");
        }
    }
}
