package org.forecast4j.eval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far one forecaster's forecasts lie from the truth, over all windows, steps and columns whose truth was observed. A
 * score that is not a finite number is null: one that no label counts in, or whose divisor is zero.
 *
 * @param perStep entry {@code h} scores the forecasts {@code h + 1} rows ahead
 * @param perColumn by column name
 */
public record Scores(Scaled scaled, Original original, PerStep perStep, Map<String, OfColumn> perColumn) {

    /** Errors in units of each column's training deviation, averaged over all labels. */
    public record Scaled(@Nullable Double mse, @Nullable Double mae) {}

    /**
     * Errors in the data's units, averaged over all labels of all columns.
     *
     * @param rmse the root of {@code mse}
     * @param r2 the mean of the columns' coefficients of determination, {@code 1 - sum(error^2) / sum((truth - mean)^2)}
     *     with the mean of the scored truths
     * @param mape mean of {@code |error / truth|} in percent; truths of zero are left out
     * @param zeroTruths how many labels {@code mape} leaves out
     * @param smape mean of {@code 2 |error| / (|truth| + |forecast|)} in percent, 0 to 200; 0 where both are zero
     * @param mase mean of {@code |error|} in units of the {@linkplain TrainingStatistics seasonal naive error} of its
     *     series and column on the training rows; labels whose unit is zero or unknown are left out
     */
    public record Original(
            @Nullable Double mse,
            @Nullable Double mae,
            @Nullable Double rmse,
            @Nullable Double r2,
            @Nullable Double mape,
            long zeroTruths,
            @Nullable Double smape,
            @Nullable Double mase) {}

    /** The same by step: the first two scaled, the others in the data's units. */
    public record PerStep(
            List<@Nullable Double> scaledMse,
            List<@Nullable Double> scaledMae,
            List<@Nullable Double> mae,
            List<@Nullable Double> rmse,
            List<@Nullable Double> mape,
            List<@Nullable Double> smape,
            List<@Nullable Double> mase) {}

    /**
     * One column of all series, in the data's units.
     *
     * @param mse and the next five are those of DL4J's {@code RegressionEvaluation}
     * @param rse relative squared error, {@code sum(error^2) / sum((truth - mean)^2)}
     * @param pc Pearson's correlation of forecast and truth
     * @param labels the truths that count
     */
    public record OfColumn(
            @Nullable Double mse,
            @Nullable Double mae,
            @Nullable Double rmse,
            @Nullable Double rse,
            @Nullable Double pc,
            @Nullable Double r2,
            @Nullable Double mape,
            @Nullable Double smape,
            @Nullable Double mase,
            long labels) {}

    static @Nullable Double finite(double score) {
        return Double.isFinite(score) ? score : null;
    }
}
