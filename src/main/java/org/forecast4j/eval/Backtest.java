package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.forecast4j.UserError;
import org.forecast4j.model.Forecast;
import org.forecast4j.series.History;

/**
 * Rolling origins (Tashman, "Out-of-sample tests of forecasting accuracy: an analysis and review", International Journal of
 * Forecasting 16, 2000): the last rows are cut into test blocks, and each block is forecast by what the rows before it
 * taught. How a forecaster comes to be is the caller's affair.
 *
 * @param pooled over the windows of all folds: one table, one test, one verdict
 * @param folds each fold's own scores, in order
 */
public record Backtest(Evaluation pooled, List<Evaluation> folds) {
    public Backtest {
        folds = List.copyOf(folds);
    }

    /**
     * One fold, in row numbers: {@code [from, testFrom)} to learn from, {@code [testFrom, testEnd)} to forecast.
     *
     * @param number counted from 1, the oldest first
     */
    public record Fold(int number, int from, int testFrom, int testEnd) {}

    /**
     * Where the folds lie.
     *
     * @param folds how many
     * @param testRows rows of each test block
     * @param stride rows from one test block to the next; fewer than {@code testRows} make them overlap
     * @param sliding whether every fold learns from as many rows as the first; otherwise from all rows before its test block
     */
    public record Schedule(int folds, int testRows, int stride, boolean sliding) {
        public Schedule {
            if (folds < 1) {
                throw UserError.usage("folds " + folds + ": expected 1 or more, for instance 4");
            }
            if (testRows < 1) {
                throw UserError.usage("fold-rows " + testRows + ": expected 1 or more rows, at least the horizon");
            }
            if (stride < 1) {
                throw UserError.usage("fold-stride " + stride + ": expected 1 or more rows; without it test blocks "
                        + "follow each other");
            }
        }

        /**
         * The folds of a series of so many rows. The last test block ends with the last row.
         *
         * @throws UserError where the first fold has no row to learn from
         */
        public List<Fold> of(int rows) {
            long first = rows - (folds - 1L) * stride - testRows;
            if (first < 1) {
                throw UserError.data("too few rows for " + folds + " folds: test blocks of " + testRows + " rows, "
                        + stride + " apart, need more than " + (rows - first) + " rows, the series has " + rows
                        + "; give fewer folds (folds), smaller ones (fold-rows, fold-stride) or more rows");
            }
            List<Fold> made = new ArrayList<>();
            for (int k = 0; k < folds; k++) {
                int testFrom = (int) first + k * stride;
                made.add(new Fold(k + 1, sliding ? testFrom - (int) first : 0, testFrom, testFrom + testRows));
            }
            return List.copyOf(made);
        }
    }

    /**
     * What meets in one fold.
     *
     * @param evaluator of the fold's forecaster and baselines, their statistics and scale from the fold's training rows. The
     *     baselines are called the same in every fold
     * @param windows how many lie in the test block
     * @param history what is known at the origin of each; its series need not hold rows after the test block
     */
    public record Contest(Evaluator evaluator, long windows, LongFunction<History> history) {}

    /** Hears each forecast of the judged forecaster. */
    public interface Listener {
        void forecast(Fold fold, History history, double[][] forecast);
    }

    /**
     * Scores all folds. One fold's contest is made, scored and let go before the next.
     *
     * @throws UserError where a fold has no label to score
     */
    public static Backtest of(List<Fold> folds, Function<Fold, Contest> contests, Listener listener) {
        List<Tally> pooled = new ArrayList<>(); // one, made of the first fold's forecasters
        List<Evaluation> scored = new ArrayList<>();
        for (Fold fold : folds) {
            Contest contest = contests.apply(fold);
            Evaluator evaluator = contest.evaluator();
            Tally own = new Tally(evaluator.forecasters(), evaluator.horizon());
            if (pooled.isEmpty()) {
                pooled.add(new Tally(evaluator.forecasters(), evaluator.horizon()));
            }
            Tally all = pooled.get(0);
            if (!all.baselines().equals(own.baselines())) {
                throw new IllegalArgumentException("fold " + fold.number() + " has the baselines " + own.baselines()
                        + ", the first fold " + all.baselines() + "; give all folds the same");
            }
            evaluator.evaluate(contest.windows(), contest.history(), (batch, made) -> {
                own.add(batch, made, evaluator.statistics(), evaluator.scale());
                all.add(batch, made, evaluator.statistics(), evaluator.scale());
                tell(listener, fold, batch, made.get(0));
            });
            scored.add(own.evaluation());
        }
        return new Backtest(pooled.get(0).evaluation(), scored);
    }

    private static void tell(Listener listener, Fold fold, List<History> batch, List<Forecast> made) {
        for (int i = 0; i < batch.size(); i++) {
            listener.forecast(fold, batch.get(i), made.get(i).point());
        }
    }
}
