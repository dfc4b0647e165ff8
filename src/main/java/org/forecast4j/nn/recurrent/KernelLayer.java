package org.forecast4j.nn.recurrent;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
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
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The layer of {@link FastLstm}, {@link FastSimpleRnn} and {@link Gru}: everything a recurrent layer owes to DL4J around a
 * kernel's {@link Recurrence}. Sequences are handed on as views of time-major memory, so that neighbours of our own copy
 * nothing; what arrives in another order is copied once.
 */
final class KernelLayer extends BaseRecurrentLayer<org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer> {
    private static final String W = LSTMParamInitializer.INPUT_WEIGHT_KEY;
    private static final String RW = LSTMParamInitializer.RECURRENT_WEIGHT_KEY;
    private static final String B = LSTMParamInitializer.BIAS_KEY;
    private static final String[] STATE_KEYS = {LSTM.STATE_KEY_PREV_ACTIVATION, LSTM.STATE_KEY_PREV_MEMCELL};

    private final RecurrentCell cell;
    private transient @Nullable Recurrence recurrence;
    /** The input of the training pass that the recurrence remembers; null once it is used up. */
    private transient @Nullable INDArray remembered;

    private transient @Nullable Stored lastStored;

    private KernelLayer(NeuralNetConfiguration conf, RecurrentCell cell, DataType type) {
        super(conf, type);
        this.cell = cell;
    }

    static KernelLayer create(
            NeuralNetConfiguration conf,
            RecurrentCell cell,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        KernelLayer layer = new KernelLayer(conf, cell, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(conf.getLayer().initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
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
        return TimeMajor.sequence(run(training, Optional.empty(), newState(), workspaces), format());
    }

    @Override
    public INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaces) {
        setInput(input, workspaces);
        INDArray state = newState();
        INDArray output = run(false, stored(stateMap), state, workspaces);
        store(state, stateMap);
        return TimeMajor.sequence(output, format());
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray input, boolean training, boolean storeLastForTBPTT, LayerWorkspaceMgr workspaces) {
        setInput(input, workspaces);
        INDArray state = newState();
        INDArray output = run(training, stored(tBpttStateMap), state, workspaces);
        if (storeLastForTBPTT) {
            store(state, tBpttStateMap);
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
        assertInputSet(false);
        int features = 3 - TimeMajor.time(format());
        if (input.rank() != 3 || input.size(features) != cell.inputs()) {
            throw new DL4JInvalidInputException("Input of shape " + Arrays.toString(input.shape())
                    + ", expected a sequence of rank 3 with " + cell.inputs() + " values in dimension " + features + " "
                    + layerId());
        }
        INDArray x = TimeMajor.view(input.castTo(dataType), format(), workspaces, ArrayType.INPUT);
        if (!training || layerConf().getIDropout() == null) {
            return x;
        }
        INDArray dropped = workspaces.createUninitialized(ArrayType.INPUT, x.dataType(), x.shape(), 'c');
        return layerConf().getIDropout().applyDropout(x, dropped, getIterationCount(), getEpochCount(), workspaces);
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

    // --- state carried from call to call: outside of workspaces, which end with the call

    @SuppressWarnings("try") // left for its end alone
    private INDArray newState() {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Nd4j.create(dataType, new long[] {cell.kind().states(), input.size(0), cell.units()}, 'c');
        }
    }

    private void store(INDArray state, Map<String, INDArray> map) {
        for (int s = 0; s < cell.kind().states(); s++) {
            map.put(STATE_KEYS[s], state.slice(s));
        }
        lastStored = new Stored(state, Objects.requireNonNull(map.get(STATE_KEYS[0])));
    }

    /** A state as kernels take it, and the part of it that DL4J was given: as long as DL4J has that, it is whole. */
    private record Stored(INDArray state, INDArray hidden) {}

    @SuppressWarnings({"try", "ReferenceEquality"
    }) // the scope is left for its end alone; the same array, not an equal one
    private Optional<INDArray> stored(Map<String, INDArray> map) {
        INDArray hidden = map.get(STATE_KEYS[0]);
        if (hidden == null) {
            return Optional.empty();
        }
        Stored last = lastStored;
        if (last != null && last.hidden() == hidden) {
            return Optional.of(last.state());
        }
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            INDArray state =
                    Nd4j.create(dataType, new long[] {cell.kind().states(), hidden.size(0), cell.units()}, 'c');
            for (int s = 0; s < cell.kind().states(); s++) {
                state.slice(s).assign(Objects.requireNonNull(map.get(STATE_KEYS[s]), STATE_KEYS[s]));
            }
            return Optional.of(state);
        }
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
        return backward(epsilon, steps, stored(stateMap), workspaces);
    }

    private Pair<Gradient, INDArray> backward(
            INDArray epsilon, int steps, Optional<INDArray> initial, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (remembered == null || remembered != input) {
            run(true, initial, newState(), workspaces);
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
        return new Pair<>(gradient, TimeMajor.sequence(backpropDropOutIfPresent(dInput), format()));
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
}
