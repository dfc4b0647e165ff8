package org.forecast4j.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.forecast4j.UserError;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.model.ModelBundle;
import org.forecast4j.nn.device.DeviceChoice;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.train.Dashboard;
import org.forecast4j.window.Windows;

/** The verbs. What they write lands in the job's output folder, each file whole or not at all. */
public final class Jobs {
    private final JobProgress progress;
    private final FileUse beside;

    public Jobs(JobProgress progress) {
        this(progress, FileUse.none());
    }

    /** @param beside what is read and written beside that which the settings name: a job file, a copy of the results */
    public Jobs(JobProgress progress, FileUse beside) {
        this.progress = progress;
        this.beside = beside;
    }

    /** Trains, evaluates and forecasts: {@code model.zip}, {@code forecast.csv} and {@code scores.json}. */
    public Outcome run(Settings settings) {
        List<String> files = List.of(Results.MODEL, Results.FORECAST, Results.SCORES, Results.PAGE, Results.PICTURE);
        return training(settings, files, (input, results) -> new TrainingRun(input, progress).run(results));
    }

    /** Trains: {@code model.zip} alone. */
    public Outcome train(Settings settings) {
        return training(
                settings, List.of(Results.MODEL), (input, results) -> new TrainingRun(input, progress).train(results));
    }

    /** Reads the data as a job of these settings does. */
    public SeriesSet read(Settings settings) {
        Reading reading = new Reading(progress);
        return reading.read(reading.timed(settings).toJob());
    }

    /**
     * Trains and scores in fold after fold of rolling origins: {@code backtest.json}, {@code backtest.csv} and
     * {@code report.html}. No model is kept; one that is to be updated is updated in each fold, from its own weights.
     */
    public Outcome backtest(Settings settings) {
        List<String> files = List.of(Results.BACKTEST_ROWS, Results.BACKTEST, Results.PAGE);
        return training(settings, files, (input, results) -> new Backtesting(input, progress).run(results));
    }

    private Outcome training(Settings given, List<String> files, BiFunction<TrainingInput, Results, Outcome> work) {
        chooseDevice(given);
        Optional<Champion> champion = Champion.of(given);
        Reading reading = new Reading(progress);
        Settings settings = reading.timed(champion.map(old -> old.under(given)).orElse(given));
        Job job = settings.toJob();
        checkFiles(job, Optional.empty(), files);
        try (Dashboard dashboard = dashboard(given)) {
            Results results = new Results(settings, job.data().output());
            SeriesSet data = reading.readToTrain(job, champion);
            return work.apply(new TrainingInput(given, settings, champion, data, dashboard), results);
        }
    }

    /**
     * Searches better settings on the training and validation rows: {@code tune.csv}, {@code tune.json}, and
     * {@code tuned.yaml}, a job file for {@link #run}.
     */
    public Outcome tune(Settings given) {
        if (given.has("update")) {
            throw UserError.usage(
                    "update: tune keeps no model; leave update out, and give it to run, train or backtest");
        }
        refuseUi(given, "tune");
        Reading reading = new Reading(progress);
        Settings settings = reading.timed(given);
        Job job = settings.toJob();
        checkFiles(job, Optional.empty(), List.of(Results.TUNED, Results.TRIALS, Results.TUNING));
        chooseDevice(settings);
        Results results = new Results(settings, job.data().output());
        SeriesSet data = reading.readToTrain(job, Optional.empty());
        Tuning tuning = new Tuning(progress, settings, job, data);
        Kernels.ofThisMachine().notice().ifPresent(progress::note);
        return tuning.run(results);
    }

    /**
     * Scores a saved model on the test rows that it has not seen: {@code scores.json}. Settings not given are the model's.
     */
    public Outcome evaluate(Path model, Settings given) {
        refuseUi(given, "evaluate");
        chooseDevice(given);
        ModelBundle bundle = ModelBundle.read(model);
        Settings settings = given.beside(model, bundle.card().settings());
        Job job = settings.toJob();
        checkFiles(job, Optional.of(model), List.of(Results.SCORES, Results.PAGE));
        Results results = new Results(settings, job.data().output());
        Reading reading = new Reading(progress);
        SeriesSet data = reading.readFor(bundle, job);
        Plan plan = Plan.of(job, reading.cut(job, data));
        plan.requireTestWindow();
        results.data(data, plan);
        CovariateNotes.of(bundle.card().covariates(), data.series()).forEach(progress::note);
        Windows test = Unseen.of(model, bundle.card(), plan, data, progress);
        Evaluation evaluation;
        try {
            evaluation = Scoring.evaluate(plan, test, bundle.forecaster(), progress);
        } catch (Stopped e) {
            progress.note("stopped: nothing is written");
            return results.outcome(true);
        }
        results.evaluation(evaluation);
        results.report().tested(evaluation, bundle.forecaster(), plan, test);
        results.saveScores();
        results.report().model(bundle);
        results.saveReport(job, data, progress);
        return results.outcome(false);
    }

    /** Forecasts what follows the last row of each series: {@code forecast.csv}. Settings not given are the model's. */
    public Outcome forecast(Path model, Settings given) {
        refuseUi(given, "forecast");
        chooseDevice(given);
        ModelBundle bundle = ModelBundle.read(model);
        Settings settings = given.beside(model, bundle.card().settings());
        Job job = settings.toJob();
        checkFiles(job, Optional.of(model), List.of(Results.FORECAST, Results.PAGE, Results.PICTURE));
        Results results = new Results(settings, job.data().output());
        Reading reading = new Reading(progress);
        SeriesSet data = reading.readFor(bundle, job);
        List<TimeSeries> futures = reading.futures(
                job,
                Sources.of(job, bundle.card()),
                data.series(),
                bundle.forecaster().encoding().spec());
        CovariateNotes.of(bundle.card().covariates(), futures).forEach(progress::note);
        results.saveForecast(bundle.forecaster(), futures, job);
        results.report().model(bundle);
        results.saveReport(job, data, progress);
        return results.outcome(false);
    }

    /**
     * Refuses results that would replace what is read. The model to be updated may be replaced: that is what it is for.
     *
     * @param names of the results in the output folder
     */
    private void checkFiles(Job job, Optional<Path> model, List<String> names) {
        FileUse files = beside.reading("input", job.data().input());
        if (job.covariates().future().isPresent()) {
            files = files.reading("future", job.covariates().future().get());
        }
        Optional<Path> old = job.training().update();
        boolean updated = names.contains(Results.MODEL)
                && old.filter(file -> FileUse.same(file, job.data().output().resolve(Results.MODEL)))
                        .isPresent();
        if (old.isPresent() && !updated) {
            files = files.reading("update", old.get());
        }
        if (model.isPresent()) {
            files = files.reading("--model", model.get());
        }
        for (String name : names) {
            boolean asked = job.data().report()
                    || !List.of(Results.PAGE, Results.PICTURE).contains(name);
            files = asked ? files.writing("output", job.data().output().resolve(name)) : files;
        }
        files.check();
    }

    private static void refuseUi(Settings settings, String verb) {
        if (settings.machine().ui().isPresent()) {
            throw UserError.usage(
                    "ui: " + verb + " has no dashboard; leave ui out, and give it to run, train or backtest");
        }
    }

    private Dashboard dashboard(Settings settings) {
        OptionalInt port = settings.machine().ui();
        if (port.isEmpty()) {
            return Dashboard.NONE;
        }
        Dashboard dashboard = Dashboard.open(port.getAsInt());
        progress.note("dashboard: " + dashboard.address() + " as long as this runs");
        return dashboard;
    }

    /** Before anything touches ND4J, which then stays with the backend it has found. */
    private void chooseDevice(Settings settings) {
        Job.Machine machine = settings.machine();
        DeviceChoice choice = Devices.ofThisProcess().use(machine.device(), machine.tf32());
        if (choice.worthSaying()) {
            progress.note(choice.sentence());
        }
    }
}
