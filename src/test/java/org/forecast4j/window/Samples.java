package org.forecast4j.window;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;

/** Small series for tests. */
final class Samples {
    private Samples() {}

    /** Hourly from Monday 2024-01-01 00:00. */
    static TimeSeries series(Column... columns) {
        return new TimeSeries(
                "",
                new TimeIndex(
                        LocalDateTime.of(2024, 1, 1, 0, 0).atZone(ZoneOffset.UTC),
                        new Frequency.Elapsed(Duration.ofHours(1)),
                        columns[0].length(),
                        false),
                List.of(columns));
    }

    static TimeSeries zeros(int length) {
        return series(Column.of("a", new double[length]));
    }

    static Column holes(String name, double[] values, int... filled) {
        BitSet bits = new BitSet();
        Arrays.stream(filled).forEach(bits::set);
        return Column.of(name, values, bits);
    }

    /** One of a scaling; a linear forecast has a weight of its own for each term. */
    static WindowScaler scaler(WindowScaling scaling, int season, int lookback, int columns) {
        if (scaling != WindowScaling.LINEAR) {
            return WindowScaler.of(scaling, season);
        }
        Map<LinearTerm, Double> weights = new EnumMap<>(LinearTerm.class);
        LinearTerm.of(lookback, season).forEach(term -> weights.put(term, 0.1 + 0.05 * weights.size()));
        List<Double> usual =
                IntStream.range(0, season).mapToObj(place -> place / 4.0).toList();
        return new WindowScaler(
                scaling,
                season,
                new LinearForecast(weights, new UsualSeasons(season, Collections.nCopies(columns, usual), Map.of())),
                1);
    }

    static Windows windows(TimeSeries series, WindowSpec spec) {
        return Windows.of(List.of(new Windows.Part(series, 0, series.length())), spec, 1, false);
    }
}
