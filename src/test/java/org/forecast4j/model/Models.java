package org.forecast4j.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.Cell;
import org.forecast4j.nn.Decoder;
import org.forecast4j.nn.Labels;
import org.forecast4j.nn.Loss;
import org.forecast4j.nn.NetworkSpec;
import org.forecast4j.nn.Networks;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.series.Column;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.Covariates;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.Batches;
import org.forecast4j.window.CovariateCodings;
import org.forecast4j.window.Emission;
import org.forecast4j.window.Encoding;
import org.forecast4j.window.Scalers;
import org.forecast4j.window.SeriesScaling;
import org.forecast4j.window.WindowScaler;
import org.forecast4j.window.WindowScaling;
import org.forecast4j.window.WindowSpec;
import org.forecast4j.window.Windows;

/** A small trained model for tests. */
final class Models {
    static final TimeSeries SERIES = series();
    private static final Map<String, String> SETTINGS = Map.of("target", "warm,tiny");

    private Models() {}

    private static TimeSeries series() {
        Random random = new Random(1);
        TimeIndex index = new TimeIndex(
                LocalDateTime.of(2024, 1, 1, 0, 0).atZone(ZoneOffset.UTC), new Frequency.Days(1), 60, false);
        return new TimeSeries(
                "",
                index,
                List.of(
                        Column.of("warm", random.doubles(60, 10, 30).toArray()),
                        Column.of("tiny", random.doubles(60, 1e-7, 3e-7).toArray())),
                new Covariates(
                        List.of(Covariate.of(
                                Column.of("wind", random.doubles(60, 0, 9).toArray()))),
                        List.of(
                                new Covariate( // and the three rows after the last
                                        Column.of(
                                                "promo",
                                                random.ints(63, 0, 2)
                                                        .asDoubleStream()
                                                        .toArray()),
                                        List.of("no", "yes"))),
                        List.of(Covariate.of(Column.of("size", 7)))));
    }

    /** Two columns and a covariate of each role, lookback 8, patch 2, horizon 3, three steps of training behind it. */
    static ModelBundle bundle(Cell cell, int embedding, List<Integer> hidden, double dropout) {
        return bundle(new WindowSpec(8, 3, 2), cell, embedding, hidden, Decoder.NONE, Labels.LAST, dropout, List.of());
    }

    /** The same that emits its horizon in a given way; where in patches, a horizon of 6 in three of them. */
    static ModelBundle emitting(Emission emission, Cell cell) {
        return switch (emission) {
            case AT_ONCE -> emitting(emission, 3, 3, cell, Decoder.NONE, Labels.LAST);
            case DECODED -> emitting(emission, 6, 2, cell, Decoder.SIMPLE_RNN, Labels.LAST);
            case CONTINUED -> emitting(emission, 6, 2, cell, Decoder.ENCODER, Labels.LAST);
            case EVERY_STEP -> emitting(emission, 3, 3, cell, Decoder.NONE, Labels.EVERY);
        };
    }

    private static ModelBundle emitting(
            Emission emission, int horizon, int horizonPatch, Cell cell, Decoder decoder, Labels labels) {
        WindowSpec spec = new WindowSpec(8, horizon, 2, emission, horizonPatch);
        return bundle(spec, cell, 5, List.of(4), decoder, labels, 0, List.of());
    }

    /** One that emits quantiles as well. */
    static ModelBundle ofQuantiles(List<Double> quantiles) {
        return bundle(new WindowSpec(8, 3, 2), Cell.LSTM, 0, List.of(4), Decoder.NONE, Labels.LAST, 0, quantiles);
    }

    /** One whose forecasts are part a linear one's, of seasons of two rows. */
    static ModelBundle withLinear() {
        NetworkForecaster forecaster = bundle().forecaster();
        Encoding encoding = forecaster.encoding();
        List<Windows.Part> rows = List.of(new Windows.Part(SERIES, 0, SERIES.length()));
        WindowScaler linear = WindowScaler.fit(
                WindowScaling.LAST_VALUE,
                2,
                Windows.of(rows, encoding.spec(), 1, false),
                rows,
                encoding.spec(),
                encoding.scalers());
        Encoding shared = new Encoding(
                        encoding.spec(),
                        encoding.columns(),
                        linear,
                        encoding.calendar(),
                        encoding.quantiles(),
                        encoding.scalers(),
                        encoding.covariates())
                .sharing(0.25);
        return new ModelBundle(card(shared, SETTINGS), new NetworkForecaster(forecaster.network(), shared));
    }

    /** One trained with these settings. */
    static ModelBundle of(Map<String, String> settings) {
        NetworkForecaster forecaster = bundle().forecaster();
        return new ModelBundle(card(forecaster.encoding(), settings), forecaster);
    }

    private static ModelBundle bundle(
            WindowSpec spec,
            Cell cell,
            int embedding,
            List<Integer> hidden,
            Decoder decoder,
            Labels labels,
            double dropout,
            List<Double> quantiles) {
        Windows.Part all = new Windows.Part(SERIES, 0, SERIES.length());
        Encoding encoding = new Encoding(
                spec,
                new Encoding.Columns(2, false, false),
                WindowScaler.of(WindowScaling.LAST_VALUE, 1),
                List.of(CalendarFeature.DAY_OF_WEEK),
                quantiles,
                Scalers.fit(List.of(all), SeriesScaling.POOLED),
                CovariateCodings.fit(List.of(all), SeriesScaling.POOLED));
        MultiLayerNetwork network = Networks.create(new NetworkSpec(
                encoding.inputs(),
                encoding.outputs(),
                encoding.spec().labelledSteps(),
                cell,
                embedding,
                hidden,
                decoder,
                labels,
                dropout,
                Loss.MSE,
                encoding.spec().horizonPatch(),
                encoding.quantiles(),
                0.01,
                1,
                7));
        Windows windows = Windows.of(List.of(all), encoding.spec(), 1, false);
        for (int step = 0; step < 3; step++) {
            network.fit(new Batches(encoding).training(windows, step, 16, sample -> sample));
        }
        return new ModelBundle(card(encoding, SETTINGS), new NetworkForecaster(network, encoding));
    }

    static ModelBundle bundle() {
        return bundle(Cell.LSTM, 0, List.of(4), 0);
    }

    /** The same with other scales. */
    static ModelBundle bundle(Scalers scalers) {
        NetworkForecaster forecaster = bundle().forecaster();
        Encoding encoding = forecaster.encoding();
        Encoding other = new Encoding(
                encoding.spec(),
                encoding.columns(),
                encoding.windowScaler(),
                encoding.calendar(),
                encoding.quantiles(),
                scalers,
                encoding.covariates());
        return new ModelBundle(card(other, SETTINGS), new NetworkForecaster(forecaster.network(), other));
    }

    private static ModelCard card(Encoding encoding, Map<String, String> settings) {
        return new ModelCard(
                ModelCard.FORMAT,
                new ModelCard.Versions("0.1.0", "1.0.0-M2.1", "17"),
                settings,
                SERIES.columnNames(),
                "1d",
                encoding.spec().lookback(),
                encoding.spec().horizon(),
                encoding.spec().patch(),
                encoding.spec().emission(),
                encoding.spec().horizonPatch(),
                encoding.columns().shared(),
                encoding.columns().identity(),
                encoding.windowScaler(),
                encoding.calendar(),
                encoding.covariates(),
                encoding.quantiles(),
                ModelCard.scales(encoding.scalers()),
                Limits.NONE,
                Calibration.NONE,
                "training",
                "2024-02-29T00:00Z",
                3,
                7,
                "00",
                JsonNodeFactory.instance.objectNode());
    }
}
