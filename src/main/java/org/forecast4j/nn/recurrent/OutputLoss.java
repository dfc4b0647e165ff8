package org.forecast4j.nn.recurrent;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossWasserstein;

/**
 * Score and gradient of a loss in one go.
 *
 * @param score the sum over all rows
 * @param delta the score's derivative by {@code z}, {@code [rows, outputs]}
 * @param sums the delta's sums over the rows, {@code [outputs]}, where they came with it
 */
record OutputLoss(double score, INDArray delta, Optional<INDArray> sums) {

    /**
     * Of any loss. Uses {@code z} up; leaves the labels as they are.
     *
     * @param z {@code [rows, outputs]} before activation
     * @param mask {@code [rows, 1]} or {@code [rows, outputs]}
     */
    static OutputLoss of(
            ILossFunction loss, IActivation activation, INDArray labels, INDArray z, @Nullable INDArray mask) {
        if (PlainLoss.computes(loss, activation, labels, z, mask)) {
            return PlainLoss.of(loss, labels, z, mask);
        }
        // The score first: every loss scores a copy of z, but its gradient may overwrite z itself.
        Pair<Double, INDArray> both =
                loss.computeGradientAndScore(writesOnLabels(loss) ? labels.dup() : labels, z, activation, mask, false);
        return new OutputLoss(both.getFirst(), both.getSecond(), Optional.empty());
    }

    // The labels are views of the user's own. DL4J's losses only read them, but for one; of others nothing is known.
    static boolean writesOnLabels(ILossFunction loss) {
        return loss instanceof LossWasserstein
                || !loss.getClass().getPackageName().equals(LossMSE.class.getPackageName());
    }
}
