package org.forecast4j.nn;

import java.util.List;
import org.forecast4j.nn.kernel.NetworkParts;
import org.forecast4j.nn.recurrent.ErrorFunction;

/** What training minimises over the point forecasts, on scaled values. */
public enum Loss implements ErrorFunction {
    /** Squared error; its best forecast is the mean. */
    MSE(NetworkParts.Point.SQUARED) {
        @Override
        public void apply(double[] errors, double[] losses, int from, int to) {
            SQUARED.apply(errors, losses, from, to);
        }
    },
    /** Absolute error; its best forecast is the median. */
    MAE(NetworkParts.Point.ABSOLUTE) {
        @Override
        public void apply(double[] errors, double[] losses, int from, int to) {
            ABSOLUTE.apply(errors, losses, from, to);
        }
    },
    /**
     * Squared for small errors, linear for large ones, so that single large errors steer less: {@code e^2 / 2} up to
     * {@code |e| = d}, then {@code d (|e| - d / 2)} (Huber, "Robust Estimation of a Location Parameter", 1964). {@code d} is
     * half a deviation of the training rows, about as much as a good forecast errs.
     */
    HUBER(NetworkParts.Point.HUBER) {
        @Override
        public void apply(double[] errors, double[] losses, int from, int to) {
            for (int i = from; i < to; i++) {
                double slope = Math.max(-LARGEST_SQUARED, Math.min(errors[i], LARGEST_SQUARED));
                losses[i] = slope * (errors[i] - slope / 2);
                errors[i] = slope;
            }
        }
    };

    private static final double LARGEST_SQUARED = 0.5;

    private final NetworkParts.Point point;

    Loss(NetworkParts.Point point) {
        this.point = point;
    }

    /** Of a row of so many point forecasts and as many of each quantile, and so on, as a device knows it. */
    NetworkParts.OutputLoss outputLoss(List<Double> quantiles, int rows) {
        return new NetworkParts.OutputLoss(point, LARGEST_SQUARED, quantiles, rows);
    }
}
