package org.forecast4j.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.forecast4j.nn.Decoder;
import org.forecast4j.nn.Labels;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.Seasonality;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.series.WeekdayEffect;
import org.forecast4j.window.Emission;
import org.forecast4j.window.LevelChoice;
import org.forecast4j.window.Scalers;
import org.forecast4j.window.SeriesScaling;
import org.forecast4j.window.WindowScaling;
import org.forecast4j.window.WindowSpec;
import org.forecast4j.window.Windows;

/**
 * What a job leaves open, settled from frequency, season and number of training rows. What the job says stands.
 *
 * @param season in rows
 */
record Choice(
        int season,
        WindowSpec window,
        SeriesScaling seriesScaling,
        WindowScaling windowScaling,
        boolean shareWeights,
        List<CalendarFeature> calendar,
        List<Integer> hidden,
        int embedding,
        Decoder decoder,
        double dropout,
        int batch) {

    /** Longer patches would blur what happens inside them; the tables' best patch networks stay near it. */
    private static final int LONGEST_PATCH = 24;

    /** From so many steps on it pays that they share the output layer; fewer do better with weights of their own. */
    private static final long STEPS_TO_DECODE = 6;

    private static final int UNITS_TO_DECODE = 64;

    /** Units of a network that half of the units dropped would cripple. */
    private static final int SMALL = 32;

    private static final int LONGEST_LOOKBACK = 1024;
    private static final int WEEK_SECONDS = 7 * 86_400;

    Choice {
        calendar = List.copyOf(calendar);
        hidden = List.copyOf(hidden);
    }

    static Choice of(Job job, List<TimeSeries> series, List<Split.Bounds> bounds) {
        int longest = 0;
        for (int s = 1; s < series.size(); s++) {
            longest = bounds.get(s).trainEnd() > bounds.get(longest).trainEnd() ? s : longest;
        }
        int rows = bounds.get(longest).trainEnd();
        Frequency frequency = series.get(longest).index().frequency();
        OptionalInt season = job.window().season();
        List<Integer> seasons = season.isPresent() ? List.of(season.getAsInt()) : seasons(series.get(longest), rows);
        WindowSpec window = window(job.window(), seasons, rows, frequency);
        boolean share =
                job.window().shareWeights().orElse(series.get(0).columns().size() > 1);
        List<Windows.Part> training = new ArrayList<>();
        for (int s = 0; s < series.size(); s++) {
            training.add(new Windows.Part(series.get(s), 0, bounds.get(s).trainEnd()));
        }
        Windows windows = Windows.of(training, window, job.window().stride(), false);
        long samples = windows.count() * (share ? series.get(0).columns().size() : 1);
        long values = bounds.stream().mapToLong(Split.Bounds::trainEnd).sum()
                * (share ? series.get(0).columns().size() : 1);
        Sizes sizes = sizes(job, window, samples, values);
        List<Integer> hidden = sizes.hidden();
        Decoder decoder = sizes.decoder();
        SeriesScaling scaling =
                job.window().seriesScaling().orElse(series.size() > 1 ? SeriesScaling.EACH : SeriesScaling.POOLED);
        LevelChoice levels = new LevelChoice(windows, window, seasons, Scalers.fit(training, scaling));
        LevelChoice.Level level =
                job.window().windowScaling().map(levels::nearest).orElseGet(levels::nearest);
        return new Choice(
                level.season(),
                emitted(window, decoder, job.network().labels()),
                scaling,
                level.scaling(),
                share,
                job.window().calendar() ? calendar(series.get(longest), rows, window.lookback(), level) : List.of(),
                hidden,
                job.network().embedding().orElse(window.patch() > 1 ? hidden.get(0) : 0),
                decoder,
                job.network().dropout().orElse(dropout(samples, hidden)),
                job.training().batch().orElse((int)
                        Math.min(1024, Math.max(32, Long.highestOneBit(samples / 48 + 1)))));
    }

    /** A season that is taken out needs no name, as one that the lookback shows twice. */
    private static List<CalendarFeature> calendar(TimeSeries series, int rows, int lookback, LevelChoice.Level level) {
        int shown = Math.max(lookback, level.scaling().takesSeason() ? 2 * level.season() : 0);
        TimeIndex index = series.index();
        boolean weekdays = !(index.frequency() instanceof Frequency.Elapsed) || weekdaysDiffer(series, rows);
        return CalendarFeature.suggestedFor(index.frequency(), index.at(0), rows, shown).stream()
                .filter(feature -> weekdays || feature != CalendarFeature.DAY_OF_WEEK)
                .toList();
    }

    /**
     * The season that the training rows show, where it is short enough to be seen again and again in a lookback, and others
     * that a season taken out may have: the customary one, and the longer one that comes with it where that is what they
     * show, or where rows are shorter than a day and weekdays differ.
     */
    private static List<Integer> seasons(TimeSeries series, int rows) {
        Frequency frequency = series.index().frequency();
        int customary = frequency.season();
        int seen = Seasonality.guess(series.column(0).before(rows), frequency)
                .map(Seasonality::lag)
                .filter(lag -> lag <= Math.max(customary, rows / 8))
                .orElse(customary);
        int longer = frequency.longerSeason().orElse(0);
        if (seen == longer) {
            return List.of(customary, longer);
        }
        boolean weekly = frequency instanceof Frequency.Elapsed && longer > seen && weekdaysDiffer(series, rows);
        return IntStream.of(seen, customary, weekly ? longer : seen)
                .distinct()
                .boxed()
                .toList();
    }

    private static boolean weekdaysDiffer(TimeSeries series, int rows) {
        return series.columns().stream().anyMatch(column -> WeekdayEffect.shown(series.index(), column, rows));
    }

    /**
     * A patch is the season or its largest part of at most 24 rows. The lookback holds two horizons, four seasons, two of the
     * longer ones and, where rows are hours or shorter, a week, as far as a quarter of the training rows or
     * {@linkplain #seasonal a season or two} allow.
     */
    private static WindowSpec window(Job.Window window, List<Integer> seasons, int rows, Frequency frequency) {
        int season = seasons.get(0);
        long wanted = Math.max(16, Math.max(4L * season, 2L * window.horizon()));
        int longest = Collections.max(seasons);
        wanted = Math.max(wanted, 2L * longest);
        if (frequency instanceof Frequency.Elapsed elapsed) {
            wanted = Math.max(wanted, WEEK_SECONDS / elapsed.step().toSeconds());
        }
        int allowed = Math.max(rows / 4, seasonal(longest, rows, window.horizon()));
        long most = Math.max(1, Math.min(LONGEST_LOOKBACK, Math.min(wanted, allowed)));
        int patch = window.patch().orElseGet(() -> patch(season, window.lookback(), (int) most));
        int lookback = window.lookback().orElse((int) Math.max(1, most / patch) * patch);
        return new WindowSpec(lookback, window.horizon(), patch);
    }

    /**
     * Two seasons, if that leaves as many windows as a season has rows, or one, if it leaves a third of them: without its
     * season a short series cannot be forecast at all.
     */
    private static int seasonal(int season, int rows, int horizon) {
        if (rows - horizon >= 3L * season) {
            return 2 * season;
        }
        return rows - horizon >= season + season / 3L ? season : 0;
    }

    private static WindowSpec emitted(WindowSpec window, Decoder decoder, Labels labels) {
        return switch (decoder) {
            case NONE -> labels == Labels.EVERY ? window.emitted(Emission.EVERY_STEP, window.horizon()) : window;
            case SIMPLE_RNN, LSTM, GRU -> window.emitted(Emission.DECODED, horizonPatch(window));
            case ENCODER -> window.emitted(Emission.CONTINUED, horizonPatch(window));
        };
    }

    /** A patch of the horizon is the largest part of it that is no longer than the lookback's. */
    private static int horizonPatch(WindowSpec window) {
        int patch = Math.min(window.patch(), window.horizon());
        while (window.horizon() % patch != 0) {
            patch--;
        }
        return patch;
    }

    private record Sizes(List<Integer> hidden, Decoder decoder) {}

    /**
     * A horizon of which something is known in advance is taken patch by patch by the layers that read the lookback; one of
     * many patches by a decoder, unless the network is small and has few output weights to share. Neither where the horizon
     * could only be cut much finer than the lookback.
     */
    private static Sizes sizes(Job job, WindowSpec window, long samples, long values) {
        List<Integer> asked = job.network().hidden();
        long disjoint = values / window.rows();
        List<Integer> atOnce = asked.isEmpty() ? List.of(units(samples, 2 * disjoint)) : asked;
        List<Integer> byPatches = asked.isEmpty() ? List.of(units(samples, 8 * disjoint)) : asked;
        if (job.network().decoder().isPresent()) {
            Decoder decoder = job.network().decoder().get();
            return new Sizes(decoder == Decoder.NONE ? atOnce : byPatches, decoder);
        }
        boolean cuts =
                2L * horizonPatch(window) >= window.patch() && job.network().labels() == Labels.LAST;
        if (cuts && !job.covariates().knownCovariates().isEmpty()) {
            return new Sizes(byPatches, Decoder.ENCODER);
        }
        boolean pays = window.patch() > 1
                && atOnce.get(atOnce.size() - 1) >= UNITS_TO_DECODE
                && window.horizon() >= STEPS_TO_DECODE * window.patch();
        return cuts && pays ? new Sizes(byPatches, Decoder.SIMPLE_RNN) : new Sizes(atOnce, Decoder.NONE);
    }

    private static int patch(int season, OptionalInt given, int most) {
        for (int patch = Math.min(season, LONGEST_PATCH); patch > 1; patch--) {
            boolean fits = given.isEmpty() || given.getAsInt() % patch == 0;
            if (season % patch == 0 && given.orElse(most) >= 2 * patch && fits) {
                return patch;
            }
        }
        return 1;
    }

    /**
     * As many units as samples can teach, up to a limit that follows the windows which overlap no other: ten thousand samples
     * of one year of hours, a month ahead, tell of twelve months. Where steps of the horizon share the output layer each of
     * them teaches it, and the limit is wider.
     */
    private static int units(long samples, long limit) {
        int most = samples < 300 ? 16 : samples < 1000 ? 32 : samples < 4000 ? 64 : samples < 20_000 ? 128 : 256;
        return (int) Math.min(most, Math.max(16, Long.highestOneBit(limit)));
    }

    /** A small network learns little by heart, and half of few units is not enough to carry a season. */
    private static double dropout(long samples, List<Integer> hidden) {
        return samples < 2000 || hidden.get(hidden.size() - 1) <= SMALL ? 0.2 : 0.5;
    }

    /** The same as settings, which a model keeps: on other rows the choice might be another. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("lookback", String.valueOf(window.lookback()));
        settings.put("patch", String.valueOf(window.patch()));
        settings.put("season", String.valueOf(season));
        settings.put("series-scaling", Settings.word(seriesScaling));
        settings.put("window-scaling", Settings.word(windowScaling));
        settings.put("share-weights", String.valueOf(shareWeights));
        settings.put("hidden", hidden.stream().map(String::valueOf).collect(Collectors.joining(",")));
        settings.put("embedding", String.valueOf(embedding));
        settings.put("decoder", Settings.word(decoder));
        settings.put("dropout", String.valueOf(dropout));
        settings.put("batch", String.valueOf(batch));
        return settings;
    }

    /** In a line, for the log. */
    String sentence() {
        return "season " + season + ", lookback " + window.lookback() + ", patch " + window.patch()
                + ", window-scaling "
                + Settings.word(windowScaling) + ", hidden "
                + hidden.stream().map(String::valueOf).collect(Collectors.joining(",")) + ", embedding " + embedding
                + (decoder == Decoder.NONE ? "" : ", decoder " + Settings.word(decoder))
                + ", dropout " + dropout + ", batch " + batch
                + (calendar.isEmpty()
                        ? ""
                        : ", calendar " + calendar.stream().map(Settings::word).collect(Collectors.joining(",")))
                + (shareWeights ? ", weights shared across columns" : "");
    }
}
