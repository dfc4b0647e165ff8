package org.forecast4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.model.Forecast;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.Windows;

/**
 * What a job came to, for people. Parts that a job has not are left out of the page.
 *
 * @param source what the data is called
 * @param series at least one, all with the same columns
 * @param bounds how each series was split, by its id
 * @param futures what follows each series' last row, by its id
 * @param folds of a backtest, in order; empty for other jobs. What was tested is then its last fold, with the scores of all
 * @param epochs how training went; empty where nothing was trained
 * @param earlierVerdict what the model was found worth when it was trained, for a job that scores nothing
 * @param facts where all of it comes from: versions, fingerprint, seed and so on
 * @param settings by key
 */
public record Report(
        String source,
        List<TimeSeries> series,
        Map<String, Split.Bounds> bounds,
        Map<String, Forecast> futures,
        Optional<Tested> tested,
        List<Fold> folds,
        List<Epoch> epochs,
        Optional<String> earlierVerdict,
        Map<String, String> facts,
        Map<String, String> settings) {

    /**
     * Scores, and what they were taken from.
     *
     * @param forecaster the one that was scored: it is asked again for the charts
     * @param windows the test windows
     */
    public record Tested(Evaluation evaluation, Forecaster forecaster, Windows windows) {}

    /**
     * One fold of a backtest.
     *
     * @param start its first test row's timestamp, as it stands in results
     * @param from the same as a moment
     * @param to its last test row's
     */
    public record Fold(String start, ZonedDateTime from, ZonedDateTime to, Evaluation evaluation) {}

    /**
     * One pass over the training windows.
     *
     * @param validationMse NaN where there was no validation
     * @param best whether its weights were kept
     */
    public record Epoch(int number, double trainingLoss, double validationMse, boolean best) {}

    public Report {
        series = List.copyOf(series);
        bounds = Map.copyOf(bounds);
        futures = Map.copyOf(futures);
        folds = List.copyOf(folds);
        epochs = List.copyOf(epochs);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** The page: one file without a reference to any other. */
    public String html() {
        return new Page(this).html();
    }

    /** The forecast's chart as an SVG file; empty where nothing was forecast. */
    public Optional<String> svg() {
        return new Page(this).svg();
    }

    static String resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the program", e);
        }
    }
}
