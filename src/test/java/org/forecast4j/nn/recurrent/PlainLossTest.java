package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.nn.recurrent.Sequences.assertClose;
import static org.forecast4j.nn.recurrent.Sequences.random;

import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

class PlainLossTest {
    private static final ActivationIdentity IDENTITY = new ActivationIdentity();

    static Stream<Arguments> lossesAndShapes() {
        return Stream.of(new LossMSE(), new LossMAE())
                .flatMap(loss -> Stream.of(false, true).flatMap(masked -> Stream.of(
                                new int[] {1, 1}, new int[] {3, 5}, new int[] {1200, 7}, new int[] {2, 5000})
                        .map(shape -> Arguments.of(loss, masked, shape[0], shape[1]))));
    }

    /** One row to several blocks, and rows longer than a block; the second row is exact. */
    @ParameterizedTest
    @MethodSource("lossesAndShapes")
    void score_and_derivative_equal_the_loss_for_every_number_of_blocks(
            ILossFunction loss, boolean masked, int rows, int outputs) {
        INDArray z = random(1, DataType.FLOAT, rows, outputs);
        INDArray labels = random(2, DataType.FLOAT, rows + 1, outputs)
                .get(NDArrayIndex.interval(1, rows + 1), NDArrayIndex.all());
        INDArray mask = masked ? random(3, DataType.FLOAT, rows, outputs).gt(0).castTo(DataType.FLOAT) : null;
        if (rows > 1) {
            labels.getRow(1).assign(z.getRow(1));
        }
        double score =
                loss.computeScore(labels.castTo(DataType.DOUBLE), z.castTo(DataType.DOUBLE), IDENTITY, mask, false);
        INDArray delta = loss.computeGradient(labels, z.dup(), IDENTITY, mask);
        assertThat(PlainLoss.computes(loss, IDENTITY, labels, z, mask)).isTrue();
        INDArray before = labels.dup();
        OutputLoss plain = PlainLoss.of(loss, labels, z, mask);
        assertThat(plain.score()).isCloseTo(score, Offset.offset(1e-6 * Math.max(1, score)));
        assertClose(plain.delta(), delta, 1e-6);
        assertClose(plain.sums().orElseThrow(), delta.castTo(DataType.DOUBLE).sum(0), 1e-5);
        assertThat(labels).isEqualTo(before);
    }

    /** A loss that is a function of the error: of ours, half the errors' squares in every second output, and none between. */
    @Test
    void a_loss_that_knows_the_error_alone_is_asked_for_whole_rows() {
        class Alternating extends LossMSE implements ErrorFunction {
            private static final long serialVersionUID = 1L;

            @Override
            public void apply(double[] errors, double[] losses, int from, int to) {
                for (int i = from; i < to; i++) {
                    boolean counts = (i - from) % 2 == 0;
                    losses[i] = counts ? errors[i] * errors[i] / 2 : 0;
                    errors[i] = counts ? errors[i] : 0;
                }
            }
        }
        INDArray z = random(1, DataType.FLOAT, 3000, 2);
        INDArray labels = random(2, DataType.FLOAT, 3000, 2);
        INDArray errors = z.sub(labels).getColumn(0).dup();
        OutputLoss plain = PlainLoss.of(new Alternating(), labels, z, null);
        double squares = errors.castTo(DataType.DOUBLE).norm2Number().doubleValue();
        assertThat(plain.score()).isCloseTo(squares * squares / 4, Offset.offset(1e-3));
        assertClose(plain.delta().getColumn(0), errors.div(2), 1e-6);
        assertThat(plain.delta().getColumn(1)).isEqualTo(Nd4j.zeros(DataType.FLOAT, 3000));
    }

    @Test
    void whatever_else_there_is_to_compute_is_left_to_the_loss() {
        INDArray z = random(1, DataType.FLOAT, 3, 2);
        INDArray y = random(2, DataType.FLOAT, 3, 2);
        LossMSE mse = new LossMSE();
        assertThat(PlainLoss.computes(mse, IDENTITY, y, z, null)).isTrue();
        assertThat(PlainLoss.computes(new LossL2(), IDENTITY, y, z, null)).isFalse();
        assertThat(PlainLoss.computes(new LossMSE(Nd4j.ones(1, 2)), IDENTITY, y, z, null))
                .isFalse();
        assertThat(PlainLoss.computes(mse, new ActivationTanH(), y, z, null)).isFalse();
        assertThat(PlainLoss.computes(mse, IDENTITY, y, z, Nd4j.ones(3, 1))).isFalse();
        assertThat(PlainLoss.computes(mse, IDENTITY, y.castTo(DataType.DOUBLE), z, null))
                .isFalse();
        assertThat(PlainLoss.computes(mse, IDENTITY, y.dup('f'), z, null)).isFalse();
        assertThat(PlainLoss.computes(mse, IDENTITY, random(2, DataType.FLOAT, 3, 1), z, null))
                .isFalse();
    }
}
