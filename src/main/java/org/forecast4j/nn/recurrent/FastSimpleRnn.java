package org.forecast4j.nn.recurrent;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link SimpleRnn} that is computed by our kernels: the same parameters in the same places, the same numbers up to
 * rounding, and the same JSON but for the class name. Input {@code [batch, nIn, time]}, output {@code [batch, nOut, time]}
 * (or NWC). Activations that no kernel knows, and layer normalisation, are left to the stock layer.
 *
 * <p>Unlike the stock layer it goes back, in truncated backpropagation, from the state that the segment began with, and
 * hands on zeros for the steps before the truncation; and it keeps the constraints that it is given.
 */
public final class FastSimpleRnn extends SimpleRnn implements CellLayer {

    private FastSimpleRnn() { // for JSON
        super(new SimpleRnn.Builder());
    }

    /** DL4J's layer drops the constraints that its builder was given. */
    private FastSimpleRnn(Builder builder) {
        super(builder);
        initializeConstraints(builder);
        LayerSettings.constrainRecurrent(this, builder);
    }

    /** With all settings of a stock layer. */
    public static FastSimpleRnn of(SimpleRnn stock) {
        FastSimpleRnn layer = new FastSimpleRnn();
        LayerSettings.copyRecurrent((SimpleRnn) stock.clone(), layer);
        layer.setHasLayerNorm(stock.hasLayerNorm());
        return layer;
    }

    @Override
    public Optional<RecurrentCell> cell() {
        return hasLayerNorm()
                ? Optional.empty()
                : KernelLayer.cell(RecurrentCell.Kind.SIMPLE_RNN, this, new ActivationSigmoid());
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Optional<RecurrentCell> cell = cell();
        return cell.isPresent()
                ? KernelLayer.create(conf, cell.get(), listeners, index, parameters, initialize, type)
                : super.instantiate(conf, listeners, index, parameters, initialize, type);
    }

    @Override
    public @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return TimeMajorPreProcessors.timeMajor(super.getPreProcessorForInputType(inputType));
    }

    /** DL4J's layer has none to give, and the report of its network fails by it. */
    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return LayerSettings.memory(this, RecurrentCell.Kind.SIMPLE_RNN, inputType, 3);
    }

    @Override
    public FastSimpleRnn clone() {
        return (FastSimpleRnn) super.clone();
    }

    /** DL4J's layer compares nothing but the layer normalisation. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FastSimpleRnn layer
                && hasLayerNorm() == layer.hasLayerNorm()
                && LayerSettings.ofRecurrent(this).equals(LayerSettings.ofRecurrent(layer));
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof FastSimpleRnn;
    }

    @Override
    public int hashCode() {
        return Objects.hash(hasLayerNorm(), LayerSettings.ofRecurrent(this));
    }

    /** The stock layer's builder. */
    @SuppressWarnings("unchecked") // DL4J declares build() generic in a way that no layer's can satisfy
    public static final class Builder extends SimpleRnn.Builder {
        @Override
        public FastSimpleRnn build() {
            return new FastSimpleRnn(this);
        }
    }
}
