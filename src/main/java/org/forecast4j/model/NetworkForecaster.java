package org.forecast4j.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.series.History;
import org.forecast4j.window.Batches;
import org.forecast4j.window.Encoding;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Forecasts with a network: encodes each history's last rows, runs the network, decodes its outputs. */
public final class NetworkForecaster implements Forecaster {
    /** Samples per pass: enough to keep the cores busy, few enough to stay in cache. */
    private static final int SAMPLES_PER_PASS = 512;

    private final MultiLayerNetwork network;
    private final Encoding encoding;
    private final Limits limits;
    private final Calibration calibration;

    /** A forecaster without limits and intervals. */
    public NetworkForecaster(MultiLayerNetwork network, Encoding encoding) {
        this(network, encoding, Limits.NONE, Calibration.NONE);
    }

    /**
     * @param limits what forecasts and intervals are cut to
     * @param calibration the intervals to give
     */
    public NetworkForecaster(MultiLayerNetwork network, Encoding encoding, Limits limits, Calibration calibration) {
        this.network = network;
        this.encoding = encoding;
        this.limits = limits;
        this.calibration = calibration;
    }

    /** The same network with another part in the forecast, 0 to 1; the rest is the linear forecast's. */
    public NetworkForecaster sharing(double networksPart) {
        return new NetworkForecaster(network, encoding.sharing(networksPart), limits, calibration);
    }

    /** The same network with these intervals. */
    public NetworkForecaster with(Calibration intervals) {
        return new NetworkForecaster(network, encoding, limits, intervals);
    }

    /** The same network, cut to these limits. */
    public NetworkForecaster within(Limits cut) {
        return new NetworkForecaster(network, encoding, cut, calibration);
    }

    public MultiLayerNetwork network() {
        return network;
    }

    public Encoding encoding() {
        return encoding;
    }

    public Limits limits() {
        return limits;
    }

    public Calibration calibration() {
        return calibration;
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public int horizon() {
        return encoding.spec().horizon();
    }

    @Override
    public double[][][] forecast(List<History> histories) {
        return decoded(histories).stream().map(made -> limits.cut(made.point())).toArray(double[][][]::new);
    }

    @Override
    public List<Forecast> forecasts(List<History> histories) {
        return decoded(histories).stream()
                .map(made -> new Forecast(
                        limits.cut(made.point()),
                        calibration.intervals(made).stream()
                                .map(interval -> new Forecast.Interval(
                                        interval.coverage(),
                                        limits.cut(interval.lower()),
                                        limits.cut(interval.upper())))
                                .toList()))
                .toList();
    }

    /**
     * What the network says of one history, in original units, before limits and calibration.
     *
     * @param values indexed {@code [column][part][step]}: part 0 the point forecast, then the quantiles
     * @param units of each column's window
     * @param levels of the quantiles
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Decoded(double[][][] values, double[] units, List<Double> levels) {
        double[][] point() {
            double[][] point = new double[values.length][];
            for (int c = 0; c < point.length; c++) {
                point[c] = values[c][0];
            }
            return point;
        }

        double unit(int column) {
            return units[column];
        }

        /** Where an interval begins: the quantile of its lower end where the network has both, else the point forecast. */
        double lower(double coverage, int column, int step) {
            return values[column][part(coverage, (1 - coverage) / 2)][step];
        }

        double upper(double coverage, int column, int step) {
            return values[column][part(coverage, (1 + coverage) / 2)][step];
        }

        private int part(double coverage, double level) {
            boolean both = find((1 - coverage) / 2) >= 0 && find((1 + coverage) / 2) >= 0;
            return both ? 1 + find(level) : 0;
        }

        private int find(double level) {
            for (int q = 0; q < levels.size(); q++) {
                if (Math.abs(levels.get(q) - level) < 1e-9) {
                    return q;
                }
            }
            return -1;
        }
    }

    List<Decoded> decoded(List<History> histories) {
        List<Decoded> all = new ArrayList<>(histories.size());
        int windows = new Batches(encoding).windowsAtOnce(SAMPLES_PER_PASS);
        for (int from = 0; from < histories.size(); from += windows) {
            all.addAll(pass(histories.subList(from, Math.min(from + windows, histories.size()))));
        }
        return all;
    }

    private List<Decoded> pass(List<History> histories) {
        INDArray features = new Batches(encoding).features(histories);
        INDArray outputs = network.output(features, false).permute(2, 0, 1); // [steps, samples, outputs]
        long steps = outputs.size(0);
        float[] emitted = outputs.get(
                        NDArrayIndex.interval(steps - encoding.spec().forecastSteps(), steps))
                .dup('c')
                .data()
                .asFloat();
        int samples = histories.size() * encoding.samplesPerWindow();
        List<Decoded> made = new ArrayList<>(histories.size());
        for (int i = 0; i < histories.size(); i++) {
            History history = histories.get(i);
            double[][][] columns = new double[encoding.columns().count()][][];
            double[] units = new double[columns.length];
            for (int column = 0; column < columns.length; column++) {
                int sample =
                        i * encoding.samplesPerWindow() + (encoding.columns().shared() ? column : 0);
                columns[column] = encoding.decode(history.series(), column, history.end(), emitted, sample, samples);
                units[column] = encoding.unit(history.series(), column, history.end());
            }
            made.add(new Decoded(columns, units, encoding.quantiles()));
        }
        return made;
    }
}
