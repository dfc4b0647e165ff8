package org.forecast4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.forecast4j.UserError;
import org.forecast4j.nn.Cell;
import org.forecast4j.nn.LearningRate;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.Batches;
import org.forecast4j.window.ColumnScaler;
import org.forecast4j.window.Emission;
import org.forecast4j.window.Scalers;
import org.forecast4j.window.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;

class ModelBundleTest {
    private static final List<History> HISTORIES =
            IntStream.range(8, 60).mapToObj(Models.SERIES::before).toList();

    private final Path folder;

    ModelBundleTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path write(ModelBundle bundle) throws IOException {
        Path file = folder.resolve("model.zip");
        Files.write(file, bytes(bundle));
        return file;
    }

    private static byte[] bytes(ModelBundle bundle) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bundle.write(bytes);
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"LSTM, 0, 0", "LSTM, 5, 0.2", "SIMPLE_RNN, 0, 0.2", "SIMPLE_RNN, 5, 0", "GRU, 5, 0.2"})
    void reading_gives_the_same_forecasts_to_the_bit(Cell cell, int embedding, double dropout) throws IOException {
        ModelBundle bundle = Models.bundle(cell, embedding, List.of(4, 3), dropout);
        ModelBundle restored = ModelBundle.read(write(bundle));
        assertThat(restored.forecaster().forecast(HISTORIES))
                .isDeepEqualTo(bundle.forecaster().forecast(HISTORIES));
        assertThat(restored.card()).isEqualTo(bundle.card());
    }

    /** Better an error while the model is saved than one when it is opened. */
    @Test
    void model_that_could_not_be_read_is_not_written() {
        ModelBundle bundle = Models.of(Map.of("target", "x".repeat(64 << 20)));
        assertThatThrownBy(() -> bundle.write(OutputStream.nullOutputStream()))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("forecast4j.json", "67108864 bytes", "fewer");
    }

    /** Of a margin 23 characters are the most that are written: -1.2345678901234567E-5 and a comma. */
    @Test
    void margins_that_are_allowed_leave_room_in_the_file() {
        assertThatThrownBy(() -> Calibration.checkRoom(List.of(0.8), 1, 2_900_000))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("interval");
        assertThatCode(() -> Calibration.checkRoom(List.of(0.8), 1, 2_500_000)).doesNotThrowAnyException();
    }

    @Test
    void model_that_shares_its_forecast_with_a_linear_one_gives_the_same_forecasts() throws IOException {
        ModelBundle bundle = Models.withLinear();
        List<History> histories = List.of(Models.SERIES.before(30), Models.SERIES.before(41));
        ModelBundle restored = ModelBundle.read(write(bundle));
        assertThat(restored.card()).isEqualTo(bundle.card());
        double[][][] made = bundle.forecaster().forecast(histories);
        assertThat(restored.forecaster().forecast(histories)).isDeepEqualTo(made);
        assertThat(Arrays.deepEquals(bundle.forecaster().sharing(1).forecast(histories), made))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"DECODED, 3", "CONTINUED, 7", "EVERY_STEP, 4"})
    void model_of_any_emission_gives_the_same_forecasts_and_is_opened_by_plain_deeplearning4j(
            Emission emission, long steps) throws IOException {
        for (Cell cell : Cell.values()) {
            ModelBundle bundle = Models.emitting(emission, cell);
            List<History> early =
                    List.of(Models.SERIES.before(30), Models.SERIES.before(40)); // known covariates follow
            Path file = write(bundle);
            ModelBundle restored = ModelBundle.read(file);
            assertThat(restored.forecaster().forecast(early))
                    .isDeepEqualTo(bundle.forecaster().forecast(early));
            assertThat(restored.card()).isEqualTo(bundle.card());
            INDArray features = new Batches(bundle.forecaster().encoding()).features(early);
            INDArray stock =
                    ModelSerializer.restoreMultiLayerNetwork(file.toFile()).output(features);
            assertThat(stock.shape())
                    .containsExactly(
                            early.size(), bundle.forecaster().encoding().outputs(), steps);
            assertThat(stock.equalsWithEps(bundle.forecaster().network().output(features), 1e-5))
                    .isTrue();
        }
    }

    @Test
    void each_series_finds_its_own_scale_again() throws IOException {
        ColumnScaler pooled = ColumnScaler.of(new double[] {20, 2e-7}, new double[] {5, 1e-7});
        ColumnScaler own = ColumnScaler.of(new double[] {10, 1e-7}, new double[] {0.1, 1e-9});
        ModelBundle bundle = Models.bundle(new Scalers(pooled, Map.of("north", own, "south", pooled)));
        ModelBundle restored = ModelBundle.read(write(bundle));
        TimeSeries any = HISTORIES.get(0).series();
        TimeSeries north = new TimeSeries("north", any.index(), any.columns(), any.covariates());
        assertThat(restored.forecaster().encoding().scalers().of(north, 40).deviation(0))
                .isEqualTo(0.1);
        assertThat(restored.forecaster().forecast(List.of(north.before(40))))
                .isDeepEqualTo(bundle.forecaster().forecast(List.of(north.before(40))));
    }

    @Test
    void plain_deeplearning4j_opens_network_and_normalizer() throws Exception {
        ModelBundle bundle = Models.bundle();
        Path file = write(bundle);
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
        INDArray features = new Batches(bundle.forecaster().encoding()).features(HISTORIES);
        assertThat(network.output(features))
                .isEqualTo(bundle.forecaster().network().output(features));
        NormalizerStandardize normalizer = ModelSerializer.restoreNormalizerFromFile(file.toFile());
        assertThat(normalizer.getMean().getDouble(0, 0))
                .isEqualTo(bundle.forecaster().encoding().scalers().pooled().mean(0));
        assertThat(normalizer.getStd().getDouble(0, 0))
                .isEqualTo(bundle.forecaster().encoding().scalers().pooled().deviation(0));
    }

    @Test
    void same_model_makes_the_same_bytes() throws Exception {
        byte[] first = bytes(Models.bundle());
        Thread.sleep(2100); // a zip's clock ticks every two seconds
        assertThat(bytes(Models.bundle())).isEqualTo(first);
        assertThat(bytes(ModelBundle.read(write(Models.bundle())))).isEqualTo(first);
    }

    /** A network that goes on learning must not notice that it was a file in between, at any learning rate. */
    @Test
    void updater_state_survives() throws Exception {
        ModelBundle bundle = Models.bundle(Cell.LSTM, 5, List.of(4, 3), 0);
        LearningRate.set(bundle.forecaster().network(), 0.003);
        Path file = write(bundle);
        float[] expected = afterOneMoreStep(bundle, bundle.forecaster().network());
        assertThat(afterOneMoreStep(bundle, ModelBundle.read(file).forecaster().network()))
                .isEqualTo(expected);
        assertThat(afterOneMoreStep(bundle, ModelSerializer.restoreMultiLayerNetwork(file.toFile())))
                .containsExactly(expected, Offset.offset(1e-6f)); // by the stock layers, which round elsewhere
    }

    private static float[] afterOneMoreStep(ModelBundle bundle, MultiLayerNetwork network) {
        Windows windows = Windows.of(
                List.of(new Windows.Part(Models.SERIES, 0, 60)),
                bundle.forecaster().encoding().spec(),
                1,
                false);
        DataSet batch = new Batches(bundle.forecaster().encoding()).training(windows, 0, 16, sample -> sample);
        network.fit(batch);
        return network.params().dup().data().asFloat();
    }
}
