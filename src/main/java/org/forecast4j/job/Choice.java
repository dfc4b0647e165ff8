package org.forecast4j.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.forecast4j.nn.Decoder;
import org.forecast4j.nn.Labels;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.Emission;
import org.forecast4j.window.Scalers;
import org.forecast4j.window.ScalingChoice;
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

    Choice {
        calendar = List.copyOf(calendar);
        hidden = List.copyOf(hidden);
    }

    static Choice of(Job job, List<TimeSeries> series, List<Split.Bounds> bounds) {
        int longest = 0;
        List<Windows.Part> training = new ArrayList<>();
        long values = 0;
        for (int s = 0; s < series.size(); s++) {
            int rows = bounds.get(s).trainEnd();
            longest = rows > bounds.get(longest).trainEnd() ? s : longest;
            training.add(new Windows.Part(series.get(s), 0, rows));
            values += rows;
        }
        WindowChoice choice = new WindowChoice(
                job.window(), series.get(longest), bounds.get(longest).trainEnd());
        List<Integer> seasons = choice.seasons();
        WindowSpec window = choice.window(seasons);
        Windows windows = Windows.of(training, window, job.window().stride(), false);
        int columns = series.get(0).columns().size();
        boolean share = job.window().shareWeights().orElse(columns > 1);
        long samples = windows.count() * (share ? columns : 1);
        SizeChoice size = SizeChoice.of(job, window, samples, values * (share ? columns : 1));
        SeriesScaling scaling =
                job.window().seriesScaling().orElse(series.size() > 1 ? SeriesScaling.EACH : SeriesScaling.POOLED);
        ScalingChoice level = ScalingChoice.of(windows, training, window, seasons, Scalers.fit(training, scaling));
        WindowScaling windowScaling = job.window().windowScaling().orElse(level.scaling());
        return new Choice(
                level.season(),
                emitted(window, size.decoder(), job.network().labels()),
                scaling,
                windowScaling,
                share,
                choice.calendar(window.lookback(), windowScaling, level.season()),
                size.hidden(),
                job.network()
                        .embedding()
                        .orElse(window.patch() > 1 ? size.hidden().get(0) : 0),
                size.decoder(),
                job.network().dropout().orElse(size.dropout(samples)),
                job.training().batch().orElse(SizeChoice.batch(samples)));
    }

    private static WindowSpec emitted(WindowSpec window, Decoder decoder, Labels labels) {
        return switch (decoder) {
            case NONE -> labels == Labels.EVERY ? window.emitted(Emission.EVERY_STEP, window.horizon()) : window;
            case SIMPLE_RNN, LSTM, GRU -> window.emitted(Emission.DECODED, window.longestHorizonPatch());
            case ENCODER -> window.emitted(Emission.CONTINUED, window.longestHorizonPatch());
        };
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
