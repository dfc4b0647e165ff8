package org.forecast4j.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.forecast4j.nn.kernel.NetworkParts;
import org.forecast4j.nn.kernel.NetworkParts.Part;
import org.forecast4j.nn.recurrent.CellLayer;
import org.forecast4j.nn.recurrent.FastLastTimeStep;
import org.forecast4j.nn.recurrent.FastRepeatVector;
import org.forecast4j.nn.recurrent.FastRnnOutput;
import org.forecast4j.nn.recurrent.FeedForwardToTimeMajor;
import org.forecast4j.nn.recurrent.TimeMajorToFeedForward;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Reads a network's configuration into the parts that a device computes. */
public final class NetworkReader {
    private final List<Part> parts = new ArrayList<>();
    private boolean known = true;

    private NetworkReader() {}

    /** The parts of a network; empty where it has anything that {@link NetworkParts} cannot say. */
    public static Optional<NetworkParts> parts(MultiLayerNetwork network) {
        NetworkReader reader = new NetworkReader();
        List<Layer> layers = network.getLayerWiseConfigurations().getConfs().stream()
                .map(conf -> conf.getLayer())
                .toList();
        layers.forEach(reader::read);
        List<BaseLayer> learning = layers.stream()
                .map(layer -> layer instanceof FastLastTimeStep last ? last.getUnderlying() : layer)
                .filter(layer ->
                        layer instanceof BaseLayer && !(layer instanceof FastRepeatVector)) // it has no weights
                .map(BaseLayer.class::cast)
                .toList();
        BaseLayer first = learning.get(0);
        boolean alike = learning.stream()
                .allMatch(layer -> first.getIUpdater().equals(layer.getIUpdater())
                        && clip(first) == clip(layer)
                        && isPlain(layer));
        if (!reader.known
                || !isTrainedWhole(network.getLayerWiseConfigurations())
                || !alike
                || !(first.getIUpdater() instanceof Adam adam)
                || adam.getLearningRateSchedule() != null
                || !(layers.get(layers.size() - 1) instanceof FastRnnOutput)
                || network.params().dataType() != DataType.FLOAT
                || !hasOneBlockOfMoments(network)) {
            return Optional.empty();
        }
        NetworkParts found = new NetworkParts(
                reader.parts, clip(first), new NetworkParts.Adam(adam.getBeta1(), adam.getBeta2(), adam.getEpsilon()));
        if (found.parameters() != network.numParams()) {
            throw new IllegalStateException("read " + found.parameters() + " parameters in " + found
                    + ", but the network has " + network.numParams());
        }
        return Optional.of(found);
    }

    /** Whether a step goes over whole sequences, means over the batch, and has nothing but our own between layers. */
    private static boolean isTrainedWhole(MultiLayerConfiguration configuration) {
        return configuration.getBackpropType() == BackpropType.Standard
                && configuration.getConfs().stream().allMatch(NeuralNetConfiguration::isMiniBatch)
                && configuration.getInputPreProcessors().values().stream()
                        .allMatch(between ->
                                between instanceof TimeMajorToFeedForward || between instanceof FeedForwardToTimeMajor);
    }

    /** Whether Adam's two moments of all parameters lie one behind the other. */
    private static boolean hasOneBlockOfMoments(MultiLayerNetwork network) {
        return network.getUpdater() instanceof BaseMultiLayerUpdater<?> updater
                && updater.getUpdaterBlocks().size() == 1;
    }

    private static double clip(BaseLayer layer) {
        return layer.getGradientNormalization() == GradientNormalization.ClipL2PerLayer
                ? layer.getGradientNormalizationThreshold()
                : Double.POSITIVE_INFINITY;
    }

    /** Whether nothing but the loss has a part in its gradient. */
    private static boolean isPlain(BaseLayer layer) {
        boolean clipsOrNot = layer.getGradientNormalization() == null
                || layer.getGradientNormalization() == GradientNormalization.None
                || layer.getGradientNormalization() == GradientNormalization.ClipL2PerLayer;
        return clipsOrNot
                && isEmpty(layer.getRegularization())
                && isEmpty(layer.getRegularizationBias())
                && isEmpty(layer.getConstraints())
                && layer.getWeightNoise() == null
                && (layer.getBiasUpdater() == null || layer.getBiasUpdater().equals(layer.getIUpdater()));
    }

    private static boolean isEmpty(List<?> list) {
        return list == null || list.isEmpty();
    }

    private void read(Layer layer) {
        if (layer instanceof FastLastTimeStep last) {
            read(last.getUnderlying());
            parts.add(new NetworkParts.LastStep());
            return;
        }
        drop(layer);
        if (layer instanceof CellLayer cell && layer instanceof BaseRecurrentLayer recurrent) {
            known &= cell.cell().isPresent() && recurrent.getRnnDataFormat() != RNNFormat.NWC;
            cell.cell().ifPresent(computed -> parts.add(new NetworkParts.Recurrent(computed)));
        } else if (layer instanceof FastRnnOutput output) {
            Optional<NetworkParts.OutputLoss> loss = loss(output.getLossFn(), output.getNOut());
            known &= loss.isPresent()
                    && output.hasBias()
                    && output.getRnnDataFormat() != RNNFormat.NWC
                    && output.getActivationFn() instanceof ActivationIdentity;
            loss.ifPresent(computed -> parts.add(new NetworkParts.Output(
                    Math.toIntExact(output.getNIn()), Math.toIntExact(output.getNOut()), computed)));
        } else if (layer instanceof FastRepeatVector repeat) {
            parts.add(new NetworkParts.Repeat(repeat.getN()));
        } else if (layer.getClass() == DenseLayer.class) {
            DenseLayer dense = (DenseLayer) layer;
            known &= dense.hasBias() && !dense.hasLayerNorm() && dense.getActivationFn() instanceof ActivationReLU;
            parts.add(new NetworkParts.Dense(Math.toIntExact(dense.getNIn()), Math.toIntExact(dense.getNOut())));
        } else {
            known = false;
        }
    }

    private void drop(Layer layer) {
        if (layer.getIDropout() == null) {
            return;
        }
        boolean plain = layer.getIDropout() instanceof Dropout dropout && dropout.getPSchedule() == null;
        known &= plain;
        if (plain) {
            parts.add(new NetworkParts.Dropout(((Dropout) layer.getIDropout()).getP()));
        }
    }

    private static Optional<NetworkParts.OutputLoss> loss(ILossFunction loss, long outputs) {
        if (loss instanceof ForecastLoss forecast) {
            return Optional.of(forecast.outputLoss());
        }
        if (loss.getClass() == LossMSE.class && ((LossMSE) loss).getWeights() == null) {
            return Optional.of(Loss.MSE.outputLoss(List.of(), Math.toIntExact(outputs)));
        }
        if (loss.getClass() == LossMAE.class && ((LossMAE) loss).getWeights() == null) {
            return Optional.of(Loss.MAE.outputLoss(List.of(), Math.toIntExact(outputs)));
        }
        return Optional.empty();
    }
}
