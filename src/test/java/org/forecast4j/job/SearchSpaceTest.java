package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.forecast4j.UserError;
import org.forecast4j.nn.Decoder;
import org.forecast4j.window.SeriesScaling;
import org.forecast4j.window.WindowScaling;
import org.forecast4j.window.WindowSpec;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {
    private static final Choice CHOICE = new Choice(
            7,
            new WindowSpec(28, 14, 7),
            SeriesScaling.POOLED,
            WindowScaling.LAST_VALUE,
            false,
            List.of(),
            List.of(32),
            32,
            Decoder.NONE,
            0.2,
            64);

    private static Settings job(String... keysAndValues) {
        Settings settings = Settings.none()
                .with("input", "x.csv", "test")
                .with("target", "y", "test")
                .with("horizon", "14", "test");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings = settings.with(keysAndValues[i], keysAndValues[i + 1], "test");
        }
        return settings;
    }

    private static SearchSpace space(Settings settings) {
        return SearchSpace.of(settings, settings.toJob(), CHOICE);
    }

    @Test
    void what_the_job_leaves_open_is_searched_around_what_was_chosen() {
        assertThat(space(job()).values())
                .containsExactly(
                        entry("cell", List.of("lstm")),
                        entry("lookback", List.of("14", "28", "56")),
                        entry("patch", List.of("1", "7")),
                        entry("hidden", List.of("16", "32", "64")),
                        entry("layers", List.of("1", "2")),
                        entry("dropout", List.of("0", "0.2", "0.5")),
                        entry("learning-rate", List.of("0.0005", "0.001", "0.002", "0.004")),
                        entry("batch", List.of("64")));
        assertThat(space(job()).size()).isEqualTo(3 * 2 * 3 * 2 * 3 * 4);
    }

    @Test
    void what_the_job_names_stays_and_what_it_lists_is_searched() {
        SearchSpace space = space(job("dropout", "0.2", "tune-hidden", "8,16,128", "tune-cell", "gru,simple-rnn"));

        assertThat(space.values())
                .contains(
                        entry("dropout", List.of("0.2")),
                        entry("hidden", List.of("8", "16", "128")),
                        entry("cell", List.of("gru", "simple-rnn")));
        assertThat(space.varied()).containsExactly("cell", "lookback", "patch", "hidden", "learning-rate");
    }

    @Test
    void the_first_trial_is_the_job_itself_and_no_other_is_like_it_or_like_another() {
        SearchSpace.Drawn drawn = space(job()).draw(1000, 1, 900, 14);

        assertThat(drawn.trials()).hasSize(432).hasSameSizeAs(new HashSet<>(drawn.trials()));
        assertThat(drawn.trials().get(0))
                .isEqualTo(Map.of(
                        "cell", "lstm",
                        "lookback", "28",
                        "patch", "7",
                        "hidden", "32",
                        "dropout", "0.2",
                        "learning-rate", "0.002",
                        "batch", "64"));
        assertThat(drawn.rejected()).isEmpty();
    }

    @Test
    void impossible_combinations_are_drawn_past_and_counted() {
        // 2 x 3 lookbacks and patches; 3 does not divide 14 and 28, 7 does not divide 30; 30 + 14 are more than 43
        // rows.
        Settings settings = job(
                "tune-lookback",
                "14,28,30",
                "tune-patch",
                "3,7",
                "hidden",
                "8",
                "dropout",
                "0",
                "learning-rate",
                "0.1");

        SearchSpace.Drawn drawn = space(settings).draw(100, 1, 43, 14);

        assertThat(drawn.trials())
                .extracting(trial -> trial.get("lookback") + "/" + trial.get("patch"))
                .containsExactly("28/7", "14/7");
        assertThat(drawn.rejected())
                .containsExactly(
                        entry("lookback and horizon exceed the training rows", 1),
                        entry("patch does not divide lookback", 3));
    }

    @Test
    void a_seed_draws_the_same_again_and_another_seed_others() {
        assertThat(space(job()).draw(10, 1, 900, 14)).isEqualTo(space(job()).draw(10, 1, 900, 14));
        assertThat(space(job()).draw(10, 1, 900, 14).trials())
                .isNotEqualTo(space(job()).draw(10, 2, 900, 14).trials());
    }

    @Test
    void a_space_without_a_possible_combination_is_refused() {
        Settings settings = job("tune-patch", "5", "lookback", "28");

        assertThatThrownBy(() -> space(settings).draw(10, 1, 900, 14))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("nothing to tune")
                .hasMessageContaining("patch does not divide lookback");
    }

    @Test
    void two_layers_are_two_of_the_same_size() {
        Settings settings = job("tune-layers", "2", "tune-hidden", "8");

        assertThat(space(settings).draw(3, 1, 900, 14).trials().get(1)).containsEntry("hidden", "8,8");
    }

    // By hand: 3 x 3 = 9 trials fill two rungs before the last, a ninth and a third of 40 epochs, rounded up.
    @Test
    void rungs_keep_one_in_three_and_train_it_three_times_as_long() {
        assertThat(Rung.of(job("epochs", "40").toJob(), 20))
                .containsExactly(new Rung(1, 5, 20), new Rung(2, 15, 7), new Rung(3, 40, 3));
        assertThat(Rung.of(
                        job("epochs", "40", "tune-factor", "2", "tune-epochs", "10")
                                .toJob(),
                        5))
                .containsExactly(new Rung(1, 10, 5), new Rung(2, 20, 3), new Rung(3, 40, 2));
        assertThat(Rung.of(job("epochs", "40").toJob(), 2)).containsExactly(new Rung(1, 40, 2));
    }

    @Test
    void as_many_epochs_as_the_jobs_make_a_plain_random_search() {
        assertThat(Rung.of(job("epochs", "40", "tune-epochs", "40").toJob(), 20))
                .containsExactly(new Rung(1, 40, 20));
    }

    @Test
    void one_trial_that_is_left_is_trained_to_the_end() {
        assertThat(Rung.of(job("epochs", "40", "tune-epochs", "1").toJob(), 3))
                .containsExactly(new Rung(1, 1, 3), new Rung(2, 40, 1));
    }
}
