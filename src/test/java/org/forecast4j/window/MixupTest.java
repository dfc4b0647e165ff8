package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.assertj.core.data.Offset;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class MixupTest {
    private static final Offset<Double> WITHIN = Offset.offset(0.01);

    private static DataSet mixed(TimeSeries series, int horizon, int samples, double... weights) {
        return mixed(1, series, horizon, samples, weights);
    }

    private static DataSet mixed(int season, TimeSeries series, int horizon, int samples, double... weights) {
        Encoding encoding = new Encoding(
                new WindowSpec(2, horizon, 1),
                new Encoding.Columns(1, false, false),
                WindowScaler.of(WindowScaling.NONE, season),
                List.of(),
                List.of(),
                Scalers.of(ColumnScaler.of(new double[] {0}, new double[] {1})));
        return new Batches(encoding)
                .room(samples)
                .fill(
                        Samples.windows(series, encoding.spec()),
                        0,
                        LongUnaryOperator.identity(),
                        new Mixup(position -> weights[(int) position]));
    }

    private static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    @Test
    void inputs_and_labels_become_the_weighted_mean_with_the_next_sample_and_the_last_with_the_first() {
        DataSet batch = mixed(Samples.series(Column.of("y", 1, 2, 4, 8, 16)), 1, 3, 0.5, 1, 0.25);
        assertThat(values(batch.getFeatures()))
                .containsExactly(1.5f, 3, 2, 4, 0.25f * 4 + 0.75f * 1, 0.25f * 8 + 0.75f * 2);
        assertThat(values(batch.getLabels())).containsExactly(6, 8, 0.25f * 16 + 0.75f * 4);
    }

    @Test
    void samples_are_mixed_with_the_next_of_the_same_place_in_the_season() {
        DataSet batch = mixed(2, Samples.series(Column.of("y", 1, 2, 4, 8, 16, 32)), 1, 4, 0.5, 0.5, 0.5, 0.5);
        // windows end before hours 2, 3, 4, 5: the first and third are even, the second and fourth odd; each in turn
        // with
        // the next even or odd one, at the end with the first of the others
        assertThat(values(batch.getLabels()))
                .containsExactly((4 + 16) / 2f, (8 + 32) / 2f, (16 + 8) / 2f, (32 + 4) / 2f);
    }

    @Test
    void lone_sample_stays_as_it_is() {
        DataSet batch = mixed(Samples.series(Column.of("y", 1, 2, 4)), 1, 1, 0.5);
        assertThat(values(batch.getFeatures())).containsExactly(1, 2);
        assertThat(values(batch.getLabels())).containsExactly(4);
    }

    @Test
    void samples_whose_labels_are_not_observed_alike_stay_as_they_are() {
        Column gap = Samples.holes("y", new double[] {1, 2, 4, 8, 16, 32, 64}, 3);
        DataSet batch = mixed(Samples.series(gap), 2, 4, 0.5, 0.5, 0.5, 0.5);
        assertThat(values(batch.getLabelsMaskArray())).containsExactly(1, 0, 0, 1, 1, 1, 1, 1);
        assertThat(values(batch.getLabels())).containsExactly(4, 8, 8, 16, 24, 48, 32, 64); // the third alone is mixed
        assertThat(values(batch.getFeatures())).containsExactly(1, 2, 2, 4, 6, 12, 8, 16);
    }

    @Test
    void seeded_weights_follow_the_arcsine_distribution() {
        double[] weights = Mixup.seeded(7).of(1000, 100_000);
        Arrays.sort(weights);
        assertThat(weights[0]).isNotNegative();
        assertThat(weights[99_999]).isLessThanOrEqualTo(1);
        assertThat(weights[10_000]).isCloseTo(Math.pow(Math.sin(Math.PI / 20), 2), WITHIN);
        assertThat(weights[50_000]).isCloseTo(0.5, WITHIN);
        assertThat(weights[75_000]).isCloseTo(Math.pow(Math.sin(Math.PI * 3 / 8), 2), WITHIN);
    }

    @Test
    void weights_belong_to_positions_not_to_batches() {
        Mixup mixup = Mixup.seeded(7);
        assertThat(Arrays.copyOfRange(mixup.of(0, 10), 4, 10)).containsExactly(mixup.of(4, 6));
        assertThat(mixup.of(0, 10)).isNotEqualTo(Mixup.seeded(8).of(0, 10));
    }
}
