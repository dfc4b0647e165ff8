package org.forecast4j.nn;

import java.util.List;
import java.util.Locale;
import org.forecast4j.UserError;

/**
 * A forecasting network: an optional dense layer on each time step, one or more recurrent layers, and an output layer that
 * emits the horizon from their last state, at once or step by step.
 *
 * @param inputs values per time step
 * @param outputs values emitted at a step: for each column {@code rows} point forecasts and {@code rows} of each quantile
 * @param labelledSteps steps whose outputs have labels: those of the horizon where there is a decoder, those of the lookback
 *     where each of them teaches, else 1
 * @param embedding units of the dense layer before the recurrence; 0 for none
 * @param hidden units of each recurrent layer
 * @param decoder what takes the horizon's steps; a further layer is as wide as the last recurrent one
 * @param dropout part of the values dropped between layers while training, from 0 to below 1
 * @param rows emitted at a step
 * @param clip the L2 norm to which each layer's gradient is clipped
 */
public record NetworkSpec(
        int inputs,
        int outputs,
        int labelledSteps,
        Cell cell,
        int embedding,
        List<Integer> hidden,
        Decoder decoder,
        Labels labels,
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
        boolean once = decoder == Decoder.NONE && labels == Labels.LAST;
        if (labelledSteps < 1 || (labelledSteps > 1 && once)) {
            throw new IllegalArgumentException("labelledSteps " + labelledSteps + " with decoder " + decoder
                    + " and labels " + labels + "; give 1 where the horizon is emitted once");
        }
        if (labels == Labels.EVERY && decoder != Decoder.NONE) {
            throw UserError.usage("labels every with decoder "
                    + decoder.name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + ": a decoder follows the last step alone; give decoder none, or labels last");
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
