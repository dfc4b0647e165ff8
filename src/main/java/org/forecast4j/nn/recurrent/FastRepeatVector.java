package org.forecast4j.nn.recurrent;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link RepeatVector} that works time-major: the same row at each of {@code n} time steps. Input {@code [batch, nIn]},
 * output {@code [batch, nIn, n]} (or NWC). Its JSON is the stock layer's but for the class name.
 */
public final class FastRepeatVector extends RepeatVector {

    private FastRepeatVector() {} // for JSON

    /** A layer that repeats its input so many times. */
    public static FastRepeatVector times(int n) {
        FastRepeatVector layer = new FastRepeatVector();
        layer.setN(n);
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
        return LayerSettings.ready(
                new FastRepeatVectorLayer(conf, type), conf, listeners, index, parameters, initialize);
    }

    @Override
    public FastRepeatVector clone() {
        return (FastRepeatVector) super.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FastRepeatVector && super.equals(other);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof FastRepeatVector;
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
