package org.forecast4j.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.recurrent.Gru;
import org.forecast4j.nn.recurrent.StockNames;

/**
 * What one layer learns, and why it is that many numbers. In the formulas {@code X} is the layer's inputs, {@code H} the
 * units of a recurrent layer and {@code O} the outputs of a dense one.
 *
 * @param name the layer's name in the network
 * @param kind the kind of layer, for instance {@code LSTM}
 * @param weights its weight arrays
 * @param formula for instance {@code H*X + H*H + H = 6*5 + 6*6 + 6}; empty for a layer without weights
 * @param count the number of parameters: the formula's value
 */
public record LayerParameters(String name, String kind, List<Weight> weights, String formula, long count) {

    /** A weight array, its shape as DL4J holds it: {@code [inputs, outputs]}, biases {@code [outputs]}. */
    public record Weight(String name, List<Long> shape) {
        public Weight {
            shape = List.copyOf(shape);
        }
    }

    public LayerParameters {
        weights = List.copyOf(weights);
    }

    /** The layers of an initialised network, first to last; their counts add up to {@code network.numParams()}. */
    public static List<LayerParameters> of(MultiLayerNetwork network) {
        return IntStream.range(0, network.getnLayers())
                .mapToObj(i -> of(network.getLayer(i), "layer" + i))
                .toList();
    }

    private static LayerParameters of(Layer layer, String fallbackName) {
        List<Weight> weights = layer.paramTable().entrySet().stream()
                .map(e -> new Weight(
                        e.getKey(), Arrays.stream(e.getValue().shape()).boxed().toList()))
                .toList();
        var configuration = layer.conf().getLayer(); // of the cell itself where it is wrapped
        String name = configuration.getLayerName() == null ? fallbackName : configuration.getLayerName();
        String kind = StockNames.stock(configuration.getClass()).getSimpleName();
        return new LayerParameters(name, kind, weights, formula(configuration, weights), layer.numParams());
    }

    private static String format(String formula, Object... sizes) {
        return String.format(Locale.ROOT, formula, sizes); // whatever digits the user's language has
    }

    private static String formula(org.deeplearning4j.nn.conf.layers.Layer configuration, List<Weight> weights) {
        if (configuration instanceof FeedForwardLayer layer) {
            long in = layer.getNIn();
            long out = layer.getNOut();
            if (layer instanceof SimpleRnn) {
                return format("H*X + H*H + H = %d*%d + %d*%d + %d", out, in, out, out, out);
            }
            if (layer instanceof LSTM) {
                return format("4*(H*X + H*H + H) = 4*(%d*%d + %d*%d + %d)", out, in, out, out, out);
            }
            if (layer instanceof Gru gru) {
                return gru.isResetAfter()
                        ? format("3*(H*X + H*H) + 4*H = 3*(%d*%d + %d*%d) + 4*%d", out, in, out, out, out)
                        : format("3*(H*X + H*H + H) = 3*(%d*%d + %d*%d + %d)", out, in, out, out, out);
            }
            if (layer instanceof RnnOutputLayer) {
                return format("O*H + O = %d*%d + %d", out, in, out);
            }
            if (layer instanceof DenseLayer) {
                return format("O*X + O = %d*%d + %d", out, in, out);
            }
        }
        return weights.stream()
                .map(w -> w.shape().stream().map(String::valueOf).collect(Collectors.joining("*")))
                .collect(Collectors.joining(" + "));
    }
}
