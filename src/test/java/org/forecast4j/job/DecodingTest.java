package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.forecast4j.UserError;
import org.forecast4j.model.ModelBundle;
import org.forecast4j.nn.LayerParameters;
import org.forecast4j.window.Emission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose horizon is emitted step by step. */
class DecodingTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    /** Two noisy waves of six days and a horizon of three of them, in patches of six; some values are missing. */
    private Settings settings = Settings.none();

    @BeforeEach
    void write() throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("day,a,b\n");
        for (int row = 0; row < 700; row++) {
            double wave = Math.sin(Math.PI * row / 3);
            csv.append(LocalDate.of(2020, 1, 1).plusDays(row))
                    .append(',')
                    .append(row % 50 == 7 ? "" : wave + 0.2 * random.nextGaussian())
                    .append(',')
                    .append(100 - 20 * wave + 4 * random.nextGaussian())
                    .append('\n');
        }
        settings = Settings.none()
                .with("input", Files.writeString(folder.resolve("waves.csv"), csv))
                .with("time", "day")
                .with("target", "a,b")
                .with("horizon", 18)
                .with("lookback", 24)
                .with("patch", 6)
                .with("hidden", 16)
                .with("epochs", 15)
                .with("report", false)
                .with("output", folder.resolve("out"));
    }

    private Jobs jobs() {
        return new Jobs(JobProgress.lines(notes::add));
    }

    private Path model() {
        return folder.resolve("out/model.zip");
    }

    @Test
    void decoder_forecasts_better_than_any_baseline_with_quantiles_and_holes() throws IOException {
        for (String decoder : List.of("simple-rnn", "lstm", "gru", "encoder")) {
            JsonNode scores = jobs().run(settings.with("decoder", decoder).with("quantiles", "0.1,0.9"))
                    .json();
            assertBeatsBaselines(decoder, scores);
        }
        assertThat(notes).anyMatch(note -> note.contains("decoder simple-rnn"));
    }

    private static void assertBeatsBaselines(String as, JsonNode scores) {
        double best = Double.POSITIVE_INFINITY;
        for (JsonNode baseline : scores.path("baselines")) {
            best = Math.min(best, baseline.path("scaled").path("mse").asDouble());
        }
        assertThat(scores.path("scores").path("scaled").path("mse").asDouble())
                .as(as)
                .isLessThan(0.9 * best);
    }

    @Test
    void labels_at_every_step_forecast_better_than_any_baseline_with_quantiles_and_holes() throws IOException {
        for (String share : List.of("true", "false")) {
            assertBeatsBaselines(
                    "share-weights " + share,
                    jobs().run(settings.with("labels", "every")
                                    .with("share-weights", share)
                                    .with("quantiles", "0.1,0.9"))
                            .json());
        }
        ModelBundle bundle = ModelBundle.read(model());
        assertThat(bundle.card().emission()).isEqualTo(Emission.EVERY_STEP);
        assertThat(LayerParameters.of(bundle.forecaster().network()).stream().map(LayerParameters::kind))
                .containsExactly("DenseLayer", "LSTM", "RnnOutputLayer");
    }

    @Test
    void labels_at_every_step_and_a_decoder_are_refused() {
        assertThatThrownBy(() -> jobs().train(settings.with("labels", "every").with("decoder", "simple-rnn")))
                .isInstanceOf(UserError.class)
                .hasMessage("labels every with decoder simple-rnn: a decoder follows the last step alone; give decoder "
                        + "none, or labels last");
    }

    @Test
    void columns_in_one_network_are_decoded_together() throws IOException {
        jobs().run(settings.with("decoder", "simple-rnn").with("share-weights", false));
        ModelBundle bundle = ModelBundle.read(model());
        assertThat(bundle.card().horizonPatch()).isEqualTo(6);
        assertThat(LayerParameters.of(bundle.forecaster().network()).stream().map(LayerParameters::kind))
                .containsExactly("DenseLayer", "LSTM", "RepeatVector", "SimpleRnn", "RnnOutputLayer");
        assertThat(bundle.forecaster().network().layerSize(4)).isEqualTo(12); // two columns, six rows a step
        List<String> forecast = Files.readAllLines(folder.resolve("out/forecast.csv"));
        assertThat(forecast).hasSize(19);
        jobs().forecast(
                        model(),
                        Settings.none()
                                .with("input", folder.resolve("waves.csv"))
                                .with("output", folder.resolve("again")));
        assertThat(Files.readAllLines(folder.resolve("again/forecast.csv"))).isEqualTo(forecast);
    }

    @Test
    void description_says_how_the_horizon_is_emitted() {
        jobs().train(settings.with("decoder", "simple-rnn").with("epochs", 1));
        assertThat(Description.ofModel(model()).lines())
                .contains("forecasts a, b, 18 rows of 1d ahead, 6 at a step, from the last 24 (patch 6)")
                .anyMatch(line -> line.matches(" *layer2 +RepeatVector +no parameters"))
                .noneMatch(line -> line.contains(" = 0 parameters"));
        jobs().train(settings.with("decoder", "none").with("epochs", 1));
        assertThat(Description.ofModel(model()).lines())
                .contains("forecasts a, b, 18 rows of 1d ahead from the last 24 (patch 6)");
    }

    @Test
    void model_is_updated_by_its_own_kind_alone() {
        jobs().train(settings.with("decoder", "simple-rnn").with("epochs", 1).with("split", "0.5,0.1,0.4"));
        Settings later =
                settings.with("update", model()).with("split", "0.7,0.2,0.1").with("epochs", 2);
        assertThatThrownBy(() -> jobs().train(later.with("decoder", "none")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("its decoder is simple-rnn, the job's none");
        assertThat(jobs().train(later).json().path("update").path("sentence").asText())
                .isNotEmpty();
    }
}
