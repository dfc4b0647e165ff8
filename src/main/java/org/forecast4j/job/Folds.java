package org.forecast4j.job;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.forecast4j.UserError;
import org.forecast4j.eval.Backtest;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;

/**
 * A backtest's folds as plans. The series that ends last counts out the rows, the others are cut at the same moments, so
 * that no series tells of the days on which another is tested. Each plan holds the rows of its fold alone: neither a scaler
 * nor a baseline could look further.
 *
 * @param plans in the folds' order
 */
record Folds(List<Backtest.Fold> folds, List<Plan> plans) {

    static Folds of(Job job, List<TimeSeries> series) {
        TimeSeries last = series.stream()
                .max(Comparator.comparing((TimeSeries one) -> one.index().at(one.length()))
                        .thenComparing(TimeSeries::length))
                .orElseThrow();
        TimeIndex index = last.index();
        Split.Bounds whole = job.window().split().of(index);
        List<Backtest.Fold> folds = schedule(job, whole).of(whole.testEnd());
        double validation = (whole.validationEnd() - whole.trainEnd()) / (double) whole.validationEnd();
        List<Plan> plans = new ArrayList<>();
        for (Backtest.Fold fold : folds) {
            List<TimeSeries> parts = new ArrayList<>();
            List<Split.Bounds> bounds = new ArrayList<>();
            for (TimeSeries one : series) {
                int from = fold.from() == 0 ? 0 : one.index().rowsBefore(index.at(fold.from()));
                cut(one, from, index.at(fold.testFrom()), index.at(fold.testEnd()), validation, parts, bounds);
            }
            if (parts.isEmpty()) {
                throw tooFew(
                        fold, folds.size(), "no series has an observed value in every column", "before its test rows");
            }
            Plan plan = plans.isEmpty()
                    ? Plan.of(job, parts, bounds)
                    : new Plan(plans.get(0).job(), parts, bounds, plans.get(0).choice());
            check(plan, fold, folds.size());
            plans.add(plan);
        }
        return new Folds(folds, List.copyOf(plans));
    }

    private static Backtest.Schedule schedule(Job job, Split.Bounds whole) {
        Job.Folding wanted = job.folding();
        int testRows = whole.testEnd() - whole.validationEnd();
        int rows = wanted.foldRows().orElse(Math.max(job.window().horizon(), testRows / Math.max(1, wanted.folds())));
        return new Backtest.Schedule(
                wanted.folds(),
                rows,
                wanted.foldStride().orElse(Math.max(1, rows)),
                wanted.foldTraining() == FoldTraining.SLIDING);
    }

    /** Adds a series' rows of one fold, unless it had no value by then. */
    private static void cut(
            TimeSeries series,
            int from,
            ZonedDateTime testFrom,
            ZonedDateTime testEnd,
            double validation,
            List<TimeSeries> parts,
            List<Split.Bounds> bounds) {
        int first = series.index().startAt(Math.min(series.length() - 1, from));
        int before = series.index().rowsBefore(testFrom) - first;
        int end = series.index().rowsBefore(testEnd) - first;
        int train = before - (int) Math.round(before * validation);
        if (train < 1) {
            return;
        }
        TimeSeries part = series.rows(first, first + end);
        if (Parts.teaches(part, train)) {
            parts.add(part);
            bounds.add(new Split.Bounds(train, before, end));
        }
    }

    private static void check(Plan plan, Backtest.Fold fold, int count) {
        int lookback = plan.spec().lookback();
        int horizon = plan.spec().horizon();
        if (plan.training().count() == 0) {
            throw tooFew(
                    fold,
                    count,
                    "found " + plan.longestTraining() + " training rows",
                    "a lookback of " + lookback + " and a horizon of " + horizon + " need "
                            + plan.spec().rows());
        }
        if (plan.test().count() == 0) {
            int rows = fold.testEnd() - fold.testFrom();
            throw tooFew(
                    fold,
                    count,
                    "found no window in " + rows + " test rows",
                    "a horizon of " + horizon + " needs as many rows, after a lookback of " + lookback
                            + " and with an observed value");
        }
    }

    private static UserError tooFew(Backtest.Fold fold, int count, String found, String expected) {
        return UserError.data(
                "fold " + fold.number() + " of " + count + ": " + found + ", " + expected
                        + "; give fewer folds (folds), other ones (fold-rows, fold-stride), a shorter lookback or horizon, or more rows");
    }
}
