package org.forecast4j.job;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.UserError;
import org.forecast4j.eval.Evaluation;
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
import org.forecast4j.train.Trainer;
import org.forecast4j.train.Training;
import org.forecast4j.train.TrainingSpec;
import org.forecast4j.window.Encoding;
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
        Job job = settings.toJob();
        return read(job, job.data().target());
    }

    private Outcome train(Settings settings, boolean scored) {
        Job job = settings.toJob();
        chooseDevice(settings);
        Results results = new Results(settings, job.data().output());
        SeriesSet data = read(job, job.data().target());
        Plan plan = Plan.of(job, data.series());
        if (scored && plan.test().count() == 0) {
            throw plan.tooFewRows(
                    "test", b -> b.testEnd() - b.validationEnd(), plan.spec().horizon());
        }
        checkIntervals(settings, plan);
        results.data(data, plan);

        NetworkForecaster forecaster = untrained(plan, plan.encoding(Split.Bounds::trainEnd));
        tooShort(
                plan.tooShort(),
                "training rows than a window of " + plan.spec().rows(),
                "nothing is learned from them",
                job.window());
        announce(plan, forecaster);
        CheckpointFile checkpoint = new CheckpointFile(
                job.data().output().resolve("training.checkpoint"),
                data.fingerprint() + " " + settings.withoutPlaces().complete(),
                progress);
        Training training = trainer(plan, job.training().epochs(), checkpoint)
                .train(forecaster, plan.training(), plan.validation());
        results.training(training);
        if (training.stopped()) {
            progress.note("stopped: the best model so far is saved; scores and forecast are left out");
            results.saveModel(forecaster, training, "training", data, plan.choice());
            return results.outcome(true);
        }
        forecaster = forecaster.with(calibration(settings, plan, forecaster));
        if (scored) {
            Evaluation evaluation = Scoring.evaluate(plan, forecaster);
            results.evaluation(evaluation);
            results.report().tested(evaluation, forecaster, plan);
        }
        String rows = "training";
        if (job.training().finalFit()) {
            progress.note("final fit on all rows, for " + training.bestEpoch() + " epochs");
            NetworkForecaster onAll = untrained(plan, plan.encoding(Split.Bounds::testEnd));
            Training last =
                    trainer(plan, training.bestEpoch(), Checkpoints.NONE).train(onAll, plan.all(), Windows.none());
            if (last.stopped()) {
                progress.note("stopped: the final fit is given up, the scored model is saved");
            } else {
                forecaster = onAll.with(forecaster.calibration()); // no rows are left to measure its own
                training = last;
                rows = "all";
            }
        }
        results.saveModel(forecaster, training, rows, data, plan.choice());
        if (scored) {
            results.saveForecast(forecaster, futures(job, data.series(), forecaster), job);
            results.saveScores();
        }
        checkpoint.delete();
        if (scored) {
            results.saveReport(job, data, progress);
        }
        return results.outcome(training.stopped());
    }

    /**
     * Trains and scores in fold after fold of rolling origins: {@code backtest.json} and {@code backtest.csv}. No model is
     * kept.
     */
    public Outcome backtest(Settings settings) {
        Job job = settings.toJob();
        chooseDevice(settings);
        Results results = new Results(settings, job.data().output());
        SeriesSet data = read(job, job.data().target());
        Backtesting backtesting = new Backtesting(this, progress, settings, job, data);
        Kernels.ofThisMachine().notice().ifPresent(progress::note);
        return backtesting.run(results);
    }

    /** Scores a saved model on the test rows: {@code scores.json}. Settings not given are the model's. */
    public Outcome evaluate(Path model, Settings given) {
        chooseDevice(given);
        ModelBundle bundle = ModelBundle.read(model);
        Settings settings = given.over(bundle.card().settings());
        Job job = settings.toJob();
        Results results = new Results(settings, job.data().output());
        SeriesSet data = readFor(bundle, job);
        Plan plan = Plan.of(job, data.series());
        if (plan.test().count() == 0) {
            throw plan.tooFewRows(
                    "test", b -> b.testEnd() - b.validationEnd(), plan.spec().horizon());
        }
        results.data(data, plan);
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
        chooseDevice(given);
        ModelBundle bundle = ModelBundle.read(model);
        Settings settings = given.over(bundle.card().settings());
        Job job = settings.toJob();
        Results results = new Results(settings, job.data().output());
        SeriesSet data = readFor(bundle, job);
        results.saveForecast(bundle.forecaster(), futures(job, data.series(), bundle.forecaster()), job);
        results.report().model(bundle);
        results.saveReport(job, data, progress);
        return results.outcome(false);
    }

    /** Before anything touches ND4J, which then stays with the backend it has found. */
    private void chooseDevice(Settings settings) {
        Job.Machine machine = settings.machine();
        DeviceChoice choice = Devices.ofThisProcess().use(machine.device(), machine.tf32());
        if (choice.worthSaying()) {
            progress.note(choice.sentence());
        }
    }

    private SeriesSet read(Job job, List<String> columns) {
        SourceSpec source = Sources.of(job, columns);
        SeriesSet data = SeriesReader.read(source);
        data.notes().forEach(progress::note);
        return data;
    }

    /** Reads the columns that a model was trained on, at the frequency it was trained on. */
    private SeriesSet readFor(ModelBundle bundle, Job job) {
        SeriesSet data = read(job, bundle.card().columns());
        String frequency = data.series().get(0).index().frequency().label();
        if (!frequency.equals(bundle.card().frequency())) {
            throw UserError.data(
                    job.data().input() + ": rows are " + frequency + " apart, the model was trained on rows "
                            + bundle.card().frequency() + " apart; give data of that frequency");
        }
        return data;
    }

    /** The series that are long enough to be continued. */
    private List<TimeSeries> futures(Job job, List<TimeSeries> series, NetworkForecaster forecaster) {
        int lookback = forecaster.encoding().spec().lookback();
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
        return enough;
    }

    /** Says what is about to be learned, and by what. */
    private void announce(Plan plan, NetworkForecaster forecaster) {
        Kernels.ofThisMachine().notice().ifPresent(progress::note);
        progress.note(plan.sentence(forecaster.network().numParams()));
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
    static void checkIntervals(Settings settings, Plan plan) {
        double widest = plan.job().network().interval().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        if (settings.has("interval")
                && Calibration.fewest(widest) > plan.validation().count()) {
            throw Calibration.tooFew(widest, plan.validation().count());
        }
    }

    /** Intervals measured on the validation windows; those that the job does not ask for only where there are enough. */
    Calibration calibration(Settings settings, Plan plan, NetworkForecaster forecaster) {
        Windows validation = plan.validation();
        List<Double> coverages = plan.job().network().interval();
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

    Trainer trainer(Plan plan, int epochs, Checkpoints checkpoints) {
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
                checkpoints);
    }
}
