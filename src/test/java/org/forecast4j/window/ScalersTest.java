package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

class ScalersTest {
    private static TimeSeries series(String id, double... values) {
        TimeSeries one = Samples.series(Column.of("sales", values));
        return new TimeSeries(id, one.index(), one.columns());
    }

    private static final TimeSeries SMALL = series("small", 1, 3, 1, 3, 99, 99);
    private static final TimeSeries LARGE = series("large", 1000, 3000, 1000, 3000, 1, 1);
    private static final TimeSeries STILL = series("still", 5, 5, 5, 5, 7, 7);

    private static Scalers fit(SeriesScaling scaling) {
        return Scalers.fit(
                List.of(SMALL, LARGE, STILL).stream()
                        .map(one -> new Windows.Part(one, 0, 4))
                        .toList(),
                scaling);
    }

    @Test
    void pooled_one_scale_serves_all() {
        Scalers scalers = fit(SeriesScaling.POOLED);
        assertThat(scalers.of(SMALL, 6)).isSameAs(scalers.of(LARGE, 6)).isSameAs(scalers.pooled());
    }

    @Test
    void each_series_has_its_own_scale_from_its_training_rows() {
        Scalers scalers = fit(SeriesScaling.EACH);
        assertThat(scalers.of(SMALL, 6).mean(0)).isEqualTo(2);
        assertThat(scalers.of(SMALL, 6).deviation(0)).isEqualTo(1);
        assertThat(scalers.of(LARGE, 6).mean(0)).isEqualTo(2000);
        assertThat(scalers.of(LARGE, 6).deviation(0)).isEqualTo(1000);
    }

    @Test
    void a_series_that_stands_still_is_measured_by_all_series() {
        Scalers scalers = fit(SeriesScaling.EACH);
        assertThat(scalers.of(STILL, 6).mean(0)).isEqualTo(5);
        assertThat(scalers.of(STILL, 6).deviation(0)).isEqualTo(scalers.pooled().deviation(0));
    }

    @Test
    void a_series_never_seen_is_measured_by_its_rows_before_the_origin() {
        TimeSeries fresh = series("fresh", 10, 30, 10, 30, 1e6, 1e6);
        ColumnScaler scaler = fit(SeriesScaling.EACH).of(fresh, 4);
        assertThat(scaler.mean(0)).isEqualTo(20);
        assertThat(scaler.deviation(0)).isEqualTo(10);
    }

    @Test
    void series_of_other_sizes_make_the_same_samples_under_their_own_scales() {
        TimeSeries small = series(
                "small", IntStream.range(0, 40).mapToDouble(i -> Math.sin(i)).toArray());
        TimeSeries large = series(
                "large",
                IntStream.range(0, 40)
                        .mapToDouble(i -> 500 + 1000 * Math.sin(i))
                        .toArray());
        List<Windows.Part> parts = List.of(new Windows.Part(small, 0, 40), new Windows.Part(large, 0, 40));
        Encoding encoding = new Encoding(
                new WindowSpec(8, 2, 1),
                new Encoding.Columns(1, false, false),
                WindowScaler.of(WindowScaling.LAST_VALUE, 1),
                List.of(),
                List.of(),
                Scalers.fit(parts, SeriesScaling.EACH));
        float[] ofSmall = new float[8];
        float[] ofLarge = new float[8];
        encoding.encode(small.before(20), 0, ofSmall, 0, 1);
        encoding.encode(large.before(20), 0, ofLarge, 0, 1);
        for (int i = 0; i < 8; i++) {
            assertThat(ofLarge[i]).isCloseTo(ofSmall[i], within(1e-5f));
        }
        assertThat(encoding.decode(large, 0, 20, new float[] {1, -1}, 0, 1)[0][0])
                .isCloseTo(
                        500
                                + 1000 * Math.sin(19)
                                + encoding.scalers().of(large, 20).deviation(0),
                        within(1e-3));
    }
}
