package org.forecast4j.nn;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.forecast4j.UserError;
import org.forecast4j.nn.recurrent.FastLastTimeStep;
import org.forecast4j.nn.recurrent.FastLstm;
import org.forecast4j.nn.recurrent.FastRepeatVector;
import org.forecast4j.nn.recurrent.FastRnnOutput;
import org.forecast4j.nn.recurrent.FastSimpleRnn;
import org.forecast4j.nn.recurrent.Gru;
import org.forecast4j.nn.recurrent.TimeMajorToFeedForward;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Builds networks from specifications. Input {@code [batch, inputs, steps]}, output {@code [batch, outputs, steps]}: the last
 * recurrent layer hands on its last time step alone, so the output layer's work and the labels' memory do not grow with the
 * lookback, and a decoder's layer sees it at each step of the horizon. Only where the recurrent layers go on over the horizon,
 * or each step teaches, all their steps have outputs.
 */
public final class Networks {
    /** Units of a layer, or its inputs, that a model file may name. */
    public static final long MOST_UNITS = 1 << 24;

    /** Parameters that a model file has room for: half a gigabyte. */
    public static final long MOST_PARAMETERS = 1 << 27;

    private Networks() {}

    /**
     * An initialised network; the seed decides its first weights.
     *
     * @throws UserError where no model file would hold it
     */
    public static MultiLayerNetwork create(NetworkSpec spec) {
        IntStream sizes = IntStream.concat(
                IntStream.of(spec.inputs(), spec.outputs(), spec.embedding()),
                spec.hidden().stream().mapToInt(units -> units));
        if (sizes.anyMatch(size -> size > MOST_UNITS)) {
            throw tooLarge(spec);
        }
        MultiLayerConfiguration configuration = configuration(spec);
        long parameters = configuration.getConfs().stream()
                .mapToLong(layer -> layer.getLayer().initializer().numParams(layer))
                .sum();
        if (parameters > MOST_PARAMETERS) {
            throw tooLarge(spec);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }

    /** Sets the weights of the output layer to zero: the network begins with what windows are scaled by, not with noise. */
    public static void startAtZero(MultiLayerNetwork network) {
        network.getOutputLayer().getParam(DefaultParamInitializer.WEIGHT_KEY).assign(0);
    }

    private static UserError tooLarge(NetworkSpec spec) {
        String hidden = spec.hidden().stream().map(String::valueOf).collect(Collectors.joining(","));
        return UserError.usage("hidden " + hidden + ", embedding " + spec.embedding() + ", " + spec.inputs()
                + " inputs and " + spec.outputs() + " outputs make a network of more than the " + MOST_PARAMETERS
                + " parameters that a model file holds; give fewer hidden units (hidden, embedding)");
    }

    /**
     * The network's configuration without what other DL4J programs lack: a loss of ours, which only training needs, gives
     * way to the squared error.
     */
    public static MultiLayerConfiguration portable(MultiLayerNetwork network) {
        MultiLayerConfiguration copy = network.getLayerWiseConfigurations().clone();
        for (NeuralNetConfiguration layer : copy.getConfs()) {
            if (layer.getLayer() instanceof BaseOutputLayer output && output.getLossFn() instanceof ForecastLoss) {
                output.setLossFn(new LossMSE());
            }
        }
        return copy;
    }

    static MultiLayerConfiguration configuration(NetworkSpec spec) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(spec.seed())
                .weightInit(WeightInit.XAVIER)
                .updater(new Adam(spec.learningRate()))
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(spec.clip() * spec.labelledSteps()) // DL4J adds up the steps' losses
                .list();
        if (spec.embedding() > 0) {
            layers.inputPreProcessor(0, new TimeMajorToFeedForward(RNNFormat.NCW));
            layers.layer(new DenseLayer.Builder()
                    .nOut(spec.embedding())
                    .activation(Activation.RELU)
                    .build());
        }
        List<Integer> hidden = spec.hidden();
        boolean lastAlone = spec.decoder() != Decoder.ENCODER && spec.labels() == Labels.LAST;
        for (int i = 0; i < hidden.size(); i++) {
            boolean afterAnother = i > 0;
            BaseRecurrentLayer cell = cell(spec.cell(), hidden.get(i), afterAnother ? spec.dropout() : 0);
            layers.layer(lastAlone && i == hidden.size() - 1 ? new FastLastTimeStep(cell) : cell);
        }
        RnnOutputLayer.Builder output = new FastRnnOutput.Builder(loss(spec))
                .activation(Activation.IDENTITY)
                .nOut(spec.outputs());
        spec.decoder().cell().ifPresent(cell -> {
            layers.layer(FastRepeatVector.times(spec.labelledSteps()));
            layers.layer(cell(cell, hidden.get(hidden.size() - 1), 0));
        });
        if (spec.decoder() != Decoder.NONE) {
            output.weightInit(WeightInit.ZERO); // as startAtZero
        }
        if (spec.dropout() > 0) {
            output.dropOut(1 - spec.dropout());
        }
        return layers.layer(output.build())
                .setInputType(InputType.recurrent(spec.inputs()))
                .build();
    }

    private static BaseRecurrentLayer cell(Cell cell, int units, double dropout) {
        BaseRecurrentLayer.Builder<?> builder =
                switch (cell) {
                    case SIMPLE_RNN -> new FastSimpleRnn.Builder();
                    case LSTM -> new FastLstm.Builder();
                    case GRU -> new Gru.Builder();
                };
        builder.nOut(units).activation(Activation.TANH);
        if (dropout > 0) {
            builder.dropOut(1 - dropout); // DL4J counts the part that is kept
        }
        return (BaseRecurrentLayer) builder.build();
    }

    private static ILossFunction loss(NetworkSpec spec) {
        boolean plain = spec.quantiles().isEmpty();
        if (plain && spec.loss() == Loss.MSE) {
            return new LossMSE(); // computed in one pass by our output layer
        }
        if (plain && spec.loss() == Loss.MAE) {
            return new LossMAE();
        }
        return new ForecastLoss(spec.loss(), spec.quantiles(), spec.rows());
    }
}
