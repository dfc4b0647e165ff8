package org.forecast4j.nn.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What DL4J's layer configurations have in common. It is copied, for theirs can be built and ours be extended from them only
 * empty.
 */
final class LayerSettings {
    private LayerSettings() {}

    /** A layer with all that DL4J hands to {@code instantiate}. */
    static <L extends Layer> L ready(
            L layer,
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize) {
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(conf.getLayer().initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    static void copy(FeedForwardLayer from, FeedForwardLayer to) {
        to.setLayerName(from.getLayerName());
        to.setIDropout(from.getIDropout());
        to.setConstraints(from.getConstraints());
        to.setActivationFn(from.getActivationFn());
        to.setWeightInitFn(from.getWeightInitFn());
        to.setBiasInit(from.getBiasInit());
        to.setGainInit(from.getGainInit());
        to.setRegularization(from.getRegularization());
        to.setRegularizationBias(from.getRegularizationBias());
        to.setIUpdater(from.getIUpdater());
        to.setBiasUpdater(from.getBiasUpdater());
        to.setWeightNoise(from.getWeightNoise());
        to.setGradientNormalization(from.getGradientNormalization());
        to.setGradientNormalizationThreshold(from.getGradientNormalizationThreshold());
        to.setNIn(from.getNIn());
        to.setNOut(from.getNOut());
        to.setTimeDistributedFormat(from.getTimeDistributedFormat());
    }

    static void copyRecurrent(BaseRecurrentLayer from, BaseRecurrentLayer to) {
        copy(from, to);
        to.setWeightInitFnRecurrent(from.getWeightInitFnRecurrent());
        to.setRnnDataFormat(from.getRnnDataFormat());
    }

    /** All settings that recurrent layers have, to compare them by; some may be null. */
    static List<Object> ofRecurrent(BaseRecurrentLayer layer) {
        return Arrays.asList(
                layer.getLayerName(),
                layer.getIDropout(),
                layer.getConstraints(),
                layer.getActivationFn(),
                layer.getWeightInitFn(),
                layer.getWeightInitFnRecurrent(),
                layer.getBiasInit(),
                layer.getGainInit(),
                layer.getRegularization(),
                layer.getRegularizationBias(),
                layer.getIUpdater(),
                layer.getBiasUpdater(),
                layer.getWeightNoise(),
                layer.getGradientNormalization(),
                layer.getGradientNormalizationThreshold(),
                layer.getNIn(),
                layer.getNOut(),
                layer.getTimeDistributedFormat(),
                layer.getRnnDataFormat());
    }

    /** Adds the constraints on the recurrent weights alone, which DL4J leaves to each kind of layer. */
    static void constrainRecurrent(BaseRecurrentLayer layer, BaseRecurrentLayer.Builder<?> builder) {
        if (builder.getRecurrentConstraints() == null) {
            return;
        }
        List<LayerConstraint> all = new ArrayList<>();
        if (layer.getConstraints() != null) {
            all.addAll(layer.getConstraints());
        }
        for (LayerConstraint constraint : builder.getRecurrentConstraints()) {
            LayerConstraint own = constraint.clone();
            own.setParams(Set.of(LSTMParamInitializer.RECURRENT_WEIGHT_KEY));
            all.add(own);
        }
        layer.setConstraints(all);
    }

    /**
     * An estimate for one that a kernel computes. Per example, in inference: the products of a step; in training also what
     * each step keeps for the way back.
     *
     * @param kept values that a step keeps for each unit
     */
    static LayerMemoryReport memory(BaseRecurrentLayer layer, RecurrentCell.Kind kind, InputType inputType, long kept) {
        long steps = Math.max(1, ((InputType.InputTypeRecurrent) inputType).getTimeSeriesLength());
        long parameters = layer.initializer().numParams(layer);
        long step = kind.biases() * layer.getNOut();
        return new LayerMemoryReport.Builder(
                        layer.getLayerName(), layer.getClass(), inputType, layer.getOutputType(-1, inputType))
                .standardMemory(parameters, layer.getIUpdater().stateSize(parameters))
                .workingMemory(0, step, 0, steps * kept * layer.getNOut())
                .cacheMemory(0, 0)
                .build();
    }
}
