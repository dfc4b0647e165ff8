package org.forecast4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ForecastLossTest {
    private static final IActivation IDENTITY = new ActivationIdentity();

    static Stream<ForecastLoss> losses() {
        return Stream.of(Loss.values())
                .flatMap(point -> Stream.of(
                        new ForecastLoss(point, List.of(), 2), new ForecastLoss(point, List.of(0.1, 0.9), 2)));
    }

    private static INDArray random(int seed, int columns) {
        return Nd4j.createFromArray(
                        new Random(seed).doubles(4L * columns, -2, 2).toArray())
                .reshape(4, columns);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradient_anyLossActivationAndMask_isThatOfFiniteDifferences(ForecastLoss loss) {
        int columns = 12; // two columns of two steps, three parts each
        INDArray labels = random(1, columns);
        INDArray z = random(2, columns);
        INDArray mask = random(3, columns).gt(-1).castTo(DataType.DOUBLE);
        for (IActivation activation : List.of(IDENTITY, new ActivationTanH())) {
            INDArray gradient = loss.computeGradient(labels, z.dup(), activation, mask);
            double h = 1e-6;
            for (int i = 0; i < z.length(); i++) {
                INDArray up = z.dup();
                up.putScalar(i, z.getDouble(i) + h);
                INDArray down = z.dup();
                down.putScalar(i, z.getDouble(i) - h);
                double numeric = (loss.computeScore(labels, up, activation, mask, false)
                                - loss.computeScore(labels, down, activation, mask, false))
                        / (2 * h);
                assertThat(gradient.getDouble(i)).isCloseTo(numeric, within(1e-7));
            }
        }
    }

    @Test
    void score_byHand_sumsPointAndPinballLosses() {
        ForecastLoss loss = new ForecastLoss(Loss.MSE, List.of(0.1, 0.9), 1);
        INDArray labels = Nd4j.createFromArray(new double[][] {{1, 1, 1}});
        INDArray outputs = Nd4j.createFromArray(new double[][] {{3, 2, 0}});
        // (3 - 1)^2 = 4; over by 1 at level 0.1: 0.9; under by 1 at level 0.9: 0.9
        assertThat(loss.computeScore(labels, outputs, IDENTITY, null, true)).isCloseTo(5.8 / 3, within(1e-12));
        assertThat(loss.computeScoreArray(labels, outputs, IDENTITY, null).getDouble(0))
                .isCloseTo(5.8 / 3, within(1e-12));
    }

    @Test
    void score_huberByHand_isSquaredThenLinear() {
        ForecastLoss loss = new ForecastLoss(Loss.HUBER, List.of(), 2);
        INDArray labels = Nd4j.createFromArray(new double[][] {{0, 0}});
        INDArray outputs = Nd4j.createFromArray(new double[][] {{0.5, -3}});
        assertThat(loss.computeScore(labels, outputs, IDENTITY, null, false))
                .isCloseTo((0.125 + 1.375) / 2, within(1e-12));
    }

    @Test
    void pinball_constantForecast_isLeastAtTheQuantileOfTheLabels() {
        ForecastLoss loss = new ForecastLoss(Loss.MAE, List.of(0.2), 1);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 100, 2);
        for (int i = 0; i < 100; i++) {
            labels.putScalar(new int[] {i, 0}, i);
            labels.putScalar(new int[] {i, 1}, i);
        }
        double best = Double.NaN;
        double least = Double.POSITIVE_INFINITY;
        for (double q = 0.5; q < 100; q++) {
            INDArray outputs = Nd4j.zeros(DataType.DOUBLE, 100, 2);
            outputs.getColumn(0).assign(49.5);
            outputs.getColumn(1).assign(q);
            double score = loss.computeScore(labels, outputs, IDENTITY, null, true);
            if (score < least) {
                least = score;
                best = q;
            }
        }
        assertThat(best).isCloseTo(19.5, within(1.0));
    }
}
