package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.eval.Samples.series;

import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

class OriginLossesTest {
    private static final double[] DIFFERENCES = {1, 2, 3, 1, 2, 3};

    private static TimeSeries months(String id) {
        return series(id, Frequency.parse("month"), Column.of("y", new double[40]));
    }

    /** Forecaster 0 loses as much as is given at each end; the other loses nothing. */
    private static void add(OriginLosses losses, TimeSeries series, double loss, long labels, int end) {
        int window = losses.origin(series.before(end), labels);
        losses.squares(0, window, loss * labels);
        losses.squares(1, window, 0);
    }

    @Test
    void folds_apart_are_tested_as_what_they_are() {
        OriginLosses losses = new OriginLosses(2);
        int[] ends = {10, 11, 12, 30, 31, 32};
        for (int i = 0; i < ends.length; i++) {
            add(losses, months("a"), DIFFERENCES[i], 1, ends[i]);
        }

        assertThat(losses.test(1, 2)).isEqualTo(DieboldMariano.test(DIFFERENCES, new long[] {0, 1, 2, 20, 21, 22}, 2));
    }

    @Test
    void folds_that_touch_are_neighbours_though_each_has_a_series_of_its_own() {
        OriginLosses losses = new OriginLosses(2);
        TimeSeries whole = months("a");
        int[] ends = {10, 11, 12, 13, 14, 15};
        for (int i = 0; i < ends.length; i++) {
            TimeSeries part = i < 3 ? whole.rows(0, 14) : whole.rows(3, 20);
            add(losses, part, DIFFERENCES[i], 1, i < 3 ? ends[i] : ends[i] - 3);
        }

        assertThat(losses.test(1, 2)).isEqualTo(DieboldMariano.test(DIFFERENCES, 2));
    }

    @Test
    void an_origin_without_a_label_leaves_its_neighbours_apart() {
        OriginLosses losses = new OriginLosses(2);
        for (int i = 0; i < DIFFERENCES.length; i++) {
            add(losses, months("a"), DIFFERENCES[i], 1, 10 + (i < 3 ? i : i + 1));
            if (i == 2) {
                add(losses, months("a"), 7, 0, 13);
            }
        }

        assertThat(losses.test(1, 2)).isEqualTo(DieboldMariano.test(DIFFERENCES, new long[] {0, 1, 2, 4, 5, 6}, 2));
    }

    @Test
    void series_out_of_step_share_the_origins_of_the_same_step() {
        OriginLosses losses = new OriginLosses(2);
        TimeIndex noon = new TimeIndex(Samples.START.plusHours(12), Frequency.parse("1d"), 40, false);
        TimeSeries late = new TimeSeries("late", noon, java.util.List.of(Column.of("y", new double[40])));
        TimeSeries early = series("early", Frequency.parse("1d"), Column.of("y", new double[40]));
        for (int i = 0; i < DIFFERENCES.length; i++) {
            add(losses, early, 2 * DIFFERENCES[i], 1, 10 + i);
            add(losses, late, 0, 1, 10 + i);
            add(losses, late, 0, 0, 9 - i); // before the first
        }

        assertThat(losses.test(1, 2)).isEqualTo(DieboldMariano.test(DIFFERENCES, 2));
    }
}
