package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays for the tests of this room. */
final class Sequences {
    private Sequences() {}

    static INDArray random(long seed, DataType type, long... shape) {
        int length = 1;
        for (long size : shape) {
            length *= (int) size;
        }
        return Nd4j.createFromArray(new Random(seed).doubles(length, -1, 1).toArray())
                .castTo(type)
                .reshape(shape);
    }

    /** The same numbers in memory [time, batch, features]. */
    static INDArray timeMajor(INDArray sequence) {
        return sequence.permute(2, 0, 1).dup('c').permute(1, 2, 0);
    }

    /** [batch, features, time] as the format has it; the memory stays. */
    static INDArray in(RNNFormat format, INDArray sequence) {
        return format == RNNFormat.NWC ? sequence.permute(0, 2, 1) : sequence;
    }

    /** Equal but for rounding: a part of the largest number. */
    static void assertClose(INDArray actual, INDArray expected, double part) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = expected.amaxNumber().doubleValue();
        assertThat(expected.isNaN().any()).isFalse();
        assertThat(actual.castTo(DataType.DOUBLE)
                        .sub(expected.castTo(DataType.DOUBLE))
                        .amaxNumber()
                        .doubleValue())
                .isLessThanOrEqualTo(part * Math.max(largest, 1e-3));
    }
}
