package org.forecast4j.nn.recurrent;

import java.util.Collection;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An {@link LSTM} that is computed by our kernels: the same parameters in the same places, the same numbers up to rounding,
 * and the same JSON but for the class name. Input {@code [batch, nIn, time]}, output {@code [batch, nOut, time]} (or NWC).
 * Activations that no kernel knows are left to the stock layer.
 *
 * <p>Unlike the stock layer it heeds a mask of the features wherever it stands in a network, and sends no gradient through
 * the cell state of masked steps; and truncated backpropagation goes back to the state that the segment began with.
 */
public final class FastLstm extends LSTM implements CellLayer {

    private FastLstm() {} // for JSON

    /** With all settings of a stock layer. */
    public static FastLstm of(LSTM stock) {
        FastLstm layer = new FastLstm();
        LayerSettings.copyRecurrent((LSTM) stock.clone(), layer);
        layer.setForgetGateBiasInit(stock.getForgetGateBiasInit());
        layer.setGateActivationFn(stock.getGateActivationFn());
        layer.setHelperAllowFallback(stock.isHelperAllowFallback());
        return layer;
    }

    @Override
    public Optional<RecurrentCell> cell() {
        return KernelLayer.cell(RecurrentCell.Kind.LSTM, this, getGateActivationFn());
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

    @Override
    public FastLstm clone() {
        return (FastLstm) super.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FastLstm && super.equals(other);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof FastLstm;
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** The stock layer's builder. */
    @SuppressWarnings("unchecked") // DL4J declares build() generic in a way that no layer's can satisfy
    public static final class Builder extends LSTM.Builder {
        @Override
        public FastLstm build() {
            return of(super.build());
        }
    }
}
