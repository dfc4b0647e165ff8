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
 * Losses of outputs as they are, in one pass over blocks that stay in the cache: score, its derivative and that one's sum
 * over the rows. DL4J's own go over memory a dozen times.
 */
final class PlainLoss {
    private static final int BLOCK = 2048;

    private PlainLoss() {}

    /** Whether this computes it; all others are DL4J's. */
    static boolean computes(
            ILossFunction loss, IActivation activation, INDArray labels, INDArray z, @Nullable INDArray mask) {
        return function(loss).isPresent()
                && activation.getClass() == ActivationIdentity.class
                && Nd4j.getEnvironment().isCPU()
                && isFloatRows(z)
                && isFloatRows(labels)
                && labels.equalShapes(z)
                && (mask == null || (isFloatRows(mask) && mask.equalShapes(z)));
    }

    private static boolean isFloatRows(INDArray array) {
        return array.dataType() == DataType.FLOAT && TimeMajor.isRows(array);
    }

    private static Optional<ErrorFunction> function(ILossFunction loss) {
        if (loss instanceof ErrorFunction function) {
            return Optional.of(function);
        }
        if (loss.getClass() == LossMSE.class && ((LossMSE) loss).getWeights() == null) {
            return Optional.of(ErrorFunction.SQUARED);
        }
        if (loss.getClass() == LossMAE.class && ((LossMAE) loss).getWeights() == null) {
            return Optional.of(ErrorFunction.ABSOLUTE);
        }
        return Optional.empty();
    }

    /** Writes the derivative over {@code z}, {@code [rows, outputs]}, the shape of labels and mask. */
    static OutputLoss of(ILossFunction loss, INDArray labels, INDArray z, @Nullable INDArray mask) {
        ErrorFunction function = function(loss).orElseThrow();
        int outputs = Math.toIntExact(z.size(1));
        int length = Math.toIntExact(z.length());
        int block =
                Math.min(length, Math.max(1, BLOCK / outputs) * outputs); // whole rows: a place is always one output
        float[] deltas = new float[block];
        float[] others = new float[block];
        double[] errors = new double[block];
        double[] losses = new double[block];
        double[] scores = new double[block];
        double[] sums = new double[block];
        // Pointers of our own: those of the arrays are shared with other threads and must not be moved.
        FloatPointer zs = new FloatPointer(z.data().addressPointer());
        FloatPointer ys = new FloatPointer(labels.data().addressPointer());
        try {
            for (int from = 0; from < length; from += block) {
                int n = Math.min(block, length - from);
                zs.position(from).get(deltas, 0, n);
                ys.position(from).get(others, 0, n);
                subtract(deltas, others, errors, n);
                function.apply(errors, losses, 0, n);
                if (mask != null) {
                    new FloatPointer(mask.data().addressPointer())
                            .position(from)
                            .get(others, 0, n);
                    multiply(errors, losses, others, n);
                }
                collect(errors, losses, deltas, scores, sums, 1.0 / outputs, n);
                zs.put(deltas, 0, n);
            }
        } finally {
            Reference.reachabilityFence(labels); // its pointer alone would not keep its memory
            Reference.reachabilityFence(mask);
        }
        double score = 0;
        double[] perOutput = new double[outputs];
        for (int i = 0; i < block; i++) {
            score += scores[i];
            perOutput[i % outputs] += sums[i];
        }
        return new OutputLoss(
                score / outputs, z, Optional.of(Nd4j.createFromArray(perOutput).castTo(DataType.FLOAT)));
    }

    private static void subtract(float[] outputs, float[] labels, double[] errors, int n) {
        for (int i = 0; i < n; i++) {
            errors[i] = outputs[i] - labels[i];
        }
    }

    private static void multiply(double[] slopes, double[] losses, float[] mask, int n) {
        for (int i = 0; i < n; i++) {
            slopes[i] *= mask[i];
            losses[i] *= mask[i];
        }
    }

    private static void collect(
            double[] slopes, double[] losses, float[] deltas, double[] scores, double[] sums, double scale, int n) {
        for (int i = 0; i < n; i++) {
            scores[i] += losses[i];
            double slope = slopes[i] * scale;
            deltas[i] = (float) slope;
            sums[i] += slope;
        }
    }
}
