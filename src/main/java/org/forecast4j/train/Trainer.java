package org.forecast4j.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.UserError;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.window.Batches;
import org.forecast4j.window.ColumnScaler;
import org.forecast4j.window.Shuffle;
import org.forecast4j.window.Windows;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a network on windows. After each epoch the validation windows are forecast; the weights of the best epoch are
 * kept, and training ends once no epoch has been better for a while. Without validation windows it runs to its end and
 * keeps the last weights. Everything random comes from the seed and the epoch's number.
 */
public final class Trainer {
    private static final int HISTORIES_PER_CALL = 256;

    private final TrainingSpec spec;
    private final TrainingProgress progress;

    public Trainer(TrainingSpec spec, TrainingProgress progress) {
        this.spec = spec;
        this.progress = progress;
    }

    /**
     * Trains the forecaster's network in place.
     *
     * @throws UserError where there is no training window, or the loss stops being a number before one epoch is done
     */
    public Training train(NetworkForecaster forecaster, Windows training, Windows validation) {
        MultiLayerNetwork network = forecaster.network();
        List<TrainingProgress.Epoch> epochs = new ArrayList<>();
        INDArray bestParams = network.params().dup();
        double bestScore = Double.POSITIVE_INFINITY;
        int bestEpoch = 0;
        long start = System.nanoTime();
        for (int number = 1; number <= spec.epochs() && number - bestEpoch <= spec.patience(); number++) {
            double loss = epoch(forecaster, training, number);
            boolean stop = progress.stopRequested();
            if (!Double.isFinite(loss) || (stop && bestEpoch > 0)) {
                break;
            }
            double score = validation.count() == 0 ? Double.NaN : validationMse(forecaster, validation);
            boolean best = !(score >= bestScore) && !(Double.isNaN(score) && validation.count() > 0);
            if (best) {
                bestScore = Double.isNaN(score) ? bestScore : score;
                bestEpoch = number;
                bestParams.assign(network.params());
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            Duration left = elapsed.dividedBy(number).multipliedBy(spec.epochs() - number);
            TrainingProgress.Epoch report =
                    new TrainingProgress.Epoch(number, spec.epochs(), loss, score, rate(number), best, elapsed, left);
            epochs.add(report);
            progress.epoch(report);
            if (stop) {
                break;
            }
        }
        if (bestEpoch == 0) {
            throw UserError.usage("training diverged: the loss is no longer a number at learning-rate "
                    + spec.learningRate() + "; give a smaller learning-rate, for instance " + spec.learningRate() / 10);
        }
        network.setParams(bestParams);
        return new Training(epochs, bestEpoch, progress.stopRequested());
    }

    private double rate(int epoch) {
        return spec.learningRate() * Math.pow(spec.decay(), epoch - 1);
    }

    /** One pass in a random order. Returns the mean loss, NaN where it diverged. */
    private double epoch(NetworkForecaster forecaster, Windows training, int number) {
        MultiLayerNetwork network = forecaster.network();
        Batches batches = new Batches(forecaster.encoding());
        long samples = batches.samples(training);
        if (samples == 0) {
            throw UserError.data("no training window: a lookback of "
                    + forecaster.encoding().spec().lookback() + " and a horizon of "
                    + forecaster.horizon() + " rows do not fit into the training rows; shorten them or give more rows");
        }
        long epochSeed = spec.seed() * 1_000_003L + number;
        Shuffle shuffle = new Shuffle(samples, epochSeed);
        Nd4j.getRandom().setSeed(epochSeed); // dropout draws from it
        network.setLearningRate(rate(number));
        double sum = 0;
        long done = 0;
        while (done < samples && !(progress.stopRequested() && done > 0)) {
            int size = (int) Math.min(spec.batch(), samples - done);
            network.fit(batches.training(training, done, size, shuffle::at));
            double loss = network.score();
            if (!Double.isFinite(loss)) {
                return Double.NaN;
            }
            sum += loss * size;
            done += size;
            progress.step(number, done, samples);
        }
        return sum / done;
    }

    private static double validationMse(NetworkForecaster forecaster, Windows windows) {
        ColumnScaler scaler = forecaster.encoding().scaler();
        double sum = 0;
        long labels = 0;
        List<History> histories = new ArrayList<>(HISTORIES_PER_CALL);
        for (long w = 0; w < windows.count(); w++) {
            histories.add(windows.history(w));
            if (histories.size() == HISTORIES_PER_CALL || w == windows.count() - 1) {
                double[][][] forecasts = forecaster.forecast(histories);
                for (int i = 0; i < forecasts.length; i++) {
                    History history = histories.get(i);
                    for (int c = 0; c < forecasts[i].length; c++) {
                        Column truth = history.series().column(c);
                        for (int h = 0; h < forecasts[i][c].length; h++) {
                            if (truth.observed(history.end() + h)) {
                                double error =
                                        (forecasts[i][c][h] - truth.value(history.end() + h)) / scaler.deviation(c);
                                sum += error * error;
                                labels++;
                            }
                        }
                    }
                }
                histories.clear();
            }
        }
        return labels == 0 ? Double.NaN : sum / labels;
    }
}
