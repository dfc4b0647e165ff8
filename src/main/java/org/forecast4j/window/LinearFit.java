package org.forecast4j.window;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;

/**
 * Fits a {@link LinearForecast} to windows by least squares, each column in units of its series' deviation. Its weights are
 * drawn towards a simple forecast's, the nearest of the naive ones and of levels with and without a season, by a ridge (Hoerl
 * and Kennard, 1970) that counts as much as a window which overlaps no other: where there are hardly more, the simple
 * forecast stays.
 */
final class LinearFit {
    /** Simple forecasts, as the terms that they take whole. */
    private static final List<Set<LinearTerm>> SIMPLE = List.of(
            EnumSet.noneOf(LinearTerm.class),
            EnumSet.of(LinearTerm.LAST_VALUE),
            EnumSet.of(LinearTerm.LOOKBACK),
            EnumSet.of(LinearTerm.MEAN_SEASON),
            EnumSet.of(LinearTerm.LAST_VALUE, LinearTerm.LAST_VALUE_PLACE, LinearTerm.MEAN_SEASON),
            EnumSet.of(LinearTerm.LOOKBACK, LinearTerm.MEAN_SEASON),
            EnumSet.of(LinearTerm.MEAN_SEASON, LinearTerm.LAST_SEASON),
            EnumSet.of(LinearTerm.USUAL_SEASON),
            EnumSet.of(LinearTerm.LOOKBACK, LinearTerm.USUAL_SEASON));

    /** A level of the lookback as a scaling that takes it out, and as the terms that it takes whole. */
    record Level(WindowScaling scaling, Set<LinearTerm> terms) {}

    private static final Level MEAN = new Level(WindowScaling.MEAN, EnumSet.of(LinearTerm.LOOKBACK));

    private static final List<Level> LEVELS = List.of(
            new Level(WindowScaling.LAST_VALUE, EnumSet.of(LinearTerm.LAST_VALUE)),
            new Level(WindowScaling.LAST_SEASON, EnumSet.noneOf(LinearTerm.class)),
            MEAN);

    /** The same where a season is one row: the last of them is the last value. */
    private static final List<Level> LEVELS_WITHOUT_SEASON =
            List.of(new Level(WindowScaling.LAST_VALUE, EnumSet.noneOf(LinearTerm.class)), MEAN);

    /** Windows that overlap no other and weigh as much as the simple forecast. */
    private static final double RIDGE = 1;

    /** Labels looked at, spread over all there are. */
    private static final long LABELS = 2_000_000;

    private final WindowSpec spec;
    private final UsualSeasons usual;
    private final List<LinearTerm> terms;
    private final double windows;

    private final double[][] squares;
    private final double[] products;
    private double labelSquares;
    private long labels;

    /**
     * @param training windows of the training rows, one or more
     * @param rows the training rows
     */
    LinearFit(Windows training, List<Windows.Part> rows, WindowSpec spec, int season, Scalers scalers) {
        this.spec = spec;
        this.usual = UsualSeasons.fit(rows, season, scalers);
        this.terms = LinearTerm.of(spec.lookback(), season);
        this.windows = Math.max(1, (double) training.count() / spec.horizon());
        this.squares = new double[terms.size()][terms.size()];
        this.products = new double[terms.size()];
        long looked = looked(training, spec);
        for (long i = 0; i < looked; i++) {
            add(training.history(i * training.count() / looked), scalers);
        }
    }

    /** How many windows hold so many labels. */
    private static long looked(Windows training, WindowSpec spec) {
        int columns = training.series().get(0).columns().size();
        return Math.min(training.count(), Math.max(100, LABELS / columns / spec.horizon()));
    }

    private void add(History history, Scalers scalers) {
        ColumnScaler scaler = scalers.of(history.series(), history.end());
        double[] lookback = new double[spec.lookback()];
        double[] values = new double[terms.size()];
        for (int c = 0; c < history.series().columns().size(); c++) {
            int column = c;
            Arrays.setAll(lookback, i -> scaler.scale(column, history.last(column, lookback.length - 1 - i)));
            LinearTerm.View view = new LinearTerm.View(
                    lookback, usual.season(), usual.from(history.series(), c, history.end(), scalers));
            List<Path> paths = terms.stream().map(view::path).toList();
            Column truth = history.series().column(c);
            for (int step = 0; step < spec.horizon(); step++) {
                if (truth.observed(history.end() + step)) {
                    for (int t = 0; t < values.length; t++) {
                        values[t] = paths.get(t).at(step);
                    }
                    add(values, scaler.scale(c, truth.value(history.end() + step)) - view.level());
                }
            }
        }
    }

    private void add(double[] values, double label) {
        for (int t = 0; t < values.length; t++) {
            products[t] += values[t] * label;
            for (int other = 0; other <= t; other++) {
                squares[t][other] += values[t] * values[other];
            }
        }
        labelSquares += label * label;
        labels++;
    }

    int season() {
        return usual.season();
    }

    /** The level that lies nearest. */
    Level level() {
        return (season() == 1 ? LEVELS_WITHOUT_SEASON : LEVELS)
                .stream()
                        .filter(level -> terms.containsAll(level.terms()))
                        .min(Comparator.comparingDouble(this::distance))
                        .orElseThrow();
    }

    /** The squared distance of a level from the labels, all summed up. */
    double distance(Level level) {
        return distance(level.terms());
    }

    /** The squared distance of the linear forecast. */
    double distance() {
        return distance(forecast().weights());
    }

    private Set<LinearTerm> nearest() {
        return SIMPLE.stream()
                .filter(terms::containsAll)
                .min(Comparator.comparingDouble(this::distance))
                .orElseThrow();
    }

    private double distance(Set<LinearTerm> simple) {
        return distance(simple.stream().collect(Collectors.toMap(Function.identity(), term -> 1.0)));
    }

    private double distance(Map<LinearTerm, Double> weights) {
        double distance = labelSquares;
        for (int t = 0; t < terms.size(); t++) {
            double weight = weights.getOrDefault(terms.get(t), 0.0);
            distance -= 2 * weight * products[t];
            for (int other = 0; other < terms.size(); other++) {
                distance += weight * weights.getOrDefault(terms.get(other), 0.0) * square(t, other);
            }
        }
        return distance;
    }

    private double square(int one, int other) {
        return squares[Math.max(one, other)][Math.min(one, other)];
    }

    LinearForecast forecast() {
        Set<LinearTerm> simple = nearest();
        double[] units = new double[terms.size()]; // so that the ridge weighs all terms alike
        Arrays.setAll(units, t -> Math.sqrt(squares[t][t] / labels));
        int[] told = IntStream.range(0, units.length).filter(t -> units[t] > 0).toArray();
        double[] away = told.length == 0 ? new double[0] : ridge(told, units, simple);
        Map<LinearTerm, Double> weights = new EnumMap<>(LinearTerm.class);
        terms.forEach(term -> weights.put(term, simple.contains(term) ? 1.0 : 0.0));
        for (int i = 0; i < told.length; i++) {
            weights.merge(terms.get(told[i]), away[i] / units[told[i]], Double::sum);
        }
        return new LinearForecast(weights, usual);
    }

    /**
     * What the weights differ by from the simple forecast's, in units of the terms.
     *
     * @param told terms that are not always zero
     */
    private double[] ridge(int[] told, double[] units, Set<LinearTerm> simple) {
        double[][] normal = new double[told.length][told.length];
        double[] right = new double[told.length];
        for (int i = 0; i < told.length; i++) {
            int term = told[i];
            double left = products[term];
            for (int other = 0; other < terms.size(); other++) {
                left -= simple.contains(terms.get(other)) ? square(term, other) : 0;
            }
            right[i] = left / units[term] / labels;
            for (int j = 0; j < told.length; j++) {
                normal[i][j] = square(term, told[j]) / units[term] / units[told[j]] / labels;
            }
            normal[i][i] += RIDGE / windows;
        }
        return new CholeskyDecomposition(new Array2DRowRealMatrix(normal, false), 1e-9, 0)
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
    }
}
