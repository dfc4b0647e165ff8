package org.forecast4j.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.forecast4j.UserError;
import org.forecast4j.series.GapPolicy;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.CovariateCodings;
import org.forecast4j.window.Encoding;
import org.forecast4j.window.Scalers;
import org.forecast4j.window.WindowScaler;
import org.forecast4j.window.WindowScaling;
import org.forecast4j.window.WindowSpec;
import org.forecast4j.window.Windows;

/**
 * A job's data cut into parts, before anything is learned.
 *
 * @param bounds each series' parts, in the series' order
 */
record Plan(Job job, List<TimeSeries> series, List<Split.Bounds> bounds, Choice choice) {

    static Plan of(Job job, Parts parts) {
        Plan plan = of(job, parts.series(), parts.bounds());
        if (plan.training().count() == 0) {
            throw plan.tooFewRows(
                    "training", Split.Bounds::trainEnd, plan.spec().rows());
        }
        return plan;
    }

    WindowSpec spec() {
        return choice.window();
    }

    /** The same with the parts given, and not checked for room. */
    static Plan of(Job job, List<TimeSeries> series, List<Split.Bounds> bounds) {
        return new Plan(job, series, bounds, Choice.of(job, series, bounds));
    }

    /** The error for a part that has no room for one window. */
    UserError tooFewRows(String part, ToIntFunction<Split.Bounds> rowsOf, long needed) {
        int rows = bounds.stream().mapToInt(rowsOf).max().orElse(0);
        return UserError.data(
                "too few " + part + " rows: lookback " + spec().lookback() + " and horizon " + spec().horizon()
                        + " need " + needed + ", the longest series has " + rows
                        + "; shorten them, change the split or give more rows");
    }

    /** @throws UserError where no test row can be scored */
    void requireTestWindow() {
        if (test().count() == 0) {
            throw tooFewRows("test", bound -> bound.testEnd() - bound.validationEnd(), spec().horizon());
        }
    }

    /** Series whose training rows have no room for one window: they teach nothing. */
    List<TimeSeries> tooShort() {
        return IntStream.range(0, series.size())
                .filter(s -> bounds.get(s).trainEnd() < spec().rows())
                .mapToObj(series::get)
                .toList();
    }

    /** What is about to be learned, in a line. */
    String sentence(long parameters) {
        Split.Bounds bound = bounds.get(0);
        String rows = series.size() == 1
                ? bound.trainEnd() + " rows to train, " + (bound.validationEnd() - bound.trainEnd()) + " to validate, "
                        + (bound.testEnd() - bound.validationEnd()) + " to test"
                : series.size() + " series";
        return rows + "; " + choice.sentence() + "; " + job.network().cell() + " with " + parameters + " parameters on "
                + training().count() + " windows";
    }

    /** Training rows of the series that has most. */
    int longestTraining() {
        return bounds.stream().mapToInt(Split.Bounds::trainEnd).max().orElse(0);
    }

    Windows training() {
        return windows(parts(bound -> 0, Split.Bounds::trainEnd), job.window().stride());
    }

    Windows validation() {
        return windows(parts(Split.Bounds::trainEnd, Split.Bounds::validationEnd), 1);
    }

    Windows test() {
        return test(spec().lookback());
    }

    /** The test windows that a network of this lookback could forecast as well. */
    Windows test(int lookback) {
        return Windows.of(
                parts(Split.Bounds::validationEnd, Split.Bounds::testEnd),
                new WindowSpec(lookback, spec().horizon(), 1),
                1,
                fillsLookAhead());
    }

    /** Every row up to the end of the test rows, for a final fit. */
    Windows all() {
        return windows(parts(bound -> 0, Split.Bounds::testEnd), job.window().stride());
    }

    /** Windows of this plan's shape. */
    Windows windows(List<Windows.Part> parts, int stride) {
        return Windows.of(parts, spec(), stride, fillsLookAhead());
    }

    private boolean fillsLookAhead() {
        return job.format().gaps() == GapPolicy.LINEAR;
    }

    private List<Windows.Part> parts(ToIntFunction<Split.Bounds> from, ToIntFunction<Split.Bounds> to) {
        List<Windows.Part> parts = new ArrayList<>();
        for (int s = 0; s < series.size(); s++) {
            Split.Bounds bound = bounds.get(s);
            parts.add(new Windows.Part(series.get(s), from.applyAsInt(bound), to.applyAsInt(bound)));
        }
        return parts;
    }

    /** How the windows are encoded, with scalers and categories that have seen the rows before {@code end} alone. */
    Encoding encoding(ToIntFunction<Split.Bounds> end) {
        List<Windows.Part> training = parts(bound -> 0, end);
        TimeSeries first = series.get(0);
        Scalers scalers = Scalers.fit(training, choice.seriesScaling());
        return new Encoding(
                spec(),
                new Encoding.Columns(
                        first.columns().size(),
                        choice.shareWeights(),
                        job.window().identity()),
                windowScaler(training, scalers),
                choice.calendar(),
                job.network().quantiles(),
                scalers,
                CovariateCodings.fit(training, choice.seriesScaling()));
    }

    private WindowScaler windowScaler(List<Windows.Part> training, Scalers scalers) {
        return job.training().combine() || choice.windowScaling() == WindowScaling.LINEAR
                ? WindowScaler.fit(
                        choice.windowScaling(),
                        choice.season(),
                        windows(training, job.window().stride()),
                        training,
                        spec(),
                        scalers)
                : WindowScaler.of(choice.windowScaling(), choice.season());
    }
}
