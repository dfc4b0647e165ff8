package org.forecast4j.nn.recurrent;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A gated recurrent unit (Cho et al. 2014), which DL4J lacks. Input {@code [batch, nIn, time]}, output {@code [batch, nOut,
 * time]} (or NWC). By default the reset gate works after the recurrent product ({@link RecurrentCell.Kind#GRU}), as in
 * PyTorch, Keras and cuDNN; {@code resetAfter(false)} gives the form first published.
 *
 * <p>Parameters are {@code W [nIn, 3 * nOut]}, {@code RW [nOut, 3 * nOut]} and {@code b [4 * nOut]} ({@code [3 * nOut]}
 * where the gate resets before the product), in blocks of reset gate, update gate, candidate, and for the fourth block of
 * biases the candidate's recurrent one.
 */
public final class Gru extends BaseRecurrentLayer implements CellLayer {
    private IActivation gateActivationFn = new ActivationSigmoid();
    private boolean resetAfter = true;

    private Gru() {} // for JSON

    private Gru(Builder builder) {
        super(builder);
        gateActivationFn = builder.gateActivation;
        resetAfter = builder.resets;
        initializeConstraints(builder);
        LayerSettings.constrainRecurrent(this, builder);
    }

    public IActivation getGateActivationFn() {
        return gateActivationFn;
    }

    public void setGateActivationFn(IActivation gateActivationFn) {
        this.gateActivationFn = gateActivationFn;
    }

    public boolean isResetAfter() {
        return resetAfter;
    }

    public void setResetAfter(boolean resetAfter) {
        this.resetAfter = resetAfter;
    }

    RecurrentCell.Kind kind() {
        return resetAfter ? RecurrentCell.Kind.GRU : RecurrentCell.Kind.GRU_RESET_BEFORE;
    }

    @Override
    public Optional<RecurrentCell> cell() {
        return KernelLayer.cell(kind(), this, gateActivationFn);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        LayerValidation.assertNInNOutSet("Gru", getLayerName(), index, getNIn(), getNOut());
        RecurrentCell cell = cell().orElseThrow(() -> new IllegalArgumentException("Gru with activation "
                + getActivationFn()
                + " and gate activation " + gateActivationFn + ": known are "
                + Arrays.stream(Nonlinearity.values()).map(Nonlinearity::name).collect(Collectors.joining(", "))
                + " without settings of their own; set activation(...) and gateActivation(...) to those"));
        return KernelLayer.create(conf, cell, listeners, index, parameters, initialize, type);
    }

    @Override
    public ParamInitializer initializer() {
        return new GruParamInitializer();
    }

    @Override
    public @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return TimeMajorPreProcessors.timeMajor(super.getPreProcessorForInputType(inputType));
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return LayerSettings.memory(this, kind(), inputType, 10);
    }

    @Override
    public Gru clone() {
        return (Gru) super.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Gru gru
                && super.equals(other)
                && resetAfter == gru.resetAfter
                && gateActivationFn.equals(gru.gateActivationFn);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof Gru;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), resetAfter, gateActivationFn);
    }

    /** Settings of the layer. */
    @SuppressWarnings("unchecked") // DL4J declares build() generic in a way that no layer's can satisfy
    public static final class Builder extends BaseRecurrentLayer.Builder<Builder> {
        private IActivation gateActivation = new ActivationSigmoid();
        private boolean resets = true;

        /** The gates' activation, by default the logistic sigmoid. */
        public Builder gateActivation(IActivation function) {
            gateActivation = function;
            return this;
        }

        /** Whether the reset gate works after the recurrent product, as it does by default, or before it. */
        public Builder resetAfter(boolean after) {
            resets = after;
            return this;
        }

        @Override
        public Gru build() {
            return new Gru(this);
        }
    }
}
