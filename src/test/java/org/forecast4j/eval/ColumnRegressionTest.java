package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.evaluation.regression.RegressionEvaluation.Metric;

class ColumnRegressionTest {
    private static final int NEVER_SHARED = 1;

    /** Blocks hold a truth and a forecast, 8 bytes each. */
    @ParameterizedTest
    @CsvSource({"1, 1", "7, 9", "64, 9", "321, 9", "862, 8"})
    void blocks_of_all_columns_and_forecasters_together_stay_below_72_megabytes(int columns, int forecasters) {
        long all = (long) columns * forecasters;
        assertThat(all * ColumnRegression.block(columns * forecasters) * 2 * Double.BYTES)
                .isLessThan(72_000_000);
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void metrics_are_the_same_in_large_and_in_small_blocks(Metric metric) {
        ColumnRegression large = new ColumnRegression(10, NEVER_SHARED);
        ColumnRegression small = new ColumnRegression(10, 1_000_000);
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            double truth = 10 + random.nextGaussian();
            double forecast = truth + random.nextGaussian();
            large.add(truth, forecast);
            small.add(truth, forecast);
        }
        assertThat(small.metric(metric)).isCloseTo(large.metric(metric), within(1e-12));
    }
}
