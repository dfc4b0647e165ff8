package org.forecast4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;

/**
 * How far an interval reaches beyond what the network says, for each coverage, column and step: split-conformal
 * calibration on windows that the network was not fitted to. Around a point forecast the margin is a quantile of its
 * absolute errors (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, "Distribution-Free Predictive Inference for Regression",
 * 2018); around learned quantiles it is one of how far the truth lay outside them, and may be negative (Romano, Patterson
 * and Candes, "Conformalized Quantile Regression", 2019). Errors count in units of the window,
 * {@link org.forecast4j.window.Encoding#unit}, so that intervals are wider in restless times (the first paper's section
 * 5.2).
 *
 * @param coverages ascending, each between 0 and 1
 * @param margins by coverage, column and step
 */
public record Calibration(List<Double> coverages, List<List<List<Double>>> margins) {
    /** Windows are taken evenly over the validation rows where there are more. */
    private static final int MOST_WINDOWS = 4000;

    /** Of many columns and a long horizon fewer windows are taken, but not fewer than tell something. */
    private static final long MOST_ERRORS = 50_000_000;

    private static final int FEW_WINDOWS = 100;

    /** What a model file's 64 MiB of JSON have room for, at 23 characters each, with some to spare for the rest. */
    private static final long MOST_MARGINS = 2_500_000;

    public Calibration {
        coverages = List.copyOf(coverages);
        margins = margins.stream()
                .map(columns -> columns.stream().map(List::copyOf).toList())
                .toList();
        for (double coverage : coverages) {
            if (!(coverage > 0 && coverage < 1)) {
                throw UserError.usage(
                        "interval " + coverage + ": expected a coverage between 0 and 1, for instance 0.8");
            }
        }
    }

    /** No intervals. */
    static final Calibration NONE = new Calibration(List.of(), List.of());

    /** The fewest errors that a coverage can be read from: the {@code ceil((n + 1) coverage)}-th smallest must exist. */
    public static long fewest(double coverage) {
        return (long) Math.ceil(coverage / (1 - coverage) - 1e-9);
    }

    /**
     * Refuses more intervals than a model holds.
     *
     * @throws UserError where coverages, columns and steps make too many
     */
    public static void checkRoom(List<Double> coverages, int columns, int steps) {
        if ((long) coverages.size() * columns * steps > MOST_MARGINS) {
            throw UserError.usage(coverages.size() + " intervals of " + columns + " columns and " + steps
                    + " steps are more than the " + MOST_MARGINS + " margins that a model holds; give fewer coverages "
                    + "(interval, none for no intervals), columns or steps");
        }
    }

    /**
     * Refuses what {@link #fit} could not give, before a network is trained.
     *
     * @throws UserError as {@link #fit}
     */
    public static void check(
            List<Double> coverages, int columns, int steps, long windows, LongFunction<History> history) {
        checkRoom(coverages, columns, steps);
        double widest = coverages.get(coverages.size() - 1);
        if (windows < fewest(widest)) {
            throw tooFew(widest, windows);
        }
        int count = taken(windows, coverages, columns, steps);
        int[][] observed = new int[columns][steps];
        for (int w = 0; w < count; w++) {
            History known = history.apply(w * windows / count);
            for (int c = 0; c < columns; c++) {
                for (int h = 0; h < steps; h++) {
                    observed[c][h] += known.series().column(c).observed(known.end() + h) ? 1 : 0;
                }
            }
        }
        int least = Arrays.stream(observed).flatMapToInt(Arrays::stream).min().orElseThrow();
        if (least < fewest(widest)) {
            throw tooFew(widest, least);
        }
    }

    /**
     * Measures a forecaster's errors on windows.
     *
     * @param windows how many there are
     * @param history what is known at the origin of each; the labels follow it in its series
     * @throws UserError where a column has fewer observed labels at some step than a coverage needs, or a model would not
     *     hold so many margins
     */
    public static Calibration fit(
            NetworkForecaster forecaster, List<Double> coverages, long windows, LongFunction<History> history) {
        if (coverages.isEmpty()) {
            return NONE;
        }
        List<Double> ascending = coverages.stream().sorted().distinct().toList();
        int columns = forecaster.encoding().columns().count();
        int steps = forecaster.horizon();
        checkRoom(ascending, columns, steps);
        int count = taken(windows, ascending, columns, steps);
        int size = forecaster.historiesPerCall(columns);
        // [coverage][column][step][window]: floats, for a long horizon of many columns makes many of them
        float[][][][] beyond = new float[ascending.size()][columns][steps][count];
        int[][] observed = new int[columns][steps];
        for (int from = 0; from < count; from += size) {
            List<History> histories = new ArrayList<>();
            for (int w = from; w < Math.min(count, from + size); w++) {
                histories.add(history.apply(w * windows / count));
            }
            List<NetworkForecaster.Decoded> made = forecaster.decoded(histories);
            for (int i = 0; i < made.size(); i++) {
                add(made.get(i), histories.get(i), ascending, beyond, observed);
            }
        }
        List<List<List<Double>>> margins = new ArrayList<>();
        for (int k = ascending.size() - 1; k >= 0; k--) { // an error tells of the widest, which needs most
            double coverage = ascending.get(k);
            float[][][] ofCoverage = beyond[k];
            margins.add(
                    0,
                    IntStream.range(0, columns)
                            .mapToObj(c -> IntStream.range(0, steps)
                                    .mapToObj(h -> margin(coverage, ofCoverage[c][h], observed[c][h]))
                                    .toList())
                            .toList());
        }
        return new Calibration(ascending, margins);
    }

    /** How many of the windows are measured. */
    static int taken(long windows, List<Double> ascending, int columns, int steps) {
        long room = MOST_ERRORS / ((long) ascending.size() * columns * steps);
        long few = Math.max(FEW_WINDOWS, fewest(ascending.get(ascending.size() - 1)));
        return (int) Math.min(windows, Math.min(MOST_WINDOWS, Math.max(few, room)));
    }

    private static void add(
            NetworkForecaster.Decoded made,
            History history,
            List<Double> coverages,
            float[][][][] beyond,
            int[][] observed) {
        for (int c = 0; c < observed.length; c++) {
            Column truth = history.series().column(c);
            for (int h = 0; h < observed[c].length; h++) {
                int row = history.end() + h;
                if (!truth.observed(row)) {
                    continue;
                }
                int at = observed[c][h]++;
                for (int k = 0; k < coverages.size(); k++) {
                    double low = made.lower(coverages.get(k), c, h) - truth.value(row);
                    double high = truth.value(row) - made.upper(coverages.get(k), c, h);
                    beyond[k][c][h][at] = (float) (Math.max(low, high) / made.unit(c));
                }
            }
        }
    }

    /** The smallest margin that held often enough, one more window counted against it. */
    private static double margin(double coverage, float[] beyond, int count) {
        int rank = (int) Math.ceil((count + 1) * coverage - 1e-9);
        if (rank > count) {
            throw tooFew(coverage, count);
        }
        float[] sorted = Arrays.copyOf(beyond, count);
        Arrays.sort(sorted);
        return Double.parseDouble(Float.toString(sorted[rank - 1])); // which is written in half as many digits
    }

    /** The error for validation rows that make fewer windows than an interval needs. */
    public static UserError tooFew(double coverage, long windows) {
        return UserError.data("the validation rows make " + windows + " windows with an observed label, an interval of "
                + "coverage " + coverage + " needs " + fewest(coverage)
                + "; give more validation rows (split) or a smaller coverage (interval)");
    }

    /** The intervals of one forecast. */
    List<Forecast.Interval> intervals(NetworkForecaster.Decoded made) {
        List<Forecast.Interval> intervals = new ArrayList<>();
        for (int k = 0; k < coverages.size(); k++) {
            double coverage = coverages.get(k);
            double[][] point = made.point();
            double[][] lower = new double[point.length][point[0].length];
            double[][] upper = new double[point.length][point[0].length];
            for (int c = 0; c < point.length; c++) {
                for (int h = 0; h < point[c].length; h++) {
                    double margin = margins.get(k).get(c).get(h) * made.unit(c);
                    double low = made.lower(coverage, c, h) - margin;
                    double high = made.upper(coverage, c, h) + margin;
                    double middle = (low + high) / 2;
                    lower[c][h] = Math.min(low, middle); // a negative margin may cross a narrow pair of quantiles
                    upper[c][h] = Math.max(high, middle);
                    if (k > 0) { // a wider coverage holds the narrower one
                        Forecast.Interval inner = intervals.get(k - 1);
                        lower[c][h] = Math.min(lower[c][h], inner.lower()[c][h]);
                        upper[c][h] = Math.max(upper[c][h], inner.upper()[c][h]);
                    }
                }
            }
            intervals.add(new Forecast.Interval(coverage, lower, upper));
        }
        return intervals;
    }
}
