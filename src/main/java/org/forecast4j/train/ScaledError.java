package org.forecast4j.train;

import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.window.ColumnScaler;
import org.forecast4j.window.Scalers;

/** Mean squared error over the observed values, each column in units of its series' deviation on the training rows. */
final class ScaledError {
    private final Scalers scalers;
    private double squares;
    private long values;

    ScaledError(Scalers scalers) {
        this.scalers = scalers;
    }

    /** Counts one forecast, indexed {@code [column][step]}, against what followed its history. */
    void add(History history, double[][] forecast) {
        ColumnScaler scaler = scalers.of(history.series(), history.end());
        for (int column = 0; column < forecast.length; column++) {
            add(history.series().column(column), history.end(), forecast[column], scaler.deviation(column));
        }
    }

    private void add(Column truth, int from, double[] forecast, double deviation) {
        for (int step = 0; step < forecast.length; step++) {
            if (truth.observed(from + step)) {
                double error = (forecast[step] - truth.value(from + step)) / deviation;
                squares += error * error;
                values++;
            }
        }
    }

    /** NaN where nothing was counted. */
    double mse() {
        return squares / values;
    }
}
