package org.forecast4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.deeplearning4j.optimize.listeners.CollectScoresListener;
import org.forecast4j.UserError;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.Cell;
import org.forecast4j.series.History;
import org.forecast4j.window.WindowScaling;
import org.forecast4j.window.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
    private static final TrainingProgress QUIET = new TrainingProgress() {};
    private final Sine sine = Sine.wave();

    private static TrainingSpec spec(int epochs, long seed) {
        return new TrainingSpec(epochs, 32, epochs, 0.01, 0.95, 0, false, 1_000_000, seed);
    }

    /** Computed here with plain loops, not by what the trainer uses. */
    private static double mse(NetworkForecaster forecaster, Windows windows) {
        double sum = 0;
        int count = 0;
        double deviation = forecaster.encoding().scalers().pooled().deviation(0);
        for (long w = 0; w < windows.count(); w++) {
            History history = windows.history(w);
            double[] forecast = forecaster.forecast(List.of(history))[0][0];
            for (int h = 0; h < forecast.length; h++) {
                double error = forecast[h] - history.series().column(0).value(history.end() + h);
                sum += error * error / (deviation * deviation);
                count++;
            }
        }
        return sum / count;
    }

    @ParameterizedTest
    @EnumSource
    void sine_wave_is_learned(Cell cell) {
        NetworkForecaster forecaster = sine.forecaster(cell, 0);
        new Trainer(new TrainingSpec(12, 32, 12, 0.02, 0.95, 0, false, 1_000_000, 1), QUIET)
                .train(forecaster, sine.training(), sine.validation());
        assertThat(mse(forecaster, sine.validation())).isLessThan(0.05);
    }

    @Test
    void start_is_kept_where_it_is_a_forecast_and_no_epoch_is_better() {
        NetworkForecaster forecaster = sine.forecaster(Cell.GRU, 0, sine.linear(WindowScaling.LINEAR));
        forecaster.network().params().assign(0);
        double[] start = new double[1];
        Training training = new Trainer(
                        new TrainingSpec(2, 32, 2, 1, 1, 0, false, 1_000_000, 1), new TrainingProgress() {
                            @Override
                            public void start(double validationMse) {
                                start[0] = validationMse;
                            }
                        })
                .train(forecaster, sine.training(), sine.validation());
        assertThat(training.bestEpoch()).isZero();
        assertThat(training.epochs()).hasSize(2).noneMatch(TrainingProgress.Epoch::best);
        assertThat(start[0]).isEqualTo(mse(forecaster, sine.validation()), Offset.offset(1e-9));
        assertThat(Sine.params(forecaster)).containsOnly(0);

        Training again = new Trainer(spec(2, 1), QUIET).trainLike(training, forecaster, sine.training());
        assertThat(again.epochs()).isEmpty();
        assertThat(Sine.params(forecaster)).containsOnly(0);
    }

    @Test
    void same_seed_gives_the_same_weights_to_the_bit_and_another_seed_others() {
        assertThat(trained(5)).isEqualTo(trained(5)).isNotEqualTo(trained(6));
    }

    private float[] trained(long seed) {
        NetworkForecaster forecaster = sine.forecaster(Cell.LSTM, 0.3);
        new Trainer(spec(2, seed), QUIET).train(forecaster, sine.training(), sine.validation());
        return Sine.params(forecaster);
    }

    @Test
    void listeners_hear_every_step_and_leave_the_network_with_its_own() {
        CollectScoresListener given = new CollectScoresListener(1);
        CollectScoresListener own = new CollectScoresListener(1);
        NetworkForecaster forecaster = sine.forecaster(Cell.GRU, 0.3);
        forecaster.network().setListeners(own);

        new Trainer(spec(2, 5), QUIET, Checkpoints.NONE, List.of(given))
                .train(forecaster, sine.training(), sine.validation());

        assertThat(given.getListIteration().size())
                .isEqualTo(forecaster.network().getIterationCount())
                .isEqualTo(own.getListIteration().size());
        assertThat(forecaster.network().getListeners()).containsExactly(own);
    }

    @Test
    void weights_of_the_best_epoch_are_kept() {
        NetworkForecaster forecaster = sine.forecaster(Cell.SIMPLE_RNN, 0.5);
        Training training = new Trainer(new TrainingSpec(25, 32, 3, 0.05, 1, 0, false, 1_000_000, 4), QUIET)
                .train(forecaster, sine.training(), sine.validation());
        List<TrainingProgress.Epoch> epochs = training.epochs();
        TrainingProgress.Epoch best = epochs.get(training.bestEpoch() - 1);
        assertThat(epochs)
                .allSatisfy(epoch -> assertThat(epoch.validationMse()).isGreaterThanOrEqualTo(best.validationMse()));
        assertThat(training.bestEpoch()).as("else the test shows nothing").isLessThan(epochs.size());
        assertThat(epochs).hasSizeLessThanOrEqualTo(training.bestEpoch() + 3);
        assertThat(mse(forecaster, sine.validation())).isCloseTo(best.validationMse(), within(1e-6));
    }

    @Test
    void training_loss_is_the_mean_over_the_samples() {
        NetworkForecaster forecaster = sine.forecaster(Cell.LSTM, 0);
        double before = mse(forecaster, sine.training());
        Training training = new Trainer(new TrainingSpec(1, 1000, 1, 1e-9, 1, 0, false, 1_000_000, 4), QUIET)
                .train(forecaster, sine.training(), Sine.none());
        assertThat(training.epochs().get(0).trainingLoss()).isCloseTo(before, within(1e-4));
    }

    @Test
    void an_epoch_takes_no_more_samples_than_it_is_given() {
        List<Long> totals = new ArrayList<>();
        TrainingProgress counting = new TrainingProgress() {
            @Override
            public void step(int epoch, long done, long samples) {
                totals.add(done);
                assertThat(samples).isEqualTo(100);
            }
        };
        new Trainer(new TrainingSpec(2, 32, 2, 0.01, 1, 0, false, 100, 4), counting)
                .train(sine.forecaster(Cell.SIMPLE_RNN, 0), sine.training(), Sine.none());
        assertThat(totals).containsExactly(32L, 64L, 96L, 100L, 32L, 64L, 96L, 100L);
    }

    @Test
    void trained_like_another_it_takes_as_many_epochs_as_the_others_best_at_their_rates() {
        List<TrainingProgress.Epoch> epochs = new ArrayList<>();
        double[] rates = {0.05, 0.05, 0.01, 0.005};
        for (int i = 0; i < rates.length; i++) {
            epochs.add(new TrainingProgress.Epoch(
                    i + 1, 9, 1, 1, rates[i], i != 1, Duration.ZERO, Duration.ZERO)); // the second was no better
        }
        Training like = new Trainer(spec(9, 1), QUIET)
                .trainLike(new Training(epochs, 3, false), sine.forecaster(Cell.SIMPLE_RNN, 0), sine.training());
        assertThat(like.bestEpoch()).isEqualTo(3);
        assertThat(like.epochs())
                .extracting(TrainingProgress.Epoch::learningRate)
                .containsExactly(0.05, 0.05, 0.01);
    }

    @Test
    void stop_request_ends_after_the_step_and_keeps_the_best_epoch() {
        StopAfter progress = new StopAfter(30); // 12 steps make an epoch: in the middle of the third
        NetworkForecaster forecaster = sine.forecaster(Cell.SIMPLE_RNN, 0);
        Training training = new Trainer(spec(100, 1), progress).train(forecaster, sine.training(), sine.validation());
        assertThat(progress.steps).isEqualTo(30);
        assertThat(training.stopped()).isTrue();
        assertThat(training.epochs()).hasSize(2);
        NetworkForecaster two = sine.forecaster(Cell.SIMPLE_RNN, 0);
        new Trainer(spec(2, 1), QUIET).train(two, sine.training(), sine.validation());
        assertThat(Sine.params(forecaster)).isEqualTo(Sine.params(two));
    }

    @Test
    void stop_request_in_the_first_epoch_keeps_what_was_learned() {
        StopAfter progress = new StopAfter(3);
        NetworkForecaster forecaster = sine.forecaster(Cell.SIMPLE_RNN, 0);
        float[] before = Sine.params(forecaster);
        Training training = new Trainer(spec(100, 1), progress).train(forecaster, sine.training(), sine.validation());
        assertThat(progress.steps).isEqualTo(3);
        assertThat(training.bestEpoch()).isEqualTo(1);
        assertThat(Sine.params(forecaster)).isNotEqualTo(before);
    }

    private static final class StopAfter implements TrainingProgress {
        private final int most;
        private int steps;

        StopAfter(int most) {
            this.most = most;
        }

        @Override
        public void step(int epoch, long done, long samples) {
            steps++;
        }

        @Override
        public boolean stopRequested() {
            return steps >= most;
        }
    }

    @Test
    void without_validation_windows_the_last_weights_are_kept() {
        NetworkForecaster forecaster = sine.forecaster(Cell.SIMPLE_RNN, 0);
        List<float[]> afterEpochs = new ArrayList<>();
        Training training = new Trainer(
                        new TrainingSpec(3, 32, 1, 0.01, 1, 0, false, 1_000_000, 1), new TrainingProgress() {
                            @Override
                            public void epoch(Epoch epoch) {
                                afterEpochs.add(Sine.params(forecaster));
                                assertThat(epoch.validationMse()).isNaN();
                            }
                        })
                .train(forecaster, sine.training(), Sine.none());
        assertThat(training.bestEpoch()).isEqualTo(3);
        assertThat(Sine.params(forecaster)).isEqualTo(afterEpochs.get(2)).isNotEqualTo(afterEpochs.get(1));
    }

    @Test
    void learning_rate_falls_after_each_epoch_that_is_no_better() {
        Training training = new Trainer(
                        new TrainingSpec(12, 100, 12, 0.1, 0.5, 0, false, 1_000_000, 1), new TrainingProgress() {})
                .train(sine.forecaster(Cell.SIMPLE_RNN, 0), sine.training(), sine.validation());
        double rate = 0.1;
        for (TrainingProgress.Epoch epoch : training.epochs()) {
            assertThat(epoch.learningRate()).isEqualTo(rate);
            rate *= epoch.best() ? 1 : 0.5;
        }
        assertThat(training.epochs()).extracting(TrainingProgress.Epoch::best).contains(true, false);
    }

    @Test
    void progress_counts_every_sample() {
        List<Long> done = new ArrayList<>();
        Training training = new Trainer(
                        new TrainingSpec(3, 100, 3, 0.01, 0.5, 0, false, 1_000_000, 1), new TrainingProgress() {
                            @Override
                            public void step(int epoch, long samplesDone, long samples) {
                                done.add(samplesDone);
                                assertThat(samples).isEqualTo(376);
                            }
                        })
                .train(sine.forecaster(Cell.SIMPLE_RNN, 0), sine.training(), sine.validation());
        assertThat(training.epochs().stream().map(TrainingProgress.Epoch::number))
                .containsExactly(1, 2, 3);
        assertThat(done).containsExactly(100L, 200L, 300L, 376L, 100L, 200L, 300L, 376L, 100L, 200L, 300L, 376L);
    }

    @Test
    void divergence_in_the_first_epoch_is_a_usage_error_with_a_remedy() {
        NetworkForecaster forecaster = sine.forecaster(Cell.SIMPLE_RNN, 0);
        forecaster.network().params().assign(Float.NaN);
        assertThatThrownBy(() -> new Trainer(spec(3, 1), QUIET).train(forecaster, sine.training(), sine.validation()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("diverged")
                .hasMessageContaining("smaller learning-rate");
    }

    @Test
    void divergence_in_the_last_step_of_an_epoch_is_noticed_without_validation() {
        NetworkForecaster forecaster = sine.forecaster(Cell.SIMPLE_RNN, 0);
        TrainingProgress breaker = new TrainingProgress() {
            @Override
            public void step(int epoch, long done, long samples) {
                if (epoch == 2 && done == samples) {
                    forecaster.network().params().assign(Float.NaN);
                }
            }
        };
        Training training = new Trainer(spec(5, 1), breaker).train(forecaster, sine.training(), Sine.none());
        assertThat(training.bestEpoch()).isEqualTo(1);
        assertThat(Sine.params(forecaster)).doesNotContain(Float.NaN);
    }

    @Test
    void divergence_later_keeps_the_best_epoch_before() {
        NetworkForecaster forecaster = sine.forecaster(Cell.SIMPLE_RNN, 0);
        TrainingProgress breaker = new TrainingProgress() {
            @Override
            public void step(int epoch, long done, long samples) {
                if (epoch == 3) {
                    forecaster.network().params().assign(Float.POSITIVE_INFINITY);
                }
            }
        };
        Training training = new Trainer(spec(5, 1), breaker).train(forecaster, sine.training(), sine.validation());
        assertThat(training.epochs()).hasSize(2);
        assertThat(mse(forecaster, sine.validation()))
                .isCloseTo(training.epochs().get(training.bestEpoch() - 1).validationMse(), within(1e-6));
    }

    @Test
    void no_training_window_is_a_data_error() {
        assertThatThrownBy(() -> new Trainer(spec(3, 1), QUIET)
                        .train(sine.forecaster(Cell.LSTM, 0), Sine.none(), sine.validation()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("lookback of 20 and a horizon of 5");
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,1,0.1,1,epochs", "1,0,1,0.1,1,batch", "1,1,0,0.1,1,patience", "1,1,1,0.1,0,decay",
        "1,1,1,0.1,1.1,decay", "1,1,1,0.1,NaN,decay", "1,1,1,0,1,learning-rate", "1,1,1,NaN,1,learning-rate"
    })
    void spec_of_impossible_values_is_a_usage_error(
            int epochs, int batch, int patience, double rate, double decay, String named) {
        assertThatThrownBy(() -> new TrainingSpec(epochs, batch, patience, rate, decay, 0, false, 1_000_000, 1))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(named);
    }

    @Test
    void averaged_weights_are_the_running_mean_of_each_steps_weights() {
        Sine sine = Sine.wave();
        NetworkForecaster forecaster = sine.forecaster(Cell.SIMPLE_RNN, 0);
        // one batch an epoch: the weights after each are those after each step
        List<float[]> steps = new ArrayList<>();
        Training training = new Trainer(
                        new TrainingSpec(4, 1000, 9, 0.01, 1, 0.8, false, 1_000_000, 1), new TrainingProgress() {
                            @Override
                            public void epoch(Epoch epoch) {
                                steps.add(Sine.params(forecaster));
                            }
                        })
                .train(forecaster, sine.training(), Sine.none());
        assertThat(training.bestEpoch()).isEqualTo(4);
        double[] mean = new double[steps.get(0).length];
        for (int step = 1; step <= 4; step++) {
            double keep = Math.min(0.8, step / (step + 10.0));
            for (int i = 0; i < mean.length; i++) {
                mean[i] = keep * (step == 1 ? initial(sine)[i] : mean[i]) + (1 - keep) * steps.get(step - 1)[i];
            }
        }
        float[] kept = Sine.params(forecaster);
        for (int i = 0; i < mean.length; i++) {
            assertThat((double) kept[i]).isCloseTo(mean[i], within(1e-6));
        }
    }

    private static float[] initial(Sine sine) {
        return Sine.params(sine.forecaster(Cell.SIMPLE_RNN, 0));
    }
}
