package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;

class UsualSeasonsTest {
    /** Hours from one on, of a season of three rows: 1, 2, 6 about 3. */
    private static TimeSeries series(String id, int from, int rows, double times) {
        double[] values = IntStream.range(from, from + rows)
                .mapToDouble(hour -> 100 + times * new double[] {1, 2, 6}[hour % 3])
                .toArray();
        TimeIndex index = new TimeIndex(
                LocalDateTime.of(2024, 1, 1, 0, 0).plusHours(from).atZone(ZoneOffset.UTC),
                new Frequency.Elapsed(Duration.ofHours(1)),
                rows,
                false);
        return new TimeSeries(id, index, List.of(Column.of("y", values)));
    }

    private static UsualSeasons fit(SeriesScaling scaling, TimeSeries... all) {
        List<Windows.Part> parts = parts(all);
        return UsualSeasons.fit(parts, 3, Scalers.fit(parts, scaling));
    }

    private static List<Windows.Part> parts(TimeSeries... all) {
        return List.of(all).stream()
                .map(one -> new Windows.Part(one, 0, one.length()))
                .toList();
    }

    /** The season in units of the rows' deviation, which is the square root of 14/3 of whole seasons. */
    private static List<Long> hundredths(double[] season) {
        return IntStream.range(0, season.length)
                .mapToObj(i -> Math.round(season[i] * Math.sqrt(14 / 3.0) * 100))
                .toList();
    }

    @Test
    void season_stands_at_its_hours_wherever_a_series_begins_and_a_window_ends() {
        TimeSeries series = series("a", 1, 9, 1);
        UsualSeasons usual = fit(SeriesScaling.POOLED, series);
        Scalers scalers = Scalers.fit(parts(series), SeriesScaling.POOLED);
        assertThat(hundredths(usual.from(series, 0, 8, scalers))).containsExactly(-200L, -100L, 300L); // hour 9
        assertThat(hundredths(usual.from(series, 0, 9, scalers))).containsExactly(-100L, 300L, -200L);
        TimeSeries later = series("later", 5, 9, 1);
        assertThat(hundredths(usual.from(later, 0, 4, scalers))).containsExactly(-200L, -100L, 300L);
    }

    @Test
    void each_series_has_its_own_where_each_is_scaled_by_itself_and_a_new_one_that_of_its_rows() {
        TimeSeries small = series("small", 0, 9, 1);
        TimeSeries turned = series("turned", 0, 9, -5);
        UsualSeasons usual = fit(SeriesScaling.EACH, small, turned);
        Scalers scalers = Scalers.fit(parts(small, turned), SeriesScaling.EACH);
        assertThat(hundredths(usual.from(small, 0, 9, scalers))).containsExactly(-200L, -100L, 300L);
        assertThat(hundredths(usual.from(turned, 0, 9, scalers))).containsExactly(200L, 100L, -300L);
        TimeSeries unseen = series("unseen", 0, 9, -1);
        assertThat(hundredths(usual.from(unseen, 0, 6, scalers))).containsExactly(200L, 100L, -300L);
    }

    @Test
    void pooled_season_is_the_mean_over_the_series_that_hold_one() {
        TimeSeries one = series("one", 0, 9, 1);
        TimeSeries brief = series("brief", 0, 4, 1);
        UsualSeasons usual = fit(SeriesScaling.POOLED, one, brief);
        assertThat(usual.pooled().get(0)).hasSize(3);
        assertThat(usual.each()).isEmpty();
    }

    @Test
    void a_season_seen_once_is_none() {
        TimeSeries once = series("once", 0, 5, 1);
        UsualSeasons usual = fit(SeriesScaling.POOLED, once);
        Scalers scalers = Scalers.fit(parts(once), SeriesScaling.POOLED);
        assertThat(usual.from(once, 0, 5, scalers)).containsExactly(0);
    }
}
