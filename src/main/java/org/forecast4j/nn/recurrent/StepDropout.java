package org.forecast4j.nn.recurrent;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's dropouts on time-major memory, {@code [time, batch, features]}. */
final class StepDropout {
    private StepDropout() {}

    /** What is left of the steps, in memory of its own. */
    static INDArray apply(IDropout dropout, INDArray steps, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
        INDArray left = workspaces.createUninitialized(ArrayType.INPUT, steps.dataType(), steps.shape(), 'c');
        dropout.applyDropout(asSeen(dropout, steps), asSeen(dropout, left), iteration, epoch, workspaces);
        return left;
    }

    /** Turns the derivative by what was left into the one by the steps. */
    static void backprop(IDropout dropout, INDArray epsilon, int iteration, int epoch) {
        INDArray seen = asSeen(dropout, epsilon);
        dropout.backprop(seen, seen, iteration, epoch);
    }

    /** As it lies, where each value is dropped for itself; else in DL4J's order, for it may drop a feature at all times. */
    private static INDArray asSeen(IDropout dropout, INDArray steps) {
        boolean valueByValue = dropout instanceof Dropout
                || dropout instanceof AlphaDropout
                || dropout instanceof GaussianDropout
                || dropout instanceof GaussianNoise;
        return valueByValue ? steps : TimeMajor.sequence(steps, RNNFormat.NCW);
    }
}
