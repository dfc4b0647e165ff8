package org.forecast4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.UserError;
import org.forecast4j.nn.Cell;
import org.forecast4j.nn.Decoder;
import org.forecast4j.nn.Labels;
import org.forecast4j.nn.Loss;
import org.forecast4j.nn.NetworkSpec;
import org.forecast4j.nn.Networks;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.ColumnScaler;
import org.forecast4j.window.Encoding;
import org.forecast4j.window.Scalers;
import org.forecast4j.window.WindowScaler;
import org.forecast4j.window.WindowScaling;
import org.forecast4j.window.WindowSpec;
import org.forecast4j.window.Windows;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class CalibrationTest {
    private static TimeSeries series(Column column) {
        TimeIndex index = new TimeIndex(
                LocalDateTime.of(2024, 1, 1, 0, 0).atZone(ZoneOffset.UTC),
                new Frequency.Days(1),
                column.length(),
                false);
        return new TimeSeries("", index, List.of(column));
    }

    /** All weights are zero: it repeats the last value. */
    private static NetworkForecaster repeating(int horizon, List<Double> quantiles) {
        Encoding encoding = new Encoding(
                new WindowSpec(2, horizon, 1),
                new Encoding.Columns(1, false, false),
                WindowScaler.of(WindowScaling.LAST_VALUE, 1),
                List.of(),
                quantiles,
                Scalers.of(ColumnScaler.of(new double[] {3}, new double[] {2})));
        MultiLayerNetwork network = Networks.create(new NetworkSpec(
                1,
                encoding.outputs(),
                1,
                Cell.LSTM,
                0,
                List.of(2),
                Decoder.NONE,
                Labels.LAST,
                0,
                Loss.MSE,
                horizon,
                quantiles,
                0.01,
                1,
                1));
        network.params().assign(0);
        return new NetworkForecaster(network, encoding);
    }

    private static Calibration fit(NetworkForecaster forecaster, TimeSeries series, Double... coverages) {
        Windows windows = Windows.of(
                List.of(new Windows.Part(series, 0, series.length())),
                forecaster.encoding().spec(),
                1,
                false);
        return Calibration.fit(forecaster, List.of(coverages), windows.count(), windows::history);
    }

    /** From a value before the first on, each value is this much further than the last. */
    private static TimeSeries steps(double... differences) {
        double[] values = new double[differences.length + 2];
        for (int i = 0; i < differences.length; i++) {
            values[i + 2] = values[i + 1] + differences[i];
        }
        return series(Column.of("y", values));
    }

    @Test
    void margin_ofNineErrors_isTheSmallestThatHoldsOneMoreWindowCounted() {
        TimeSeries series = steps(5, -1, 9, 3, -7, 2, 8, -4, 6); // sizes 1 to 9
        Calibration calibration = fit(repeating(1, List.of()), series, 0.5, 0.9);
        // In units of the step before, the first one's being a hundredth of the deviation, 2: 5 / 0.02, 1 / 5, 9 / 1, 3
        // / 9,
        // 7 / 3, 2 / 7, 8 / 2, 4 / 8, 6 / 4. Of these the ceil(10 * 0.5) = 5th and the ceil(10 * 0.9) = 9th smallest
        assertThat(calibration.margins().get(0).get(0).get(0)).isCloseTo(1.5, within(1e-6));
        assertThat(calibration.margins().get(1).get(0).get(0)).isCloseTo(250, within(1e-4));
        Forecast forecast = repeating(1, List.of())
                .with(calibration)
                .forecasts(List.of(series.before(11)))
                .get(0);
        assertThat(forecast.point()[0][0]).isCloseTo(21, within(1e-5));
        // the last step was 6
        assertThat(forecast.intervals().get(0).lower()[0][0]).isCloseTo(12, within(1e-5));
        assertThat(forecast.intervals().get(0).upper()[0][0]).isCloseTo(30, within(1e-5));
        assertThat(forecast.intervals().get(1).lower()[0][0]).isCloseTo(21 - 1500, within(1e-3));
    }

    @Test
    void margin_straightLine_growsWithTheStep() {
        double[] line = new double[30];
        for (int i = 0; i < line.length; i++) {
            line[i] = i;
        }
        Calibration calibration = fit(repeating(3, List.of()), series(Column.of("y", line)), 0.8);
        for (int h = 0; h < 3; h++) {
            assertThat(calibration.margins().get(0).get(0).get(h)).isCloseTo(h + 1.0, within(1e-6));
        }
    }

    @Test
    void filledLabels_doNotCount() {
        BitSet filled = new BitSet();
        filled.set(5);
        double[] values = {0, 0, 1, 0, 1, 1000, 1000, 1001, 1000, 1001, 1000};
        TimeSeries series = series(Column.of("y", values, filled));
        Calibration calibration = fit(repeating(1, List.of()), series, 0.5);
        // the jump of 999 lands on a filled row; what is left are steps of 1 after steps of 1, one of 0, two after none
        assertThat(calibration.margins().get(0).get(0).get(0)).isCloseTo(1, within(1e-6));
    }

    @Test
    void tooFewObservedLabels_areRefusedBeforeAnythingIsTrained() {
        BitSet filled = new BitSet();
        filled.set(10, 14);
        TimeSeries series = series(Column.of("y", new double[25], filled));
        WindowSpec spec = repeating(2, List.of()).encoding().spec();
        Windows windows = Windows.of(List.of(new Windows.Part(series, 0, 25)), spec, 1, false);
        assertThat(windows.count()).isEqualTo(19); // enough, but each step has 18 observed labels in them
        assertThatThrownBy(() -> Calibration.check(List.of(0.95), 1, 2, windows.count(), windows::history))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("the validation rows make 18 windows with an observed label");
        Calibration.check(List.of(0.8), 1, 2, windows.count(), windows::history);
    }

    @Test
    void tooFewWindows_areNamedWithTheRemedy() {
        TimeSeries series = steps(1, 2, 3);
        assertThatThrownBy(() -> fit(repeating(1, List.of()), series, 0.95))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the validation rows make 3 windows with an observed label, an interval of coverage 0.95 needs "
                                + "19; give more validation rows (split) or a smaller coverage (interval)");
        assertThat(Calibration.fewest(0.95)).isEqualTo(19);
        assertThat(Calibration.fewest(0.8)).isEqualTo(4);
    }

    @Test
    void learnedQuantiles_areMovedByHowFarTheTruthLayOutside() {
        TimeSeries series = steps(5, -1, 9, 3, -7, 2, 8, -4, 6);
        NetworkForecaster forecaster = repeating(1, List.of(0.25, 0.75));
        INDArray params = forecaster.network().params();
        // the last parameters are the outputs' biases: the quantiles lie half a deviation, 1, below and above the last
        // value
        params.putScalar(params.length() - 2, -0.5);
        params.putScalar(params.length() - 1, 0.5);
        Calibration calibration = fit(forecaster, series, 0.5);
        // (size - 1) in units of the step before: 4 / 0.02, 0 / 5, 8 / 1, 2 / 9, 6 / 3, 1 / 7, 7 / 2, 3 / 8, 5 / 4; the
        // 5th
        assertThat(calibration.margins().get(0).get(0).get(0)).isCloseTo(1.25, within(1e-5));
        Forecast.Interval interval = forecaster
                .with(calibration)
                .forecasts(List.of(series.before(11)))
                .get(0)
                .intervals()
                .get(0);
        assertThat(interval.lower()[0][0]).isCloseTo(21 - 1 - 7.5, within(1e-4));
        assertThat(interval.upper()[0][0]).isCloseTo(21 + 1 + 7.5, within(1e-4));
    }

    @Test
    void intervals_newSeriesOfTheSameKind_coverAsOftenAsTheySay() {
        Random random = new Random(5);
        double[] walk = new double[6000];
        for (int i = 1; i < walk.length; i++) {
            walk[i] = walk[i - 1] + random.nextGaussian();
        }
        TimeSeries all = series(Column.of("y", walk));
        NetworkForecaster forecaster = repeating(1, List.of());
        Windows first = Windows.of(
                List.of(new Windows.Part(all, 0, 3000)), forecaster.encoding().spec(), 1, false);
        NetworkForecaster calibrated =
                forecaster.with(Calibration.fit(forecaster, List.of(0.8, 0.95), first.count(), first::history));
        int[] inside = new int[2];
        for (int end = 3000; end < 6000; end++) {
            Forecast forecast = calibrated.forecasts(List.of(all.before(end))).get(0);
            for (int k = 0; k < 2; k++) {
                Forecast.Interval interval = forecast.intervals().get(k);
                inside[k] += interval.lower()[0][0] <= walk[end] && walk[end] <= interval.upper()[0][0] ? 1 : 0;
            }
        }
        assertThat(inside[0] / 3000.0).isBetween(0.77, 0.83);
        assertThat(inside[1] / 3000.0).isBetween(0.93, 0.97);
    }

    @Test
    void limits_cutForecastAndIntervals() {
        TimeSeries series = steps(5, -1, 9, 3, -7, 2, 8, -4, 6);
        NetworkForecaster forecaster = repeating(1, List.of());
        Forecast forecast = forecaster
                .with(fit(forecaster, series, 0.5))
                .within(new Limits(18, 20))
                .forecasts(List.of(series.before(11)))
                .get(0);
        assertThat(forecast.point()[0][0]).isEqualTo(20);
        assertThat(forecast.intervals().get(0).lower()[0][0]).isEqualTo(18);
        assertThat(forecast.intervals().get(0).upper()[0][0]).isEqualTo(20);
    }

    @Test
    void of_many_columns_and_steps_fewer_windows_are_measured() {
        List<Double> both = List.of(0.8, 0.95);
        assertThat(Calibration.taken(3000, both, 7, 720)).isEqualTo(3000);
        assertThat(Calibration.taken(9000, both, 7, 24)).isEqualTo(4000);
        assertThat(Calibration.taken(3000, both, 250, 100)).isEqualTo(1000); // of 50,000 errors each
        assertThat(Calibration.taken(3000, both, 2500, 720)).isEqualTo(100);
        assertThat(Calibration.taken(3000, List.of(0.999), 2500, 720)).isEqualTo(999); // no fewer can hold it
        assertThat(Calibration.taken(50, both, 2500, 720)).isEqualTo(50);
    }

    @Test
    void more_margins_than_a_model_holds_are_refused() {
        Calibration.checkRoom(List.of(0.8, 0.95), 1000, 720);
        assertThatThrownBy(() -> Calibration.checkRoom(List.of(0.8, 0.95), 3000, 720))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("2 intervals of 3000 columns and 720 steps are more than");
    }
}
