package org.forecast4j.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatLoopsTest {
    private static final int N = 200_003;

    private static float[] fromMinusToPlus(float bound) {
        float[] values = new float[N];
        for (int j = 0; j < N; j++) {
            values[j] = -bound + 2 * bound * j / (N - 1);
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource
    void activate_agrees_with_the_function_in_double_precision(Nonlinearity f) {
        float[] z = fromMinusToPlus(20);
        float[] y = new float[N];
        FloatLoops.activate(f, z, y, 0, N);
        for (int j = 0; j < N; j++) {
            double exact = f.value(z[j]);
            assertThat(Math.abs(y[j] - exact))
                    .as("%s(%s)", f, z[j])
                    .isLessThanOrEqualTo(4e-7 * Math.max(1, Math.abs(exact)));
        }
    }

    @Test
    void tanh_is_within_six_units_in_the_last_place_near_zero_and_odd() {
        float[] z = fromMinusToPlus(1e-3f);
        float[] y = new float[N];
        FloatLoops.activate(Nonlinearity.TANH, z, y, 0, N);
        for (int j = 0; j < N; j++) {
            float exact = (float) Math.tanh(z[j]);
            assertThat(Math.abs(y[j] - exact)).as("tanh(%s)", z[j]).isLessThanOrEqualTo(6 * Math.ulp(exact));
        }
    }

    @ParameterizedTest
    @EnumSource
    void not_a_number_and_infinities_are_not_hidden(Nonlinearity f) {
        float[] y = new float[3];
        FloatLoops.activate(f, new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}, y, 0, 3);
        assertThat(y[0]).isNaN();
        if (f == Nonlinearity.TANH) {
            assertThat(y[1]).isGreaterThan(0.999999f);
            assertThat(y[2]).isLessThan(-0.999999f);
        }
    }

    @ParameterizedTest
    @EnumSource
    void slope_agrees_with_the_derivative_in_double_precision(Nonlinearity f) {
        float[] z = fromMinusToPlus(3.9f);
        float[] y = new float[N];
        float[] d = new float[N];
        Arrays.fill(d, 2);
        FloatLoops.activate(f, z, y, 0, N);
        FloatLoops.timesSlope(f, y, d, 0, N);
        for (int j = 0; j < N; j++) {
            assertThat(d[j]).as("%s'(%s)", f, z[j]).isCloseTo((float) (2 * f.slope(y[j])), Offset.offset(1e-6f));
        }
    }
}
