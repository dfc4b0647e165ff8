package org.forecast4j.nn.recurrent;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Sequences whose memory is {@code [time, batch, features]} in 'c' order. DL4J sees them as {@code [batch, features, time]}
 * (NCW) or {@code [batch, time, features]} (NWC); a step is one block and all steps together are one matrix.
 */
final class TimeMajor {
    private TimeMajor() {}

    /** Whether a sequence's memory is time-major. */
    static boolean is(INDArray sequence, RNNFormat format) {
        int time = time(format);
        int features = 3 - time;
        long width = sequence.size(features);
        return lies(sequence, features, 1)
                && lies(sequence, 0, width)
                && lies(sequence, time, width * sequence.size(0));
    }

    // The stride of a dimension of size one is never used and may be anything.
    private static boolean lies(INDArray array, int dimension, long stride) {
        return array.size(dimension) == 1 || array.stride(dimension) == stride;
    }

    /** A sequence as {@code [time, batch, features]}: a view, or a copy if its memory lies in another order. */
    static INDArray view(INDArray sequence, RNNFormat format, LayerWorkspaceMgr workspaces, ArrayType type) {
        INDArray rows = rows(sequence, format, workspaces, type);
        long batch = sequence.size(0);
        long width = rows.size(1);
        return Nd4j.create(
                rows.data(),
                new long[] {sequence.size(time(format)), batch, width},
                new long[] {batch * width, width, 1},
                rows.offset(),
                'c');
    }

    /**
     * A sequence as the matrix {@code [time * batch, features]}, row after row: a view, or a copy if its memory lies in
     * another order. The rows come in the order of DL4J's own {@code reshape3dTo2d}.
     */
    static INDArray rows(INDArray sequence, RNNFormat format, LayerWorkspaceMgr workspaces, ArrayType type) {
        INDArray lying = sequence;
        if (!is(sequence, format)) {
            INDArray steps = format == RNNFormat.NWC ? sequence.permute(1, 0, 2) : sequence.permute(2, 0, 1);
            lying = workspaces.dup(type, steps, 'c');
        }
        long width = sequence.size(3 - time(format));
        return matrix(lying, 0, sequence.length() / width, width);
    }

    /** Whether a matrix lies row after row. */
    static boolean isRows(INDArray matrix) {
        return lies(matrix, 1, 1) && lies(matrix, 0, matrix.size(1));
    }

    /** A matrix in 'c' order, row after row: itself, or a copy if its memory lies in another order. */
    static INDArray rows(INDArray matrix, LayerWorkspaceMgr workspaces, ArrayType type) {
        INDArray lying =
                lies(matrix, 1, 1) && lies(matrix, 0, matrix.size(1)) ? matrix : workspaces.dup(type, matrix, 'c');
        return matrix(lying, 0, matrix.size(0), matrix.size(1));
    }

    /** One step of time-major memory as {@code [batch, features]}. */
    static INDArray step(INDArray sequence, RNNFormat format, long step) {
        long batch = sequence.size(0);
        long width = sequence.size(3 - time(format));
        return matrix(sequence, step * batch * width, batch, width);
    }

    /** One step of memory in any order as {@code [batch, features]}. */
    static INDArray stepAnywhere(INDArray sequence, RNNFormat format, long step) {
        return format == RNNFormat.NWC
                ? sequence.get(NDArrayIndex.all(), NDArrayIndex.point(step), NDArrayIndex.all())
                : sequence.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(step));
    }

    /** The matrix {@code [time * batch, features]}, row after row, as a sequence. */
    static INDArray sequence(INDArray rows, long batch, RNNFormat format) {
        long width = rows.size(1);
        long time = rows.size(0) / batch;
        return format == RNNFormat.NWC
                ? Nd4j.create(
                        rows.data(),
                        new long[] {batch, time, width},
                        new long[] {width, batch * width, 1},
                        rows.offset(),
                        'c')
                : Nd4j.create(
                        rows.data(),
                        new long[] {batch, width, time},
                        new long[] {width, 1, batch * width},
                        rows.offset(),
                        'c');
    }

    /** {@code [time, batch, features]} as a sequence. */
    static INDArray sequence(INDArray steps, RNNFormat format) {
        return format == RNNFormat.NWC ? steps.permute(1, 0, 2) : steps.permute(1, 2, 0);
    }

    static int time(RNNFormat format) {
        return format == RNNFormat.NWC ? 1 : 2;
    }

    private static INDArray matrix(INDArray memory, long from, long rows, long columns) {
        return Nd4j.create(
                memory.data(), new long[] {rows, columns}, new long[] {columns, 1}, memory.offset() + from, 'c');
    }
}
