package org.forecast4j.eval;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;

/**
 * Exponential smoothing with a damped trend and an additive season (Gardner and McKenzie, "Forecasting trends in time
 * series", Management Science 31, 1985; Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition,
 * section 8.3). With {@code e} the error one row ahead,
 *
 * <pre>
 * e         = y(t) - level(t-1) - p trend(t-1) - season(t-m)
 * level(t)  = level(t-1) + p trend(t-1) + a e
 * trend(t)  = p trend(t-1) + a b e
 * season(t) = season(t-m) + c e
 * forecast(t + h) = level(t) + (p + ... + p^h) trend(t) + season(t + h - m k), k the least that lies in the past
 * </pre>
 *
 * <p>Where a value was not observed, {@code e} is 0. The parameters are fitted to each column's training rows; the state then
 * follows the observed values, row by row, up to each origin. There is no season where the training rows hold fewer than two
 * of it, or it is longer than {@value #LONGEST_SEASON} rows.
 */
public final class ExponentialSmoothing implements Baseline {
    static final int LONGEST_SEASON = 400;

    /** The last training rows that the parameters are fitted to. */
    private static final int MOST_ROWS = 10_000;

    private final int horizon;
    private final PerColumn<States> states;

    /**
     * @param season in rows; 1 for none
     * @param trainEnd the number of training rows of a series
     */
    public ExponentialSmoothing(int horizon, int season, ToIntFunction<TimeSeries> trainEnd) {
        this.horizon = horizon;
        states = new PerColumn<>((series, c) -> {
            Column column = series.column(c);
            int end = trainEnd.applyAsInt(series);
            Start start = Start.of(column, end, season <= LONGEST_SEASON ? season : 1);
            return new States(column, start, Parameters.fit(column, start, end));
        });
    }

    @Override
    public String name() {
        return "ets";
    }

    @Override
    public String inWords() {
        return "exponential smoothing";
    }

    @Override
    public int horizon() {
        return horizon;
    }

    @Override
    public double[] forecast(History history, int column) {
        return states.of(history.series(), column).forecast(history.end(), horizon);
    }

    /** The state before row {@code first}. */
    record Start(int first, double level, double trend, SeasonalIndices season) {
        /** The level and trend are those of a straight line through this many rows, or two seasons where that is more. */
        private static final int LINE_ROWS = 10;

        static Start of(Column column, int trainEnd, int season) {
            int first = Math.max(Math.min(column.firstObserved(), trainEnd - 1), trainEnd - MOST_ROWS);
            SeasonalIndices indices =
                    SeasonalIndices.of(column, first, trainEnd, season).orElse(SeasonalIndices.NONE);
            int end = Math.min(trainEnd, first + Math.max(LINE_ROWS, 2 * indices.season()));
            double n = 0;
            double meanRow = 0;
            double meanValue = 0;
            double rows = 0;
            double products = 0;
            for (int row = first; row < end; row++) {
                if (column.observed(row)) {
                    double fromMean = row - meanRow;
                    double value = column.value(row) - indices.at(row);
                    n++;
                    meanRow += fromMean / n;
                    meanValue += (value - meanValue) / n;
                    rows += fromMean * (row - meanRow);
                    products += fromMean * (value - meanValue);
                }
            }
            if (n == 0) {
                return new Start(first, column.value(first), 0, indices);
            }
            double slope = n < 3 ? 0 : products / rows;
            return new Start(first, meanValue + slope * (first - 1 - meanRow), slope, indices);
        }
    }

    /** {@code a}, {@code b}, {@code c} and {@code p}. */
    record Parameters(double level, double trend, double season, double damping) {
        private static final double LEAST_DAMPING = 0.8;
        private static final double MOST_DAMPING = 0.98;
        private static final double EDGE = 1e-4;
        private static final int EVALUATIONS = 400;

        private static final double[] LEVELS = {0.05, 0.2, 0.5, 0.9};
        private static final double[] TRENDS = {0.01, 0.2};
        private static final double[] SEASONS = {0.01, 0.2};
        private static final double[] DAMPINGS = {0.85, 0.95};

        /** From four numbers of any size. {@code c} is at most {@code 1 - a}. */
        private static Parameters of(double[] free) {
            double level = within(EDGE, 1 - EDGE, free[0]);
            return new Parameters(
                    level,
                    within(EDGE, 1 - EDGE, free[1]),
                    within(0, 1 - level, free[2]),
                    within(LEAST_DAMPING, MOST_DAMPING, free[3]));
        }

        private static double within(double low, double high, double free) {
            return low + (high - low) / (1 + Math.exp(-free));
        }

        private double[] free() {
            return new double[] {
                free(EDGE, 1 - EDGE, level),
                free(EDGE, 1 - EDGE, trend),
                free(0, 1 - level, season),
                free(LEAST_DAMPING, MOST_DAMPING, damping)
            };
        }

        private static double free(double low, double high, double value) {
            return Math.log((value - low) / (high - value));
        }

        /** Those of the least squared error one row ahead: the best of a coarse grid, then downhill (Nelder and Mead 1965). */
        static Parameters fit(Column column, Start start, int trainEnd) {
            Parameters best = new Parameters(LEVELS[0], TRENDS[0], SEASONS[0], DAMPINGS[0]);
            double least = Double.POSITIVE_INFINITY;
            for (double level : LEVELS) {
                for (double trend : TRENDS) {
                    for (double season : SEASONS) {
                        for (double damping : DAMPINGS) {
                            Parameters tried = new Parameters(level, trend, season * (1 - level), damping);
                            double squares = squares(column, start, tried, trainEnd);
                            if (squares < least) {
                                least = squares;
                                best = tried;
                            }
                        }
                    }
                }
            }
            if (!(least > 0)) {
                return best; // nothing is left to improve
            }
            double scale = least;
            SimplexOptimizer optimizer = new SimplexOptimizer(new SimpleValueChecker(1e-7, -1, EVALUATIONS));
            PointValuePair found = optimizer.optimize(
                    new ObjectiveFunction(free -> squares(column, start, of(free), trainEnd) / scale),
                    GoalType.MINIMIZE,
                    new InitialGuess(best.free()),
                    new NelderMeadSimplex(4),
                    MaxEval.unlimited());
            return of(found.getPoint());
        }

        static double squares(Column column, Start start, Parameters parameters, int end) {
            double level = start.level();
            double trend = start.trend();
            int m = start.season().season();
            double[] season = new double[m];
            Arrays.setAll(season, i -> start.season().at(start.first() + i));
            double squares = 0;
            int place = 0;
            for (int row = start.first(); row < end; row++) {
                double damped = parameters.damping() * trend;
                double e = column.observed(row) ? column.value(row) - level - damped - season[place] : 0;
                squares += e * e;
                level += damped + parameters.level() * e;
                trend = damped + parameters.level() * parameters.trend() * e;
                if (m > 1) {
                    season[place] += parameters.season() * e;
                    place = place + 1 == m ? 0 : place + 1;
                }
            }
            return squares;
        }
    }

    /** The state before each row, from {@link Start#first} on. */
    static final class States {
        private final Start start;
        private final Parameters parameters;
        private final Column column;
        private final double[] levels;
        private final double[] trends;
        private final double[] seasons; // entry i is of row first - m + i

        States(Column column, Start start, Parameters parameters) {
            this.start = start;
            this.parameters = parameters;
            this.column = column;
            int rows = column.length() - start.first();
            int m = start.season().season();
            levels = new double[rows + 1];
            trends = new double[rows + 1];
            seasons = new double[m > 1 ? rows + m : 1];
            filter(m);
        }

        Parameters parameters() {
            return parameters;
        }

        private void filter(int m) {
            levels[0] = start.level();
            trends[0] = start.trend();
            for (int i = 0; m > 1 && i < m; i++) {
                seasons[i] = start.season().at(start.first() + i);
            }
            for (int i = 0; i + 1 < levels.length; i++) {
                int row = start.first() + i;
                double before = m > 1 ? seasons[i] : 0;
                double damped = parameters.damping() * trends[i];
                double e = column.observed(row) ? column.value(row) - levels[i] - damped - before : 0;
                levels[i + 1] = levels[i] + damped + parameters.level() * e;
                trends[i + 1] = damped + parameters.level() * parameters.trend() * e;
                if (m > 1) {
                    seasons[i + m] = before + parameters.season() * e;
                }
            }
        }

        double[] forecast(int end, int horizon) {
            double[] forecast = new double[horizon];
            int at = end - start.first();
            if (at < 0) { // before the rows that were fitted to
                Arrays.fill(forecast, column.value(end - 1));
                return forecast;
            }
            int m = start.season().season();
            double damping = 0;
            double power = 1;
            for (int h = 0; h < horizon; h++) {
                power *= parameters.damping();
                damping += power;
                forecast[h] = levels[at] + damping * trends[at] + (m > 1 ? seasons[at + h % m] : 0);
            }
            return forecast;
        }
    }
}
