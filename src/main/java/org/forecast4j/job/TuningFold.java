package org.forecast4j.job;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;

/**
 * One block of validation rows that trials are scored on, after the rows that they learn from.
 *
 * @param series without any row after the block
 * @param bounds of each: rows to learn from, rows that choose the epoch, and the block in the place of test rows
 */
record TuningFold(List<TimeSeries> series, List<Split.Bounds> bounds) {

    /**
     * Cuts each series' validation rows into blocks of the same size. What lies before a block is cut into training and
     * validation rows in the split's own proportion, so that no row chooses a trial's epoch and scores it as well. Rows
     * after the validation rows are in none of the folds.
     */
    static List<TuningFold> of(List<TimeSeries> all, List<Split.Bounds> split, int count) {
        List<TuningFold> folds = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            List<TimeSeries> series = new ArrayList<>();
            List<Split.Bounds> bounds = new ArrayList<>();
            for (int s = 0; s < all.size(); s++) {
                add(all.get(s), split.get(s), k, count, series, bounds);
            }
            folds.add(new TuningFold(List.copyOf(series), List.copyOf(bounds)));
        }
        return folds;
    }

    /** Adds a series' rows, unless it has none to learn from. */
    private static void add(
            TimeSeries one,
            Split.Bounds split,
            int block,
            int count,
            List<TimeSeries> series,
            List<Split.Bounds> bounds) {
        int validation = split.validationEnd() - split.trainEnd();
        int from = split.trainEnd() + (int) ((long) validation * block / count);
        int to = split.trainEnd() + (int) ((long) validation * (block + 1) / count);
        int train = from - (int) Math.round(from * (double) validation / split.validationEnd());
        if (train >= 1 && Parts.teaches(one, train)) {
            series.add(one.rows(0, to));
            bounds.add(new Split.Bounds(train, from, to));
        }
    }

    /** The training rows of the series that has most. */
    int longestTraining() {
        return bounds.stream().mapToInt(Split.Bounds::trainEnd).max().orElse(0);
    }
}
