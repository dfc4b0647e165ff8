package org.forecast4j.job;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.UserError;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.GapPolicy;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.ColumnScaler;
import org.forecast4j.window.Encoding;
import org.forecast4j.window.WindowSpec;
import org.forecast4j.window.Windows;

/**
 * A job's data cut into parts, before anything is learned.
 *
 * @param bounds each series' parts, in the series' order
 */
record Plan(Job job, List<TimeSeries> series, List<Split.Bounds> bounds, WindowSpec spec) {

    static Plan of(Job job, List<TimeSeries> series) {
        List<Split.Bounds> bounds = new ArrayList<>();
        for (TimeSeries one : series) {
            bounds.add(job.window().split().of(one.index()));
        }
        WindowSpec spec = spec(job.window(), series, bounds);
        Plan plan = new Plan(job, series, bounds, spec);
        plan.checkRoom();
        return plan;
    }

    /**
     * The lookback, where none is given: two seasons or two horizons, whichever is longer, but not more than a third of
     * the training rows have room for; rounded up to whole patches.
     */
    private static WindowSpec spec(Job.Window window, List<TimeSeries> series, List<Split.Bounds> bounds) {
        int patch = Math.max(1, window.patch());
        int horizon = Math.max(1, window.horizon());
        int lookback = window.lookback().orElseGet(() -> {
            int season = series.get(0).index().frequency().season();
            int longest = bounds.stream().mapToInt(Split.Bounds::trainEnd).max().orElse(1);
            int wanted = Math.min(Math.max(Math.max(2 * season, 2 * horizon), 8), Math.max(1, longest / 3));
            return (wanted + patch - 1) / patch * patch;
        });
        return new WindowSpec(lookback, window.horizon(), window.patch());
    }

    private void checkRoom() {
        int longest = series.stream().mapToInt(TimeSeries::length).max().orElse(0);
        if (training().count() == 0) {
            int rows = bounds.stream().mapToInt(Split.Bounds::trainEnd).max().orElse(0);
            throw UserError.data("too few rows: a lookback of " + spec.lookback() + " and a horizon of " + spec.horizon()
                    + " need " + spec.rows() + " training rows, the longest series has " + rows + " (of " + longest
                    + "); shorten them, change the split or give more rows");
        }
    }

    Windows training() {
        return windows(0, Split.Bounds::trainEnd, job.window().stride());
    }

    Windows validation() {
        List<Windows.Part> parts = new ArrayList<>();
        for (int s = 0; s < series.size(); s++) {
            parts.add(new Windows.Part(
                    series.get(s), bounds.get(s).trainEnd(), bounds.get(s).validationEnd()));
        }
        return Windows.of(parts, spec, 1, fillsLookAhead());
    }

    Windows test() {
        List<Windows.Part> parts = new ArrayList<>();
        for (int s = 0; s < series.size(); s++) {
            parts.add(new Windows.Part(
                    series.get(s), bounds.get(s).validationEnd(), bounds.get(s).testEnd()));
        }
        return Windows.of(parts, spec, 1, fillsLookAhead());
    }

    /** Every row up to the end of the test rows, for a final fit. */
    Windows all() {
        return windows(0, Split.Bounds::testEnd, job.window().stride());
    }

    private Windows windows(int from, java.util.function.ToIntFunction<Split.Bounds> to, int stride) {
        return Windows.of(parts(from, to), spec, stride, fillsLookAhead());
    }

    private List<Windows.Part> parts(int from, java.util.function.ToIntFunction<Split.Bounds> to) {
        List<Windows.Part> parts = new ArrayList<>();
        for (int s = 0; s < series.size(); s++) {
            parts.add(new Windows.Part(series.get(s), from, to.applyAsInt(bounds.get(s))));
        }
        return parts;
    }

    private boolean fillsLookAhead() {
        return job.format().gaps() == GapPolicy.LINEAR;
    }

    /** How windows of this plan are encoded; the scaler sees the training rows alone. */
    Encoding encoding() {
        Frequency frequency = series.get(0).index().frequency();
        List<CalendarFeature> calendar =
                job.window().calendar() ? CalendarFeature.suggestedFor(frequency) : List.of();
        return new Encoding(
                spec,
                series.get(0).columns().size(),
                job.window().shareWeights(),
                job.window().windowScaling(),
                calendar,
                ColumnScaler.fit(parts(0, Split.Bounds::trainEnd)));
    }
}
