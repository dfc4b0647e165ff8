package org.forecast4j.nn.recurrent;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * An {@link RnnToFeedForwardPreProcessor} whose rows {@code [time * batch, features]} are a view of time-major memory. The
 * order of the rows is the stock preprocessor's, and so is the JSON.
 */
public final class TimeMajorToFeedForward extends RnnToFeedForwardPreProcessor {

    @JsonCreator
    public TimeMajorToFeedForward(@JsonProperty("rnnDataFormat") @Nullable RNNFormat format) {
        super(format);
    }

    @Override
    public INDArray preProcess(INDArray input, int batch, LayerWorkspaceMgr workspaces) {
        if (input.rank() == 2) {
            return input; // a layer before it left one step, as GlobalPooling does
        }
        if (input.rank() != 3) {
            throw new IllegalArgumentException("Expected a sequence, got shape " + Arrays.toString(input.shape()));
        }
        INDArray rows = TimeMajor.rows(input, getRnnDataFormat(), workspaces, ArrayType.ACTIVATIONS);
        return workspaces.leverageTo(ArrayType.ACTIVATIONS, rows);
    }

    @Override
    public @Nullable INDArray backprop(@Nullable INDArray epsilon, int batch, LayerWorkspaceMgr workspaces) {
        if (epsilon == null) {
            return null; // as an embedding layer's may be
        }
        if (epsilon.rank() != 2) {
            throw new IllegalArgumentException(
                    "Expected the gradient of rows, got shape " + Arrays.toString(epsilon.shape()));
        }
        INDArray rows = TimeMajor.rows(epsilon, workspaces, ArrayType.ACTIVATION_GRAD);
        return TimeMajor.sequence(workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, rows), batch, getRnnDataFormat());
    }

    @Override
    public TimeMajorToFeedForward clone() {
        return new TimeMajorToFeedForward(getRnnDataFormat());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TimeMajorToFeedForward && super.equals(other);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof TimeMajorToFeedForward;
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
