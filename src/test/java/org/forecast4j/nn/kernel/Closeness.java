package org.forecast4j.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/** How far two computations of the same numbers may lie apart. */
final class Closeness {
    private Closeness() {}

    /** As outputs and states may. */
    static void assertOutputs(Map<String, double[]> actual, Map<String, double[]> expected, DataType type) {
        if (type == DataType.FLOAT) {
            assertClose(actual, expected, 2e-6, 2e-5);
        } else {
            assertClose(actual, expected, 1e-12, 0);
        }
    }

    /** As gradients may, which are sums over time and batch. */
    static void assertGradients(Map<String, double[]> actual, Map<String, double[]> expected, DataType type) {
        assertClose(actual, expected, 0, type == DataType.FLOAT ? 1e-4 : 1e-10);
    }

    /**
     * Each array by itself.
     *
     * @param expected may hold more arrays
     * @param relative to the array's largest value
     */
    static void assertClose(
            Map<String, double[]> actual, Map<String, double[]> expected, double absolute, double relative) {
        actual.forEach((name, values) -> assertClose(name, values, expected.get(name), absolute, relative));
    }

    private static void assertClose(String name, double[] actual, double[] expected, double absolute, double relative) {
        assertThat(actual).as(name).hasSameSizeAs(expected);
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        double allowed = absolute + relative * largest;
        for (int i = 0; i < actual.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= allowed)) { // NaN is not close
                throw new AssertionError(name + ", value " + i + " of " + actual.length + ": " + actual[i]
                        + ", expected " + expected[i] + ", off by more than " + allowed);
            }
        }
    }

    static void assertSameBits(Map<String, double[]> actual, Map<String, double[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        // AssertJ's own comparison takes seconds for arrays of this size
        actual.forEach((name, values) -> assertThat(Arrays.mismatch(values, expected.get(name)))
                .as("first difference in %s", name)
                .isEqualTo(-1));
    }
}
