package org.forecast4j.nn;

import java.util.List;
import org.forecast4j.UserError;

/**
 * A forecasting network: an optional dense layer on each time step, one or more recurrent layers, and an output layer that
 * emits the horizon from their last state, at once or through a decoder step by step.
 *
 * @param inputs values per time step
 * @param outputs values emitted at a step of the horizon: for each column {@code rows} point forecasts and {@code rows} of
 *     each quantile
 * @param horizonSteps steps of the horizon; 1 without a decoder
 * @param embedding units of the dense layer before the recurrence; 0 for none
 * @param hidden units of each recurrent layer
 * @param decoder what takes the horizon's steps, as wide as the last recurrent layer
 * @param dropout part of the values dropped between layers while training, from 0 to below 1
 * @param rows emitted at a step of the horizon
 * @param clip the L2 norm to which each layer's gradient is clipped
 */
public record NetworkSpec(
        int inputs,
        int outputs,
        int horizonSteps,
        Cell cell,
        int embedding,
        List<Integer> hidden,
        Decoder decoder,
        double dropout,
        Loss loss,
        int rows,
        List<Double> quantiles,
        double learningRate,
        double clip,
        long seed) {

    public NetworkSpec {
        hidden = List.copyOf(hidden);
        quantiles = List.copyOf(quantiles);
        if (hidden.isEmpty() || hidden.stream().anyMatch(units -> units < 1)) {
            throw UserError.usage("hidden " + hidden + ": expected one number of units per recurrent layer, each 1 or "
                    + "more; give for instance 64 or 64,32");
        }
        if (horizonSteps < 1 || (horizonSteps > 1 && decoder == Decoder.NONE)) {
            throw new IllegalArgumentException(
                    "horizonSteps " + horizonSteps + " with decoder " + decoder + "; give 1 without a decoder");
        }
        if (embedding < 0) {
            throw UserError.usage("embedding " + embedding + ": expected 0 (none) or a number of units");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw UserError.usage("dropout " + dropout + ": expected a part from 0 to below 1, for instance 0.2");
        }
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw UserError.usage(
                    "learning-rate " + learningRate + ": expected above 0 and at most 1, for instance 0.001");
        }
        if (!(clip > 0)) {
            throw UserError.usage("clip " + clip + ": expected a gradient norm above 0, for instance 1");
        }
    }
}
