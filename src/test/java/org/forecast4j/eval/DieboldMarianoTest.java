package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.forecast4j.eval.DieboldMariano.Variance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DieboldMarianoTest {
    private static final double[] SMOOTH = {0.3, 0.25, 0.4, 0.2, -0.05, -0.1, 0.1, 0.25, 0.45, 0.35};
    private static final double[] ALTERNATING = {1, -1.5, 2, -1, 1.5, -1, 1, -0.5};

    @Test
    void one_step_equals_the_calculation_by_hand() {
        // Mean 3, g(0) = 2, V = 2 / 5, correction sqrt(4 / 5): 3 / sqrt(0.4) * sqrt(0.8) = 3 sqrt(2). Student's t of 4
        // degrees of freedom has p = 1 - s (1 + (1 - s^2) / 2) with s^2 = t^2 / (4 + t^2) = 18 / 22.
        DieboldMariano test = DieboldMariano.test(new double[] {1, 2, 3, 4, 5}, 1);

        assertThat(test.statistic()).isEqualTo(3 * Math.sqrt(2), within(1e-12));
        assertThat(test.pValue()).isEqualTo(1 - Math.sqrt(18.0 / 22) * (1 + 2.0 / 22), within(1e-12));
        assertThat(test.origins()).isEqualTo(5);
    }

    // The formula of the paper in Python 3.11 with numpy 2.4.6 (correlate) and scipy 1.17.1 (stats.t.sf).
    @ParameterizedTest
    @CsvSource({
        "1, 3.7223585765197096, 0.004753262452860614",
        "2, 2.2933559838746587, 0.04751308524636135",
        "3, 2.133116163435006, 0.061708103341329146",
        "4, 2.86182534310755, 0.01872458016491313"
    })
    void overlapping_steps_equal_an_independent_calculation(int horizon, double statistic, double pValue) {
        DieboldMariano test = DieboldMariano.test(SMOOTH, horizon);

        assertThat(test.statistic()).isEqualTo(statistic, within(1e-9));
        assertThat(test.pValue()).isEqualTo(pValue, within(1e-9));
        assertThat(test.variance()).isEqualTo(Variance.RECTANGULAR);
    }

    // From the same script.
    @ParameterizedTest
    @CsvSource({
        "1, RECTANGULAR, 0.39735970711951313, 0.7029400234562209",
        "2, BARTLETT, 1.0885554547456122, 0.31240178881661596",
        "3, RECTANGULAR, 0.356034497458156, 0.7323033555945323",
        "4, BARTLETT, 0.770752493308062, 0.4660671240720184"
    })
    void a_variance_that_is_not_positive_gets_bartletts_weights(
            int horizon, Variance variance, double statistic, double pValue) {
        DieboldMariano test = DieboldMariano.test(ALTERNATING, horizon);

        assertThat(test.variance()).isEqualTo(variance);
        assertThat(test.statistic()).isEqualTo(statistic, within(1e-9));
        assertThat(test.pValue()).isEqualTo(pValue, within(1e-9));
    }

    @Test
    void origins_with_a_gap_between_them_are_no_neighbours() {
        // Deviations -1, 0, 1, -1, 0, 1 from the mean 2: g(0) = 4/6; the four pairs a row apart have products of 0, so
        // V = 1/9 and the statistic 2 / (1/3) sqrt((6 + 1 - 4 + 2/6) / 6) = 2 sqrt(5). As neighbours the third and the
        // fourth would add -1: V = 1/18.
        double[] folds = {1, 2, 3, 1, 2, 3};

        assertThat(DieboldMariano.test(folds, new long[] {0, 1, 2, 10, 11, 12}, 2)
                        .statistic())
                .isEqualTo(2 * Math.sqrt(5), within(1e-12));
        assertThat(DieboldMariano.test(folds, 2).statistic()).isEqualTo(2 * Math.sqrt(10), within(1e-12));
    }

    @Test
    void origins_some_rows_apart_share_labels_with_as_many_fewer() {
        long[] everyThird = {0, 3, 6, 9, 12, 15, 18, 21, 24, 27};

        assertThat(DieboldMariano.test(SMOOTH, everyThird, 7)).isEqualTo(DieboldMariano.test(SMOOTH, 3));
        assertThat(DieboldMariano.test(ALTERNATING, java.util.Arrays.copyOf(everyThird, 8), 4)
                        .variance())
                .isEqualTo(Variance.BARTLETT);
    }

    // By a matrix of weights W in Python 3.11 with numpy 2.4.6 and scipy 1.17.1: V = d' W d / n^2 with W = 1 where two
    // origins are less than h rows apart, else 0; where V is not positive, W = max(0, 1 - distance / h).
    @ParameterizedTest
    @CsvSource({
        "2, 2.893584315114948, 0.01778016633059064, RECTANGULAR",
        "4, 2.7397243127508673, 0.022857883145728595, RECTANGULAR"
    })
    void missing_origins_equal_an_independent_calculation(
            int horizon, double statistic, double pValue, Variance variance) {
        DieboldMariano test = DieboldMariano.test(SMOOTH, new long[] {0, 1, 3, 4, 5, 9, 10, 12, 13, 20}, horizon);

        assertThat(test.statistic()).isEqualTo(statistic, within(1e-9));
        assertThat(test.pValue()).isEqualTo(pValue, within(1e-9));
        assertThat(test.variance()).isEqualTo(variance);
    }

    @Test
    void swapping_the_forecasts_swaps_the_sign_alone() {
        double[] swapped = SMOOTH.clone();
        for (int i = 0; i < swapped.length; i++) {
            swapped[i] = -swapped[i];
        }

        assertThat(DieboldMariano.test(swapped, 3).statistic())
                .isEqualTo(-DieboldMariano.test(SMOOTH, 3).statistic());
        assertThat(DieboldMariano.test(swapped, 3).pValue())
                .isEqualTo(DieboldMariano.test(SMOOTH, 3).pValue());
    }

    @Test
    void too_few_origins_tell_nothing() {
        assertThat(DieboldMariano.test(new double[] {1, 2}, 1))
                .isEqualTo(new DieboldMariano(0, 1, 2, Variance.TOO_FEW));
        assertThat(DieboldMariano.test(new double[0], 1).pValue()).isEqualTo(1);
        assertThat(DieboldMariano.test(SMOOTH, 10).variance()).isEqualTo(Variance.TOO_FEW);
        assertThat(DieboldMariano.test(SMOOTH, 9).variance()).isNotEqualTo(Variance.TOO_FEW);
    }

    @Test
    void equal_forecasts_are_not_told_apart() {
        assertThat(DieboldMariano.test(new double[20], 3)).isEqualTo(new DieboldMariano(0, 1, 20, Variance.ZERO));
    }

    @Test
    void a_difference_that_never_varies_is_no_chance() {
        double[] better = {-0.1, -0.1, -0.1, -0.1, -0.1, -0.1, -0.1};

        assertThat(DieboldMariano.test(better, 2))
                .isEqualTo(new DieboldMariano(Double.NEGATIVE_INFINITY, 0, 7, Variance.ZERO));
    }
}
