package org.forecast4j.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.series.History;
import org.forecast4j.window.Batches;
import org.forecast4j.window.Encoding;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Forecasts with a network: encodes each history's last rows, runs the network, decodes its outputs. */
public final class NetworkForecaster implements Forecaster {
    /** Samples per pass: enough to keep the cores busy, few enough to stay in cache. */
    private static final int SAMPLES_PER_PASS = 512;

    private final MultiLayerNetwork network;
    private final Encoding encoding;

    public NetworkForecaster(MultiLayerNetwork network, Encoding encoding) {
        this.network = network;
        this.encoding = encoding;
    }

    public MultiLayerNetwork network() {
        return network;
    }

    public Encoding encoding() {
        return encoding;
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
        List<double[][]> forecasts = new ArrayList<>(histories.size());
        int windows = Math.max(1, SAMPLES_PER_PASS / encoding.samplesPerWindow());
        for (int from = 0; from < histories.size(); from += windows) {
            forecasts.addAll(pass(histories.subList(from, Math.min(from + windows, histories.size()))));
        }
        return forecasts.toArray(double[][][]::new);
    }

    private List<double[][]> pass(List<History> histories) {
        INDArray features = new Batches(encoding).features(histories);
        INDArray outputs = network.output(features, false); // [samples, outputs, 1]
        float[] values = outputs.reshape(outputs.size(0), outputs.size(1))
                .dup('c')
                .data()
                .asFloat();
        List<double[][]> forecasts = new ArrayList<>(histories.size());
        for (int i = 0; i < histories.size(); i++) {
            History history = histories.get(i);
            double[][] columns = new double[encoding.columns()][];
            for (int column = 0; column < columns.length; column++) {
                int sample = i * encoding.samplesPerWindow() + (encoding.shareWeights() ? column : 0);
                int offset = sample * encoding.outputs();
                columns[column] = encoding.decode(history.series(), column, history.end(), values, offset);
            }
            forecasts.add(columns);
        }
        return forecasts;
    }
}
