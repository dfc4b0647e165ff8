package org.forecast4j.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What training minimises over the point forecasts, on scaled values. */
public enum Loss {
    /** Squared error; its best forecast is the mean. */
    MSE {
        @Override
        INDArray of(INDArray errors) {
            return errors.mul(errors);
        }

        @Override
        INDArray slope(INDArray errors) {
            return errors.mul(2);
        }
    },
    /** Absolute error; its best forecast is the median. */
    MAE {
        @Override
        INDArray of(INDArray errors) {
            return Transforms.abs(errors, true);
        }

        @Override
        INDArray slope(INDArray errors) {
            return Transforms.sign(errors, true);
        }
    },
    /**
     * Squared for small errors, linear for large ones, so that single large errors steer less: {@code e^2 / 2} up to
     * {@code |e| = d}, then {@code d (|e| - d / 2)} (Huber, "Robust Estimation of a Location Parameter", 1964). {@code d} is
     * half a deviation of the training rows, about as much as a good forecast errs.
     */
    HUBER {
        private static final double LARGEST_SQUARED = 0.5;

        @Override
        INDArray of(INDArray errors) {
            INDArray size = Transforms.abs(errors, true);
            INDArray small = Transforms.min(size, LARGEST_SQUARED, true);
            return size.subi(small.mul(0.5)).muli(small);
        }

        @Override
        INDArray slope(INDArray errors) {
            return Transforms.max(Transforms.min(errors, LARGEST_SQUARED, true), -LARGEST_SQUARED, false);
        }
    };

    /** The loss of each error, output minus label; the errors stay as they are. */
    abstract INDArray of(INDArray errors);

    /** The derivative of {@link #of} by the output. */
    abstract INDArray slope(INDArray errors);
}
