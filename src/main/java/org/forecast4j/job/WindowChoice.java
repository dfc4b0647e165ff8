package org.forecast4j.job;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.Seasonality;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.series.WeekdayEffect;
import org.forecast4j.window.WindowScaling;
import org.forecast4j.window.WindowSpec;

/**
 * What a window holds: seasons, rows and calendar, from the training rows of the longest series.
 *
 * @param rows to train on
 */
record WindowChoice(Job.Window job, TimeSeries series, int rows) {
    /** Longer patches would blur what happens inside them; the tables' best patch networks stay near it. */
    private static final int LONGEST_PATCH = 24;

    private static final int LONGEST_LOOKBACK = 1024;
    private static final int WEEK_SECONDS = 7 * 86_400;

    /**
     * The season that the training rows show, where it is short enough to be seen again and again in a lookback, and others
     * that a season taken out may have: the customary one, and the longer one that comes with it where that is what they
     * show, or where rows are shorter than a day and weekdays differ. What the job says stands.
     */
    List<Integer> seasons() {
        if (job.season().isPresent()) {
            return List.of(job.season().getAsInt());
        }
        Frequency frequency = frequency();
        int customary = frequency.season();
        int seen = Seasonality.guess(series.column(0).before(rows), frequency)
                .map(Seasonality::lag)
                .filter(lag -> lag <= Math.max(customary, rows / 8))
                .orElse(customary);
        int longer = frequency.longerSeason().orElse(0);
        if (seen == longer) {
            return List.of(customary, longer);
        }
        boolean weekly = frequency instanceof Frequency.Elapsed && longer > seen && weekdaysDiffer();
        return IntStream.of(seen, customary, weekly ? longer : seen)
                .distinct()
                .boxed()
                .toList();
    }

    /**
     * A patch is the season or its largest part of at most 24 rows. The lookback holds two horizons, four seasons, two of the
     * longest and, where rows are hours or shorter, a week, as far as a quarter of the training rows or
     * {@linkplain #seasonsOfShort a season or two} allow.
     */
    WindowSpec window(List<Integer> seasons) {
        int season = seasons.get(0);
        int longest = Collections.max(seasons);
        long wanted = Math.max(16, Math.max(4L * season, Math.max(2L * longest, 2L * job.horizon())));
        if (frequency() instanceof Frequency.Elapsed elapsed) {
            wanted = Math.max(wanted, WEEK_SECONDS / elapsed.step().toSeconds());
        }
        long allowed = Math.min(LONGEST_LOOKBACK, Math.max(rows / 4, seasonsOfShort(longest)));
        int most = (int) Math.max(1, Math.min(wanted, allowed));
        int patch = job.patch().orElseGet(() -> patch(season, job.lookback(), most));
        int lookback = job.lookback().orElse(Math.max(1, most / patch) * patch);
        return new WindowSpec(lookback, job.horizon(), patch);
    }

    /**
     * Rows of two seasons, if that leaves as many windows as a season has rows, or of one, if it leaves a third of them:
     * without its season a short series cannot be forecast at all.
     */
    private int seasonsOfShort(int season) {
        int left = rows - job.horizon();
        if (left >= 3L * season) {
            return 2 * season;
        }
        return left >= season + season / 3L ? season : 0;
    }

    private static int patch(int season, OptionalInt lookback, int most) {
        for (int patch = Math.min(season, LONGEST_PATCH); patch > 1; patch--) {
            boolean fits = lookback.isEmpty() || lookback.getAsInt() % patch == 0;
            if (season % patch == 0 && lookback.orElse(most) >= 2 * patch && fits) {
                return patch;
            }
        }
        return 1;
    }

    /**
     * The features that neither the lookback shows twice nor a season that is taken out stands for.
     *
     * @param scaling what is taken out of windows
     */
    List<CalendarFeature> calendar(int lookback, WindowScaling scaling, int season) {
        if (!job.calendar()) {
            return List.of();
        }
        int shown = Math.max(lookback, scaling.forecasts() ? 2 * season : 0);
        TimeIndex index = series.index();
        boolean weekdays = !(frequency() instanceof Frequency.Elapsed) || weekdaysDiffer();
        return CalendarFeature.suggestedFor(frequency(), index.at(0), rows, shown).stream()
                .filter(feature -> weekdays || feature != CalendarFeature.DAY_OF_WEEK)
                .toList();
    }

    private boolean weekdaysDiffer() {
        return series.columns().stream().anyMatch(column -> WeekdayEffect.shown(series.index(), column, rows));
    }

    private Frequency frequency() {
        return series.index().frequency();
    }
}
