package org.forecast4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.forecast4j.series.CalendarFeature;
import org.forecast4j.window.ColumnScaler;
import org.forecast4j.window.CovariateCodings;
import org.forecast4j.window.Emission;
import org.forecast4j.window.Scalers;
import org.forecast4j.window.WindowScaler;

/**
 * What a model file says of itself in {@code forecast4j.json}: all that is needed to forecast with it, and how it was made.
 *
 * @param formatVersion the version of this record's form
 * @param versions the libraries it was made with
 * @param settings the settings it was trained with
 * @param columns the target columns, in the network's order
 * @param frequency the distance between rows, as a {@code Frequency}'s label
 * @param emission at which time steps the network emits the horizon
 * @param horizonPatch rows that it emits at a step
 * @param identity whether a network of shared weights is told which column it sees
 * @param windowScaler what is taken out of windows
 * @param covariates the covariates it was trained with, and how their values become inputs
 * @param quantiles levels that the network emits beside its point forecasts
 * @param seriesScales the scale of each series by its id; empty where the normalizer's serves all
 * @param limits what forecasts are cut to
 * @param calibration how far the intervals reach
 * @param calendar inputs made from the timestamps
 * @param trainedRows {@code training} or, after a final fit, {@code all}
 * @param seenUntil timestamp of the last row that taught the weights or chose among them, with its offset: what forecasts
 *     of later rows are worth, those rows can tell
 * @param epochs passes over the windows behind the saved weights
 * @param dataFingerprint SHA-256 of the data it was trained on
 * @param scores its scores on the test rows; empty where none were taken
 */
public record ModelCard(
        int formatVersion,
        Versions versions,
        Map<String, String> settings,
        List<String> columns,
        String frequency,
        int lookback,
        int horizon,
        int patch,
        Emission emission,
        int horizonPatch,
        boolean shareWeights,
        boolean identity,
        WindowScaler windowScaler,
        List<CalendarFeature> calendar,
        CovariateCodings covariates,
        List<Double> quantiles,
        Map<String, SeriesScale> seriesScales,
        Limits limits,
        Calibration calibration,
        String trainedRows,
        String seenUntil,
        int epochs,
        long seed,
        String dataFingerprint,
        JsonNode scores) {

    /** The form written by this version. */
    public static final int FORMAT = 6;

    /** Versions of what made the model. */
    public record Versions(String forecast4j, String deeplearning4j, String java) {}

    /**
     * Means and deviations of one series' columns.
     *
     * @param means in the columns' order, as {@code deviations}
     */
    public record SeriesScale(List<Double> means, List<Double> deviations) {
        public SeriesScale {
            means = List.copyOf(means);
            deviations = List.copyOf(deviations);
        }

        static SeriesScale of(ColumnScaler scaler) {
            return new SeriesScale(
                    IntStream.range(0, scaler.columns()).mapToObj(scaler::mean).toList(),
                    IntStream.range(0, scaler.columns())
                            .mapToObj(scaler::deviation)
                            .toList());
        }

        ColumnScaler scaler() {
            return ColumnScaler.of(
                    means.stream().mapToDouble(x -> x).toArray(),
                    deviations.stream().mapToDouble(x -> x).toArray());
        }
    }

    /** What a card keeps of scalers beside the pooled one. */
    public static Map<String, SeriesScale> scales(Scalers scalers) {
        Map<String, SeriesScale> scales = new TreeMap<>();
        scalers.each().forEach((id, scaler) -> scales.put(id, SeriesScale.of(scaler)));
        return scales;
    }

    /** The scalers again. */
    Scalers scalers(ColumnScaler pooled) {
        Map<String, ColumnScaler> each = new TreeMap<>();
        seriesScales.forEach((id, scale) -> each.put(id, scale.scaler()));
        return new Scalers(pooled, each);
    }

    public ModelCard {
        if (epochs < 0) {
            throw new IllegalArgumentException("trained for " + epochs + " epochs; expected 0 or more");
        }
        seriesScales = Collections.unmodifiableMap(new TreeMap<>(seriesScales));
        OffsetDateTime.parse(seenUntil); // a file may come from anywhere
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        columns = List.copyOf(columns);
        calendar = List.copyOf(calendar);
        quantiles = List.copyOf(quantiles);
    }
}
