package org.forecast4j.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;

/**
 * What each row of a season adds to its mean in the training rows, on average, in scaled units: one for all series, or each
 * its own, as {@linkplain Scalers scalers} are.
 *
 * @param season in rows
 * @param pooled indexed {@code [column][place]}, places as {@link org.forecast4j.series.TimeIndex#position} counts them; a
 *     single zero for a column that holds fewer than two seasons
 * @param each by series id; empty where the pooled one serves all
 */
public record UsualSeasons(int season, List<List<Double>> pooled, Map<String, List<List<Double>>> each) {
    public UsualSeasons {
        pooled = pooled.stream().map(List::copyOf).toList();
        each = Map.copyOf(each);
    }

    static UsualSeasons fit(List<Windows.Part> training, int season, Scalers scalers) {
        List<List<List<Double>>> all = new ArrayList<>();
        Map<String, List<List<Double>>> each = new LinkedHashMap<>();
        for (Windows.Part part : training) {
            List<List<Double>> own = ofSeries(part, season, scalers);
            all.add(own);
            if (!scalers.each().isEmpty()) {
                each.put(part.series().id(), own);
            }
        }
        return new UsualSeasons(season, mean(all), each);
    }

    private static List<List<Double>> ofSeries(Windows.Part rows, int season, Scalers scalers) {
        TimeSeries series = rows.series();
        ColumnScaler scaler = scalers.of(series, rows.to());
        List<List<Double>> seasons = new ArrayList<>();
        for (int c = 0; c < series.columns().size(); c++) {
            Column column = series.column(c);
            int from = Math.min(rows.to(), Math.max(rows.from(), column.firstObserved()));
            double[] values = new double[rows.to() - from];
            int number = c;
            Arrays.setAll(values, i -> scaler.scale(number, column.value(from + i)));
            double[] means = values.length < 2L * season // seen once, it may be chance
                    ? new double[1]
                    : LinearTerm.meanSeason(values, season);
            Double[] placed = new Double[means.length];
            int first = place(series, rows.to(), placed.length);
            Arrays.setAll(placed, place -> means[Math.floorMod(place - first, placed.length)]);
            seasons.add(List.of(placed));
        }
        return seasons;
    }

    /** Over the series that hold two seasons. */
    private static List<List<Double>> mean(List<List<List<Double>>> all) {
        List<List<Double>> mean = new ArrayList<>();
        for (int c = 0; c < all.get(0).size(); c++) {
            int column = c;
            int places =
                    all.stream().mapToInt(one -> one.get(column).size()).max().orElseThrow();
            mean.add(IntStream.range(0, places)
                    .mapToObj(place -> all.stream()
                            .map(one -> one.get(column))
                            .filter(own -> own.size() == places)
                            .mapToDouble(own -> own.get(place))
                            .average()
                            .orElseThrow())
                    .toList());
        }
        return mean;
    }

    /** The season from the row at {@code end} on; that of a series never seen before is the mean of its rows before. */
    double[] from(TimeSeries series, int column, int end, Scalers scalers) {
        List<List<Double>> own = pooled;
        if (!each.isEmpty()) {
            List<List<Double>> known = each.get(series.id());
            own = known != null ? known : ofSeries(new Windows.Part(series, 0, end), season, scalers);
        }
        List<Double> places = own.get(column);
        int first = place(series, end, places.size());
        double[] ahead = new double[places.size()];
        Arrays.setAll(ahead, step -> places.get((first + step) % ahead.length));
        return ahead;
    }

    boolean fits(int length, int columns) {
        return season == length
                && fits(pooled, columns)
                && each.values().stream().allMatch(own -> fits(own, columns));
    }

    private boolean fits(List<List<Double>> seasons, int columns) {
        return seasons.size() == columns
                && seasons.stream()
                        .allMatch(places -> (places.size() == season || places.size() == 1)
                                && places.stream().allMatch(Double::isFinite));
    }

    private static int place(TimeSeries series, int row, int season) {
        return (int) Math.floorMod(series.index().position(row), (long) season);
    }
}
