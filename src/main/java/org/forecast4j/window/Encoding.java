package org.forecast4j.window;

import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;

/**
 * How a window becomes the numbers a network takes, and its outputs become values again. One encoding serves training and
 * forecasting, so that both see the same inputs.
 *
 * <p>A time step holds, for each column, the {@code patch} scaled values of the step, then, where the horizon's steps follow
 * the lookback's, a 1 at these and a 0 before, then sine and cosine of each calendar feature at the step's last row, then the
 * {@linkplain CovariateCodings covariates}, then, where columns are told apart, a 1 at the sample's column among zeros. With
 * shared weights every column is a window of its own and each of them sees all covariates; otherwise one window holds them
 * all.
 *
 * <p>The outputs of a step are, column by column, its rows' point forecasts and then, for each level in {@code quantiles},
 * their quantiles.
 *
 * @param quantiles levels between 0 and 1, ascending; empty for a network of point forecasts alone
 */
public record Encoding(
        WindowSpec spec,
        Columns columns,
        WindowScaler windowScaler,
        List<CalendarFeature> calendar,
        List<Double> quantiles,
        Scalers scalers,
        CovariateCodings covariates) {

    /** An encoding without covariates. */
    public Encoding(
            WindowSpec spec,
            Columns columns,
            WindowScaler windowScaler,
            List<CalendarFeature> calendar,
            List<Double> quantiles,
            Scalers scalers) {
        this(spec, columns, windowScaler, calendar, quantiles, scalers, CovariateCodings.NONE);
    }

    /**
     * How columns share samples.
     *
     * @param count of the series
     * @param shared whether each is a sample of its own, for a network whose weights serve all of them
     * @param identity whether a sample then says which column it is of
     */
    public record Columns(int count, boolean shared, boolean identity) {
        /** Inputs that tell the columns apart. */
        int identities() {
            return shared && identity && count > 1 ? count : 0;
        }

        int perSample() {
            return shared ? 1 : count;
        }

        int samplesPerWindow() {
            return shared ? count : 1;
        }
    }

    public Encoding { // a model's file may come from anywhere
        calendar = List.copyOf(calendar);
        quantiles = List.copyOf(quantiles);
        if (windowScaler.hasLinear()) {
            windowScaler.linear().check(spec, windowScaler.season(), columns.count());
        }
        double before = 0;
        for (double level : quantiles) {
            if (!(level > before && level < 1)) {
                throw new IllegalArgumentException(
                        "quantiles " + quantiles + "; expected levels between 0 and 1, ascending");
            }
            before = level;
        }
    }

    /** The same with another part of the network in the forecast, 0 to 1. */
    public Encoding sharing(double networksPart) {
        return new Encoding(
                spec, columns, windowScaler.sharing(networksPart), calendar, quantiles, scalers, covariates);
    }

    /** Samples made of one window. */
    public int samplesPerWindow() {
        return columns.samplesPerWindow();
    }

    /** Input values of one time step. */
    public int inputs() {
        return Math.addExact(Math.addExact(beforeCovariates(), covariates.inputs(spec)), columns.identities());
    }

    private int beforeCovariates() {
        return beforeCalendar() + 2 * calendar.size();
    }

    private int beforeCalendar() {
        return Math.multiplyExact(columns.perSample(), spec.patch()) + (spec.emission() == Emission.CONTINUED ? 1 : 0);
    }

    /** Output values of one step. */
    public int outputs() {
        return Math.multiplyExact(columns.perSample(), outputsPerColumn());
    }

    private int outputsPerColumn() {
        return Math.multiplyExact(spec.horizonPatch(), 1 + quantiles.size());
    }

    /**
     * Where an output stands in time-major memory, {@code [steps, batch, outputs]}.
     *
     * @param step the one that emits the forecast's first rows
     * @param column among the sample's
     * @param part 0 the point forecast, then the quantiles
     */
    private int at(int step, int sample, int batch, int column, int part, int row) {
        int inStep = column * outputsPerColumn() + part * spec.horizonPatch() + row % spec.horizonPatch();
        return ((step + row / spec.horizonPatch()) * batch + sample) * outputs() + inStep;
    }

    /** The lookback of one column before {@code end}, scaled; overwrites {@code into}. */
    private WindowScaler.Fit fit(TimeSeries series, int column, int end, double[] into) {
        Column values = series.column(column);
        ColumnScaler scaler = scalers.of(series, end);
        for (int i = 0; i < into.length; i++) {
            into[i] = scaler.scale(column, values.value(end - into.length + i));
        }
        return windowScaler.fit(into, series, column, end, scalers);
    }

    /**
     * Writes one sample's inputs.
     *
     * @param firstColumn the sample's column where weights are shared, else 0
     * @param features time-major, {@code [inputSteps, batch, inputs]}
     */
    void encode(History history, int firstColumn, float[] features, int sample, int batch) {
        TimeSeries series = history.series();
        int end = history.end();
        double[] lookback = new double[spec.lookback()];
        int width = inputs();
        for (int c = 0; c < columns.perSample(); c++) {
            WindowScaler.Fit fit = fit(series, firstColumn + c, end, lookback);
            for (int i = 0; i < lookback.length; i++) {
                int step = i / spec.patch();
                int at = (step * batch + sample) * width + c * spec.patch() + i % spec.patch();
                features[at] = (float) fit.input(lookback[i]);
            }
        }
        encodeAhead(features, sample, batch);
        encodeCalendar(series.index(), end, features, sample, batch);
        covariates.encode(
                history, spec, new CovariateCodings.Steps(features, sample, batch, width), beforeCovariates());
        encodeIdentity(firstColumn, features, sample, batch);
    }

    /** Marks the steps of the horizon among the inputs, and leaves their targets open. */
    private void encodeAhead(float[] features, int sample, int batch) {
        int flag = columns.perSample() * spec.patch();
        for (int step = 0; spec.emission() == Emission.CONTINUED && step < spec.inputSteps(); step++) {
            int at = (step * batch + sample) * inputs();
            boolean ahead = step >= spec.steps();
            if (ahead) {
                Arrays.fill(features, at, at + flag, 0); // memory is used again
            }
            features[at + flag] = ahead ? 1 : 0;
        }
    }

    private void encodeCalendar(TimeIndex index, int end, float[] features, int sample, int batch) {
        if (calendar.isEmpty()) {
            return;
        }
        for (int step = 0; step < spec.inputSteps(); step++) {
            int ahead = step + 1 - spec.steps();
            ZonedDateTime time = index.at(end - 1 + ahead * (ahead > 0 ? spec.horizonPatch() : spec.patch()));
            int at = (step * batch + sample) * inputs() + beforeCalendar();
            for (CalendarFeature feature : calendar) {
                double angle = 2 * Math.PI * feature.phase(time);
                features[at++] = (float) Math.sin(angle);
                features[at++] = (float) Math.cos(angle);
            }
        }
    }

    private void encodeIdentity(int column, float[] features, int sample, int batch) {
        int identities = columns.identities();
        for (int step = 0; identities > 0 && step < spec.inputSteps(); step++) {
            int next = (step * batch + sample + 1) * inputs();
            for (int c = 0; c < identities; c++) {
                features[next - identities + c] = c == column ? 1 : 0; // memory is used again
            }
        }
    }

    /**
     * Writes one sample's labels and whether each was observed, for the last steps, those that have labels.
     *
     * @param labels time-major, {@code [outputSteps, batch, outputs]}, as {@code mask}
     * @return whether every output has an observed label
     */
    boolean encodeLabels(
            TimeSeries series, int firstColumn, int end, float[] labels, float[] mask, int sample, int batch) {
        double[] lookback = new double[spec.lookback()];
        ColumnScaler scaler = scalers.of(series, end);
        int first = spec.outputSteps() - spec.labelledSteps();
        int origins = spec.labelledSteps() / spec.forecastSteps();
        boolean whole = first == 0;
        for (int c = 0; c < columns.perSample(); c++) {
            int column = firstColumn + c;
            WindowScaler.Fit fit = fit(series, column, end, lookback);
            Column values = series.column(column);
            for (int origin = 0; origin < origins; origin++) {
                int back = (origins - 1 - origin) * spec.patch(); // rows before the window's end
                for (int h = 0; h < spec.horizon(); h++) {
                    int ahead = h - back;
                    boolean observed = values.observed(end + ahead);
                    whole &= observed;
                    float label = (float) fit.scaled(ahead, scaler.scale(column, values.value(end + ahead)));
                    for (int part = 0; part <= quantiles.size(); part++) { // a quantile's label is the point forecast's
                        int at = at(first + origin, sample, batch, c, part, h);
                        mask[at] = observed ? 1 : 0;
                        labels[at] = label;
                    }
                }
            }
        }
        return whole;
    }

    /**
     * One column's outputs as values in original units: {@code [0][step]} the point forecast, {@code [1 + q][step]} the
     * quantiles, in ascending order at each step.
     *
     * @param outputs the network's at its last steps, time-major: {@code [forecastSteps, batch, outputs]}
     */
    public double[][] decode(TimeSeries series, int column, int end, float[] outputs, int sample, int batch) {
        WindowScaler.Fit fit = fit(series, column, end, new double[spec.lookback()]);
        ColumnScaler scaler = scalers.of(series, end);
        double[][] values = new double[1 + quantiles.size()][spec.horizon()];
        int inSample = columns.shared() ? 0 : column;
        for (int part = 0; part < values.length; part++) {
            for (int h = 0; h < spec.horizon(); h++) {
                float output = outputs[at(0, sample, batch, inSample, part, h)];
                values[part][h] = scaler.unscale(column, fit.value(h, output));
            }
        }
        sortQuantiles(values);
        return values;
    }

    /** The row of the season that follows a history, the same in all series. */
    int place(History history) {
        return (int) Math.floorMod(history.series().index().position(history.end()), (long) windowScaler.season());
    }

    /**
     * How lively a window is, in original units: the mean distance of its values from those a season before, or from their
     * neighbours where the lookback holds no season. An error is large or small beside it. Filled values say nothing of
     * it: where no pair was observed it is the column's deviation.
     */
    public double unit(TimeSeries series, int column, int end) {
        int apart = windowScaler.season() < spec.lookback() ? windowScaler.season() : 1;
        Column values = series.column(column);
        double deviation = scalers.of(series, end).deviation(column);
        double sum = 0;
        int pairs = 0;
        for (int row = end - spec.lookback() + apart; row < end; row++) {
            if (values.observed(row) && values.observed(row - apart)) {
                sum += Math.abs(values.value(row) - values.value(row - apart));
                pairs++;
            }
        }
        return pairs == 0 ? deviation : Math.max(sum / pairs, WindowScaler.SMALLEST_DEVIATION * deviation);
    }

    /**
     * Learned quantiles may cross; in order they are never further from the truth (Chernozhukov, Fernandez-Val and Galichon,
     * "Quantile and probability curves without crossing", 2010).
     */
    private void sortQuantiles(double[][] values) {
        double[] step = new double[quantiles.size()];
        for (int h = 0; h < spec.horizon(); h++) {
            for (int q = 0; q < step.length; q++) {
                step[q] = values[1 + q][h];
            }
            Arrays.sort(step);
            for (int q = 0; q < step.length; q++) {
                values[1 + q][h] = step[q];
            }
        }
    }
}
