package org.forecast4j.eval;

import java.util.Map;

/**
 * A forecaster's scores beside the baselines' on the same windows, and the verdict.
 *
 * @param baselines by name, in the order they were tried
 * @param evaluatedWindows windows scored, all there were
 * @param labels values scored
 * @param maskedLabels values not scored since they were filled in
 */
public record Evaluation(
        Scores scores,
        Map<String, Scores> baselines,
        Verdict verdict,
        long evaluatedWindows,
        long labels,
        long maskedLabels) {}
