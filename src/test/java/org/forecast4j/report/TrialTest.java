package org.forecast4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.WindowSpec;
import org.forecast4j.window.Windows;
import org.junit.jupiter.api.Test;

class TrialTest {

    @Test
    void the_origins_lie_a_horizon_apart_and_end_with_the_test_rows() {
        TimeSeries before = Reports.wave("a", Frequency.parse("1d"), 100, 7, 1, "y");
        TimeSeries series = Reports.wave("b", Frequency.parse("1d"), 100, 7, 1, "y");
        Windows test = Windows.of(
                List.of(new Windows.Part(before, 60, 100), new Windows.Part(series, 70, 100)),
                new WindowSpec(28, 7, 1),
                1,
                false);
        Panel panel = Panel.choose(List.of(before, series), Optional.empty()).get(1);

        Trial trial = Trial.of(panel, new Reports.Seasonal(7, 7), test, true);

        assertThat(trial.origins()).extracting(Trial.Origin::row).containsExactly(72, 79, 86, 93);
        assertThat(trial.residuals()).hasSize(24).containsKeys(70, 93);
        double forecast = new Reports.Seasonal(7, 7).forecast(List.of(series.before(80)))[0][0][0];
        assertThat(trial.residuals().get(80)).isCloseTo(series.column(0).value(80) - forecast, within(1e-12));
    }

    /** Mean 0, variance 1; lag 1 has products -1, -1, -1 over 4 values; lag 2 has 1, 1; lag 3 has -1. */
    @Test
    void alternating_residuals_have_the_correlations_worked_out_by_hand() {
        TreeMap<Integer, Double> residuals = new TreeMap<>(Map.of(5, 1.0, 6, -1.0, 7, 1.0, 8, -1.0));

        assertThat(Trial.autocorrelation(residuals, 3)).containsExactly(-0.75, 0.5, -0.25);
    }

    @Test
    void pairs_across_a_missing_row_do_not_count() {
        TreeMap<Integer, Double> residuals = new TreeMap<>(Map.of(5, 1.0, 7, -1.0));

        assertThat(Trial.autocorrelation(residuals, 2)).containsExactly(0, -0.5);
    }
}
