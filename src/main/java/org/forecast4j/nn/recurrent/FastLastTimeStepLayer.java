package org.forecast4j.nn.recurrent;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.TimeSeriesUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** The layer of {@link FastLastTimeStep}. */
final class FastLastTimeStepLayer extends LastTimeStepLayer {
    private long batch;
    private long time;
    private long units;
    /** For each example the row of its last step in {@code [time * batch, units]}; null if all end with the sequence. */
    private int @Nullable [] lastRows;

    FastLastTimeStepLayer(Layer underlying) {
        super(underlying);
    }

    private RNNFormat format() {
        return TimeSeriesUtils.getFormatFromRnnLayer(underlying.conf().getLayer()) == RNNFormat.NWC
                ? RNNFormat.NWC
                : RNNFormat.NCW;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        return lastStep(underlying.activate(training, workspaces), workspaces);
    }

    @Override
    public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        return lastStep(underlying.activate(input, training, workspaces), workspaces);
    }

    private INDArray lastStep(INDArray sequence, LayerWorkspaceMgr workspaces) {
        if (sequence.rank() != 3) {
            throw new IllegalArgumentException(
                    "Expected a sequence of rank 3, got shape " + Arrays.toString(sequence.shape()));
        }
        RNNFormat format = format();
        batch = sequence.size(0);
        time = sequence.size(TimeMajor.time(format));
        units = sequence.length() / batch / time;
        INDArray mask = underlying.getMaskArray();
        if (mask == null) {
            lastRows = null;
            return TimeMajor.is(sequence, format)
                    ? workspaces.leverageTo(ArrayType.ACTIVATIONS, TimeMajor.step(sequence, format, time - 1))
                    : workspaces.dup(ArrayType.ACTIVATIONS, TimeMajor.stepAnywhere(sequence, format, time - 1), 'c');
        }
        lastRows = lastRows(mask);
        INDArray rows = TimeMajor.rows(sequence, format, workspaces, ArrayType.FF_WORKING_MEM);
        INDArray last = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, sequence.dataType(), new long[] {batch, units}, 'c');
        return Nd4j.pullRows(rows, last, 1, lastRows);
    }

    /** By the last step of each example that a mask {@code [batch, time]} leaves. */
    private int[] lastRows(INDArray mask) {
        int[] rows =
                BooleanIndexing.lastIndex(mask, Conditions.epsNotEquals(0.0), 1).toIntVector();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0) {
                throw new IllegalStateException("Example " + i + " of the batch has no step that is not masked");
            }
            rows[i] = Math.toIntExact(rows[i] * batch + i);
        }
        return rows;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray steps =
                workspaces.create(ArrayType.ACTIVATION_GRAD, epsilon.dataType(), new long[] {time, batch, units}, 'c');
        INDArray sequence = TimeMajor.sequence(steps, format());
        if (lastRows == null) {
            TimeMajor.step(sequence, format(), time - 1).assign(epsilon);
        } else {
            INDArray rows = steps.reshape('c', time * batch, units);
            // In place, in one operation: assigning row by row takes twenty times as long.
            Nd4j.exec(DynamicCustomOp.builder("scatter_upd")
                    .addInputs(rows, Nd4j.createFromArray(lastRows), epsilon)
                    .addOutputs(rows)
                    .build());
        }
        return underlying.backpropGradient(sequence, workspaces);
    }
}
