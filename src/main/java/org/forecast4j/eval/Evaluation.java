package org.forecast4j.eval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A forecaster's scores beside the baselines' on the same windows, and the verdict. Written as JSON it is what
 * {@code scores.json} holds; scores that are no finite number are null.
 *
 * @param baselines by name, in the order they were given
 * @param intervals how the forecaster's intervals held, by ascending coverage; empty where it gives none
 * @param perSeries by series id, in order; empty where there is one series
 * @param evaluatedWindows windows scored, all there were
 * @param labels values scored
 * @param maskedLabels values not scored since they were filled in
 */
public record Evaluation(
        Scores scores,
        Map<String, Scores> baselines,
        Verdict verdict,
        List<IntervalScore> intervals,
        Map<String, OfSeries> perSeries,
        long evaluatedWindows,
        long labels,
        long maskedLabels) {

    /**
     * The forecaster on one series.
     *
     * @param skill scaled, against the verdict's best baseline; null where that one makes no error
     */
    public record OfSeries(
            Scores.Scaled scaled,
            @Nullable Double mae,
            @Nullable Double rmse,
            @Nullable Double smape,
            @Nullable Double mase,
            @Nullable Double skill,
            long windows,
            long labels) {}
}
