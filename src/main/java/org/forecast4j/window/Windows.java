package org.forecast4j.window;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.series.Column;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;

/**
 * Every window whose labels lie inside one part of each series, by number. Windows are arithmetic, never copies: where a
 * series has no holes two numbers describe all of its windows.
 */
public final class Windows {

    /** Rows {@code [from, to)} of one series, in which the labels must lie. */
    public record Part(TimeSeries series, int from, int to) {}

    /** The origins of one series: the row after the last known one, for each window. */
    private sealed interface Ends {
        int count();

        int at(int number);

        record Run(int first, int stride, int count) implements Ends {
            @Override
            public int at(int number) {
                return first + number * stride;
            }
        }

        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Listed(int[] ends) implements Ends {
            @Override
            public int count() {
                return ends.length;
            }

            @Override
            public int at(int number) {
                return ends[number];
            }
        }
    }

    private final List<TimeSeries> series;
    private final List<Ends> ends;
    private final long[] starts;

    private Windows(List<TimeSeries> series, List<Ends> ends) {
        this.series = List.copyOf(series);
        this.ends = List.copyOf(ends);
        this.starts = new long[ends.size() + 1];
        for (int s = 0; s < ends.size(); s++) {
            starts[s + 1] = starts[s] + ends.get(s).count();
        }
    }

    /**
     * The windows of the parts, {@code stride} rows from one to the next.
     *
     * <p>An origin counts where its whole lookback exists, every column and past covariate has been observed by then and at
     * least one label is observed. Where filled values were made from values after them ({@code fillsLookAhead}), the
     * origin itself must be observed, or its lookback would hold the future.
     */
    public static Windows of(List<Part> parts, WindowSpec spec, int stride, boolean fillsLookAhead) {
        List<TimeSeries> series = new ArrayList<>();
        List<Ends> ends = new ArrayList<>();
        for (Part part : parts) {
            int first = Math.max(part.from(), spec.lookback());
            int last = part.to() - spec.horizon();
            Ends.Run run = new Ends.Run(first, stride, last < first ? 0 : (last - first) / stride + 1);
            boolean whole = seen(part.series()).allMatch(c -> c.filledRows() == 0);
            series.add(part.series());
            ends.add(whole ? run : usable(part.series(), run, spec, fillsLookAhead));
        }
        return new Windows(series, ends);
    }

    private static Ends usable(TimeSeries series, Ends.Run run, WindowSpec spec, boolean fillsLookAhead) {
        return new Ends.Listed(IntStream.range(0, run.count())
                .map(run::at)
                .filter(end -> knownAt(series, end, fillsLookAhead) && anyObserved(series, end, end + spec.horizon()))
                .toArray());
    }

    /** Whether a forecast can honestly be made from the rows before {@code end}. */
    private static boolean knownAt(TimeSeries series, int end, boolean fillsLookAhead) {
        return seen(series).allMatch(c -> c.firstObserved() < end && (!fillsLookAhead || c.observed(end - 1)));
    }

    /** What a forecast sees up to its origin and not after it. */
    private static Stream<Column> seen(TimeSeries series) {
        return Stream.concat(
                series.columns().stream(), series.covariates().past().stream().map(Covariate::column));
    }

    private static boolean anyObserved(TimeSeries series, int from, int to) {
        for (Column column : series.columns()) {
            for (int row = from; row < to; row++) {
                if (column.observed(row)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Those of the windows whose labels all lie after a moment. */
    public Windows after(ZonedDateTime moment) {
        List<Ends> later = new ArrayList<>();
        for (int s = 0; s < series.size(); s++) {
            Ends all = ends.get(s);
            int from = series.get(s).index().rowsUpTo(moment);
            later.add(new Ends.Listed(IntStream.range(0, all.count())
                    .map(all::at)
                    .filter(end -> end >= from)
                    .toArray()));
        }
        return new Windows(series, later);
    }

    /** No windows at all. */
    public static Windows none() {
        return new Windows(List.of(), List.of());
    }

    /** How many windows there are. */
    public long count() {
        return starts[starts.length - 1];
    }

    /** The series of the parts, in their order, those without a window too. */
    public List<TimeSeries> series() {
        return series;
    }

    /** The number, in {@link #series()}, of the series a window belongs to. */
    public int seriesOf(long window) {
        int found = Arrays.binarySearch(starts, window);
        if (found < 0) {
            return -found - 2;
        }
        while (starts[found + 1] == window) {
            found++; // series without windows share their start with the next
        }
        return found;
    }

    /** A window's origin: the row after the last known one, the first to be forecast. */
    public int endOf(long window) {
        int s = seriesOf(window);
        return ends.get(s).at((int) (window - starts[s]));
    }

    /** What is known at a window's origin. */
    public History history(long window) {
        int s = seriesOf(window);
        return series.get(s).before(ends.get(s).at((int) (window - starts[s])));
    }
}
