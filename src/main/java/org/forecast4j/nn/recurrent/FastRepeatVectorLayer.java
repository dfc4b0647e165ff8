package org.forecast4j.nn.recurrent;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.RepeatVector;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of {@link FastRepeatVector}. */
final class FastRepeatVectorLayer extends RepeatVector {

    FastRepeatVectorLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    private FastRepeatVector configuration() {
        return (FastRepeatVector) layerConf();
    }

    private RNNFormat format() {
        return configuration().getDataFormat() == RNNFormat.NWC ? RNNFormat.NWC : RNNFormat.NCW;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        if (input.rank() != 2) {
            throw new DL4JInvalidInputException("Input of shape " + Arrays.toString(input.shape())
                    + ", expected [batch, features] of rank 2 " + layerId());
        }
        applyDropOutIfNecessary(training, workspaces);
        INDArray steps = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS,
                dataType,
                new long[] {configuration().getN(), input.size(0), input.size(1)},
                'c');
        INDArray sequence = TimeMajor.sequence(steps, format());
        for (int step = 0; step < configuration().getN(); step++) {
            TimeMajor.step(sequence, format(), step).assign(input);
        }
        return sequence;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray steps = TimeMajor.view(epsilon, format(), workspaces, ArrayType.BP_WORKING_MEM);
        INDArray sum = workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD, epsilon.dataType(), new long[] {steps.size(1), steps.size(2)}, 'c');
        steps.sum(sum, 0);
        return new Pair<>(new DefaultGradient(), backpropDropOutIfPresent(sum));
    }
}
