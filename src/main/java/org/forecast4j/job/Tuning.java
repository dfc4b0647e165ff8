package org.forecast4j.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.forecast4j.UserError;
import org.forecast4j.eval.Backtest;
import org.forecast4j.eval.Baseline;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Evaluator;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.model.Forecaster;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.train.Training;
import org.forecast4j.window.Windows;

/**
 * One search for better settings under way: random trials, trained in rungs of successive halving, scored on the
 * validation rows. It holds no row after them.
 */
final class Tuning {
    private final JobProgress progress;
    private final Settings settings;
    private final Job job;
    private final String fingerprint;
    private final Plan own;
    private final List<TuningFold> folds;
    private final List<Plan> ownPlans;
    private final SearchSpace space;
    private final SearchSpace.Drawn drawn;
    private final List<Rung> rungs;
    private final int longestLookback;
    private final long start = System.nanoTime();
    private long epochsDone;

    Tuning(JobProgress progress, Settings settings, Job job, SeriesSet data) {
        this.progress = progress;
        this.settings = settings;
        this.job = job;
        fingerprint = data.fingerprint() + " " + settings.withoutPlaces().complete();
        Parts parts = new Reading(progress).cut(job, data);
        List<TimeSeries> series = new ArrayList<>();
        List<Split.Bounds> bounds = new ArrayList<>();
        for (int s = 0; s < parts.series().size(); s++) { // from here on nothing knows of the test rows
            Split.Bounds split = parts.bounds().get(s);
            series.add(parts.series().get(s).rows(0, split.validationEnd()));
            bounds.add(new Split.Bounds(split.trainEnd(), split.validationEnd(), split.validationEnd()));
        }
        own = Plan.of(job, series, bounds);
        folds = TuningFold.of(series, bounds, job.tuning().tuneFolds());
        space = SearchSpace.of(settings, job, own.choice());
        int rows = folds.get(0).longestTraining();
        checkRoom(rows);
        drawn = space.draw(
                job.tuning().tuneTrials(),
                job.training().seed(),
                rows,
                job.window().horizon());
        rungs = Rung.of(job, drawn.count());
        longestLookback = drawn.trials().stream()
                .mapToInt(trial -> Integer.parseInt(trial.getOrDefault("lookback", "1")))
                .max()
                .orElseThrow();
        ownPlans = folds.stream().map(fold -> plan(fold, 0)).toList();
        for (Plan plan : ownPlans) {
            if (plan.test(longestLookback).count() == 0) {
                throw plan.tooFewRows(
                        folds.size() == 1 ? "validation" : "validation (in each of " + folds.size() + " blocks)",
                        bound -> bound.testEnd() - bound.validationEnd(),
                        job.window().horizon());
            }
        }
    }

    private void checkRoom(int rows) {
        if (rows < own.spec().rows()) {
            throw UserError.data("too few training rows to tune: of the rows before the first scored one "
                    + rows + " are left to learn from, lookback " + own.spec().lookback() + " and horizon "
                    + own.spec().horizon() + " need " + own.spec().rows()
                    + "; shorten them, change the split or give fewer folds (tune-folds) or more rows");
        }
    }

    /** Writes {@code tune.csv}, {@code tune.json} and {@code tuned.yaml}; where it is stopped, what the next run needs. */
    Outcome run(Results results) {
        progress.note(announcement());
        TrialScores scores = new TrialScores(results.file("tune.checkpoint"), fingerprint, progress);
        try {
            climb(results, scores);
        } catch (Stopped e) {
            progress.note("stopped: run it again with the same settings to go on from here");
            return results.outcome(true);
        }
        TuningResult result = new TuningResult(
                settings,
                space,
                drawn,
                rungs,
                scores.last(drawn.count()),
                evaluate(fold -> new Baseline.Naive(job.window().horizon()), this::naive));
        Outcome outcome =
                results.saveTuning(result, job, plan(folds.get(0), result.best().trial()));
        forget(results);
        scores.delete();
        return outcome;
    }

    private String announcement() {
        StringBuilder line = new StringBuilder();
        line.append(drawn.count())
                .append(" of ")
                .append(space.size())
                .append(" combinations, in ")
                .append(rungs.size())
                .append(rungs.size() == 1 ? " rung" : " rungs");
        for (Rung rung : rungs) {
            line.append(rung.number() == 1 ? ": " : ", then ")
                    .append(rung.trials())
                    .append(" for ")
                    .append(rung.epochs())
                    .append(" epochs");
        }
        line.append("; trial 0 is the job as it is");
        if (!drawn.rejected().isEmpty()) {
            line.append("; drawn and impossible, ").append(SearchSpace.counted(drawn.rejected()));
        }
        return line.toString();
    }

    private void climb(Results results, TrialScores scores) {
        List<Integer> left = new ArrayList<>();
        for (int trial = 1; trial <= drawn.count(); trial++) {
            left.add(trial);
        }
        for (Rung rung : rungs) {
            List<Integer> here = new ArrayList<>(List.of(0));
            here.addAll(left.subList(0, Math.min(left.size(), rung.trials())));
            List<TrialScore> scored = new ArrayList<>();
            for (int trial : here) {
                Optional<TrialScore> known = scores.of(trial, rung.number());
                TrialScore score = known.isPresent() ? known.get() : score(results, rung, trial);
                scored.add(score);
                if (known.isEmpty()) {
                    scores.add(score);
                    tell(rung, here.size(), scored);
                }
            }
            left = scored.stream()
                    .filter(score -> score.trial() > 0 && score.mse() != null)
                    .sorted(Comparator.comparingDouble(TrialScore::rank).thenComparing(TrialScore::trial))
                    .map(TrialScore::trial)
                    .toList();
        }
    }

    /** Trains a trial up to a rung's epochs, in each fold, going on from the rung before. */
    private TrialScore score(Results results, Rung rung, int trial) {
        List<Fitted> fitted = new ArrayList<>();
        for (int k = 0; k < folds.size(); k++) {
            Plan plan = plan(folds.get(k), trial);
            NetworkForecaster forecaster = Fitting.untrained(plan, plan.encoding(Split.Bounds::trainEnd));
            JobProgress inside = new Inside(trial);
            Training training;
            try {
                training = new Fitting(inside)
                        .trainer(plan, rung.epochs(), checkpoint(results, trial, k, inside), List.of())
                        .train(forecaster, plan.training(), plan.validation());
            } catch (UserError e) {
                if (e.kind() != UserError.Kind.USAGE) {
                    throw e;
                }
                progress.note("trial " + trial + " is left out: " + e.getMessage());
                return TrialScore.failed(trial, rung.number());
            }
            if (training.stopped()) {
                throw new Stopped();
            }
            fitted.add(new Fitted(forecaster, training));
        }
        epochsDone += epochsOf(rung);
        Evaluation found = evaluate(
                fold -> fitted.get(fold).forecaster(),
                fold -> List.of(new Baseline.Naive(job.window().horizon())));
        return new TrialScore(
                trial,
                rung.number(),
                fitted.stream().map(one -> one.training().bestEpoch()).toList(),
                found.scores().scaled().mse(),
                found.scores().scaled().mae());
    }

    private record Fitted(NetworkForecaster forecaster, Training training) {}

    /**
     * Scores over all folds, every trial on the same windows: those that the longest lookback reaches.
     *
     * @param judged by fold, counted from 0
     * @param baselines by fold
     */
    private Evaluation evaluate(IntFunction<Forecaster> judged, IntFunction<List<Baseline>> baselines) {
        List<Backtest.Fold> numbers = new ArrayList<>();
        for (int k = 0; k < folds.size(); k++) {
            Split.Bounds bound = folds.get(k).bounds().get(0);
            numbers.add(new Backtest.Fold(k + 1, 0, bound.validationEnd(), bound.testEnd()));
        }
        return Backtest.of(
                        numbers,
                        fold -> contest(
                                ownPlans.get(fold.number() - 1),
                                judged.apply(fold.number() - 1),
                                baselines.apply(fold.number() - 1)),
                        (fold, history, forecast) -> {})
                .pooled();
    }

    private Backtest.Contest contest(Plan plan, Forecaster judged, List<Baseline> baselines) {
        Windows scored = plan.test(longestLookback);
        Scoring.TrainingRows rows = Scoring.TrainingRows.of(plan);
        Evaluator evaluator = new Evaluator(
                judged,
                baselines,
                rows.statistics(),
                rows.scale(plan.encoding(Split.Bounds::trainEnd).scalers()));
        return new Backtest.Contest(evaluator, scored.count(), scored::history);
    }

    /** The naive forecasts of a fold, the same ones in every fold. */
    private List<Baseline> naive(int fold) {
        int rows = folds.stream().mapToInt(TuningFold::longestTraining).min().orElseThrow();
        return Scoring.TrainingRows.of(ownPlans.get(fold))
                .baselines(rows, own.choice().season(), job.window().horizon());
    }

    private Plan plan(TuningFold fold, int trial) {
        Map<String, String> chosen = new HashMap<>(own.choice().settings());
        chosen.keySet()
                .retainAll(List.of("window-scaling", "series-scaling", "share-weights")); // the same in every trial
        Job tried = settings.settled(chosen).settled(drawn.trials().get(trial)).toJob();
        return Plan.of(tried, fold.series(), fold.bounds());
    }

    private CheckpointFile checkpoint(Results results, int trial, int fold, JobProgress to) {
        String name = "tune-trial-" + trial + "-fold-" + (fold + 1) + ".checkpoint";
        return new CheckpointFile(results.file(name), fingerprint + " " + name, to);
    }

    private void forget(Results results) {
        for (int trial = 0; trial < drawn.trials().size(); trial++) {
            for (int fold = 0; fold < folds.size(); fold++) {
                checkpoint(results, trial, fold, progress).delete();
            }
        }
    }

    /** Epochs that a rung adds to a trial. */
    private int epochsOf(Rung rung) {
        return rung.epochs()
                - (rung.number() == 1 ? 0 : rungs.get(rung.number() - 2).epochs());
    }

    private void tell(Rung rung, int here, List<TrialScore> scored) {
        TrialScore score = scored.get(scored.size() - 1);
        boolean best = scored.stream().mapToDouble(TrialScore::rank).min().orElse(0) == score.rank();
        long ahead = (long) (here - scored.size()) * epochsOf(rung);
        for (Rung later : rungs.subList(rung.number(), rungs.size())) {
            ahead += (later.trials() + 1L) * epochsOf(later);
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        Duration left = elapsed.multipliedBy(ahead).dividedBy(Math.max(1, epochsDone));
        progress.trial(new JobProgress.Tried(
                rung.number(),
                rungs.size(),
                scored.size(),
                here,
                score.trial(),
                score.rank(),
                best && score.mse() != null,
                words(score.trial()),
                elapsed,
                left));
    }

    private String words(int trial) {
        List<String> words = new ArrayList<>();
        Map<String, String> of = drawn.trials().get(trial);
        space.varied().forEach(key -> words.add(key + " " + of.get(key)));
        return String.join(", ", words);
    }

    /** Hears a trial's training: its epochs move a bar, its notes are nobody's concern. */
    private final class Inside implements JobProgress {
        private final int trial;

        Inside(int trial) {
            this.trial = trial;
        }

        @Override
        public void epoch(Epoch epoch) {
            progress.trialEpoch(trial, epoch.number(), epoch.epochs());
        }

        @Override
        public boolean stopRequested() {
            return progress.stopRequested();
        }
    }
}
