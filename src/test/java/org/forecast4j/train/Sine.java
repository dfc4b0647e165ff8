package org.forecast4j.train;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.forecast4j.model.NetworkForecaster;
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
import org.nd4j.linalg.api.ndarray.INDArray;

/** A sine wave of 20 steps around 100, its windows and a network for it. */
final class Sine {
    private static final WindowSpec SPEC = new WindowSpec(20, 5, 5);
    private static final int TRAIN_ROWS = 400;

    private final TimeSeries series;
    private final ColumnScaler scaler;

    private Sine(TimeSeries series) {
        this.series = series;
        this.scaler = ColumnScaler.fit(List.of(new Windows.Part(series, 0, TRAIN_ROWS)));
    }

    static Sine wave() {
        double[] values = IntStream.range(0, 500)
                .mapToDouble(i -> 100 + 10 * Math.sin(2 * Math.PI * i / 20))
                .toArray();
        return new Sine(new TimeSeries(
                "",
                new TimeIndex(
                        LocalDateTime.of(2024, 1, 1, 0, 0).atZone(ZoneOffset.UTC), new Frequency.Days(1), 500, false),
                List.of(Column.of("wave", values))));
    }

    TimeSeries series() {
        return series;
    }

    Windows training() {
        return Windows.of(List.of(new Windows.Part(series, 0, TRAIN_ROWS)), SPEC, 1, false);
    }

    Windows validation() {
        return Windows.of(List.of(new Windows.Part(series, TRAIN_ROWS, series.length())), SPEC, 1, false);
    }

    static Windows none() {
        return Windows.of(List.of(), SPEC, 1, false);
    }

    NetworkForecaster forecaster(Cell cell, double dropout) {
        return forecaster(cell, dropout, WindowScaler.of(WindowScaling.NONE, 1));
    }

    /** One whose season is seven steps, and not the wave's. */
    WindowScaler linear(WindowScaling scaling) {
        return WindowScaler.fit(
                scaling, 7, training(), List.of(new Windows.Part(series, 0, TRAIN_ROWS)), SPEC, Scalers.of(scaler));
    }

    NetworkForecaster forecaster(Cell cell, double dropout, WindowScaler windowScaler) {
        Encoding encoding = new Encoding(
                SPEC, new Encoding.Columns(1, true, false), windowScaler, List.of(), List.of(), Scalers.of(scaler));
        return new NetworkForecaster(
                Networks.create(new NetworkSpec(
                        encoding.inputs(),
                        encoding.outputs(),
                        1,
                        cell,
                        0,
                        List.of(8, 6),
                        Decoder.NONE,
                        Labels.LAST,
                        dropout,
                        Loss.MSE,
                        encoding.spec().horizon(),
                        encoding.quantiles(),
                        0.01,
                        1,
                        3)),
                encoding);
    }

    static float[] params(NetworkForecaster forecaster) {
        INDArray params = forecaster.network().params();
        return params.dup().data().asFloat();
    }
}
