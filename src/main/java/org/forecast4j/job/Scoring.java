package org.forecast4j.job;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.forecast4j.eval.Baseline;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Evaluator;
import org.forecast4j.eval.TrainingStatistics;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.Scalers;
import org.forecast4j.window.Windows;

/** Scores a network on a plan's test windows, beside the baselines. */
final class Scoring {
    private Scoring() {}

    /** What baselines and relative errors take from a plan's training rows. */
    record TrainingRows(Frequency frequency, TrainingStatistics statistics, Map<String, Integer> ends) {
        static TrainingRows of(Plan plan) {
            TrainingStatistics statistics = new TrainingStatistics();
            Map<String, Integer> ends = new HashMap<>();
            for (int s = 0; s < plan.series().size(); s++) {
                int end = plan.bounds().get(s).trainEnd();
                ends.put(plan.series().get(s).id(), end);
                statistics.add(plan.series().get(s), end);
            }
            return new TrainingRows(plan.series().get(0).index().frequency(), statistics, ends);
        }

        /**
         * The naive forecasts.
         *
         * @param longest training rows that decide which seasons they know
         * @param season the network's, in rows, which they know as well
         */
        List<Baseline> baselines(int longest, int season, int horizon) {
            return Baseline.standard(frequency, season, longest, statistics, horizon);
        }

        /** The unit of scaled scores. */
        Evaluator.Scale scale(Scalers scalers) {
            return (series, column) -> scalers.of(series, end(series)).deviation(column);
        }

        /** How many a series has. */
        int end(TimeSeries series) {
            return Objects.requireNonNull(ends.get(series.id()), series.id());
        }
    }

    /** Values to forecast from which on scoring takes minutes. */
    private static final long MANY_VALUES = 100_000_000;

    static Evaluation evaluate(Plan plan, NetworkForecaster forecaster, JobProgress progress) {
        return evaluate(plan, plan.test(), forecaster, progress);
    }

    /** @param test those of the plan's test windows to score */
    static Evaluation evaluate(Plan plan, Windows test, NetworkForecaster forecaster, JobProgress progress) {
        TrainingRows rows = TrainingRows.of(plan);
        return new Evaluator(
                        forecaster,
                        rows.baselines(
                                plan.longestTraining(),
                                forecaster.encoding().windowScaler().season(),
                                forecaster.horizon()),
                        rows.statistics(),
                        rows.scale(forecaster.encoding().scalers()))
                .evaluate(test.count(), histories(test, forecaster, progress));
    }

    /** The windows to score, which tell as they are taken how far it has come, and end it when a stop is asked for. */
    static LongFunction<History> histories(Windows test, NetworkForecaster forecaster, JobProgress progress) {
        int columns = forecaster.encoding().columns().count();
        if (test.count() * columns * forecaster.horizon() > MANY_VALUES) {
            progress.note("scoring " + test.count() + " windows of " + columns + " columns and " + forecaster.horizon()
                    + " steps, beside the naive forecasts");
        }
        return window -> {
            if (progress.stopRequested()) {
                throw new Stopped();
            }
            progress.scoring(window + 1, test.count());
            return test.history(window);
        };
    }
}
