package org.forecast4j.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.forecast4j.UserError;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.io.FutureRows;
import org.forecast4j.io.SeriesReader;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.io.SourceSpec;
import org.forecast4j.model.Calibration;
import org.forecast4j.model.ModelBundle;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.NetworkSpec;
import org.forecast4j.nn.Networks;
import org.forecast4j.nn.device.DeviceChoice;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.series.ShortSeriesPolicy;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.train.Checkpoints;
import org.forecast4j.train.Dashboard;
import org.forecast4j.train.Trainer;
import org.forecast4j.train.Training;
import org.forecast4j.train.TrainingSpec;
import org.forecast4j.window.Encoding;
import org.forecast4j.window.WindowSpec;
import org.forecast4j.window.Windows;

/** The verbs. What they write lands in the job's output folder, each file whole or not at all. */
public final class Jobs {
    private static final int SERIES_NAMED = 3;

    private final JobProgress progress;

    public Jobs(JobProgress progress) {
        this.progress = progress;
    }

    /** Trains, evaluates and forecasts: {@code model.zip}, {@code forecast.csv} and {@code scores.json}. */
    public Outcome run(Settings settings) {
        return train(settings, true);
    }

    /** Trains: {@code model.zip} alone. */
    public Outcome train(Settings settings) {
        return train(settings, false);
    }

    /** Reads the data as a job of these settings does. */
    public SeriesSet read(Settings settings) {
        return read(Sources.of(settings.toJob()));
    }

    private Outcome train(Settings given, boolean scored) {
        chooseDevice(given);
        try (Dashboard dashboard = dashboard(given)) {
            return train(given, scored, dashboard);
        }
    }

    private Outcome train(Settings given, boolean scored, Dashboard dashboard) {
        Optional<Champion> champion = Champion.of(given);
        Settings settings = champion.map(old -> old.under(given)).orElse(given);
        Job job = settings.toJob();
        Results results = new Results(settings, job.data().output());
        SeriesSet data = read(Sources.of(job));
        Plan plan = Plan.of(job, data.series());
        if (scored) {
            plan.requireTestWindow();
        }
        champion.ifPresent(old -> old.checkFits(plan));
        Windows validation = validation(plan, champion);
        checkIntervals(given, job, validation); // a model's own are no demand
        tooShort(plan.tooShort(), plan.shortage(), "nothing is learned from them", job.window());
        List<TimeSeries> futures = scored ? futures(job, Sources.of(job), data.series(), plan.spec()) : List.of();
        results.data(data, plan);

        NetworkForecaster forecaster = fresh(plan, champion, Split.Bounds::trainEnd);
        announce(plan, forecaster);
        champion.ifPresent(old -> progress.note(old.sentence(validation, plan.validation())));
        String learned = data.fingerprint() + " " + settings.withoutPlaces().complete();
        CheckpointFile checkpoint = new CheckpointFile(
                results.file("training.checkpoint"),
                learned + champion.map(Champion::fingerprint).orElse(""),
                progress);
        Training training = trainer(plan, job.training().epochs(), checkpoint, dashboard.listeners("training"))
                .train(forecaster, plan.training(), validation);
        results.training(training);
        if (training.stopped()) {
            stopped(results, champion, forecaster, training, data, plan);
            return results.outcome(true);
        }
        forecaster = forecaster.with(calibration(given, job, validation, forecaster));
        boolean keeps = champion.isPresent() && !wins(champion.get(), plan, forecaster, validation, results, scored);
        if (keeps) {
            forecaster = champion.get().bundle().forecaster();
        }
        if (scored) {
            Evaluation evaluation = Scoring.evaluate(plan, forecaster);
            results.evaluation(evaluation);
            results.report().tested(evaluation, forecaster, plan);
        }
        if (keeps) {
            results.keepModel(champion.get().file());
        } else {
            Fitted last = job.training().finalFit()
                    ? finalFit(plan, champion, forecaster, training, dashboard)
                    : new Fitted(forecaster, training, "training");
            forecaster = last.forecaster();
            training = last.training();
            results.saveModel(forecaster, training, last.rows(), data, plan);
        }
        if (scored) {
            results.saveForecast(forecaster, futures, job);
            results.saveScores();
        }
        checkpoint.delete();
        if (scored) {
            results.saveReport(job, data, progress);
        }
        return results.outcome(training.stopped());
    }

    /** @param rows which rows it learned from, {@code training} or {@code all} */
    private record Fitted(NetworkForecaster forecaster, Training training, String rows) {}

    /** A network about to be trained: of random weights, or of those of the model to be updated. */
    static NetworkForecaster fresh(Plan plan, Optional<Champion> champion, ToIntFunction<Split.Bounds> scalerEnd) {
        return champion.map(old -> old.challenger(plan)).orElseGet(() -> untrained(plan, plan.encoding(scalerEnd)));
    }

    /** The validation windows, of which a model to be updated must have seen none. */
    static Windows validation(Plan plan, Optional<Champion> champion) {
        return champion.map(old -> old.unseen(plan.validation())).orElseGet(plan::validation);
    }

    private void stopped(
            Results results,
            Optional<Champion> champion,
            NetworkForecaster forecaster,
            Training training,
            SeriesSet data,
            Plan plan) {
        if (champion.isPresent()) {
            progress.note("stopped: " + champion.get().file() + " stays as it is; run it again to go on from here");
        } else {
            progress.note("stopped: the best model so far is saved; scores and forecast are left out");
            results.saveModel(forecaster, training, "training", data, plan);
        }
    }

    /** Whether a challenger is better than the model that it went on from; the loser's scores stay in the results. */
    private boolean wins(
            Champion champion,
            Plan plan,
            NetworkForecaster challenger,
            Windows unseen,
            Results results,
            boolean scored) {
        Update update = champion.compare(plan, challenger, unseen);
        progress.note(update.sentence());
        Optional<Evaluation> loser = Optional.empty();
        if (scored) {
            champion.flattered(plan.test()).ifPresent(progress::note);
            loser = Optional.of(
                    Scoring.evaluate(plan, update.replaced() ? champion.bundle().forecaster() : challenger));
        }
        results.update(update, loser);
        return update.replaced();
    }

    private Fitted finalFit(
            Plan plan,
            Optional<Champion> champion,
            NetworkForecaster forecaster,
            Training training,
            Dashboard dashboard) {
        progress.note("final fit on all rows, for " + training.bestEpoch() + " epochs");
        NetworkForecaster onAll = fresh(plan, champion, Split.Bounds::testEnd);
        Training last = trainer(plan, training.bestEpoch(), Checkpoints.NONE, dashboard.listeners("final-fit"))
                .train(onAll, plan.all(), Windows.none());
        if (last.stopped()) {
            progress.note("stopped: the final fit is given up, the scored model is saved");
            return new Fitted(forecaster, training, "training");
        }
        return new Fitted(onAll.with(forecaster.calibration()), last, "all"); // no rows are left to measure its own
    }

    /**
     * Trains and scores in fold after fold of rolling origins: {@code backtest.json}, {@code backtest.csv} and
     * {@code report.html}. No model is kept; one that is to be updated is updated in each fold, from its own weights.
     */
    public Outcome backtest(Settings given) {
        chooseDevice(given);
        Optional<Champion> champion = Champion.of(given);
        Settings settings = champion.map(old -> old.under(given)).orElse(given);
        Job job = settings.toJob();
        try (Dashboard dashboard = dashboard(given)) {
            Results results = new Results(settings, job.data().output());
            SeriesSet data = read(Sources.of(job));
            Backtesting backtesting = new Backtesting(this, progress, dashboard, given, settings, champion, data);
            Kernels.ofThisMachine().notice().ifPresent(progress::note);
            return backtesting.run(results);
        }
    }

    /**
     * Searches better settings on the training and validation rows: {@code tune.csv}, {@code tune.json}, and
     * {@code tuned.yaml}, a job file for {@link #run}.
     */
    public Outcome tune(Settings settings) {
        if (settings.has("update")) {
            throw UserError.usage(
                    "update: tune keeps no model; leave update out, and give it to run, train or backtest");
        }
        refuseUi(settings, "tune");
        Job job = settings.toJob();
        chooseDevice(settings);
        Results results = new Results(settings, job.data().output());
        SeriesSet data = read(Sources.of(job));
        Tuning tuning = new Tuning(progress, settings, job, data);
        Kernels.ofThisMachine().notice().ifPresent(progress::note);
        return tuning.run(results);
    }

    /** Scores a saved model on the test rows: {@code scores.json}. Settings not given are the model's. */
    public Outcome evaluate(Path model, Settings given) {
        refuseUi(given, "evaluate");
        chooseDevice(given);
        ModelBundle bundle = ModelBundle.read(model);
        Settings settings = given.over(bundle.card().settings());
        Job job = settings.toJob();
        Results results = new Results(settings, job.data().output());
        SeriesSet data = readFor(bundle, job);
        Plan plan = Plan.of(job, data.series());
        plan.requireTestWindow();
        results.data(data, plan);
        CovariateNotes.of(bundle.card().covariates(), data.series()).forEach(progress::note);
        Evaluation evaluation = Scoring.evaluate(plan, bundle.forecaster());
        results.evaluation(evaluation);
        results.report().tested(evaluation, bundle.forecaster(), plan);
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
        Settings settings = given.over(bundle.card().settings());
        Job job = settings.toJob();
        Results results = new Results(settings, job.data().output());
        SeriesSet data = readFor(bundle, job);
        List<TimeSeries> futures = futures(
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

    private SeriesSet read(SourceSpec source) {
        SeriesSet data = SeriesReader.read(source);
        data.notes().forEach(progress::note);
        return data;
    }

    /** Reads the columns that a model was trained on, at the frequency it was trained on. */
    private SeriesSet readFor(ModelBundle bundle, Job job) {
        SeriesSet data = read(Sources.of(job, bundle.card()));
        String frequency = data.series().get(0).index().frequency().label();
        if (!frequency.equals(bundle.card().frequency())) {
            throw UserError.data(
                    job.data().input() + ": rows are " + frequency + " apart, the model was trained on rows "
                            + bundle.card().frequency() + " apart; give data of that frequency");
        }
        CovariateNotes.requireKinds(
                data.series().get(0).covariates(), bundle.card().covariates());
        return data;
    }

    /**
     * The series that are long enough to be continued, with the known covariates of the rows to forecast.
     *
     * @param source how they were read
     */
    private List<TimeSeries> futures(Job job, SourceSpec source, List<TimeSeries> series, WindowSpec window) {
        int lookback = window.lookback();
        List<TimeSeries> enough =
                series.stream().filter(one -> one.length() >= lookback).toList();
        if (enough.isEmpty()) {
            int most = series.stream().mapToInt(TimeSeries::length).max().orElse(0);
            throw UserError.data("too few rows to forecast from: the lookback needs " + lookback
                    + ", the longest series has " + most + "; give more rows");
        }
        List<TimeSeries> left =
                series.stream().filter(one -> one.length() < lookback).toList();
        tooShort(left, "rows than the lookback of " + lookback, "left out of the forecast", job.window());
        if (source.covariates().known().isEmpty()) {
            return enough;
        }
        Path file = job.covariates()
                .future()
                .orElseThrow(() -> UserError.usage("future is missing: the forecast needs "
                        + FutureRows.wanted(enough.get(0), window.horizon())
                        + "; give a file of them (future: FILE), or only train, evaluate or backtest"));
        FutureRows rows = FutureRows.read(source, file, series);
        return enough.stream().map(one -> rows.continued(one, window.horizon())).toList();
    }

    /** Says what is about to be learned, and by what. */
    private void announce(Plan plan, NetworkForecaster forecaster) {
        Kernels.ofThisMachine().notice().ifPresent(progress::note);
        progress.note(plan.sentence(forecaster.network().numParams()));
        CovariateNotes.of(forecaster.encoding().covariates(), plan.series()).forEach(progress::note);
    }

    /** Names what is left out since it is too short, or refuses it. */
    private void tooShort(List<TimeSeries> series, String than, String becomes, Job.Window window) {
        if (series.isEmpty()) {
            return;
        }
        String names = series.stream()
                        .limit(SERIES_NAMED)
                        .map(one -> "'" + one.id() + "'")
                        .collect(Collectors.joining(", "))
                + (series.size() > SERIES_NAMED ? ", ..." : "");
        String found = "found " + series.size() + " series with fewer " + than + " (" + names + ")";
        if (window.shortSeries() == ShortSeriesPolicy.ERROR) {
            throw UserError.data(found + "; give them more rows, take them out, or let them be skipped (short-series)");
        }
        progress.note(found + ": " + becomes);
    }

    /** Refuses, before any work is done, intervals that the job asks for and the validation rows cannot give. */
    static void checkIntervals(Settings settings, Job job, Windows validation) {
        double widest = job.network().interval().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        if (settings.has("interval") && Calibration.fewest(widest) > validation.count()) {
            throw Calibration.tooFew(widest, validation.count());
        }
    }

    /** Intervals measured on the validation windows; those that the job does not ask for only where there are enough. */
    Calibration calibration(Settings settings, Job job, Windows validation, NetworkForecaster forecaster) {
        List<Double> coverages = job.network().interval();
        while (true) {
            try {
                return Calibration.fit(forecaster, coverages, validation.count(), validation::history);
            } catch (UserError e) {
                if (settings.has("interval") || coverages.isEmpty()) {
                    throw e;
                }
                progress.note("no interval of coverage " + coverages.get(coverages.size() - 1) + ": " + e.getMessage());
                coverages = coverages.subList(0, coverages.size() - 1);
            }
        }
    }

    static NetworkForecaster untrained(Plan plan, Encoding encoding) {
        Job job = plan.job();
        NetworkSpec spec = new NetworkSpec(
                encoding.inputs(),
                encoding.outputs(),
                job.network().cell(),
                plan.choice().embedding(),
                plan.choice().hidden(),
                plan.choice().dropout(),
                job.network().loss(),
                encoding.spec().horizon(),
                encoding.quantiles(),
                job.training().learningRate(),
                job.training().clip(),
                job.training().seed());
        MultiLayerNetwork network = Networks.create(spec);
        return new NetworkForecaster(network, encoding).within(job.data().limits());
    }

    Trainer trainer(Plan plan, int epochs, Checkpoints checkpoints, List<TrainingListener> listeners) {
        Job.Fit fit = plan.job().training();
        return new Trainer(
                new TrainingSpec(
                        epochs,
                        plan.choice().batch(),
                        fit.patience(),
                        fit.learningRate(),
                        fit.decay(),
                        fit.averaging(),
                        fit.epochSamples(),
                        fit.seed()),
                progress,
                checkpoints,
                listeners);
    }
}
