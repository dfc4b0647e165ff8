package org.forecast4j.window;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.bytedeco.javacpp.FloatPointer;
import org.forecast4j.series.History;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Memory for one batch, filled again and again: a training that makes arrays for each step outgrows its memory. */
public final class Batch {
    private final Encoding encoding;
    private final int size;
    private final float[] features;
    private final float[] labels;
    private final float[] mask;
    private final INDArray featuresArray;
    private final INDArray labelsArray;
    private final INDArray maskArray;

    Batch(Encoding encoding, int size) {
        this.encoding = encoding;
        this.size = size;
        int inputSteps = encoding.spec().inputSteps();
        int outputSteps = encoding.spec().outputSteps();
        features = Batches.room("inputs", inputSteps, size, encoding.inputs());
        labels = Batches.room("labels", outputSteps, size, encoding.outputs());
        mask = new float[labels.length];
        featuresArray = Nd4j.create(DataType.FLOAT, inputSteps, size, encoding.inputs());
        labelsArray = Nd4j.create(DataType.FLOAT, outputSteps, size, encoding.outputs());
        maskArray = Nd4j.create(DataType.FLOAT, outputSteps, size, encoding.outputs());
    }

    /** How many samples it holds. */
    public int size() {
        return size;
    }

    /**
     * Fills it with samples for training. What an earlier call returned is overwritten.
     *
     * @param from the first position
     * @param order which sample stands at a position, for instance a {@link Shuffle}
     * @param mixup what it makes of them
     */
    public DataSet fill(Windows windows, long from, LongUnaryOperator order, Mixup mixup) {
        boolean whole = true;
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            long sample = order.applyAsLong(from + i);
            long window = sample / encoding.samplesPerWindow();
            int column = (int) (sample % encoding.samplesPerWindow());
            History history = windows.history(window);
            places[i] = encoding.place(history);
            encoding.encode(history, column, features, i, size);
            whole &= encoding.encodeLabels(history.series(), column, history.end(), labels, mask, i, size);
        }
        mix(mixup.of(from, size), places, whole);
        DataSet batch = new DataSet(put(features, featuresArray), put(labels, labelsArray));
        if (!whole) {
            batch.setLabelsMaskArray(put(mask, maskArray));
        }
        return batch;
    }

    private void mix(double[] weights, int[] places, boolean whole) {
        int[] partners = Mixup.partners(places);
        if (!whole) {
            Mixup.keepUnlike(mask, weights, partners, encoding.outputs());
        }
        if (Arrays.stream(weights).anyMatch(weight -> weight < 1)) {
            Mixup.mix(features, weights, partners, encoding.inputs());
            Mixup.mix(labels, weights, partners, encoding.outputs());
        }
    }

    /** From time-major memory to DL4J's view of it, {@code [batch, features, time]}. */
    private static INDArray put(float[] values, INDArray array) {
        if (Nd4j.getEnvironment().isCPU()) {
            ((FloatPointer) array.data().addressPointer()).put(values, 0, values.length);
        } else {
            array.assign(Nd4j.create(values, array.shape(), 'c'));
        }
        return array.permute(1, 2, 0);
    }
}
