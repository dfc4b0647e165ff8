package org.forecast4j.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trial was worth at the end of a rung, on the validation rows.
 *
 * @param trial 0 is the job's own
 * @param bestEpochs the epoch whose weights were scored, in each fold; empty where the training failed
 * @param mse scaled mean squared error, by which trials are ranked; null where the training failed
 * @param mae scaled mean absolute error
 */
record TrialScore(
        int trial,
        int rung,
        List<Integer> bestEpochs,
        @Nullable Double mse,
        @Nullable Double mae) {
    TrialScore {
        bestEpochs = List.copyOf(bestEpochs);
    }

    static TrialScore failed(int trial, int rung) {
        return new TrialScore(trial, rung, List.of(), null, null);
    }

    /** What ranking goes by: infinite where the training failed. */
    double rank() {
        return mse == null ? Double.POSITIVE_INFINITY : mse;
    }
}
