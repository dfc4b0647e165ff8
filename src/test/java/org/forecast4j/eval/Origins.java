package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;

/** The moments from which a part of a series is forecast. */
public final class Origins {
    private Origins() {}

    /**
     * The histories whose labels, the {@code horizon} rows that follow, all lie in rows {@code [from, to)}:
     * {@code to - from - horizon + 1} of them at stride 1. None is dropped but those the caller calls unusable.
     *
     * @param from the first row that may be a label; without a row before it nothing is known, so row 0 never is one
     * @param stride rows from one origin to the next
     * @param usable whether a forecaster can start from there, for instance whether the history is long enough
     */
    public static List<History> within(
            TimeSeries series, int from, int to, int horizon, int stride, Predicate<History> usable) {
        if (horizon < 1 || stride < 1 || from < 0 || to > series.length()) {
            throw new IllegalArgumentException("labels in rows " + from + " to " + to + " of " + series.length()
                    + ", horizon " + horizon + ", stride " + stride
                    + "; rows must lie in the series, horizon and stride be 1 or more");
        }
        List<History> origins = new ArrayList<>();
        for (long end = Math.max(1, from); end + horizon <= to; end += stride) {
            History history = series.before((int) end);
            if (usable.test(history)) {
                origins.add(history);
            }
        }
        return List.copyOf(origins);
    }

    /** The same with stride 1 and every origin usable. */
    public static List<History> within(TimeSeries series, int from, int to, int horizon) {
        return within(series, from, to, horizon, 1, history -> true);
    }
}
