package org.forecast4j.eval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an interval of one nominal coverage held, over all windows, steps and columns whose truth was observed. Widths and
 * losses are in units of each column's training deviation, except where they say otherwise.
 *
 * @param coverage nominal, between 0 and 1
 * @param measured the part of the labels that lay inside
 * @param scaledWidth the mean distance of the bounds
 * @param width the same in the data's units
 * @param scaledWinkler the mean interval score (Winkler, 1972; Gneiting and Raftery, "Strictly Proper Scoring Rules,
 *     Prediction, and Estimation", 2007): the width, and {@code 2 / (1 - coverage)} for each unit by which a label lay
 *     outside
 * @param scaledPinball the mean pinball loss of the bounds as quantiles
 * @param wql weighted quantile loss of the bounds as quantiles, twice the sum of pinball losses over the sum of absolute
 *     truths, in the data's units (Salinas et al., "DeepAR", 2020); null where all truths are zero
 * @param perStep entry {@code h} is about forecasts {@code h + 1} rows ahead
 * @param perColumn measured coverage by column name
 */
public record IntervalScore(
        double coverage,
        @Nullable Double measured,
        @Nullable Double scaledWidth,
        @Nullable Double width,
        @Nullable Double scaledWinkler,
        @Nullable Double scaledPinball,
        @Nullable Double wql,
        List<OfStep> perStep,
        Map<String, @Nullable Double> perColumn) {

    /** One step's measured coverage and mean scaled width. */
    public record OfStep(
            @Nullable Double measured, @Nullable Double scaledWidth) {}
}
