package org.forecast4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.Cell;
import org.forecast4j.series.History;
import org.forecast4j.window.LinearForecast;
import org.forecast4j.window.LinearTerm;
import org.forecast4j.window.Scalers;
import org.forecast4j.window.WindowScaler;
import org.forecast4j.window.WindowScaling;
import org.forecast4j.window.Windows;
import org.junit.jupiter.api.Test;

class NetworkShareTest {
    private final Sine sine = Sine.wave();

    private static double mse(NetworkForecaster forecaster, Windows windows) {
        Scalers scalers = forecaster.encoding().scalers();
        ScaledError error = new ScaledError(scalers);
        List<History> histories =
                LongStream.range(0, windows.count()).mapToObj(windows::history).toList();
        double[][][] forecasts = forecaster.forecast(histories);
        for (int i = 0; i < forecasts.length; i++) {
            error.add(histories.get(i), forecasts[i]);
        }
        return error.mse();
    }

    /** The wave is a straight line and a season to a linear forecast; this one knows its level alone. */
    private WindowScaler level() {
        WindowScaler fitted = sine.linear(WindowScaling.MEAN);
        Map<LinearTerm, Double> none = new EnumMap<>(LinearTerm.class);
        fitted.linear().weights().keySet().forEach(term -> none.put(term, 0.0));
        return new WindowScaler(
                fitted.scaling(),
                fitted.season(),
                new LinearForecast(none, fitted.linear().usual()),
                1);
    }

    @Test
    void no_other_share_has_a_smaller_error_but_for_the_window_that_counts_against_the_network() {
        NetworkForecaster forecaster = sine.forecaster(Cell.GRU, 0, level());
        TrainingSpec spec = new TrainingSpec(12, 32, 12, 0.02, 0.95, 0, false, 500_000, 1);
        new Trainer(spec, new TrainingProgress() {}).train(forecaster, sine.training(), sine.validation());
        List.of("W", "b")
                .forEach(key ->
                        forecaster.network().getOutputLayer().getParam(key).muli(2)); // it says too much
        Windows validation = sine.validation();

        double share = NetworkShare.of(forecaster, validation);

        double best = share * (1 + 5.0 / validation.count()); // windows of five steps
        assertThat(best).isBetween(0.05, 0.95);
        double least = mse(forecaster.sharing(best), validation);
        assertThat(least).isLessThan(mse(forecaster.sharing(best - 0.02), validation));
        assertThat(least).isLessThan(mse(forecaster.sharing(best + 0.02), validation));
    }

    @Test
    void a_network_that_says_what_the_linear_forecast_says_has_no_part() {
        NetworkForecaster forecaster = sine.forecaster(Cell.GRU, 0, sine.linear(WindowScaling.LINEAR));
        forecaster.network().params().assign(0);
        assertThat(NetworkShare.of(forecaster, sine.validation())).isZero();
    }

    @Test
    void a_network_that_knows_nothing_has_no_part() {
        NetworkForecaster forecaster = sine.forecaster(Cell.GRU, 0, sine.linear(WindowScaling.MEAN));
        forecaster.network().params().muli(-100);
        assertThat(NetworkShare.of(forecaster, sine.validation())).isBetween(0.0, 0.2);
    }
}
