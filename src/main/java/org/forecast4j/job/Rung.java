package org.forecast4j.job;

import java.util.ArrayList;
import java.util.List;

/**
 * One round of successive halving (Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter
 * Optimization", AISTATS 2016): all trials are trained a little, the best of them some time longer, and so on, so that most
 * of the time goes to those that promise most.
 *
 * @param number counted from 1
 * @param epochs that each trial has been trained for by its end, at most
 * @param trials how many take part, the job's own not counted
 */
record Rung(int number, int epochs, int trials) {

    /** The rungs from all trials down to few; the last one's epochs are the job's. */
    static List<Rung> of(Job job, int trials) {
        int factor = job.tuning().tuneFactor();
        int most = job.training().epochs();
        long epochs = job.tuning().tuneEpochs().orElseGet(() -> first(trials, factor, most));
        long left = trials;
        List<Rung> rungs = new ArrayList<>();
        while (epochs < most && left > 1) {
            rungs.add(new Rung(rungs.size() + 1, (int) epochs, (int) left));
            epochs *= factor;
            left = (left + factor - 1) / factor;
        }
        rungs.add(new Rung(rungs.size() + 1, most, (int) left));
        return List.copyOf(rungs);
    }

    /** The fewest from which the last of as many rungs as the trials can fill reaches the job's epochs. */
    private static int first(int trials, int factor, int most) {
        long parts = 1;
        while (parts * factor <= trials) {
            parts *= factor;
        }
        return (int) Math.max(1, (most + parts - 1) / parts);
    }
}
