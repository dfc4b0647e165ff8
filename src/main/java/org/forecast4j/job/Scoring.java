package org.forecast4j.job;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.eval.Baseline;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Evaluator;
import org.forecast4j.eval.TrainingStatistics;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.window.Windows;

/** Scores a network on a plan's test windows, beside the baselines. */
final class Scoring {
    private Scoring() {}

    static Evaluation evaluate(Plan plan, NetworkForecaster forecaster) {
        TrainingStatistics statistics = new TrainingStatistics();
        Map<String, Integer> trainEnds = new HashMap<>();
        for (int s = 0; s < plan.series().size(); s++) {
            int trainEnd = plan.bounds().get(s).trainEnd();
            trainEnds.put(plan.series().get(s).id(), trainEnd);
            statistics.add(plan.series().get(s), trainEnd);
        }
        List<Baseline> baselines =
                Baseline.standard(plan.series(), one -> trainEnds.get(one.id()), statistics, forecaster.horizon());
        Windows test = plan.test();
        return new Evaluator(
                        forecaster, baselines, statistics, forecaster.encoding().scaler()::deviation)
                .evaluate(test.count(), test::history);
    }
}
