package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.eval.Samples.series;

import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private static final TimeSeries SERIES = series(Column.of("y", new double[14_400]));

    @Test
    void within_counts_every_window_whose_labels_lie_in_the_part() {
        assertThat(Origins.within(SERIES, 11_520, 14_400, 96))
                .hasSize(2880 - 96 + 1)
                .startsWith(SERIES.before(11_520))
                .endsWith(SERIES.before(14_400 - 96));
    }

    @Test
    void within_a_part_shorter_than_the_horizon_there_is_none() {
        assertThat(Origins.within(SERIES, 14_305, 14_400, 96)).isEmpty();
        assertThat(Origins.within(SERIES, 14_304, 14_400, 96)).hasSize(1);
    }

    @Test
    void within_obeys_the_stride_and_the_caller() {
        assertThat(Origins.within(SERIES, 0, 20, 5, 4, history -> history.end() >= 6))
                .extracting(History::end)
                .containsExactly(9, 13); // 1 and 5 are too short a history, 17 + 5 leaves the part
    }

    @Test
    void within_rows_outside_of_the_series_is_refused() {
        assertThatThrownBy(() -> Origins.within(SERIES, 0, 14_401, 5)).hasMessageContaining("14401");
        assertThatThrownBy(() -> Origins.within(SERIES, 0, 10, 0)).hasMessageContaining("horizon 0");
    }
}
