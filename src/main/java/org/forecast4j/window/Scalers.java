package org.forecast4j.window;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.series.TimeSeries;

/**
 * The scaler of every series: one for all of them, or each its own.
 *
 * @param pooled fitted to all series together
 * @param each by series id; empty where the pooled one serves all
 */
public record Scalers(ColumnScaler pooled, Map<String, ColumnScaler> each) {
    public Scalers {
        each = Map.copyOf(each);
        for (ColumnScaler scaler : each.values()) {
            if (scaler.columns() != pooled.columns()) {
                throw new IllegalArgumentException(
                        "a scaler of " + scaler.columns() + " columns among those of " + pooled.columns());
            }
        }
    }

    /** One for all series. */
    public static Scalers of(ColumnScaler pooled) {
        return new Scalers(pooled, Map.of());
    }

    /**
     * Fits to the training rows of each part.
     *
     * @throws org.forecast4j.UserError where a column has no observed value or only one distinct value in all of them
     */
    public static Scalers fit(List<Windows.Part> training, SeriesScaling scaling) {
        ColumnScaler pooled = ColumnScaler.fit(training);
        Map<String, ColumnScaler> each = new LinkedHashMap<>();
        if (scaling == SeriesScaling.EACH) {
            training.forEach(part -> each.put(part.series().id(), ColumnScaler.ofSeries(part, pooled)));
        }
        return new Scalers(pooled, each);
    }

    /** A series' scaler; that of a series never seen before is fitted to its rows before {@code end}. */
    public ColumnScaler of(TimeSeries series, int end) {
        if (each.isEmpty()) {
            return pooled;
        }
        ColumnScaler known = each.get(series.id());
        return known != null ? known : ColumnScaler.ofSeries(new Windows.Part(series, 0, end), pooled);
    }
}
