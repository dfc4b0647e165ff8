package org.forecast4j.nn.recurrent;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * An {@link RnnOutputLayer} that works time-major: equal in parameters, score, gradients and output, for every loss and
 * activation, but without copies between it and layers whose memory is time-major, and without multiplying twice for the
 * score. Input {@code [batch, nIn, time]}, output {@code [batch, nOut, time]} (or NWC). Its JSON is the stock layer's but for
 * the class name.
 */
public final class FastRnnOutput extends RnnOutputLayer {

    private FastRnnOutput() {} // for JSON

    /** With all settings of a stock layer. */
    public static FastRnnOutput of(RnnOutputLayer stock) {
        FastRnnOutput layer = new FastRnnOutput();
        LayerSettings.copy(stock, layer);
        layer.setLossFn(stock.getLossFn());
        layer.setHasBias(stock.isHasBias());
        layer.setRnnDataFormat(stock.getRnnDataFormat());
        return layer;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        LayerValidation.assertNInNOutSet("FastRnnOutput", getLayerName(), index, getNIn(), getNOut());
        return LayerSettings.ready(new FastRnnOutputLayer(conf, type), conf, listeners, index, parameters, initialize);
    }

    @Override
    public @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return TimeMajorPreProcessors.timeMajor(super.getPreProcessorForInputType(inputType));
    }

    @Override
    public FastRnnOutput clone() {
        return (FastRnnOutput) super.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FastRnnOutput && super.equals(other);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof FastRnnOutput;
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** The stock layer's builder. */
    @SuppressWarnings("unchecked") // DL4J declares build() generic in a way that no layer's can satisfy
    public static final class Builder extends RnnOutputLayer.Builder {
        public Builder() {}

        public Builder(LossFunction loss) {
            super(loss);
        }

        public Builder(ILossFunction loss) {
            super(loss);
        }

        @Override
        public FastRnnOutput build() {
            return of(super.build());
        }
    }
}
