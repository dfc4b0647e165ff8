package org.forecast4j.window;

import java.time.ZonedDateTime;
import java.util.List;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;

/**
 * How a window becomes the numbers a network takes, and its outputs become values again. One encoding serves training and
 * forecasting, so that both see the same inputs.
 *
 * <p>A time step holds, for each column, the {@code patch} scaled values of the step, then sine and cosine of each calendar
 * feature at the step's last row. With {@code shareWeights} every column is a window of its own; otherwise one window
 * holds them all.
 *
 * @param columns the number of columns of the series
 */
public record Encoding(
        WindowSpec spec,
        int columns,
        boolean shareWeights,
        WindowScaling windowScaling,
        List<CalendarFeature> calendar,
        ColumnScaler scaler) {

    public Encoding {
        calendar = List.copyOf(calendar);
    }

    /** Columns in one sample. */
    public int columnsPerSample() {
        return shareWeights ? 1 : columns;
    }

    /** Samples made of one window. */
    public int samplesPerWindow() {
        return shareWeights ? columns : 1;
    }

    /** Input values of one time step. */
    public int inputs() {
        return columnsPerSample() * spec.patch() + 2 * calendar.size();
    }

    /** Output values of one sample: the horizon of each of its columns, column by column. */
    public int outputs() {
        return columnsPerSample() * spec.horizon();
    }

    /** The lookback of one column before {@code end}, scaled; overwrites {@code into}. */
    private double[] lookback(TimeSeries series, int column, int end, double[] into) {
        Column values = series.column(column);
        for (int i = 0; i < into.length; i++) {
            into[i] = scaler.scale(column, values.value(end - into.length + i));
        }
        return into;
    }

    /**
     * Writes one sample's inputs.
     *
     * @param firstColumn the sample's column where weights are shared, else 0
     * @param features time-major, {@code [steps, batch, inputs]}
     */
    void encode(TimeSeries series, int firstColumn, int end, float[] features, int sample, int batch) {
        double[] lookback = new double[spec.lookback()];
        int width = inputs();
        for (int c = 0; c < columnsPerSample(); c++) {
            lookback(series, firstColumn + c, end, lookback);
            WindowScaling.Fit fit = windowScaling.fit(lookback);
            for (int i = 0; i < lookback.length; i++) {
                int step = i / spec.patch();
                int at = (step * batch + sample) * width + c * spec.patch() + i % spec.patch();
                features[at] = (float) ((lookback[i] - fit.shift()) / fit.scale());
            }
        }
        encodeCalendar(series.index(), end, features, sample, batch);
    }

    private void encodeCalendar(TimeIndex index, int end, float[] features, int sample, int batch) {
        if (calendar.isEmpty()) {
            return;
        }
        int width = inputs();
        for (int step = 0; step < spec.steps(); step++) {
            ZonedDateTime time = index.at(end - spec.lookback() + (step + 1) * spec.patch() - 1);
            int at = (step * batch + sample) * width + columnsPerSample() * spec.patch();
            for (CalendarFeature feature : calendar) {
                double angle = 2 * Math.PI * feature.phase(time);
                features[at++] = (float) Math.sin(angle);
                features[at++] = (float) Math.cos(angle);
            }
        }
    }

    /**
     * Writes one sample's labels and whether each was observed.
     *
     * @param labels {@code [batch, outputs]}
     * @return whether every label was observed
     */
    boolean encodeLabels(TimeSeries series, int firstColumn, int end, float[] labels, float[] mask, int sample) {
        double[] lookback = new double[spec.lookback()];
        boolean whole = true;
        int at = sample * outputs();
        for (int c = 0; c < columnsPerSample(); c++) {
            int column = firstColumn + c;
            WindowScaling.Fit fit = windowScaling.fit(lookback(series, column, end, lookback));
            Column values = series.column(column);
            for (int h = 0; h < spec.horizon(); h++, at++) {
                boolean observed = values.observed(end + h);
                whole &= observed;
                mask[at] = observed ? 1 : 0;
                labels[at] = (float) ((scaler.scale(column, values.value(end + h)) - fit.shift()) / fit.scale());
            }
        }
        return whole;
    }

    /**
     * One column's outputs as values in original units.
     *
     * @param outputs the network's, {@code [outputs()]} of one sample beginning at {@code offset}
     */
    public double[] decode(TimeSeries series, int column, int end, float[] outputs, int offset) {
        WindowScaling.Fit fit = windowScaling.fit(lookback(series, column, end, new double[spec.lookback()]));
        double[] values = new double[spec.horizon()];
        int at = offset + (shareWeights ? 0 : column * spec.horizon());
        for (int h = 0; h < values.length; h++) {
            values[h] = scaler.unscale(column, outputs[at + h] * fit.scale() + fit.shift());
        }
        return values;
    }
}
