package org.forecast4j.nn.kernel;

import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** The activation functions that kernels know: those whose slope follows from their value. */
public enum Nonlinearity {
    TANH(ActivationTanH.class) {
        @Override
        public double value(double z) {
            return Math.tanh(z);
        }

        @Override
        public double slope(double y) {
            return 1 - y * y;
        }
    },
    SIGMOID(ActivationSigmoid.class) {
        @Override
        public double value(double z) {
            return 1 / (1 + Math.exp(-z));
        }

        @Override
        public double slope(double y) {
            return y * (1 - y);
        }
    },
    HARD_SIGMOID(ActivationHardSigmoid.class) {
        @Override
        public double value(double z) {
            return Math.min(1, Math.max(0, 0.2 * z + 0.5));
        }

        @Override
        public double slope(double y) {
            return y > 0 && y < 1 ? 0.2 : 0;
        }
    },
    HARD_TANH(ActivationHardTanH.class) {
        @Override
        public double value(double z) {
            return Math.min(1, Math.max(-1, z));
        }

        @Override
        public double slope(double y) {
            return y > -1 && y < 1 ? 1 : 0;
        }
    },
    RELU(ActivationReLU.class) {
        @Override
        public double value(double z) {
            return Math.max(0, z);
        }

        @Override
        public double slope(double y) {
            return y > 0 ? 1 : 0;
        }
    },
    SOFT_SIGN(ActivationSoftSign.class) {
        @Override
        public double value(double z) {
            return z / (1 + Math.abs(z));
        }

        @Override
        public double slope(double y) {
            double rest = 1 - Math.abs(y);
            return rest * rest;
        }
    },
    IDENTITY(ActivationIdentity.class) {
        @Override
        public double value(double z) {
            return z;
        }

        @Override
        public double slope(double y) {
            return 1;
        }
    };

    private final Class<? extends IActivation> dl4j;

    Nonlinearity(Class<? extends IActivation> dl4j) {
        this.dl4j = dl4j;
    }

    /** The one that computes what DL4J's function does; empty where no kernel knows it. */
    public static Optional<Nonlinearity> of(IActivation function) {
        for (Nonlinearity known : values()) {
            if (known.dl4j == function.getClass() && function.equals(plain(known))) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /** A function may carry settings, a leak or a bound; only the one without them is known. */
    private static Object plain(Nonlinearity known) {
        try {
            return known.dl4j.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(known.dl4j + " has no plain form", e);
        }
    }

    /** The function of the weighted input. */
    public abstract double value(double z);

    /** The derivative, given the function's value. */
    public abstract double slope(double y);
}
