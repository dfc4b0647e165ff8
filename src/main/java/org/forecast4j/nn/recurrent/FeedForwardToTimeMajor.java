package org.forecast4j.nn.recurrent;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A {@link FeedForwardToRnnPreProcessor} whose sequences are views: rows {@code [time * batch, features]} in 'c' order, as
 * dense layers make them, are time-major memory. The order of the rows is the stock preprocessor's, and so is the JSON.
 */
public final class FeedForwardToTimeMajor extends FeedForwardToRnnPreProcessor {

    @JsonCreator
    public FeedForwardToTimeMajor(@JsonProperty("rnnDataFormat") @Nullable RNNFormat format) {
        super(format);
    }

    @Override
    public INDArray preProcess(INDArray input, int batch, LayerWorkspaceMgr workspaces) {
        if (input.rank() != 2) {
            throw new IllegalArgumentException(
                    "Expected rows from a feed-forward layer, got shape " + Arrays.toString(input.shape()));
        }
        INDArray rows = TimeMajor.rows(input, workspaces, ArrayType.ACTIVATIONS);
        return TimeMajor.sequence(workspaces.leverageTo(ArrayType.ACTIVATIONS, rows), batch, getRnnDataFormat());
    }

    @Override
    public INDArray backprop(INDArray epsilon, int batch, LayerWorkspaceMgr workspaces) {
        if (epsilon.rank() != 3) {
            throw new IllegalArgumentException(
                    "Expected the gradient of a sequence, got shape " + Arrays.toString(epsilon.shape()));
        }
        INDArray rows = TimeMajor.rows(epsilon, getRnnDataFormat(), workspaces, ArrayType.ACTIVATION_GRAD);
        return workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, rows);
    }

    @Override
    public FeedForwardToTimeMajor clone() {
        return new FeedForwardToTimeMajor(getRnnDataFormat());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FeedForwardToTimeMajor && super.equals(other);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof FeedForwardToTimeMajor;
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
