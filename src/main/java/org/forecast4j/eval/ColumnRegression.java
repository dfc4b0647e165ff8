package org.forecast4j.eval;

import java.util.Arrays;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's regression metrics of one column, fed in blocks so that the tensors stay small and few.
 *
 * <p>Labels that do not count are left out here instead of being masked: a batch whose labels are all masked makes DL4J's
 * running means NaN for good, or ends in a null pointer. All values are shifted by one number first, which changes none of
 * the metrics but keeps the variance of a small movement on a high level from drowning in the squares of that level.
 */
final class ColumnRegression {
    private static final int VALUES_OF_ALL = 1 << 22;
    private static final int LARGEST_BLOCK = 1 << 16;
    private static final int SMALLEST_BLOCK = 1 << 8;

    private final RegressionEvaluation regression = new RegressionEvaluation(1);
    private final double shift;
    private final double[] truths;
    private final double[] forecasts;
    private int filled;
    private boolean empty = true;

    /**
     * @param shift a number near the column's values
     * @param sharing how many of these there are, of all columns and forecasters, which share the memory for blocks
     */
    ColumnRegression(double shift, int sharing) {
        this.shift = shift;
        int block = block(sharing);
        truths = new double[block];
        forecasts = new double[block];
    }

    /** Values that one of so many gathers before they are evaluated. */
    static int block(int sharing) {
        return Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, VALUES_OF_ALL / sharing));
    }

    void add(double truth, double forecast) {
        truths[filled] = truth - shift;
        forecasts[filled] = forecast - shift;
        if (++filled == truths.length) {
            flush();
        }
    }

    private void flush() {
        try (INDArray truth = tensor(truths);
                INDArray forecast = tensor(forecasts)) {
            regression.eval(truth, forecast);
        }
        empty = false;
        filled = 0;
    }

    /** DOUBLE, shape [filled, 1]. */
    private INDArray tensor(double[] values) {
        return Nd4j.create(Arrays.copyOf(values, filled), new long[] {filled, 1}, DataType.DOUBLE);
    }

    double metric(RegressionEvaluation.Metric metric) {
        if (filled > 0) {
            flush();
        }
        return empty ? Double.NaN : regression.scoreForMetric(metric);
    }
}
