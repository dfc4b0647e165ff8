package org.forecast4j.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.forecast4j.UserError;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.train.Checkpoints;
import org.forecast4j.train.Training;
import org.forecast4j.window.Windows;

/** One training under way, of a new model or of one to be updated: from the data to the files that it leaves. */
final class TrainingRun {
    private final TrainingInput input;
    private final JobProgress progress;
    private final Fitting fitting;
    private final Job job;
    private final Plan plan;
    private final Windows validation;

    /** @throws UserError where the data or the model to be updated do not suit the job */
    TrainingRun(TrainingInput input, JobProgress progress) {
        this.input = input;
        this.progress = progress;
        this.fitting = new Fitting(progress);
        this.job = input.settings().toJob();
        Reading reading = new Reading(progress);
        this.plan = Plan.of(job, reading.cut(job, input.data()));
        input.champion().ifPresent(old -> old.checkFits(plan));
        this.validation = input.validation(plan);
        Fitting.checkIntervals(input.asked(), plan, validation); // a model's own are no demand
        reading.tooShort(plan);
    }

    /** Writes {@code model.zip}, scores and forecasts nothing. */
    Outcome train(Results results) {
        return run(results, false, List.of());
    }

    /** Writes {@code model.zip}, {@code forecast.csv}, {@code scores.json} and the report. */
    Outcome run(Results results) {
        plan.requireTestWindow();
        Reading reading = new Reading(progress);
        return run(
                results,
                true,
                reading.futures(job, Sources.of(job), input.data().series(), plan.spec()));
    }

    private Outcome run(Results results, boolean scored, List<TimeSeries> futures) {
        try {
            return work(results, scored, futures);
        } catch (Stopped e) {
            progress.note("stopped: run it again with the same settings to go on from here");
            return results.outcome(true);
        }
    }

    private Outcome work(Results results, boolean scored, List<TimeSeries> futures) {
        results.data(input.data(), plan);
        NetworkForecaster forecaster = input.fresh(plan, Split.Bounds::trainEnd);
        announce(forecaster);
        CheckpointFile checkpoint =
                new CheckpointFile(results.file("training.checkpoint"), input.fingerprint(), progress);
        Training training = fitting.trainer(
                        plan,
                        job.training().epochs(),
                        checkpoint,
                        input.dashboard().listeners("training"))
                .train(forecaster, plan.training(), validation);
        results.training(training);
        if (training.stopped()) {
            return stopped(results, forecaster, training);
        }
        forecaster = fitting.finished(input.asked(), job, validation, forecaster);
        results.share(forecaster);
        Optional<Champion> kept =
                input.champion().isPresent() && !wins(input.champion().get(), forecaster, results, scored)
                        ? input.champion()
                        : Optional.empty();
        NetworkForecaster judged = kept.map(old -> old.bundle().forecaster()).orElse(forecaster);
        score(judged, results, scored);
        Fitted last = kept.isEmpty() && job.training().finalFit()
                ? finalFit(forecaster, training)
                : new Fitted(judged, training, "training");
        if (scored) {
            results.saveForecast(last.forecaster(), futures, job);
            results.saveScores();
        }
        // The model last: whoever is killed before it and runs again finds the model to be updated as it was.
        kept.ifPresentOrElse(
                old -> results.keepModel(old.file()),
                () -> results.saveModel(last.forecaster(), last.training(), last.rows(), input.data(), plan));
        checkpoint.delete();
        if (scored) {
            results.saveReport(job, input.data(), progress);
        }
        return results.outcome(training.stopped());
    }

    /** Scores what will be kept on the test rows, if scores are wanted; a model file holds them. */
    private void score(NetworkForecaster kept, Results results, boolean scored) {
        if (scored) {
            Evaluation evaluation = Scoring.evaluate(plan, kept, progress);
            results.evaluation(evaluation);
            results.report().tested(evaluation, kept, plan, plan.test());
        }
    }

    /** Says what is about to be learned, and by what. */
    private void announce(NetworkForecaster forecaster) {
        Kernels.ofThisMachine().notice().ifPresent(progress::note);
        progress.note(plan.sentence(forecaster.network().numParams()));
        CovariateNotes.of(forecaster.encoding().covariates(), plan.series()).forEach(progress::note);
        input.champion().ifPresent(old -> progress.note(old.sentence(validation, plan.validation())));
    }

    private Outcome stopped(Results results, NetworkForecaster forecaster, Training training) {
        if (input.champion().isPresent()) {
            progress.note(
                    "stopped: " + input.champion().get().file() + " stays as it is; run it again to go on from here");
        } else {
            Path model = results.file(Results.MODEL);
            if (Files.exists(model)) {
                progress.note("stopped: " + model + " stays as it was; run it again to go on from here");
            } else {
                progress.note("stopped: the best model so far is saved; scores and forecast are left out");
                results.saveModel(forecaster, training, "training", input.data(), plan);
            }
        }
        return results.outcome(true);
    }

    /** Whether a challenger is better than the model that it went on from; the loser's scores stay in the results. */
    private boolean wins(Champion old, NetworkForecaster challenger, Results results, boolean scored) {
        Update update = old.compare(plan, challenger, validation);
        progress.note(update.sentence());
        Optional<Evaluation> loser = Optional.empty();
        if (scored) {
            old.flattered(plan.test()).ifPresent(progress::note);
            loser = Optional.of(
                    Scoring.evaluate(plan, update.replaced() ? old.bundle().forecaster() : challenger, progress));
        }
        results.update(update, loser);
        return update.replaced();
    }

    /** @param rows which rows it learned from, {@code training} or {@code all} */
    private record Fitted(NetworkForecaster forecaster, Training training, String rows) {}

    private Fitted finalFit(NetworkForecaster forecaster, Training training) {
        progress.note("final fit on all rows, for " + training.bestEpoch() + " epochs");
        NetworkForecaster onAll = input.fresh(plan, Split.Bounds::testEnd);
        Training last = fitting.trainer(
                        plan,
                        job.training().epochs(),
                        Checkpoints.NONE,
                        input.dashboard().listeners("final-fit"))
                .trainLike(training, onAll, plan.all());
        if (last.stopped()) {
            progress.note("stopped: the final fit is given up, the scored model is saved");
            return new Fitted(forecaster, training, "training");
        }
        double share = forecaster.encoding().windowScaler().share();
        return new Fitted( // no rows are left to measure its own
                onAll.sharing(share).with(forecaster.calibration()), last, "all");
    }
}
