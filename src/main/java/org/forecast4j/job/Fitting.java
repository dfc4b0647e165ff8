package org.forecast4j.job;

import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.forecast4j.UserError;
import org.forecast4j.model.Calibration;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.NetworkSpec;
import org.forecast4j.nn.Networks;
import org.forecast4j.train.Checkpoints;
import org.forecast4j.train.NetworkShare;
import org.forecast4j.train.Trainer;
import org.forecast4j.train.TrainingSpec;
import org.forecast4j.window.Encoding;
import org.forecast4j.window.Windows;

/** How one plan's network is fitted: made, trained, given its intervals. */
final class Fitting {
    /** Windows overlap: fewer than these see hardly more than one turn of fortune. */
    private static final int FEW_WINDOWS = 30;

    private final JobProgress progress;

    Fitting(JobProgress progress) {
        this.progress = progress;
    }

    /** Refuses, before any work is done, intervals that the job asks for and the validation rows cannot give. */
    static void checkIntervals(Settings settings, Plan plan, Windows validation) {
        List<Double> coverages = plan.job().network().interval();
        if (!settings.has("interval") || coverages.isEmpty()) {
            return;
        }
        Calibration.check(
                coverages,
                plan.series().get(0).columns().size(),
                plan.spec().horizon(),
                validation.count(),
                validation::history);
    }

    /** A trained network with its part in the forecast, and the intervals about that. */
    NetworkForecaster finished(Settings settings, Job job, Windows validation, NetworkForecaster trained) {
        NetworkForecaster forecaster = trained;
        if (job.training().combine() && trained.encoding().windowScaler().hasLinear() && validation.count() > 0) {
            double share = NetworkShare.of(trained, validation);
            progress.note(shares(share));
            forecaster = trained.sharing(share);
        }
        return forecaster.with(calibration(settings, job, validation, forecaster));
    }

    /** Whose the forecast is, in a line. */
    static String shares(double share) {
        return String.format(
                Locale.ROOT,
                "the forecast is %.0f %% the network's and %.0f %% a linear one's, by the validation rows",
                100 * share,
                100 * (1 - share));
    }

    /** Intervals measured on the validation windows; those that the job does not ask for only where there are enough. */
    private Calibration calibration(Settings settings, Job job, Windows validation, NetworkForecaster forecaster) {
        List<Double> coverages = job.network().interval();
        while (true) {
            try {
                Calibration made = Calibration.fit(forecaster, coverages, validation.count(), validation::history);
                if (!coverages.isEmpty() && validation.count() < FEW_WINDOWS) {
                    progress.note("the intervals rest on " + validation.count()
                            + " validation windows: so few may hold much less, or more, than they are meant to");
                }
                return made;
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
                encoding.spec().labelledSteps(),
                job.network().cell(),
                plan.choice().embedding(),
                plan.choice().hidden(),
                plan.choice().decoder(),
                job.network().labels(),
                plan.choice().dropout(),
                job.network().loss(),
                encoding.spec().horizonPatch(),
                encoding.quantiles(),
                job.training().learningRate(),
                job.training().clip(),
                job.training().seed());
        MultiLayerNetwork network = Networks.create(spec);
        if (encoding.windowScaler().scaling().forecasts()) {
            Networks.startAtZero(network);
        }
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
                        fit.mixup(),
                        fit.epochSamples(),
                        fit.seed()),
                progress,
                checkpoints,
                listeners);
    }
}
