package org.forecast4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinningTest {

    @Test
    void each_pixel_column_keeps_its_first_lowest_highest_and_last_point() {
        double[] x = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0, 1.1, 2.5};
        double[] y = {5, 6, 9, 1, 4, 5, 7, 8, 3};

        assertThat(Thinning.visible(x, y, 0, 9)).containsExactly(0, 2, 3, 5, 6, 7, 8);
    }

    @Test
    void a_stretch_in_the_middle_is_thinned_by_itself() {
        double[] x = {0, 0, 0, 0};

        assertThat(Thinning.visible(x, new double[] {9, 1, 2, 9}, 1, 3)).containsExactly(1, 2);
        assertThat(Thinning.visible(x, new double[4], 2, 3)).containsExactly(2);
        assertThat(Thinning.visible(x, new double[4], 2, 2)).isEmpty();
    }

    @Test
    void a_spike_among_a_million_points_is_kept() {
        double[] x = IntStream.range(0, 1_000_000).mapToDouble(i -> i / 1000.0).toArray();
        double[] y = new double[x.length];
        y[123_456] = 7;

        int[] kept = Thinning.visible(x, y, 0, x.length);

        assertThat(kept.length).isLessThanOrEqualTo(4 * 1000);
        assertThat(Arrays.binarySearch(kept, 123_456)).isNotNegative();
    }
}
