package org.forecast4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {
    private static final TrainingProgress QUIET = new TrainingProgress() {};
    private static final String FINGERPRINT = "data 1, job 2, seed 3";
    private final Sine sine = Sine.wave();

    /** Keeps each checkpoint as the bytes of a file. */
    private static final class Files implements Checkpoints {
        private final Optional<Checkpoint> first;
        private final List<byte[]> files = new ArrayList<>();

        Files(Optional<Checkpoint> first) {
            this.first = first;
        }

        @Override
        public Optional<Checkpoint> last() {
            return first;
        }

        @Override
        public void save(Checkpoint checkpoint) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                checkpoint.write(bytes, FINGERPRINT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            files.add(bytes.toByteArray());
        }
    }

    private static Checkpoint.Reading read(byte[] file, String fingerprint) throws IOException {
        return Checkpoint.read(new ByteArrayInputStream(file), fingerprint);
    }

    private static Checkpoint usable(byte[] file) throws IOException {
        return ((Checkpoint.Reading.Usable) read(file, FINGERPRINT)).checkpoint();
    }

    private record Outcome(Training training, List<Float> params, List<Float> updaterState, List<byte[]> files) {}

    private Outcome train(Cell cell, TrainingSpec spec, boolean validates, Optional<Checkpoint> from) {
        NetworkForecaster forecaster = sine.forecaster(cell, 0.3);
        Files files = new Files(from);
        Training training = new Trainer(spec, QUIET, files)
                .train(forecaster, sine.training(), validates ? sine.validation() : Sine.none());
        return new Outcome(
                training,
                list(Sine.params(forecaster)),
                list(forecaster
                        .network()
                        .getUpdater()
                        .getStateViewArray()
                        .dup()
                        .data()
                        .asFloat()),
                files.files);
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    @ParameterizedTest
    @CsvSource({"LSTM, true", "SIMPLE_RNN, true", "SIMPLE_RNN, false"})
    void resumed_training_ends_with_the_same_weights_to_the_bit(Cell cell, boolean validates) throws IOException {
        TrainingSpec spec = new TrainingSpec(6, 64, 6, 0.02, 0.9, 0.9, false, 1_000_000, 3);
        Outcome whole = train(cell, spec, validates, Optional.empty());
        assertThat(whole.files).hasSize(6);
        for (int done : new int[] {3, 6}) {
            Outcome resumed = train(cell, spec, validates, Optional.of(usable(whole.files.get(done - 1))));
            assertThat(resumed.params).isEqualTo(whole.params);
            assertThat(resumed.updaterState).isEqualTo(whole.updaterState);
            assertThat(resumed.files).hasSize(6 - done);
            assertThat(resumed.training.bestEpoch()).isEqualTo(whole.training.bestEpoch());
            assertThat(resumed.training.epochs().stream().map(CheckpointTest::withoutTimes))
                    .containsExactlyElementsOf(whole.training.epochs().stream()
                            .map(CheckpointTest::withoutTimes)
                            .toList());
        }
    }

    private static TrainingProgress.Epoch withoutTimes(TrainingProgress.Epoch epoch) {
        return new TrainingProgress.Epoch(
                epoch.number(),
                epoch.epochs(),
                epoch.trainingLoss(),
                epoch.validationMse(),
                epoch.learningRate(),
                epoch.best(),
                Duration.ZERO,
                Duration.ZERO);
    }

    @Test
    void resumed_training_counts_the_patience_that_was_used_up() throws IOException {
        TrainingSpec spec = new TrainingSpec(40, 64, 2, 0.1, 1, 0, false, 1_000_000, 3);
        Outcome whole = train(Cell.SIMPLE_RNN, spec, true, Optional.empty());
        int epochs = whole.training.epochs().size();
        assertThat(epochs).as("else the test shows nothing").isLessThan(40);
        Outcome resumed = train(Cell.SIMPLE_RNN, spec, true, Optional.of(usable(whole.files.get(epochs - 2))));
        assertThat(resumed.training.epochs()).hasSize(epochs);
        assertThat(resumed.params).isEqualTo(whole.params);
    }

    @Test
    void training_cut_short_is_not_saved_as_a_whole_epoch() {
        Files files = new Files(Optional.empty());
        boolean[] stop = {false};
        TrainingProgress stopping = new TrainingProgress() {
            @Override
            public void step(int epoch, long done, long samples) {
                stop[0] = epoch == 2;
            }

            @Override
            public boolean stopRequested() {
                return stop[0];
            }
        };
        new Trainer(new TrainingSpec(6, 64, 6, 0.02, 0.9, 0, false, 1_000_000, 3), stopping, files)
                .train(sine.forecaster(Cell.SIMPLE_RNN, 0), sine.training(), sine.validation());
        assertThat(files.files).hasSize(1);
    }

    @Test
    void time_spent_before_is_counted() throws IOException {
        TrainingSpec spec = new TrainingSpec(3, 64, 6, 0.02, 0.9, 0, false, 1_000_000, 3);
        Outcome whole = train(Cell.SIMPLE_RNN, spec, true, Optional.empty());
        Checkpoint second = usable(whole.files.get(1));
        Outcome resumed = train(Cell.SIMPLE_RNN, spec, true, Optional.of(second));
        assertThat(resumed.training.epochs().get(2).elapsed())
                .isGreaterThan(second.epochs().get(1).elapsed());
    }

    @Test
    void checkpoint_of_another_network_is_refused() throws IOException {
        TrainingSpec spec = new TrainingSpec(1, 64, 6, 0.02, 0.9, 0, false, 1_000_000, 3);
        Checkpoint rnn = usable(
                train(Cell.SIMPLE_RNN, spec, true, Optional.empty()).files.get(0));
        assertThatThrownBy(() -> train(Cell.LSTM, spec, true, Optional.of(rnn)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fingerprint");
    }

    // --- the file

    private byte[] oneFile() {
        return train(
                        Cell.SIMPLE_RNN,
                        new TrainingSpec(1, 64, 6, 0.02, 0.9, 0, false, 1_000_000, 3),
                        true,
                        Optional.empty())
                .files
                .get(0);
    }

    /** A job that names thousands of targets has settings of many kilobytes. */
    @Test
    void fingerprint_of_any_length_is_written_and_told_apart() throws IOException {
        String longest = "x".repeat(100_000);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        usable(oneFile()).write(file, longest);
        assertThat(read(file.toByteArray(), longest)).isInstanceOf(Checkpoint.Reading.Usable.class);
        assertThat(reason(read(file.toByteArray(), longest + "y"))).contains("other data or other settings");
    }

    private static String reason(Checkpoint.Reading reading) {
        return ((Checkpoint.Reading.Unusable) reading).reason();
    }

    @Test
    void file_of_another_training_is_ignored_with_a_reason() throws IOException {
        assertThat(reason(read(oneFile(), "data 1, job 2, seed 4"))).contains("other data or other settings");
    }

    @Test
    void file_of_another_kind_is_ignored_with_a_reason() throws IOException {
        byte[] text = "not a checkpoint at all".getBytes(StandardCharsets.UTF_8);
        assertThat(reason(read(text, FINGERPRINT))).contains("not a forecast4j checkpoint");
        byte[] later = oneFile();
        later[7]++;
        assertThat(reason(read(later, FINGERPRINT))).contains("another version");
    }

    @Test
    void truncated_file_is_ignored_with_a_reason() throws IOException {
        byte[] file = oneFile();
        for (int length = 0; length < file.length; length += 7) {
            assertThat(reason(read(Arrays.copyOf(file, length), FINGERPRINT))).contains("damaged");
        }
        assertThat(read(Arrays.copyOf(file, file.length - 1), FINGERPRINT))
                .isInstanceOf(Checkpoint.Reading.Unusable.class);
    }

    @Test
    void flipped_bits_are_all_noticed() throws IOException {
        byte[] file = oneFile();
        Random random = new Random(2);
        for (int round = 0; round < 1000; round++) {
            byte[] flipped = file.clone();
            int at = round < 200 ? round : random.nextInt(file.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            assertThat(read(flipped, FINGERPRINT)).as("byte %d", at).isInstanceOf(Checkpoint.Reading.Unusable.class);
        }
    }
}
