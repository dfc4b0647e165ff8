package org.forecast4j.window;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A forecast of a lookback's level, season and trend: a weighted sum of {@linkplain LinearTerm terms}, with the same weights
 * for all columns, series and steps. Its few weights are {@linkplain LinearFit fitted} to many windows, so that it learns
 * little by heart; the network learns what it leaves over, as in Smyl, "A hybrid method of exponential smoothing and
 * recurrent neural networks for time series forecasting" (International Journal of Forecasting 36, 2020).
 *
 * @param weights of the terms about the mean of the lookback's last season
 */
public record LinearForecast(Map<LinearTerm, Double> weights, UsualSeasons usual) {
    /** That of other window scalings. */
    public static final LinearForecast NONE = new LinearForecast(Map.of(), new UsualSeasons(1, List.of(), Map.of()));

    public LinearForecast {
        weights = weights.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(Map.copyOf(weights)));
    }

    /** What it says of what follows a lookback. */
    Path path(LinearTerm.View lookback) {
        Path sum = Path.flat(lookback.level());
        for (Map.Entry<LinearTerm, Double> term : weights.entrySet()) {
            sum = sum.plus(term.getValue(), lookback.path(term.getKey()));
        }
        return sum;
    }

    /** Refuses what does not fit a window, as a model's file may not. */
    void check(WindowSpec spec, int season, int columns) {
        boolean fits = weights.keySet().equals(Set.copyOf(LinearTerm.of(spec.lookback(), season)))
                && weights.values().stream().allMatch(Double::isFinite)
                && usual.fits(season, columns);
        if (!fits) {
            throw new IllegalArgumentException("a linear forecast that does not fit a lookback of " + spec.lookback()
                    + " rows, a season of " + season + " and " + columns + " columns");
        }
    }
}
