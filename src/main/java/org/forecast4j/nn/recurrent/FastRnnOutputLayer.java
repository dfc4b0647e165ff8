package org.forecast4j.nn.recurrent;

import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer of {@link FastRnnOutput}. Input, labels, masks, output and epsilon are matrices of rows {@code [time * batch,
 * features]}, views of time-major memory; what arrives in another order is copied once.
 */
final class FastRnnOutputLayer extends RnnOutputLayer {

    /** The score that a backward pass came by, and what it is the score of. */
    private record Kept(
            double score,
            INDArray input,
            INDArray labels,
            @Nullable INDArray mask) {
        boolean isOf(INDArray input, INDArray labels, @Nullable INDArray mask) {
            return input == this.input && labels == this.labels && mask == this.mask;
        }
    }

    private transient @Nullable Kept kept;

    FastRnnOutputLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    private RNNFormat format() {
        return layerConf().getRnnDataFormat() == RNNFormat.NWC ? RNNFormat.NWC : RNNFormat.NCW;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(@Nullable INDArray unused, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        checkSequences();
        INDArray x = droppedRows(true, workspaces, ArrayType.BP_WORKING_MEM);
        INDArray w = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, true, workspaces);
        INDArray z = preOutput(x, w, true, workspaces);
        OutputLoss loss = OutputLoss.of(
                layerConf().getLossFn(),
                layerConf().getActivationFn(),
                getLabels2d(workspaces, ArrayType.BP_WORKING_MEM),
                z,
                maskArray);
        INDArray delta = TimeMajor.rows(loss.delta(), workspaces, ArrayType.BP_WORKING_MEM);

        INDArray weightGradient = gradientView(DefaultParamInitializer.WEIGHT_KEY);
        OutputProducts.weightGradient(x, delta, weightGradient);
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, weightGradient);
        if (hasBias()) {
            INDArray biasGradient = gradientView(DefaultParamInitializer.BIAS_KEY);
            loss.sums().ifPresentOrElse(biasGradient::assign, () -> delta.sum(biasGradient, 0));
            gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, biasGradient);
        }

        INDArray epsilon = workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD, delta.dataType(), new long[] {x.size(0), x.size(1)}, 'c');
        OutputProducts.epsilon(delta, w, epsilon);
        epsilon = backpropDropOutIfPresent(epsilon);
        weightNoiseParams.clear();
        // Where inputs are dropped the stock layer scores them undropped, which is another forward pass.
        kept = layerConf().getIDropout() == null ? new Kept(loss.score(), input, labels, maskArray) : null;
        return new Pair<>(gradient, TimeMajor.sequence(epsilon, input.size(0), format()));
    }

    private INDArray gradientView(String parameter) {
        return Objects.requireNonNull(gradientViews.get(parameter), parameter);
    }

    private void checkSequences() {
        if (input.rank() != 3 || labels.rank() != 3) {
            throw new UnsupportedOperationException("Expected input and labels of rank 3, got shapes "
                    + Arrays.toString(input.shape()) + " and " + Arrays.toString(labels.shape()) + " " + layerId());
        }
        int time = TimeMajor.time(format());
        if (input.size(time) != labels.size(time)) {
            throw new IllegalStateException("Expected sequences of equal length, got input and labels of shapes "
                    + Arrays.toString(input.shape()) + " and " + Arrays.toString(labels.shape()) + " " + layerId());
        }
    }

    /** The rows of the input, after dropout. Always into other memory: they may be a view of another layer's output. */
    private INDArray droppedRows(boolean training, LayerWorkspaceMgr workspaces, ArrayType type) {
        INDArray x = TimeMajor.rows(input.castTo(dataType), format(), workspaces, type);
        if (!training || dropoutApplied || layerConf().getIDropout() == null) {
            return x;
        }
        dropoutApplied = true;
        INDArray into = workspaces.createUninitialized(ArrayType.INPUT, x.dataType(), x.shape(), 'c');
        return layerConf().getIDropout().applyDropout(x, into, getIterationCount(), getEpochCount(), workspaces);
    }

    /** {@code z = x w + b}, {@code [time * batch, outputs]}; masked, as the stock layer does. */
    private INDArray preOutput(INDArray x, INDArray w, boolean training, LayerWorkspaceMgr workspaces) {
        INDArray z = product(x, w, workspaces);
        if (hasBias()) {
            z.addiRowVector(getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, workspaces));
        }
        if (maskArray != null) {
            applyMask(z);
        }
        return z;
    }

    private INDArray product(INDArray x, INDArray w, LayerWorkspaceMgr workspaces) {
        if (x.size(1) != w.size(0)) {
            throw new DL4JInvalidInputException("Input of size " + x.size(1) + " (shape "
                    + Arrays.toString(input.shape()) + ") where the layer takes " + w.size(0) + " " + layerId());
        }
        INDArray z = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, w.dataType(), new long[] {x.size(0), w.size(1)}, 'c');
        OutputProducts.forward(x.castTo(w.dataType()), w, z);
        return z;
    }

    @Override
    protected INDArray preOutput2d(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        if (input.rank() != 3) {
            return super.preOutput2d(training, workspaces);
        }
        INDArray x = droppedRows(training, workspaces, ArrayType.FF_WORKING_MEM);
        return preOutput(
                x, getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaces), training, workspaces);
    }

    @Override
    protected INDArray getLabels2d(LayerWorkspaceMgr workspaces, ArrayType type) {
        return labels.rank() == 3 ? TimeMajor.rows(labels, format(), workspaces, type) : labels;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray sequence = input;
        if (sequence.rank() != 3) {
            throw new UnsupportedOperationException(
                    "Expected input of rank 3, got shape " + Arrays.toString(sequence.shape()) + " " + layerId());
        }
        INDArray w = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaces);
        INDArray x = TimeMajor.rows(sequence.castTo(w.dataType()), format(), workspaces, ArrayType.FF_WORKING_MEM);
        INDArray z = product(x, w, workspaces);
        if (hasBias()) {
            z.addiRowVector(getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, workspaces));
        }
        INDArray output = layerConf().getActivationFn().getActivation(z, training);
        if (maskArray != null) {
            applyMask(output);
        }
        output =
                workspaces.leverageTo(ArrayType.ACTIVATIONS, TimeMajor.rows(output, workspaces, ArrayType.ACTIVATIONS));
        return TimeMajor.sequence(output, sequence.size(0), format());
    }

    @Override
    public double computeScore(double regularization, boolean training, LayerWorkspaceMgr workspaces) {
        Kept last = kept;
        kept = null;
        if (last == null || !training || !last.isOf(input, labels, maskArray)) {
            return super.computeScore(regularization, training, workspaces);
        }
        score = last.score() / (conf().isMiniBatch() ? getInputMiniBatchSize() : 1) + regularization;
        return score;
    }

    @Override
    public void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
        kept = null;
        super.setInput(input, workspaces);
    }

    @Override
    public void clear() {
        kept = null;
        super.clear();
    }

    /** Of {@code [batch, time]}, or of the labels' shape; {@code [batch, outputs, time]} in either format, as stock. */
    @Override
    public void setMaskArray(@Nullable INDArray mask) {
        if (mask == null || mask.rank() != 3) {
            super.setMaskArray(mask);
            return;
        }
        boolean wide = format() == RNNFormat.NWC && mask.size(2) == layerConf().getNOut();
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspacesImmutable();
        INDArray rows = TimeMajor.rows(mask, wide ? RNNFormat.NWC : RNNFormat.NCW, none, ArrayType.INPUT);
        this.maskArray = none.leverageTo(ArrayType.INPUT, rows);
    }

    @Override
    public double f1Score(INDArray examples, INDArray labels) {
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspacesImmutable();
        Evaluation evaluation = new Evaluation();
        evaluation.eval(
                TimeMajor.rows(labels, format(), none, ArrayType.ACTIVATIONS),
                TimeMajor.rows(activate(examples, false, none), format(), none, ArrayType.ACTIVATIONS));
        return evaluation.f1();
    }
}
