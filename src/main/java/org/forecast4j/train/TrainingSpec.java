package org.forecast4j.train;

import org.forecast4j.UserError;

/**
 * How long and how fast to train.
 *
 * @param epochs passes over the training windows at most
 * @param batch samples per step
 * @param patience epochs without a better validation score after which training ends
 * @param learningRate of the first epoch
 * @param decay what the learning rate is multiplied with after each epoch that was no better than the best
 * @param averaging the part of the running mean of the weights that each step keeps; the mean is what is scored and kept.
 *     0 for the weights themselves
 * @param mixup whether samples are {@linkplain org.forecast4j.window.Mixup mixed}
 * @param epochSamples samples of an epoch at most: where there are more, each epoch draws other ones
 */
public record TrainingSpec(
        int epochs,
        int batch,
        int patience,
        double learningRate,
        double decay,
        double averaging,
        boolean mixup,
        long epochSamples,
        long seed) {
    public TrainingSpec {
        if (epochs < 1) {
            throw UserError.usage("epochs " + epochs + ": expected 1 or more");
        }
        if (batch < 1) {
            throw UserError.usage("batch " + batch + ": expected 1 or more samples per step, for instance 64");
        }
        if (patience < 1) {
            throw UserError.usage("patience " + patience + ": expected 1 or more epochs");
        }
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw UserError.usage(
                    "learning-rate " + learningRate + ": expected above 0 and at most 1, for instance 0.001");
        }
        if (!(averaging >= 0 && averaging < 1)) {
            throw UserError.usage("averaging " + averaging + ": expected 0 (none) to below 1, for instance 0.99");
        }
        if (epochSamples < 1) {
            throw UserError.usage("epoch-samples " + epochSamples + ": expected 1 or more, for instance 500000");
        }
        if (!(decay > 0 && decay <= 1)) {
            throw UserError.usage("decay " + decay + ": expected above 0 and at most 1; 1 keeps the learning rate");
        }
    }
}
