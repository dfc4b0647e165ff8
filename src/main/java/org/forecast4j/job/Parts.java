package org.forecast4j.job;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;

/**
 * Series cut by a split.
 *
 * @param bounds each series' parts, in the series' order
 * @param left series that are in none of the parts: one of several that is too short for the split, ends before it or has no
 *     value to train on is no reason to refuse the others
 */
record Parts(List<TimeSeries> series, List<Split.Bounds> bounds, List<TimeSeries> left) {
    Parts {
        series = List.copyOf(series);
        bounds = List.copyOf(bounds);
        left = List.copyOf(left);
    }

    /** @throws UserError where the split suits no series */
    static Parts of(Split split, List<TimeSeries> all) {
        if (all.size() == 1) {
            return new Parts(all, List.of(split.of(all.get(0).index())), List.of());
        }
        List<TimeSeries> series = new ArrayList<>();
        List<Split.Bounds> bounds = new ArrayList<>();
        List<TimeSeries> left = new ArrayList<>();
        UserError last =
                UserError.data("no series has a value of every target in its training rows; give a later split "
                        + "(split) or other targets");
        for (TimeSeries one : all) {
            try {
                Split.Bounds cut = split.of(one.index());
                if (teaches(one, cut.trainEnd())) {
                    series.add(one);
                    bounds.add(cut);
                    continue;
                }
            } catch (UserError e) {
                last = e;
            }
            left.add(one);
        }
        if (series.isEmpty()) {
            throw last;
        }
        return new Parts(series, bounds, left);
    }

    /** Whether a column has just one value in the training rows of all series. */
    boolean constant(int column) {
        return IntStream.range(0, series.size())
                        .boxed()
                        .flatMapToDouble(s -> observed(
                                series.get(s).column(column), bounds.get(s).trainEnd()))
                        .distinct()
                        .limit(2)
                        .count()
                == 1;
    }

    private static DoubleStream observed(Column column, int end) {
        return IntStream.range(0, end).filter(column::observed).mapToDouble(column::value);
    }

    /** Whether every column has a value in the training rows: without one it has no level and no scale. */
    static boolean teaches(TimeSeries series, int trainEnd) {
        return series.columns().stream().allMatch(column -> column.firstObserved() < trainEnd);
    }
}
