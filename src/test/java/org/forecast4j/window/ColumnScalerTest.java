package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;

class ColumnScalerTest {

    private static ColumnScaler fit(TimeSeries series) {
        return ColumnScaler.fit(List.of(new Windows.Part(series, 0, series.length())));
    }

    @Test
    void mean_and_population_deviation_by_hand() {
        ColumnScaler scaler =
                fit(Samples.series(Column.of("a", 2, 4, 4, 4, 5, 5, 7, 9), Column.of("b", 0, 1, 0, 1, 0, 1, 0, 1)));
        assertThat(scaler.mean(0)).isEqualTo(5);
        assertThat(scaler.deviation(0)).isEqualTo(2);
        assertThat(scaler.mean(1)).isCloseTo(0.5, within(1e-15));
        assertThat(scaler.deviation(1)).isCloseTo(0.5, within(1e-15));
        assertThat(scaler.scale(0, 9)).isEqualTo(2);
        assertThat(scaler.unscale(0, -1.5)).isEqualTo(2);
    }

    @Test
    void only_training_rows_that_were_observed_count() {
        TimeSeries series = Samples.series(Samples.holes("a", new double[] {1, 1000, 3, -1e9}, 1));
        ColumnScaler scaler = ColumnScaler.fit(List.of(new Windows.Part(series, 0, 3)));
        assertThat(scaler.mean(0)).isEqualTo(2);
        assertThat(scaler.deviation(0)).isEqualTo(1);
    }

    @Test
    void all_series_share_one_scale() {
        ColumnScaler scaler = ColumnScaler.fit(List.of(
                new Windows.Part(Samples.series(Column.of("a", 1, 1)), 0, 2),
                new Windows.Part(Samples.series(Column.of("a", 3, 3)), 0, 2)));
        assertThat(scaler.mean(0)).isEqualTo(2);
        assertThat(scaler.deviation(0)).isEqualTo(1);
    }

    @Test
    void small_changes_of_large_values_are_not_cancelled() {
        assertThat(fit(Samples.series(Column.of("a", 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16)))
                        .deviation(0))
                .isCloseTo(Math.sqrt(22.5), within(1e-9));
    }

    @Test
    void column_that_cannot_be_scaled_is_a_data_error_that_names_it() {
        assertThat(catchThrowableOfType(UserError.class, () -> fit(Samples.series(Column.of("flat", 0.1, 0.1, 0.1)))))
                .hasMessageContaining("'flat' is constant (0.1)")
                .extracting(UserError::kind)
                .isEqualTo(UserError.Kind.DATA);
        assertThat(catchThrowableOfType(
                        UserError.class, () -> fit(Samples.series(Samples.holes("gone", new double[] {1, 2}, 0, 1)))))
                .hasMessageContaining("'gone' has no value");
        assertThat(catchThrowableOfType(UserError.class, () -> fit(Samples.series(Column.of("vast", 1e300, -1e300)))))
                .hasMessageContaining("'vast'");
    }

    @Test
    void normalizer_file_gives_the_same_bits_back() throws Exception {
        Random random = new Random(1);
        double[][] columns = new double[6][];
        double[] sizes = {1, 1e-9, 1e12, 3e-4, 1e-6, 0.1};
        for (int c = 0; c < columns.length; c++) {
            double size = sizes[c];
            columns[c] = random.doubles(50).map(v -> (v + 3) * size).toArray();
        }
        ColumnScaler scaler = fit(Samples.series(
                Column.of("a", columns[0]),
                Column.of("b", columns[1]),
                Column.of("c", columns[2]),
                Column.of("d", columns[3]),
                Column.of("e", columns[4]),
                Column.of("f", columns[5])));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault().write(scaler.toNormalizer(), file);
        NormalizerStandardize restored =
                NormalizerSerializer.getDefault().restore(new ByteArrayInputStream(file.toByteArray()));
        for (int c = 0; c < sizes.length; c++) {
            assertThat(ColumnScaler.of(scaler.toNormalizer()).deviation(c)).isEqualTo(scaler.deviation(c));
            assertThat(ColumnScaler.of(restored).mean(c)).isEqualTo(scaler.mean(c));
            if (scaler.deviation(c) >= 1e-5) { // below, DL4J's own reader lifts it; the model bundle reads it itself
                assertThat(ColumnScaler.of(restored).deviation(c)).isEqualTo(scaler.deviation(c));
            }
        }
    }

    @Test
    void numbers_that_cannot_scale_are_refused() {
        assertThatThrownBy(() -> ColumnScaler.of(new double[] {0}, new double[] {0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ColumnScaler.of(new double[] {0}, new double[] {Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ColumnScaler.of(new double[] {0, 1}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
