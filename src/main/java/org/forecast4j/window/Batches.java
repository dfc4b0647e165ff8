package org.forecast4j.window;

import java.util.List;
import java.util.function.LongUnaryOperator;
import org.forecast4j.series.History;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes network batches of windows. Features are {@code [batch, inputs, inputSteps]} and labels {@code [batch, outputs,
 * outputSteps]}; both are views of time-major memory, which recurrent layers read without copying.
 */
public final class Batches {
    private final Encoding encoding;

    public Batches(Encoding encoding) {
        this.encoding = encoding;
    }

    /** The number of samples that all the windows make. */
    public long samples(Windows windows) {
        return windows.count() * encoding.samplesPerWindow();
    }

    /** A batch for training, unmixed, in memory of its own. See {@link Batch#fill}. */
    public DataSet training(Windows windows, long from, int size, LongUnaryOperator order) {
        return room(size).fill(windows, from, order, Mixup.NONE);
    }

    /** Memory for batches of so many samples, one after another. */
    public Batch room(int size) {
        return new Batch(encoding, size);
    }

    /** The inputs alone, for each history its samples in column order. */
    public INDArray features(List<History> histories) {
        int size = histories.size() * encoding.samplesPerWindow();
        float[] features = new float[encoding.spec().inputSteps() * size * encoding.inputs()];
        int sample = 0;
        for (History history : histories) {
            for (int column = 0; column < encoding.samplesPerWindow(); column++) {
                encoding.encode(history, column, features, sample++, size);
            }
        }
        return timeMajor(features, size);
    }

    private INDArray timeMajor(float[] features, int size) {
        return Nd4j.create(features, new long[] {encoding.spec().inputSteps(), size, encoding.inputs()}, 'c')
                .permute(1, 2, 0);
    }
}
