package org.forecast4j.report;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Scores;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeGrid;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.jspecify.annotations.Nullable;

/**
 * One column of one series that gets charts of its own.
 *
 * @param rank why it was chosen out of many, for instance {@code worst}; empty where all are shown
 * @param name what tells it from the others
 */
record Panel(TimeSeries series, int column, String rank, String name) {
    /** More charts of a kind than this nobody reads. */
    static final int MOST = 6;

    /** A run of filled rows longer than this is drawn as a gap. */
    private static final int SHORT_GAP = 7;

    /** Points of a chart. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Points(double[] x, double[] y) {}

    /**
     * All columns of all series where they are few. Of many series, or of many columns of one series: the middle one by
     * error, the worst, the best and some between; without scores, evenly chosen ones.
     *
     * @param series at least one
     */
    static List<Panel> choose(List<TimeSeries> series, Optional<Evaluation> evaluation) {
        int columns = series.get(0).columns().size();
        List<Panel> all = new ArrayList<>();
        boolean byColumn = series.size() == 1;
        boolean pairs = byColumn || series.size() * columns <= MOST;
        for (TimeSeries one : series) {
            for (int c = 0; c < (pairs ? columns : 1); c++) {
                String column = one.column(c).name();
                String name = byColumn ? column : columns == 1 ? one.id() : one.id() + " \u00B7 " + column;
                all.add(new Panel(one, c, "", name));
            }
        }
        if (all.size() <= MOST) {
            return all;
        }
        List<Panel> ranked = evaluation
                .map(scores -> all.stream()
                        .filter(panel -> error(panel, byColumn, scores) != null)
                        .sorted(Comparator.comparingDouble(panel -> error(panel, byColumn, scores)))
                        .toList())
                .filter(known -> known.size() >= MOST)
                .orElse(List.of());
        return ranked.isEmpty() ? spread(all) : byRank(ranked);
    }

    /** In units that make columns and series comparable; smaller is better. */
    private static @Nullable Double error(Panel panel, boolean byColumn, Evaluation scores) {
        if (byColumn) {
            Scores.@Nullable OfColumn column = scores.scores().perColumn().get(panel.name);
            return column == null ? null : column.mase() != null ? column.mase() : column.rse();
        }
        Evaluation.@Nullable OfSeries series = scores.perSeries().get(panel.series.id());
        return series == null ? null : series.scaled().mse();
    }

    private static List<Panel> byRank(List<Panel> ranked) {
        int last = ranked.size() - 1;
        Map<Integer, String> chosen = new LinkedHashMap<>();
        chosen.put(last / 2, "middle");
        chosen.put(last, "worst");
        chosen.put(0, "best");
        chosen.put(last - 1, "second worst");
        chosen.putIfAbsent(last * 3 / 4, "third quarter");
        chosen.putIfAbsent(last / 4, "first quarter");
        return chosen.entrySet().stream()
                .map(entry -> ranked.get(entry.getKey()).ranked(entry.getValue() + " of " + ranked.size()))
                .toList();
    }

    private static List<Panel> spread(List<Panel> all) {
        return IntStream.range(0, MOST)
                .mapToObj(i -> all.get(i * (all.size() - 1) / (MOST - 1)))
                .toList();
    }

    private Panel ranked(String why) {
        return new Panel(series, column, why, name);
    }

    /** The name with the rank. */
    String title() {
        return rank.isEmpty() ? name : name + " (" + rank + ")";
    }

    Column values() {
        return series.column(column);
    }

    Chart.Across across() {
        return series.index().frequency() instanceof Frequency.Rows ? Chart.Across.NUMBERS : Chart.Across.TIMES;
    }

    /** Where a row lies on the x axis: seconds on the series' own clock, which never runs backwards. */
    double x(long row) {
        TimeIndex index = series.index();
        long offset = across() == Chart.Across.TIMES ? index.start().getOffset().getTotalSeconds() : 0;
        return index.at(row).toEpochSecond() + offset;
    }

    double[] x(long from, int count) {
        return IntStream.range(0, count).mapToDouble(i -> x(from + i)).toArray();
    }

    /** A timestamp, or a row's number, in words. */
    String when(long row) {
        ZonedDateTime time = series.index().at(row);
        return across() == Chart.Across.TIMES
                ? TimeGrid.text(time, series.index().zoned())
                : String.valueOf(time.toEpochSecond());
    }

    /** The observed values of some rows; a long run of filled ones becomes a gap. */
    Points observed(int from, int to) {
        double[] x = new double[to - from];
        double[] y = new double[to - from];
        int points = 0;
        int missing = 0;
        for (int row = from; row < to; row++) {
            boolean seen = values().observed(row);
            missing = seen ? 0 : missing + 1;
            if (seen || missing == SHORT_GAP + 1) {
                x[points] = x(row);
                y[points++] = seen ? values().value(row) : Double.NaN;
            }
        }
        return new Points(java.util.Arrays.copyOf(x, points), java.util.Arrays.copyOf(y, points));
    }
}
