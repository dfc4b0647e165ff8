package org.forecast4j.eval;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;

/**
 * The theta method (Assimakopoulos and Nikolopoulos, "The theta model: a decomposition approach to forecasting",
 * International Journal of Forecasting 16, 2000), in the form that Hyndman and Billah gave it ("Unmasking the Theta method",
 * International Journal of Forecasting 19, 2003): simple exponential smoothing with half the slope of the straight line
 * through all values, on the series without its season,
 *
 * <pre>
 * forecast(n + h) = level(n) + slope / 2 * (h - 1 + 1 / a - (1 - a)^n / a) + season(n + h)
 * </pre>
 *
 * <p>Smoothing {@code a}, first level and seasonal indices are fitted to each column's training rows; level and slope then
 * follow the observed values, row by row, up to each origin. The season is taken out where the training rows hold two of it
 * and its autocorrelation stands out.
 */
public final class Theta implements Baseline {
    private final int horizon;
    private final PerColumn<States> states;

    /**
     * @param season in rows; 1 for none
     * @param trainEnd the number of training rows of a series
     */
    public Theta(int horizon, int season, ToIntFunction<TimeSeries> trainEnd) {
        this.horizon = horizon;
        states = new PerColumn<>((series, c) -> States.of(series.column(c), trainEnd.applyAsInt(series), season));
    }

    @Override
    public String name() {
        return "theta";
    }

    @Override
    public String inWords() {
        return "the theta method";
    }

    @Override
    public int horizon() {
        return horizon;
    }

    @Override
    public double[] forecast(History history, int column) {
        return states.of(history.series(), column).forecast(history.end(), horizon);
    }

    /** Smoothing of the values without their season, from row {@code first} on. */
    record Smoothing(double alpha, double firstLevel, int first, SeasonalIndices season) {
        private static final double LEAST = 0.001;
        private static final int COARSE = 20;

        /** The one of the least squared error one row ahead. */
        static Smoothing fit(Column column, int trainEnd, SeasonalIndices season) {
            int first = Math.min(column.firstObserved(), column.length() - 1);
            double step = (1 - 2 * LEAST) / COARSE;
            double best = LEAST;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i <= COARSE; i++) {
                double squares =
                        at(LEAST + i * step, column, first, trainEnd, season).squares();
                if (squares < least) {
                    least = squares;
                    best = LEAST + i * step;
                }
            }
            double low = Math.max(LEAST, best - step);
            double high = Math.min(1 - LEAST, best + step);
            double alpha = new BrentOptimizer(1e-8, 1e-10)
                    .optimize(
                            new UnivariateObjectiveFunction(
                                    a -> at(a, column, first, trainEnd, season).squares()),
                            GoalType.MINIMIZE,
                            new SearchInterval(low, high, best),
                            new MaxEval(200))
                    .getPoint();
            return new Smoothing(
                    alpha, at(alpha, column, first, trainEnd, season).level(), first, season);
        }

        /** The best first level for an alpha, and the squared error it leaves. */
        private record Start(double level, double squares) {}

        /**
         * Errors are linear in the first level: with {@code w} its weight before a row, the error is that from the first
         * value less {@code w} times the distance from it.
         */
        private static Start at(double alpha, Column column, int first, int end, SeasonalIndices season) {
            double origin = column.value(first) - season.at(first);
            double level = origin;
            double weight = 1;
            double errorsTimesWeights = 0;
            double weights = 0;
            double squares = 0;
            for (int row = first; row < end; row++) {
                if (column.observed(row)) {
                    double error = column.value(row) - season.at(row) - level;
                    errorsTimesWeights += error * weight;
                    weights += weight * weight;
                    squares += error * error;
                    level += alpha * error;
                    weight *= 1 - alpha;
                }
            }
            double distance = weights > 0 ? errorsTimesWeights / weights : 0;
            return new Start(origin + distance, squares - distance * errorsTimesWeights);
        }
    }

    /** What is known of one column before each row. */
    static final class States {
        private final Smoothing smoothing;
        private final double[] levels;
        private final double[] slopes;
        private final int[] counts;
        private final Column column;

        private States(Smoothing smoothing, Column column) {
            this.smoothing = smoothing;
            this.column = column;
            levels = new double[column.length() + 1];
            slopes = new double[column.length() + 1];
            counts = new int[column.length() + 1];
            filter();
        }

        static States of(Column column, int trainEnd, int season) {
            SeasonalIndices indices = SeasonalIndices.of(column, 0, trainEnd, season)
                    .filter(found -> SeasonalIndices.seasonal(column, 0, trainEnd, season))
                    .orElse(SeasonalIndices.NONE);
            return of(column, Smoothing.fit(column, trainEnd, indices));
        }

        static States of(Column column, Smoothing smoothing) {
            return new States(smoothing, column);
        }

        Smoothing smoothing() {
            return smoothing;
        }

        /** Entry {@code end} of each array is what the rows before {@code end} say. */
        private void filter() {
            double level = smoothing.firstLevel();
            Arrays.fill(levels, 0, smoothing.first() + 1, level);
            int n = 0;
            double meanRow = 0;
            double meanValue = 0;
            double rows = 0; // squared deviations of the row numbers
            double products = 0;
            for (int row = smoothing.first(); row < column.length(); row++) {
                if (column.observed(row)) {
                    double value = column.value(row) - smoothing.season().at(row);
                    level += smoothing.alpha() * (value - level);
                    n++;
                    double fromMean = row - meanRow;
                    meanRow += fromMean / n;
                    rows += fromMean * (row - meanRow);
                    products += fromMean * (value - meanValue) * (n - 1) / n;
                    meanValue += (value - meanValue) / n;
                }
                levels[row + 1] = level;
                slopes[row + 1] = n < 2 ? 0 : products / rows;
                counts[row + 1] = n;
            }
        }

        double[] forecast(int end, int horizon) {
            double alpha = smoothing.alpha();
            double[] forecast = new double[horizon];
            int sinceObserved = counts[end] == 0 ? 0 : end - 1 - column.lastObserved(end);
            double lag = (1 - Math.pow(1 - alpha, counts[end])) / alpha; // how far smoothing stays behind a line
            for (int h = 0; h < horizon; h++) {
                forecast[h] = levels[end]
                        + slopes[end] / 2 * (sinceObserved + h + lag)
                        + smoothing.season().at(end + h);
            }
            return forecast;
        }
    }
}
