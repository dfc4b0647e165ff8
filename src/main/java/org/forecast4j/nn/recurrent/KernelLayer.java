package org.forecast4j.nn.recurrent;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.forecast4j.nn.kernel.Inputs;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.Recurrence;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.forecast4j.nn.kernel.Weights;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer of {@link FastLstm}, {@link FastSimpleRnn} and {@link Gru}: everything a recurrent layer owes to DL4J around a
 * kernel's {@link Recurrence}. Sequences are handed on as views of time-major memory, so that neighbours of our own copy
 * nothing; what arrives in another order is copied once.
 */
final class KernelLayer extends BaseRecurrentLayer<org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer> {
    private static final String W = LSTMParamInitializer.INPUT_WEIGHT_KEY;
    private static final String RW = LSTMParamInitializer.RECURRENT_WEIGHT_KEY;
    private static final String B = LSTMParamInitializer.BIAS_KEY;

    private final RecurrentCell cell;
    private final transient CarriedState carried;
    private transient @Nullable Recurrence recurrence;
    /** The input of the training pass that the recurrence remembers; null once it is used up. */
    private transient @Nullable INDArray remembered;

    private KernelLayer(NeuralNetConfiguration conf, RecurrentCell cell, DataType type) {
        super(conf, type);
        this.cell = cell;
        carried = new CarriedState(cell, type);
    }

    static KernelLayer create(
            NeuralNetConfiguration conf,
            RecurrentCell cell,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        return LayerSettings.ready(new KernelLayer(conf, cell, type), conf, listeners, index, parameters, initialize);
    }

    /** The cell that a configuration describes; empty where kernels do not know one of its activations. */
    static Optional<RecurrentCell> cell(
            RecurrentCell.Kind kind,
            org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer configuration,
            IActivation gateActivation) {
        Optional<Nonlinearity> gate = Nonlinearity.of(gateActivation);
        return Nonlinearity.of(configuration.getActivationFn())
                .filter(activation -> gate.isPresent())
                .map(activation -> new RecurrentCell(
                        kind,
                        Math.toIntExact(configuration.getNIn()),
                        Math.toIntExact(configuration.getNOut()),
                        activation,
                        gate.get()));
    }

    private Recurrence recurrence() {
        Recurrence open = recurrence;
        if (open == null) {
            open = Kernels.ofThisMachine().choose(cell, dataType).recurrence(cell, dataType);
            recurrence = open;
        }
        return open;
    }

    private RNNFormat format() {
        return layerConf().getRnnDataFormat() == RNNFormat.NWC ? RNNFormat.NWC : RNNFormat.NCW;
    }

    // --- forward

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        return TimeMajor.sequence(run(training, Optional.empty(), carried.create(input.size(0)), workspaces), format());
    }

    @Override
    public INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaces) {
        setInput(input, workspaces);
        INDArray state = carried.create(input.size(0));
        INDArray output = run(false, carried.stored(stateMap), state, workspaces);
        carried.store(state, stateMap);
        return TimeMajor.sequence(output, format());
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray input, boolean training, boolean storeLastForTBPTT, LayerWorkspaceMgr workspaces) {
        setInput(input, workspaces);
        INDArray state = carried.create(input.size(0));
        INDArray output = run(training, carried.stored(tBpttStateMap), state, workspaces);
        if (storeLastForTBPTT) {
            carried.store(state, tBpttStateMap);
        }
        return TimeMajor.sequence(output, format());
    }

    /** Returns the hidden states, {@code [time, batch, units]}. */
    private INDArray run(boolean training, Optional<INDArray> initial, INDArray state, LayerWorkspaceMgr workspaces) {
        Inputs inputs = new Inputs(
                steps(training, workspaces), Optional.ofNullable(maskArray).map(this::whole), checked(initial));
        INDArray output = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, dataType, new long[] {inputs.time(), inputs.batch(), cell.units()}, 'c');
        if (training) {
            recurrence().forward(weights(true, workspaces), inputs, output, state);
            remembered = input;
        } else {
            recurrence().infer(weights(false, workspaces), inputs, output, state);
        }
        return output;
    }

    /** The input, dropped where dropout is set: {@code [time, batch, inputs]}. */
    private INDArray steps(boolean training, LayerWorkspaceMgr workspaces) {
        int features = 3 - TimeMajor.time(format());
        if (input.rank() != 3 || input.size(features) != cell.inputs()) {
            throw new DL4JInvalidInputException("Input of shape " + Arrays.toString(input.shape())
                    + ", expected a sequence of rank 3 with " + cell.inputs() + " values in dimension " + features + " "
                    + layerId());
        }
        INDArray x = TimeMajor.view(typed(workspaces), format(), workspaces, ArrayType.INPUT);
        IDropout dropout = layerConf().getIDropout();
        return training && dropout != null
                ? StepDropout.apply(dropout, x, getIterationCount(), getEpochCount(), workspaces)
                : x;
    }

    /** In the layer's type; a cast by ND4J would end with the forward pass, and the backward pass reads it. */
    private INDArray typed(LayerWorkspaceMgr workspaces) {
        return input.dataType() == dataType
                ? input
                : workspaces
                        .createUninitialized(ArrayType.INPUT, dataType, input.shape(), 'c')
                        .assign(input);
    }

    private INDArray whole(INDArray mask) {
        long[] expected = {input.size(0), input.size(TimeMajor.time(format()))};
        if (!Arrays.equals(mask.shape(), expected)) {
            throw new DL4JInvalidInputException("Mask of shape " + Arrays.toString(mask.shape())
                    + ", expected [batch, time] " + Arrays.toString(expected) + " " + layerId());
        }
        return mask;
    }

    private Optional<INDArray> checked(Optional<INDArray> initial) {
        initial.filter(state -> state.size(1) != input.size(0)).ifPresent(state -> {
            throw new IllegalStateException("The stored state is of " + state.size(1)
                    + " sequences, the input of " + input.size(0)
                    + "; call rnnClearPreviousState() before other sequences " + layerId());
        });
        return initial;
    }

    private Weights weights(boolean training, LayerWorkspaceMgr workspaces) {
        return new Weights(
                columns(getParamWithNoise(W, training, workspaces)),
                columns(getParamWithNoise(RW, training, workspaces)),
                getParamWithNoise(B, training, workspaces));
    }

    /** Weight noise may return weights in another order. */
    private static INDArray columns(INDArray weights) {
        boolean lie = weights.stride(0) == 1 && weights.stride(1) == weights.size(0);
        return lie ? weights : weights.dup('f');
    }

    // --- backward

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        return backward(epsilon, Integer.MAX_VALUE, Optional.empty(), workspaces);
    }

    /** DL4J has by now moved the state that the segment began with to where {@link #rnnTimeStep} finds it. */
    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaces) {
        int steps = tbpttBackLength > 0 ? tbpttBackLength : Integer.MAX_VALUE;
        return backward(epsilon, steps, carried.stored(stateMap), workspaces);
    }

    private Pair<Gradient, INDArray> backward(
            INDArray epsilon, int steps, Optional<INDArray> initial, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (remembered == null || remembered != input) {
            run(true, initial, carried.create(input.size(0)), workspaces);
        }
        remembered = null;
        INDArray dOutput = TimeMajor.view(epsilon.castTo(dataType), format(), workspaces, ArrayType.BP_WORKING_MEM);
        INDArray dInput = workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD, dataType, new long[] {dOutput.size(0), dOutput.size(1), cell.inputs()}, 'c');
        Weights gradients = new Weights(gradientView(W), gradientView(RW), gradientView(B));
        recurrence().backward(weights(true, workspaces), dOutput, steps, gradients, dInput);
        weightNoiseParams.clear();
        Gradient gradient = new DefaultGradient(gradientsFlattened);
        gradient.gradientForVariable().put(W, gradients.input());
        gradient.gradientForVariable().put(RW, gradients.recurrent());
        gradient.gradientForVariable().put(B, gradients.bias());
        IDropout dropout = layerConf().getIDropout();
        if (dropout != null) {
            StepDropout.backprop(dropout, dInput, getIterationCount(), getEpochCount());
        }
        return new Pair<>(gradient, TimeMajor.sequence(dInput, format()));
    }

    private INDArray gradientView(String parameter) {
        return Objects.requireNonNull(gradientViews.get(parameter), parameter);
    }

    // --- what DL4J asks

    @Override
    public void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
        remembered = null;
        super.setInput(input, workspaces);
    }

    @Override
    public void clear() {
        remembered = null;
        super.clear();
    }

    /** A mask is for this layer; the ones after it are masked through the labels, as after the stock LSTM. */
    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
        Pair<INDArray, MaskState> handedOn = super.feedForwardMaskArray(mask, state, batch);
        return cell.kind() == RecurrentCell.Kind.SIMPLE_RNN ? handedOn : new Pair<>(mask, MaskState.Passthrough);
    }

    @Override
    public Type type() {
        return Type.RECURRENT;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    /** With parameters of its own and nothing remembered. DL4J's way asks for a constructor that no recurrent layer has. */
    @Override
    public Layer clone() {
        KernelLayer copy = new KernelLayer(conf.clone(), cell, dataType);
        copy.setIndex(getIndex());
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        params.forEach((key, values) -> parameters.put(key, values.dup()));
        copy.setParamTable(parameters);
        return copy;
    }
}
