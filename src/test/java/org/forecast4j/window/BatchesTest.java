package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.forecast4j.UserError;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class BatchesTest {
    private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);
    private static final ColumnScaler PLAIN = ColumnScaler.of(new double[] {0, 0}, new double[] {1, 1});

    private static final TimeSeries TWO =
            Samples.series(Column.of("a", 1, 2, 4, 8, 16, 32), Column.of("b", 10, 20, 30, 40, 50, 60));

    private static Encoding encoding(int patch, boolean shareWeights, WindowScaling scaling, ColumnScaler scaler) {
        return new Encoding(
                new WindowSpec(4, 2, patch),
                new Encoding.Columns(2, shareWeights, false),
                Samples.scaler(scaling, 2, 4, 2),
                List.of(),
                List.of(),
                Scalers.of(scaler));
    }

    private static DataSet batch(Encoding encoding, TimeSeries series) {
        Batches batches = new Batches(encoding);
        Windows windows = Samples.windows(series, encoding.spec());
        return batches.training(windows, 0, (int) batches.samples(windows), LongUnaryOperator.identity());
    }

    private static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    private static Encoding tellingApart(int columns, int lookback) {
        double[] ones = new double[columns];
        Arrays.fill(ones, 1);
        return new Encoding(
                new WindowSpec(lookback, 2, 1),
                new Encoding.Columns(columns, true, true),
                WindowScaler.of(WindowScaling.NONE, 1),
                List.of(),
                List.of(),
                Scalers.of(ColumnScaler.of(ones.clone(), ones)));
    }

    /** 1500 columns told apart make 1501 inputs; 1024 steps of them, 1500 samples: more than an array can hold. */
    @Test
    void batch_that_no_array_can_hold_is_refused_with_its_remedies() {
        Batches batches = new Batches(tellingApart(1500, 1024));
        assertThatThrownBy(() -> batches.room(1500))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("2305536000", "batch", "patch", "identity");
        assertThatThrownBy(() -> batches.features(List.of(TWO.before(4))))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("2305536000", "patch", "identity");
    }

    @Test
    void batch_whose_labels_no_array_can_hold_is_refused() {
        Encoding encoding = new Encoding(
                new WindowSpec(4, 3_000_000, 1),
                new Encoding.Columns(2, false, false),
                WindowScaler.of(WindowScaling.NONE, 1),
                List.of(),
                List.of(),
                Scalers.of(PLAIN));
        assertThatThrownBy(() -> new Batches(encoding).room(1000))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("6000000000", "horizon", "batch");
    }

    /** 64 Mi input values are taken at once: 100 columns told apart, 16 steps, are 161600 a window, 415 of them. */
    @Test
    void windows_of_many_inputs_are_forecast_fewer_at_a_time() {
        assertThat(new Batches(encoding(1, true, WindowScaling.NONE, PLAIN)).windowsAtOnce(512))
                .isEqualTo(256);
        assertThat(new Batches(tellingApart(100, 16)).windowsAtOnce(1_000_000)).isEqualTo(415);
        assertThat(new Batches(tellingApart(1500, 1024)).windowsAtOnce(512)).isOne();
    }

    // --- by hand: one window of 4 + 2 rows, two columns

    @Test
    void joint_point_by_point_holds_both_columns_in_each_step() {
        DataSet batch = batch(encoding(1, false, WindowScaling.NONE, PLAIN), TWO);
        assertThat(batch.getFeatures().shape()).containsExactly(1, 2, 4);
        assertThat(values(batch.getFeatures())).containsExactly(1, 2, 4, 8, 10, 20, 30, 40);
        assertThat(batch.getLabels().shape()).containsExactly(1, 4, 1);
        assertThat(values(batch.getLabels())).containsExactly(16, 32, 50, 60);
        assertThat(batch.getLabelsMaskArray()).isNull();
    }

    @Test
    void joint_patches_hold_two_values_of_each_column_in_each_step() {
        DataSet batch = batch(encoding(2, false, WindowScaling.NONE, PLAIN), TWO);
        assertThat(batch.getFeatures().shape()).containsExactly(1, 4, 2);
        // inputs: a's first, a's second, b's first, b's second of the patch; for each, the two steps
        assertThat(values(batch.getFeatures())).containsExactly(1, 4, 2, 8, 10, 30, 20, 40);
    }

    @Test
    void shared_weights_make_a_sample_of_each_column() {
        DataSet batch = batch(encoding(2, true, WindowScaling.NONE, PLAIN), TWO);
        assertThat(batch.getFeatures().shape()).containsExactly(2, 2, 2);
        assertThat(values(batch.getFeatures())).containsExactly(1, 4, 2, 8, 10, 30, 20, 40);
        assertThat(batch.getLabels().shape()).containsExactly(2, 2, 1);
        assertThat(values(batch.getLabels())).containsExactly(16, 32, 50, 60);
    }

    @Test
    void columns_are_scaled_by_their_own_moments() {
        ColumnScaler scaler = ColumnScaler.of(new double[] {1, 10}, new double[] {2, 5});
        DataSet batch = batch(encoding(1, false, WindowScaling.NONE, scaler), TWO);
        assertThat(values(batch.getFeatures())).containsExactly(0, 0.5f, 1.5f, 3.5f, 0, 2, 4, 6);
        assertThat(values(batch.getLabels())).containsExactly(7.5f, 15.5f, 8, 10);
    }

    @Test
    void last_value_is_taken_out() {
        DataSet batch = batch(encoding(1, false, WindowScaling.LAST_VALUE, PLAIN), TWO);
        assertThat(values(batch.getFeatures())).containsExactly(-7, -6, -4, 0, -30, -20, -10, 0);
        assertThat(values(batch.getLabels())).containsExactly(8, 24, 10, 20);
    }

    @Test
    void mean_is_taken_out() {
        DataSet batch = batch(encoding(1, true, WindowScaling.MEAN, PLAIN), TWO);
        assertThat(values(batch.getFeatures())).containsExactly(-2.75f, -1.75f, 0.25f, 4.25f, -15, -5, 5, 15);
        assertThat(values(batch.getLabels())).containsExactly(12.25f, 28.25f, 25, 35);
    }

    @Test
    void mean_and_deviation_are_taken_out() {
        DataSet batch = batch(encoding(1, true, WindowScaling.MEAN_STD, PLAIN), TWO);
        float deviation = (float) Math.sqrt(125); // of 10, 20, 30, 40
        assertThat(values(batch.getFeatures())[4]).isEqualTo(-15 / deviation, ROUNDING);
        assertThat(values(batch.getFeatures())[7]).isEqualTo(15 / deviation, ROUNDING);
        assertThat(values(batch.getLabels())[3]).isEqualTo(35 / deviation, ROUNDING);
    }

    @Test
    void flat_lookback_is_divided_by_the_smallest_deviation() {
        TimeSeries flat = Samples.series(Column.of("a", 5, 5, 5, 5, 6, 7), Column.of("b", 5, 5, 5, 5, 5, 5));
        assertThat(values(batch(encoding(1, true, WindowScaling.MEAN_STD, PLAIN), flat)
                        .getLabels()))
                .containsExactly(100, 200, 0, 0);
    }

    @Test
    void calendar_is_sine_and_cosine_at_the_last_row_of_each_step() {
        Encoding encoding = new Encoding(
                new WindowSpec(12, 1, 6),
                new Encoding.Columns(1, true, false),
                WindowScaler.of(WindowScaling.NONE, 1),
                List.of(CalendarFeature.HOUR_OF_DAY, CalendarFeature.DAY_OF_WEEK),
                List.of(),
                Scalers.of(ColumnScaler.of(new double[] {0}, new double[] {1})));
        Batches batches = new Batches(encoding);
        TimeSeries series = Samples.zeros(19); // hourly from midnight on a Monday
        INDArray features = batches.features(List.of(series.before(19))); // rows 7 to 18: last rows 12 and 18 o'clock
        assertThat(features.shape()).containsExactly(1, 10, 2);
        assertThat(features.getFloat(0, 6, 0)).isEqualTo(0f, ROUNDING); // sin 180 degrees
        assertThat(features.getFloat(0, 7, 0)).isEqualTo(-1f, ROUNDING);
        assertThat(features.getFloat(0, 6, 1)).isEqualTo(-1f, ROUNDING); // sin 270 degrees
        assertThat(features.getFloat(0, 7, 1)).isEqualTo(0f, ROUNDING);
        assertThat(features.getFloat(0, 8, 1)).isEqualTo(0f, ROUNDING); // Monday
        assertThat(features.getFloat(0, 9, 1)).isEqualTo(1f, ROUNDING);
    }

    @Test
    void filled_labels_are_masked_alone() {
        TimeSeries holed = Samples.series(
                Samples.holes("a", new double[] {1, 2, 4, 8, 16, 32, 64}, 5),
                Samples.holes("b", new double[] {10, 20, 30, 40, 50, 60, 70}));
        DataSet batch = batch(encoding(1, false, WindowScaling.NONE, PLAIN), holed);
        assertThat(batch.getLabelsMaskArray().shape()).containsExactly(2, 4, 1);
        assertThat(values(batch.getLabelsMaskArray())).containsExactly(1, 0, 1, 1, 0, 1, 1, 1);
    }

    // --- laws

    @Test
    void training_batches_follow_the_order_given() {
        Encoding encoding = encoding(1, true, WindowScaling.NONE, PLAIN);
        Random random = new Random(3);
        TimeSeries series = Samples.series(
                Column.of("a", random.doubles(30).toArray()),
                Column.of("b", random.doubles(30).toArray()));
        Windows windows = Samples.windows(series, encoding.spec());
        Batches batches = new Batches(encoding);
        int samples = (int) batches.samples(windows);
        assertThat(samples).isEqualTo(50);
        INDArray inOrder = batches.training(windows, 0, samples, LongUnaryOperator.identity())
                .getFeatures();
        Shuffle shuffle = new Shuffle(samples, 9);
        INDArray mixed = batches.training(windows, 20, 10, shuffle::at).getFeatures();
        for (int i = 0; i < 10; i++) {
            assertThat(values(mixed.slice(i))).isEqualTo(values(inOrder.slice(shuffle.at(20 + i))));
        }
    }

    @Test
    void features_of_histories_are_those_of_training() {
        Encoding encoding = encoding(2, true, WindowScaling.MEAN_STD, PLAIN);
        Random random = new Random(4);
        TimeSeries series = Samples.series(
                Column.of("a", random.doubles(30).toArray()),
                Column.of("b", random.doubles(30).toArray()));
        Windows windows = Samples.windows(series, encoding.spec());
        INDArray histories = new Batches(encoding)
                .features(LongStream.range(0, windows.count())
                        .mapToObj(windows::history)
                        .toList());
        assertThat(values(histories)).isEqualTo(values(batch(encoding, series).getFeatures()));
    }

    @ParameterizedTest
    @EnumSource(WindowScaling.class)
    void decode_of_encoded_labels_gives_the_values_back(WindowScaling scaling) {
        Random random = new Random(5);
        ColumnScaler scaler = ColumnScaler.of(new double[] {100, -3}, new double[] {10, 0.5});
        TimeSeries series = Samples.series(
                Column.of("a", random.doubles(40, 80, 120).toArray()),
                Column.of("b", random.doubles(40, -4, -2).toArray()));
        for (boolean shared : new boolean[] {true, false}) {
            Encoding encoding = encoding(2, shared, scaling, scaler);
            float[] labels = values(batch(encoding, series).getLabels());
            Windows windows = Samples.windows(series, encoding.spec());
            int samples = (int) new Batches(encoding).samples(windows);
            for (int w = 0; w < windows.count(); w++) {
                for (int c = 0; c < 2; c++) {
                    int sample = shared ? w * 2 + c : w;
                    int end = windows.endOf(w);
                    double[] decoded = encoding.decode(series, c, end, labels, sample, samples)[0];
                    for (int h = 0; h < 2; h++) {
                        assertThat(decoded[h]).isCloseTo(series.column(c).value(end + h), Offset.offset(2e-5));
                    }
                }
            }
        }
    }

    /** Nothing at or after the origin may reach the inputs. */
    @ParameterizedTest
    @EnumSource(WindowScaling.class)
    void features_do_not_change_with_the_future(WindowScaling scaling) {
        Random random = new Random(6);
        double[] values = random.doubles(20).toArray();
        int end = 12;
        Batches batches = new Batches(new Encoding(
                new WindowSpec(8, 4, 4),
                new Encoding.Columns(1, true, false),
                Samples.scaler(scaling, 8, 8, 1),
                List.of(CalendarFeature.values()),
                List.of(),
                Scalers.of(ColumnScaler.of(new double[] {0.5}, new double[] {0.3}))));
        float[] before = values(
                batches.features(List.of(Samples.series(Column.of("a", values)).before(end))));
        for (int row = 0; row < values.length; row++) {
            double[] changed = values.clone();
            changed[row] += 1000;
            float[] after = values(batches.features(
                    List.of(Samples.series(Column.of("a", changed)).before(end))));
            boolean inLookback = row >= 4 && row < end;
            assertThat(java.util.Arrays.equals(before, after)).as("row %d", row).isEqualTo(!inLookback);
        }
    }

    @Test
    void seasonal_naive_leaves_the_labels_what_it_misses() {
        Encoding encoding = encoding(1, true, WindowScaling.SEASONAL_NAIVE, PLAIN); // seasons of 2 rows
        DataSet batch = batch(encoding, TWO);
        assertThat(values(batch.getLabels())).containsExactly(16 - 4, 32 - 8, 50 - 30, 60 - 40);
        assertThat(values(batch.getFeatures()))
                .containsExactly(1 - 6, 2 - 6, 4 - 6, 8 - 6, 10 - 35, 20 - 35, 30 - 35, 40 - 35);
    }

    @Test
    void identity_is_one_at_the_samples_column_at_every_step() {
        Encoding encoding = new Encoding(
                new WindowSpec(4, 2, 2),
                new Encoding.Columns(2, true, true),
                WindowScaler.of(WindowScaling.NONE, 1),
                List.of(),
                List.of(),
                Scalers.of(PLAIN));
        INDArray features = batch(encoding, TWO).getFeatures();
        assertThat(features.shape()).containsExactly(2, 4, 2);
        for (int step = 0; step < 2; step++) {
            assertThat(features.getFloat(0, 2, step)).isEqualTo(1);
            assertThat(features.getFloat(0, 3, step)).isEqualTo(0);
            assertThat(features.getFloat(1, 2, step)).isEqualTo(0);
            assertThat(features.getFloat(1, 3, step)).isEqualTo(1);
        }
    }

    @Test
    void quantiles_share_the_labels_and_are_decoded_in_order() {
        Encoding encoding = new Encoding(
                new WindowSpec(4, 2, 1),
                new Encoding.Columns(2, true, false),
                WindowScaler.of(WindowScaling.NONE, 1),
                List.of(),
                List.of(0.1, 0.9),
                Scalers.of(PLAIN));
        float[] labels = values(batch(encoding, TWO).getLabels());
        assertThat(labels).containsExactly(16, 32, 16, 32, 16, 32, 50, 60, 50, 60, 50, 60);
        float[] outputs = {1, 2, 5, 0, 3, 4}; // the quantiles of the first step cross
        double[][] decoded = encoding.decode(TWO, 0, 4, outputs, 0, 1);
        assertThat(decoded[0]).containsExactly(1, 2);
        assertThat(decoded[1]).containsExactly(3, 0);
        assertThat(decoded[2]).containsExactly(5, 4);
    }

    @Test
    void horizon_of_two_patches_is_two_steps_of_labels() {
        Encoding encoding = new Encoding(
                new WindowSpec(2, 4, 1, Emission.DECODED, 2),
                new Encoding.Columns(2, true, false),
                WindowScaler.of(WindowScaling.NONE, 1),
                List.of(),
                List.of(0.5),
                Scalers.of(PLAIN));
        INDArray labels = batch(encoding, TWO).getLabels();
        assertThat(labels.shape()).containsExactly(2, 4, 2); // batch, outputs, steps
        float[] timeMajor = values(labels.permute(2, 0, 1));
        assertThat(timeMajor)
                .containsExactly(4, 8, 4, 8, 30, 40, 30, 40, /* the second step */ 16, 32, 16, 32, 50, 60, 50, 60);
        double[][] decoded = encoding.decode(TWO, 1, 2, timeMajor, 1, 2);
        assertThat(decoded[0]).containsExactly(30, 40, 50, 60);
        assertThat(decoded[1]).containsExactly(30, 40, 50, 60);
    }

    private static Encoding emitted(WindowSpec spec, boolean shared, WindowScaling scaling) {
        return new Encoding(
                spec,
                new Encoding.Columns(2, shared, false),
                Samples.scaler(scaling, 2, spec.lookback(), 2),
                List.of(),
                List.of(),
                Scalers.of(PLAIN));
    }

    @Test
    void steps_that_follow_the_lookbacks_are_marked_and_have_the_labels() {
        Encoding encoding = emitted(new WindowSpec(2, 4, 2, Emission.CONTINUED, 2), true, WindowScaling.NONE);
        DataSet batch = batch(encoding, TWO);
        assertThat(values(batch.getFeatures().permute(2, 0, 1)))
                .containsExactly(1, 2, 0, 10, 20, 0, /* ahead */ 0, 0, 1, 0, 0, 1, /* further */ 0, 0, 1, 0, 0, 1);
        assertThat(values(batch.getLabels().permute(2, 0, 1)))
                .containsExactly(0, 0, 0, 0, /* ahead */ 4, 8, 30, 40, /* further */ 16, 32, 50, 60);
        assertThat(values(batch.getLabelsMaskArray().permute(2, 0, 1)))
                .containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void every_step_has_the_horizon_that_follows_it_as_labels() {
        WindowSpec spec = new WindowSpec(4, 2, 2, Emission.EVERY_STEP, 2);
        DataSet batch = batch(emitted(spec, true, WindowScaling.LAST_VALUE), TWO);
        assertThat(values(batch.getFeatures())).containsExactly(-7, -4, -6, 0, -30, -10, -20, 0);
        assertThat(batch.getLabels().shape()).containsExactly(2, 2, 2); // batch, outputs, steps
        assertThat(values(batch.getLabels().permute(2, 0, 1)))
                .containsExactly(-4, 0, -10, 0, /* the last step */ 8, 24, 10, 20);
        assertThat(batch.getLabelsMaskArray()).isNull();
    }

    @Test
    void every_steps_labels_are_what_the_last_season_leaves_over() {
        WindowSpec spec = new WindowSpec(4, 2, 1, Emission.EVERY_STEP, 2);
        DataSet batch = batch(emitted(spec, false, WindowScaling.SEASONAL_NAIVE), TWO);
        // the season: a 4, 8 and b 30, 40
        assertThat(values(batch.getLabels().permute(2, 0, 1)))
                .containsExactly(-6, 0, -20, 0, /**/ 0, 0, 0, 0, /**/ 0, 12, 0, 20, /* the last */ 12, 24, 20, 20);
    }

    @Test
    void a_hole_in_the_lookback_is_no_label_of_its_steps() {
        TimeSeries series = Samples.series(
                Samples.holes("a", new double[] {1, 2, 4, 8, 16, 32}, 2), Column.of("b", 10, 20, 30, 40, 50, 60));
        WindowSpec spec = new WindowSpec(4, 2, 2, Emission.EVERY_STEP, 2);
        DataSet batch = batch(emitted(spec, true, WindowScaling.NONE), series);
        assertThat(values(batch.getLabelsMaskArray().permute(2, 0, 1))).containsExactly(0, 1, 1, 1, 1, 1, 1, 1);
    }
}
