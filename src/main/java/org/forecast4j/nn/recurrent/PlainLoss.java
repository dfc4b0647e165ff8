package org.forecast4j.nn.recurrent;

import java.lang.ref.Reference;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Squared and absolute error of outputs as they are, in one pass over blocks of floats that stay in the cache: score, its
 * derivative and that one's sum over the rows. DL4J's own go over memory a dozen times.
 */
final class PlainLoss {
    private static final int BLOCK = 4096;

    private PlainLoss() {}

    /** Whether this computes it; all others are DL4J's. */
    static boolean computes(
            ILossFunction loss, IActivation activation, INDArray labels, INDArray z, @Nullable INDArray mask) {
        boolean known = (loss.getClass() == LossMSE.class && ((LossMSE) loss).getWeights() == null)
                || (loss.getClass() == LossMAE.class && ((LossMAE) loss).getWeights() == null);
        return known
                && activation.getClass() == ActivationIdentity.class
                && mask == null
                && z.dataType() == DataType.FLOAT
                && labels.dataType() == DataType.FLOAT
                && labels.equalShapes(z)
                && TimeMajor.isRows(labels)
                && TimeMajor.isRows(z)
                && Nd4j.getEnvironment().isCPU();
    }

    /** Writes the derivative over {@code z}, {@code [rows, outputs]}. */
    static OutputLoss of(ILossFunction loss, INDArray labels, INDArray z) {
        boolean squared = loss instanceof LossMSE;
        int outputs = Math.toIntExact(z.size(1));
        int length = Math.toIntExact(z.length());
        int block =
                Math.min(length, Math.max(1, BLOCK / outputs) * outputs); // whole rows: a place is always one output
        float[] d = new float[block];
        float[] y = new float[block];
        float[] scores = new float[block];
        float[] sums = new float[block];
        // Pointers of our own: those of the arrays are shared with other threads and must not be moved.
        FloatPointer zs = new FloatPointer(z.data().addressPointer());
        FloatPointer ys = new FloatPointer(labels.data().addressPointer());
        float scale = (squared ? 2f : 1f) / outputs;
        try {
            for (int from = 0; from < length; from += block) {
                int n = Math.min(block, length - from);
                zs.position(from).get(d, 0, n);
                ys.position(from).get(y, 0, n);
                if (squared) {
                    squared(d, y, scores, sums, scale, n);
                } else {
                    absolute(d, y, scores, sums, scale, n);
                }
                zs.put(d, 0, n);
            }
        } finally {
            Reference.reachabilityFence(labels); // its pointer alone would not keep its memory
        }
        double score = 0;
        float[] perOutput = new float[outputs];
        for (int i = 0; i < block; i++) {
            score += scores[i];
            perOutput[i % outputs] += sums[i];
        }
        return new OutputLoss(score / outputs, z, Optional.of(Nd4j.createFromArray(perOutput)));
    }

    private static void squared(float[] d, float[] y, float[] scores, float[] sums, float scale, int n) {
        for (int i = 0; i < n; i++) {
            float error = d[i] - y[i];
            scores[i] += error * error;
            d[i] = error * scale;
            sums[i] += d[i];
        }
    }

    private static void absolute(float[] d, float[] y, float[] scores, float[] sums, float scale, int n) {
        for (int i = 0; i < n; i++) {
            float error = d[i] - y[i];
            scores[i] += Math.abs(error);
            d[i] = Math.signum(error) * scale;
            sums[i] += d[i];
        }
    }
}
