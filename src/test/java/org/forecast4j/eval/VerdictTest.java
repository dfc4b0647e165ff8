package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.forecast4j.eval.Samples.evaluate;
import static org.forecast4j.eval.Samples.forecaster;
import static org.forecast4j.eval.Samples.series;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.forecast4j.eval.DieboldMariano.Variance;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {
    private static final double MOVES = 0.7;

    private static DieboldMariano test(double statistic, double pValue) {
        return new DieboldMariano(statistic, pValue, 200, Variance.RECTANGULAR);
    }

    private static Verdict.Match last(double mse, double baselineMse, DieboldMariano test) {
        return new Verdict.Match("naive", "the last value", true, mse, baselineMse, test);
    }

    private static Verdict.Match mean(double mse, double baselineMse, DieboldMariano test) {
        return new Verdict.Match("mean", "the training mean", false, mse, baselineMse, test);
    }

    @Test
    void better_than_all_for_certain_beats_every_baseline() {
        Verdict verdict = Verdict.of(List.of(last(0.817, 2, test(-9, 1e-9)), mean(0.817, 1, test(-5, 0.0001))), MOVES);

        assertThat(verdict.sentence())
                .isEqualTo("beats every baseline: 18.3 % lower squared error than the best of them, the training mean "
                        + "(p < 0.001)");
        assertThat(verdict.beatsBaselines()).isTrue();
        assertThat(verdict.bestBaseline()).isEqualTo("mean");
        assertThat(verdict.skill()).isEqualTo(0.183, within(1e-12));
        assertThat(verdict.pValue()).isEqualTo(0.0001);
        assertThat(verdict.comparisons())
                .containsExactly(
                        new Verdict.Comparison("naive", 1 - 0.817 / 2, -9.0, 1e-9),
                        new Verdict.Comparison("mean", 1 - 0.817 / 1, -5.0, 0.0001));
    }

    @Test
    void worse_than_the_last_value_does_not_beat_it() {
        Verdict verdict = Verdict.of(List.of(last(1.03, 1, test(0.8, 0.41)), mean(1.03, 4, test(-9, 1e-9))), MOVES);

        assertThat(verdict.sentence())
                .isEqualTo("does not beat the last value (skill -3.0 %, p = 0.41): use the last value");
        assertThat(verdict.beatsBaselines()).isFalse();
    }

    @Test
    void an_error_many_times_the_baselines_is_told_of_without_its_digits() {
        Verdict verdict = Verdict.of(List.of(last(6e14, 1, test(2.1, 0.03)), mean(6e14, 4, test(2, 0.04))), MOVES);

        assertThat(verdict.sentence())
                .isEqualTo(
                        "does not beat the last value (more than 1000 times its squared error, p = 0.030): use the last "
                                + "value");
    }

    @Test
    void better_by_what_may_be_chance_says_so() {
        Verdict verdict = Verdict.of(List.of(last(0.98, 1, test(-1.2, 0.22)), mean(0.98, 4, test(-9, 1e-9))), MOVES);

        assertThat(verdict.sentence())
                .isEqualTo(
                        "better than the best baseline, the last value, by 2.0 %, but that may be chance (p = 0.22)");
        assertThat(verdict.beatsBaselines()).isFalse();
    }

    @Test
    void a_worse_baseline_that_is_not_clearly_beaten_is_named() {
        Verdict verdict = Verdict.of(List.of(last(0.9, 1, test(-2.4, 0.018)), mean(0.9, 1.5, test(-1.5, 0.13))), MOVES);

        assertThat(verdict.sentence())
                .isEqualTo("better than the best baseline, the last value, by 10.0 % (p = 0.018), but against the "
                        + "training mean it may be chance (skill 40.0 %, p = 0.13)");
        assertThat(verdict.beatsBaselines()).isFalse();
    }

    @Test
    void few_windows_cannot_tell() {
        DieboldMariano few = new DieboldMariano(0, 1, 5, Variance.TOO_FEW);

        assertThat(Verdict.of(List.of(last(1, 1, few)), 0).laggedCopy()).isFalse();
        assertThat(Verdict.of(List.of(last(0.9, 1, few)), MOVES).sentence())
                .isEqualTo(
                        "better than the best baseline, the last value (skill 10.0 %), but 5 test windows are too few "
                                + "to tell from chance");
    }

    @Test
    void hardly_moving_without_gain_is_a_lagged_copy() {
        Verdict verdict = Verdict.of(List.of(last(0.999, 1, test(-0.8, 0.41))), 0.03);

        assertThat(verdict.laggedCopy()).isTrue();
        assertThat(verdict.sentence())
                .isEqualTo(
                        "a lagged copy of the last value: its forecasts move 3.0 % as much as the truth (mean squares) "
                                + "and are not provably better (skill 0.1 %, p = 0.41): use the last value");
    }

    @Test
    void hardly_moving_with_a_certain_gain_is_none() {
        assertThat(Verdict.of(List.of(last(0.95, 1, test(-3, 0.004))), 0.03).laggedCopy())
                .isFalse();
        assertThat(Verdict.of(List.of(last(1, 1, test(0, 1))), 0.11).laggedCopy())
                .isFalse();
    }

    @Test
    void a_perfect_baseline_leaves_no_skill_to_compute() {
        Verdict worse = Verdict.of(List.of(last(0.5, 0, test(3, 0.01))), MOVES);
        Verdict equal = Verdict.of(List.of(last(0, 0, new DieboldMariano(0, 1, 9, Variance.ZERO))), Double.NaN);

        assertThat(worse.skill()).isNull();
        assertThat(worse.sentence())
                .isEqualTo("does not beat the last value (which makes no error, p = 0.010): use the last value");
        assertThat(equal.skill()).isZero();
        assertThat(equal.laggedCopy()).isFalse();
    }

    private static double[] autoregression(double coefficient, int rows, long seed) {
        Random random = new Random(seed);
        double[] values = new double[rows];
        for (int row = 1; row < rows; row++) {
            values[row] = coefficient * values[row - 1] + random.nextGaussian();
        }
        return values;
    }

    /** The first-order autoregression that least squares fits to the training rows. */
    private static Verdict ofFittedAutoregression(double[] values, int trainEnd, int horizon) {
        double[] before = Arrays.copyOfRange(values, 0, trainEnd - 1);
        double[] after = Arrays.copyOfRange(values, 1, trainEnd);
        double meanBefore = Arrays.stream(before).average().orElseThrow();
        double meanAfter = Arrays.stream(after).average().orElseThrow();
        double products = 0;
        double squares = 0;
        for (int i = 0; i < before.length; i++) {
            products += (before[i] - meanBefore) * (after[i] - meanAfter);
            squares += (before[i] - meanBefore) * (before[i] - meanBefore);
        }
        double slope = products / squares;
        double constant = meanAfter - slope * meanBefore;
        TimeSeries series = series(Column.of("y", values));
        return evaluate(
                        forecaster(horizon, (history, column) -> {
                            double[] forecast = new double[horizon];
                            double value = history.last(column, 0);
                            for (int h = 0; h < horizon; h++) {
                                value = constant + slope * value;
                                forecast[h] = value;
                            }
                            return forecast;
                        }),
                        series,
                        trainEnd,
                        IntStream.rangeClosed(trainEnd, values.length - horizon).toArray())
                .verdict();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "4, 5", "5, 5", "6, 5"})
    void an_autoregression_fitted_to_a_random_walk_is_a_lagged_copy(long seed, int horizon) {
        Verdict verdict = ofFittedAutoregression(autoregression(1, 3000, seed), 2000, horizon);

        assertThat(verdict.laggedCopy()).isTrue();
        assertThat(verdict.beatsBaselines()).isFalse();
        assertThat(verdict.sentence()).startsWith("a lagged copy of the last value");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void an_autoregression_that_moves_little_but_rightly_is_none(long seed) {
        // With coefficient 0.9 the best forecast moves 0.1^2 / 0.2 = 5 % as much as the truth and gains 5 %.
        Verdict verdict = ofFittedAutoregression(autoregression(0.9, 6000, seed), 3000, 1);

        assertThat(verdict.laggedCopy()).isFalse();
        assertThat(verdict.beatsBaselines()).isTrue();
    }

    @Test
    void a_forecast_that_knows_the_wave_beats_every_baseline() {
        Random random = new Random(4);
        double[] wave = IntStream.range(0, 400)
                .mapToDouble(row -> Math.sin(row * 0.7) + 0.05 * random.nextGaussian())
                .toArray();

        Verdict verdict = evaluate(
                        forecaster(2, (history, column) ->
                                new double[] {Math.sin(history.end() * 0.7), Math.sin((history.end() + 1) * 0.7)}),
                        series(Column.of("y", wave)),
                        200,
                        IntStream.range(200, 399).toArray())
                .verdict();

        assertThat(verdict.beatsBaselines()).isTrue();
        assertThat(verdict.laggedCopy()).isFalse();
        assertThat(verdict.sentence()).startsWith("beats every baseline");
    }
}
