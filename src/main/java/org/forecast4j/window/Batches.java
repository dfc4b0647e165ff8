package org.forecast4j.window;

import java.util.List;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import org.forecast4j.UserError;
import org.forecast4j.series.History;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes network batches of windows. Features are {@code [batch, inputs, inputSteps]} and labels {@code [batch, outputs,
 * outputSteps]}; both are views of time-major memory, which recurrent layers read without copying.
 */
public final class Batches {
    /** A Java array holds no more. */
    private static final long MOST_VALUES = Integer.MAX_VALUE - 8L;

    /** Input values encoded at a time: 256 MB. */
    private static final long VALUES_AT_ONCE = 1 << 26;

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

    /** How many windows to take at a time: those of so many samples, and fewer where their inputs would be very many. */
    public int windowsAtOnce(int samples) {
        double ofWindow = (double) encoding.samplesPerWindow() * encoding.spec().inputSteps() * encoding.inputs();
        int wanted = samples / encoding.samplesPerWindow();
        return (int) Math.max(1, Math.min(wanted, VALUES_AT_ONCE / ofWindow));
    }

    /** Room for so many inputs or outputs of a batch. */
    static float[] room(String what, int steps, long samples, int ofStep) {
        double values = (double) steps * samples * ofStep; // exact as far as they fit
        if (values > MOST_VALUES) {
            throw UserError.usage(String.format(
                    Locale.ROOT,
                    "%s of %d samples, %d steps of %d, are %.0f values, expected %d at most; give a smaller batch, a"
                            + " longer patch, a shorter lookback or horizon, fewer columns, or identity: false",
                    what,
                    samples,
                    steps,
                    ofStep,
                    values,
                    MOST_VALUES));
        }
        return new float[(int) values];
    }

    /** The inputs alone, for each history its samples in column order. */
    public INDArray features(List<History> histories) {
        long samples = (long) histories.size() * encoding.samplesPerWindow();
        float[] features = room("inputs", encoding.spec().inputSteps(), samples, encoding.inputs());
        int size = (int) samples;
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
