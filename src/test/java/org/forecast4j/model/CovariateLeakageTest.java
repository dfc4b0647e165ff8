package org.forecast4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.forecast4j.nn.Cell;
import org.forecast4j.series.Column;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.Covariates;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.Batches;
import org.forecast4j.window.Emission;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A forecast is the same whether or not there is anything after its origin but the known covariates of its horizon. */
class CovariateLeakageTest {
    private static final int END = 40;

    private static final History WHOLE = Models.SERIES.before(END);

    private static NetworkForecaster forecaster(Emission emission) {
        return Models.emitting(emission, Cell.LSTM).forecaster();
    }

    private static float[] inputs(NetworkForecaster forecaster, History history) {
        return new Batches(forecaster.encoding())
                .features(List.of(history))
                .dup('c')
                .data()
                .asFloat();
    }

    private static double[] values(Column column, int rows) {
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = column.value(row);
        }
        return values;
    }

    /** The known covariates up to the end of the horizon. */
    private static List<Covariate> known(int horizon) {
        return Models.SERIES.covariates().known().stream()
                .map(one -> new Covariate(Column.of(one.name(), values(one.column(), END + horizon)), one.words()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void a_series_cut_after_the_origin_gives_the_same_inputs_and_forecast(Emission emission) {
        NetworkForecaster forecaster = forecaster(emission);
        TimeSeries cut = Models.SERIES.rows(0, END);
        History truncated = cut.with(cut.covariates().withKnown(known(forecaster.horizon())))
                .before(END);

        assertThat(inputs(forecaster, truncated)).isEqualTo(inputs(forecaster, WHOLE));
        assertThat(forecaster.forecast(List.of(truncated))).isDeepEqualTo(forecaster.forecast(List.of(WHOLE)));
    }

    @ParameterizedTest
    @EnumSource
    void targets_and_past_covariates_after_the_origin_change_nothing(Emission emission) {
        NetworkForecaster forecaster = forecaster(emission);
        TimeSeries series = Models.SERIES;
        Covariates covariates = series.covariates();
        TimeSeries other = new TimeSeries(
                        series.id(),
                        series.index(),
                        series.columns().stream()
                                .map(CovariateLeakageTest::changed)
                                .toList())
                .with(new Covariates(
                        covariates.past().stream()
                                .map(one -> new Covariate(changed(one.column()), one.words()))
                                .toList(),
                        covariates.known(),
                        covariates.statics()));

        assertThat(inputs(forecaster, other.before(END))).isEqualTo(inputs(forecaster, WHOLE));
        assertThat(forecaster.forecast(List.of(other.before(END)))).isDeepEqualTo(forecaster.forecast(List.of(WHOLE)));
    }

    private static Column changed(Column column) {
        double[] values = values(column, column.length());
        Arrays.fill(values, END, values.length, 1e6);
        return Column.of(column.name(), values);
    }

    @ParameterizedTest
    @EnumSource
    void the_horizons_known_covariates_change_the_forecast(Emission emission) {
        NetworkForecaster forecaster = forecaster(emission);
        Covariate promo = known(forecaster.horizon()).get(0);
        double[] values = values(promo.column(), END + forecaster.horizon());
        values[END] = 1 - values[END];
        Covariates changed = Models.SERIES
                .rows(0, END)
                .covariates()
                .withKnown(List.of(new Covariate(Column.of("promo", values), promo.words())));
        History other = Models.SERIES.rows(0, END).with(changed).before(END);

        assertThat(forecaster.forecast(List.of(other))[0][0])
                .isNotEqualTo(forecaster.forecast(List.of(WHOLE))[0][0]);
    }
}
