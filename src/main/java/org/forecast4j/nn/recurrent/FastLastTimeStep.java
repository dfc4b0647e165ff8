package org.forecast4j.nn.recurrent;

import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A {@link LastTimeStep} that works time-major: the last step of a layer whose memory is time-major is a view of it, and the
 * gradient handed back is time-major too. Input {@code [batch, nIn, time]}, output {@code [batch, nOut]}. Its JSON is the
 * stock wrapper's but for the class name.
 */
public final class FastLastTimeStep extends LastTimeStep {

    @JsonCreator
    public FastLastTimeStep(@JsonProperty("underlying") Layer underlying) {
        super(underlying);
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        NeuralNetConfiguration inner = conf.clone();
        inner.setLayer(getUnderlying());
        return new FastLastTimeStepLayer(
                getUnderlying().instantiate(inner, listeners, index, parameters, initialize, type));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FastLastTimeStep && super.equals(other);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof FastLastTimeStep;
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
