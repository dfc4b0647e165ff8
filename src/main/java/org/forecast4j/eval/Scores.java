package org.forecast4j.eval;

import java.util.List;
import java.util.Map;

/**
 * How far one forecaster's forecasts lie from the truth, over all windows, steps and columns whose truth was observed.
 *
 * @param perStep entry {@code h} scores the forecasts {@code h + 1} rows ahead
 * @param perColumn DL4J's regression metrics of each column, in original units
 */
public record Scores(Scaled scaled, Original original, PerStep perStep, Map<String, OfColumn> perColumn) {

    /** Errors in units of each column's training deviation. */
    public record Scaled(double mse, double mae) {}

    /**
     * Errors in the data's units, all columns together.
     *
     * @param r2 the mean of the columns' coefficients of determination
     * @param mape mean of {@code |error / truth|} in percent; truths of zero are left out
     * @param smape mean of {@code 2 |error| / (|truth| + |forecast|)} in percent, 0 to 200; 0 where both are zero
     * @param mase mean absolute error in units of {@link TrainingStatistics the seasonal naive forecast's} on the training
     *     rows
     */
    public record Original(double mse, double mae, double rmse, double r2, double mape, double smape, double mase) {}

    /** The same by step. */
    public record PerStep(
            List<Double> mae, List<Double> rmse, List<Double> mape, List<Double> smape, List<Double> mase) {}

    /** DL4J's {@code RegressionEvaluation}: RSE is the relative squared error, PC Pearson's correlation. */
    public record OfColumn(double mse, double mae, double rmse, double rse, double pc, double r2) {}
}
