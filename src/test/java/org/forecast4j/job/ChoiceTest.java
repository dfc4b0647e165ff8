package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.forecast4j.UserError;
import org.forecast4j.eval.Baseline;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.Decoder;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.History;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.Emission;
import org.forecast4j.window.SeriesScaling;
import org.forecast4j.window.WindowScaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceTest {
    private static TimeSeries series(String frequency, int rows, int cycle, int columns) {
        Random random = new Random(1);
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = 5 * Math.sin(2 * Math.PI * i / cycle) + 0.1 * random.nextGaussian();
        }
        return new TimeSeries(
                "",
                index(frequency, rows),
                IntStream.range(0, columns)
                        .mapToObj(c -> Column.of("c" + c, values))
                        .toList());
    }

    private static TimeIndex index(String frequency, int rows) {
        return new TimeIndex(
                LocalDateTime.of(2020, 1, 1, 0, 0).atZone(ZoneOffset.UTC), Frequency.parse(frequency), rows, false);
    }

    private static Choice choice(Settings settings, TimeSeries series) {
        Job job = settings.with("input", "x.csv", "test")
                .with("target", "all", "test")
                .toJob();
        return Plan.of(job, Parts.of(job.window().split(), List.of(series))).choice();
    }

    private static Settings horizon(int rows) {
        return Settings.none().with("horizon", String.valueOf(rows), "test");
    }

    @ParameterizedTest
    @CsvSource({
        // frequency, rows, cycle, horizon: season, lookback, patch
        "1h, 10000, 24, 24, 24, 168, 24", // a week
        "1h, 10000, 24, 96, 24, 192, 24", // two horizons
        "15min, 20000, 96, 24, 96, 672, 24", // a part of the season
        "1d, 1400, 7, 14, 7, 28, 7",
        "month, 200, 12, 12, 12, 24, 12", // a quarter of the training rows, not four seasons
        "1h, 10000, 17, 24, 17, 153, 17", // the season seen, not the customary one
        "row, 500, 10000, 5, 1, 16, 1" // none
    })
    void windowFollowsSeasonHorizonAndRows(
            String frequency, int rows, int cycle, int horizon, int season, int lookback, int patch) {
        Choice choice = choice(horizon(horizon), series(frequency, rows, cycle, 1));
        assertThat(choice.season()).isEqualTo(season);
        assertThat(choice.window().lookback()).isEqualTo(lookback);
        assertThat(choice.window().patch()).isEqualTo(patch);
    }

    @Test
    void a_week_whose_days_differ_is_held_twice_and_taken_out() {
        Random random = new Random(3);
        double[] hours = new double[4000];
        Arrays.setAll(
                hours,
                hour -> Math.sin(2 * Math.PI * hour / 24) * (hour / 24 % 7 < 5 ? 3 : 1)
                        + (hour / 24 % 7 < 5 ? 2 : 0)
                        + 0.1 * random.nextGaussian());
        TimeSeries load = new TimeSeries("", index("1h", hours.length), List.of(Column.of("y", hours)));
        Choice choice = choice(horizon(24), load);
        assertThat(choice.window().lookback()).isEqualTo(336);
        assertThat(choice.window().patch()).isEqualTo(24);
        assertThat(choice.season()).isEqualTo(168);
        assertThat(choice.windowScaling()).isEqualTo(WindowScaling.LINEAR);
        assertThat(choice.calendar()).doesNotContain(CalendarFeature.DAY_OF_WEEK); // the lookback shows it

        Choice shorter = choice(horizon(24).with("lookback", 72), load);
        assertThat(shorter.season()).isEqualTo(24);
    }

    @ParameterizedTest
    @CsvSource({
        // rows of months, of which seven tenths train; lookback
        "70, 24", // two years, which leave as many windows as a year has months
        "40, 12", // one
        "20, 3" // a quarter: a year would leave nothing to learn from
    })
    void a_short_series_is_seen_a_season_long(int rows, int lookback) {
        Choice choice = choice(horizon(3), series("month", rows, 12, 1));
        assertThat(choice.window().lookback()).isEqualTo(lookback);
        assertThat(choice.windowScaling().forecasts()).isEqualTo(lookback >= 12);
    }

    @Test
    void a_season_that_is_given_overrules_the_one_seen() {
        TimeSeries series = series("1h", 4000, 24, 1);
        Choice weekly = choice(horizon(24).with("season", 168), series);
        assertThat(weekly.season()).isEqualTo(168);
        assertThat(weekly.window().lookback()).isEqualTo(672);
        assertThat(weekly.windowScaling().forecasts()).isTrue();
        Choice none = choice(horizon(24).with("season", 1), series);
        assertThat(none.season()).isEqualTo(1);
        assertThat(none.windowScaling().forecasts()).isFalse();
        assertThat(choice(horizon(24).with("season", 2147483647), series).season())
                .isEqualTo(2147483647);
    }

    @Test
    void a_year_that_is_taken_out_needs_no_day_of_the_year() {
        TimeSeries series = series("month", 70, 12, 1);
        Settings shown = horizon(3).with("lookback", 12);
        assertThat(choice(shown, series).calendar()).isEmpty();
        assertThat(choice(shown.with("window-scaling", "mean"), series).calendar())
                .containsExactly(CalendarFeature.DAY_OF_YEAR);
    }

    @Test
    void the_customary_season_is_taken_out_where_it_tells_more_than_the_one_seen() {
        double[] months = new double[240];
        Arrays.setAll(months, row -> 5 * Math.sin(Math.PI * row / 3) + 2 * Math.sin(Math.PI * row / 6));
        TimeSeries series = new TimeSeries("", index("month", months.length), List.of(Column.of("y", months)));
        assertThat(choice(horizon(6), series).season()).isEqualTo(12);
    }

    @Test
    void a_network_that_learned_nothing_repeats_the_season_that_is_taken_out() {
        TimeSeries series = series("month", 200, 12, 1);
        Job job = horizon(15)
                .with("window-scaling", "seasonal-naive")
                .with("input", "x.csv")
                .with("target", "all")
                .toJob();
        Plan plan = Plan.of(job, Parts.of(job.window().split(), List.of(series)));
        NetworkForecaster untrained = Fitting.untrained(plan, plan.encoding(Split.Bounds::trainEnd));
        History history = series.before(100);
        double[] naive = new Baseline.SeasonalNaive(15, 12).forecast(history, 0);
        double[] forecast = untrained.forecast(List.of(history))[0][0];
        assertThat(forecast).containsExactly(naive, within(1e-5));
    }

    @Test
    void a_lookback_beyond_every_row_is_refused() {
        TimeSeries series = series("1d", 200, 7, 1);
        for (Settings huge :
                List.of(horizon(3).with("lookback", 2147483647), horizon(3).with("patch", 2147483647))) {
            assertThatThrownBy(() -> choice(huge, series))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("lookback 2147483647 and horizon 3: more rows than a series can hold");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // horizon, patch, decoder asked for: decoder, rows of a step
        "144, 24, auto, SIMPLE_RNN, 24",
        "120, 24, auto, NONE, 120", // five patches
        "12, 24, auto, NONE, 12",
        "200, 24, auto, SIMPLE_RNN, 20", // the largest part
        "197, 24, auto, NONE, 197", // a prime number: row by row would be far finer than the lookback
        "14, 1, auto, NONE, 14", // point by point
        "97, 24, simple-rnn, SIMPLE_RNN, 1",
        "12, 24, gru, GRU, 12",
        "96, 24, none, NONE, 96"
    })
    void horizon_of_many_patches_is_taken_patch_by_patch(
            int horizon, int patch, String asked, Decoder decoder, int rows) {
        Settings settings = horizon(horizon)
                .with("patch", patch)
                .with("lookback", 96)
                .with("decoder", asked)
                .with("hidden", 64);
        Choice choice = choice(settings, series("1h", 5000, 24, 1));
        assertThat(choice.decoder()).isEqualTo(decoder);
        assertThat(choice.window().horizonPatch()).isEqualTo(rows);
    }

    @Test
    void small_network_emits_the_horizon_at_once() {
        Settings settings = horizon(144).with("patch", 24).with("lookback", 96).with("hidden", "64,32");
        assertThat(choice(settings, series("1h", 5000, 24, 1)).decoder()).isEqualTo(Decoder.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "14, 7, last, ENCODER, 7",
        "14, 1, last, ENCODER, 1",
        "12, 7, last, ENCODER, 6",
        "13, 7, last, NONE, 13", // row by row would be far finer than the lookback
        "14, 7, every, NONE, 14"
    })
    void horizon_of_which_something_is_known_is_read_on(
            int horizon, int patch, String labels, Decoder decoder, int rows) {
        Settings settings = horizon(horizon)
                .with("patch", patch)
                .with("lookback", 28)
                .with("labels", labels)
                .with("known-covariates", "promo");
        Choice choice = choice(settings, series("1d", 500, 7, 1));
        assertThat(choice.decoder()).isEqualTo(decoder);
        assertThat(choice.window().horizonPatch()).isEqualTo(rows);
    }

    @Test
    void every_step_that_teaches_needs_no_decoder() {
        Settings settings = horizon(144)
                .with("patch", 24)
                .with("lookback", 96)
                .with("hidden", 64)
                .with("labels", "every");
        Choice choice = choice(settings, series("1h", 5000, 24, 1));
        assertThat(choice.decoder()).isEqualTo(Decoder.NONE);
        assertThat(choice.window().emission()).isEqualTo(Emission.EVERY_STEP);
    }

    @Test
    void whatTheJobSaysStands() {
        Settings settings = horizon(12)
                .with("lookback", "50", "test")
                .with("patch", "5", "test")
                .with("hidden", "7,8", "test")
                .with("embedding", "0", "test")
                .with("dropout", "0", "test")
                .with("batch", "13", "test")
                .with("share-weights", "false", "test")
                .with("window-scaling", "mean", "test");
        Choice choice = choice(settings, series("1h", 2000, 24, 3));
        assertThat(choice.window().lookback()).isEqualTo(50);
        assertThat(choice.window().patch()).isEqualTo(5);
        assertThat(choice.hidden()).containsExactly(7, 8);
        assertThat(choice.embedding()).isZero();
        assertThat(choice.dropout()).isZero();
        assertThat(choice.batch()).isEqualTo(13);
        assertThat(choice.shareWeights()).isFalse();
        assertThat(choice.windowScaling()).isEqualTo(WindowScaling.MEAN);
    }

    @Test
    void moreRows_makeALargerNetwork() {
        int few = choice(horizon(5), series("1d", 250, 7, 1)).hidden().get(0);
        int many = choice(horizon(5), series("1d", 20_000, 7, 1)).hidden().get(0);
        assertThat(few).isLessThan(many);
    }

    @Test
    void windows_that_overlap_count_once() {
        TimeSeries year = series("1h", 12_000, 24, 1);
        assertThat(choice(horizon(24), year).hidden()).containsExactly(64); // 8400 rows / (168 + 24) = 43
        assertThat(choice(horizon(480), year).hidden()).containsExactly(16); // 8400 rows / (960 + 480) = 5
        Settings shared = horizon(480).with("decoder", "simple-rnn"); // the steps share the output layer
        assertThat(choice(shared, year).hidden()).containsExactly(32);
    }

    @Test
    void half_of_the_units_is_dropped_where_there_are_many_of_them() {
        assertThat(choice(horizon(24), series("1h", 20000, 24, 1)).dropout()).isEqualTo(0.5);
        assertThat(choice(horizon(24), series("1h", 2000, 24, 1)).dropout())
                .as("few windows")
                .isEqualTo(0.2);
        Choice small = choice(horizon(720), series("1h", 14400, 24, 1));
        assertThat(small.hidden().get(0)).isLessThanOrEqualTo(32);
        assertThat(small.dropout()).as("few units").isEqualTo(0.2);
    }

    @Test
    void severalColumns_shareWeights() {
        assertThat(choice(horizon(5), series("1d", 500, 7, 2)).shareWeights()).isTrue();
        assertThat(choice(horizon(5), series("1d", 500, 7, 1)).shareWeights()).isFalse();
    }

    @Test
    void settings_givenBack_makeTheSameChoiceOnOtherRows() {
        Choice first = choice(horizon(5), series("1h", 5000, 24, 2));
        Choice again = choice(horizon(5).settled(first.settings()), series("1h", 700, 12, 2));
        assertThat(again.window()).isEqualTo(first.window());
        assertThat(again.hidden()).isEqualTo(first.hidden());
        assertThat(again.batch()).isEqualTo(first.batch());
    }

    @Test
    void testRows_doNotChangeTheChoice() {
        TimeSeries whole = series("1h", 2000, 24, 1);
        double[] changed = new double[2000];
        for (int i = 0; i < 2000; i++) {
            changed[i] = i < 1400 ? whole.column(0).value(i) : 1000 * Math.sin(i * 0.7);
        }
        TimeSeries other = new TimeSeries("", whole.index(), List.of(Column.of("c0", changed)));
        assertThat(choice(horizon(24), other)).isEqualTo(choice(horizon(24), whole));
    }

    @Test
    void a_series_alone_is_scaled_as_one_and_several_each_by_itself() {
        TimeSeries one = series("1d", 500, 7, 1);
        TimeSeries other = new TimeSeries("other", one.index(), one.columns());
        assertThat(choice(horizon(5), one).seriesScaling()).isEqualTo(SeriesScaling.POOLED);
        Job job = horizon(5)
                .with("input", "x.csv", "test")
                .with("target", "all", "test")
                .toJob();
        assertThat(Plan.of(job, Parts.of(job.window().split(), List.of(one, other)))
                        .choice()
                        .seriesScaling())
                .isEqualTo(SeriesScaling.EACH);
    }
}
