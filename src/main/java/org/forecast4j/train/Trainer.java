package org.forecast4j.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.forecast4j.UserError;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.series.History;
import org.forecast4j.window.Batches;
import org.forecast4j.window.Mixup;
import org.forecast4j.window.Shuffle;
import org.forecast4j.window.Windows;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains a network on windows. After each epoch the validation windows are forecast; the weights of the best epoch are
 * kept, or those that it began with where it began with a forecast and no epoch was better, and training ends once none has
 * been better for a while. Without validation windows it runs to its end and keeps the last weights. Everything random
 * comes from the seed and the epoch's number, so that a training which goes on from a {@link Checkpoint} ends where it would
 * have ended anyway.
 */
public final class Trainer {
    /** Spread evenly where there are more: an epoch is judged no better by millions. */
    private static final long VALIDATION_WINDOWS = 50_000;

    private final TrainingSpec spec;
    private final TrainingProgress progress;
    private final Checkpoints checkpoints;
    private final List<TrainingListener> listeners;

    public Trainer(TrainingSpec spec, TrainingProgress progress) {
        this(spec, progress, Checkpoints.NONE);
    }

    public Trainer(TrainingSpec spec, TrainingProgress progress, Checkpoints checkpoints) {
        this(spec, progress, checkpoints, List.of());
    }

    /** @param listeners Deeplearning4j's, which hear of every step; the network has them while it trains */
    public Trainer(
            TrainingSpec spec, TrainingProgress progress, Checkpoints checkpoints, List<TrainingListener> listeners) {
        this.spec = spec;
        this.progress = progress;
        this.checkpoints = checkpoints;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Trains the forecaster's network in place.
     *
     * @throws UserError where there is no training window, or the loss stops being a number before one epoch is done
     */
    public Training train(NetworkForecaster forecaster, Windows training, Windows validation) {
        return new Run(forecaster, training, validation, List.of()).toTheEnd();
    }

    /**
     * Trains the forecaster's network in place on other windows as another was trained: for as many epochs as led to its
     * best, at their learning rates, without validation.
     */
    public Training trainLike(Training other, NetworkForecaster forecaster, Windows training) {
        if (other.bestEpoch() == 0) {
            return new Training(List.of(), 0, false);
        }
        List<Double> rates = other.epochs().stream()
                .limit(other.bestEpoch())
                .map(TrainingProgress.Epoch::learningRate)
                .toList();
        return new Run(forecaster, training, Windows.none(), rates).toTheEnd();
    }

    /** One training under way. */
    private final class Run {
        private final NetworkForecaster forecaster;
        private final MultiLayerNetwork network;
        private final Batches batches;
        private final Windows training;
        private final Windows validation;
        private final List<Double> rates;
        private final long samples;

        private final List<TrainingProgress.Epoch> epochs = new ArrayList<>();
        private final INDArray bestParams;
        private final INDArray averaged;
        private double bestScore = Double.POSITIVE_INFINITY;
        private int bestEpoch;
        private Duration before = Duration.ZERO;

        /** @param rates of the epochs, one for each; empty where the validation decides */
        Run(NetworkForecaster forecaster, Windows training, Windows validation, List<Double> rates) {
            this.forecaster = forecaster;
            this.network = forecaster.network();
            this.batches = new Batches(forecaster.encoding());
            this.training = training;
            this.validation = validation;
            this.rates = rates;
            this.samples = Math.min(batches.samples(training), spec.epochSamples());
            this.bestParams = network.params().dup();
            this.averaged = network.params().dup();
        }

        Training toTheEnd() {
            if (samples == 0) {
                throw UserError.data("no training window: a lookback of "
                        + forecaster.encoding().spec().lookback() + " and a horizon of " + forecaster.horizon()
                        + " rows do not fit into the training rows; shorten them or give more rows");
            }
            checkpoints.last().ifPresent(this::resume);
            List<TrainingListener> own = List.copyOf(network.getListeners());
            network.addListeners(listeners.toArray(TrainingListener[]::new));
            try (BatchQueue queue = new BatchQueue(batches, training, samples, spec.batch());
                    Steps steps = Steps.of(network, averaged, spec.averaging())) {
                return train(queue, steps);
            } finally {
                network.setListeners(own);
            }
        }

        private Training train(BatchQueue queue, Steps steps) {
            long start = System.nanoTime();
            boolean stop = false;
            if (epochs.isEmpty() && validation.count() > 0 && startsWithForecast()) {
                bestScore = validationMse();
                progress.start(bestScore);
            }
            while (!stop && epochs.size() < most() && epochs.size() - bestEpoch < spec.patience()) {
                int number = epochs.size() + 1;
                double loss = epoch(number, queue, steps);
                stop = progress.stopRequested();
                if (!Double.isFinite(loss) || (stop && !epochs.isEmpty())) {
                    break; // diverged, or cut short with whole epochs to fall back on
                }
                score(number, loss, before.plusNanos(System.nanoTime() - start));
                if (!stop) {
                    checkpoints.save(Checkpoint.of(network, averaged, epochs, bestEpoch, bestScore, bestParams));
                }
            }
            if (epochs.isEmpty()) {
                throw UserError.usage("training diverged: the loss is no longer a number at learning-rate "
                        + spec.learningRate() + "; give a smaller learning-rate, for instance "
                        + spec.learningRate() / 10);
            }
            network.setParams(bestParams);
            return new Training(epochs, bestEpoch, stop);
        }

        /** Without validation rows the end of training is kept, not its start. */
        private boolean startsWithForecast() {
            return forecaster.encoding().windowScaler().scaling().forecasts();
        }

        private int most() {
            return rates.isEmpty() ? spec.epochs() : rates.size();
        }

        private void resume(Checkpoint checkpoint) {
            checkpoint.restore(network, averaged, bestParams);
            epochs.addAll(checkpoint.epochs());
            bestScore = checkpoint.bestScore();
            bestEpoch = checkpoint.bestEpoch();
            before = epochs.isEmpty()
                    ? Duration.ZERO
                    : epochs.get(epochs.size() - 1).elapsed();
        }

        /** Scores the weights after an epoch, keeps them where they are the best so far, and reports. */
        private void score(int number, double loss, Duration elapsed) {
            INDArray own = network.params().dup();
            network.params().assign(averaged);
            boolean validates = validation.count() > 0;
            double score = validates ? validationMse() : Double.NaN;
            boolean best = !validates || score < bestScore;
            if (best) {
                bestScore = validates ? score : bestScore;
                bestEpoch = number;
                bestParams.assign(averaged);
            }
            network.params().assign(own);
            Duration left = elapsed.dividedBy(number).multipliedBy(most() - number);
            TrainingProgress.Epoch report =
                    new TrainingProgress.Epoch(number, most(), loss, score, rate(), best, elapsed, left);
            epochs.add(report);
            progress.epoch(report);
        }

        /** One pass in a random order. Returns the mean loss, NaN where it diverged. */
        private double epoch(int number, BatchQueue queue, Steps steps) {
            long epochSeed = spec.seed() * 1_000_003L + number;
            queue.begin(
                    new Shuffle(batches.samples(training), epochSeed)::at,
                    spec.mixup() ? Mixup.seeded(epochSeed) : Mixup.NONE);
            steps.begin(rate(), epochSeed);
            double sum = 0;
            long done = 0;
            while (queue.hasNext() && !(progress.stopRequested() && done > 0)) {
                DataSet batch = queue.next();
                double loss = steps.fit(batch) / forecaster.encoding().spec().labelledSteps(); // DL4J adds them up
                if (!Double.isFinite(loss)) {
                    return Double.NaN;
                }
                sum += loss * batch.numExamples();
                done += batch.numExamples();
                progress.step(number, done, samples);
            }
            steps.end();
            boolean finite =
                    Double.isFinite(network.params().sumNumber().doubleValue()); // the last step may diverge too
            return finite ? sum / done : Double.NaN;
        }

        /** Falls with each epoch that was no better than the best before it. */
        private double rate() {
            if (!rates.isEmpty()) {
                return rates.get(epochs.size());
            }
            double rate = spec.learningRate();
            for (TrainingProgress.Epoch epoch : epochs) {
                rate *= epoch.best() ? 1 : spec.decay();
            }
            return rate;
        }

        private double validationMse() {
            ScaledError error = new ScaledError(forecaster.encoding().scalers());
            int size =
                    forecaster.historiesPerCall(forecaster.encoding().columns().count());
            List<History> histories = new ArrayList<>(size);
            long windows = Math.min(validation.count(), VALIDATION_WINDOWS);
            for (long from = 0; from < windows; from += size) {
                histories.clear();
                long to = Math.min(from + size, windows);
                for (long window = from; window < to; window++) {
                    histories.add(validation.history(window * validation.count() / windows));
                }
                double[][][] forecasts = forecaster.forecast(histories);
                for (int i = 0; i < forecasts.length; i++) {
                    error.add(histories.get(i), forecasts[i]);
                }
            }
            return error.mse();
        }
    }
}
