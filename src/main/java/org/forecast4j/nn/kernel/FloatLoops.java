package org.forecast4j.nn.kernel;

/**
 * Loops over parts of float arrays, each of one statement without branches and with one index for all arrays, which is what
 * the JVM turns into vector instructions.
 */
final class FloatLoops {
    private FloatLoops() {}

    /** {@code y = f(z)} */
    static void activate(Nonlinearity f, float[] z, float[] y, int from, int to) {
        switch (f) {
            case TANH -> {
                for (int j = from; j < to; j++) {
                    y[j] = tanh(z[j]);
                }
            }
            case SIGMOID -> {
                for (int j = from; j < to; j++) {
                    y[j] = 0.5f * tanh(0.5f * z[j]) + 0.5f;
                }
            }
            case HARD_SIGMOID -> {
                for (int j = from; j < to; j++) {
                    y[j] = Math.min(1f, Math.max(0f, 0.2f * z[j] + 0.5f));
                }
            }
            case HARD_TANH -> {
                for (int j = from; j < to; j++) {
                    y[j] = Math.min(1f, Math.max(-1f, z[j]));
                }
            }
            case RELU -> {
                for (int j = from; j < to; j++) {
                    y[j] = Math.max(0f, z[j]);
                }
            }
            case SOFT_SIGN -> {
                for (int j = from; j < to; j++) {
                    float s = z[j];
                    y[j] = s / (1f + Math.abs(s));
                }
            }
            case IDENTITY -> {
                for (int j = from; j < to; j++) {
                    y[j] = z[j];
                }
            }
        }
    }

    /** {@code d = d f'}, where {@code f'} follows from the value {@code y} */
    static void timesSlope(Nonlinearity f, float[] y, float[] d, int from, int to) {
        switch (f) {
            case TANH -> {
                for (int j = from; j < to; j++) {
                    d[j] = d[j] * (1f - y[j] * y[j]);
                }
            }
            case SIGMOID -> {
                for (int j = from; j < to; j++) {
                    d[j] = d[j] * (y[j] * (1f - y[j]));
                }
            }
            case SOFT_SIGN -> {
                for (int j = from; j < to; j++) {
                    float rest = 1f - Math.abs(y[j]);
                    d[j] = d[j] * (rest * rest);
                }
            }
            case HARD_SIGMOID -> {
                for (int j = from; j < to; j++) {
                    d[j] = y[j] > 0f && y[j] < 1f ? 0.2f * d[j] : 0f;
                }
            }
            case HARD_TANH -> {
                for (int j = from; j < to; j++) {
                    d[j] = y[j] > -1f && y[j] < 1f ? d[j] : 0f;
                }
            }
            case RELU -> {
                for (int j = from; j < to; j++) {
                    d[j] = y[j] > 0f ? d[j] : 0f;
                }
            }
            case IDENTITY -> {}
        }
    }

    /** {@code y = a b} */
    static void product(float[] a, float[] b, float[] y, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] = a[j] * b[j];
        }
    }

    /** {@code y = a b + c d} */
    static void sumOfProducts(float[] a, float[] b, float[] c, float[] d, float[] y, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] = a[j] * b[j] + c[j] * d[j];
        }
    }

    /** {@code y = y + a} */
    static void add(float[] a, float[] y, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] = y[j] + a[j];
        }
    }

    /** {@code y = a + u (b - a)}: a where u is 0, b where it is 1 */
    static void blend(float[] a, float[] b, float[] u, float[] y, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] = a[j] + u[j] * (b[j] - a[j]);
        }
    }

    /** {@code y = d (1 - u)} */
    static void productWithRest(float[] d, float[] u, float[] y, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] = d[j] * (1f - u[j]);
        }
    }

    /** {@code y = d (b - a)} */
    static void productWithDifference(float[] d, float[] b, float[] a, float[] y, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] = d[j] * (b[j] - a[j]);
        }
    }

    /**
     * A rational approximation within 4 units in the last place: an odd numerator over an even denominator, both of degree 4
     * in the square, fitted to the smallest greatest relative error from -8 to 8 ({@code src/bench/fit_tanh.py}); beyond,
     * tanh is 1 to the last units of a float.
     */
    private static float tanh(float z) {
        float x = Math.max(-8f, Math.min(8f, z));
        float s = x * x;
        float p = 1.613727e-8f;
        p = p * s + 2.251466e-5f;
        p = p * s + 3.6082298e-3f;
        p = p * s + 0.13475086f;
        p = p * s + 1f;
        float q = 8.8825027e-7f;
        q = q * s + 3.471863e-4f;
        q = q * s + 2.6302975e-2f;
        q = q * s + 0.4680842f;
        q = q * s + 1f;
        return x * p / q;
    }
}
