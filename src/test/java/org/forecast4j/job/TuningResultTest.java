package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.UserError;
import org.forecast4j.eval.Baseline;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Evaluator;
import org.forecast4j.eval.TrainingStatistics;
import org.forecast4j.nn.Decoder;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.SeriesScaling;
import org.forecast4j.window.WindowScaling;
import org.forecast4j.window.WindowSpec;
import org.junit.jupiter.api.Test;

class TuningResultTest {
    private static final Choice CHOICE = new Choice(
            7,
            new WindowSpec(14, 2, 7),
            SeriesScaling.POOLED,
            WindowScaling.MEAN,
            false,
            List.of(),
            List.of(8),
            0,
            Decoder.NONE,
            0.2,
            32);

    /** The naive forecast of 0, 2, 0, 2, ... is wrong by 2 each time, of deviation 1: its scaled MSE is 4. */
    private static Evaluation naive() {
        TimeIndex index =
                new TimeIndex(LocalDate.of(2023, 1, 1).atStartOfDay(ZoneOffset.UTC), new Frequency.Rows(), 8, false);
        TimeSeries series = new TimeSeries("", index, List.of(Column.of("y", 0, 2, 0, 2, 0, 2, 0, 2)));
        TrainingStatistics statistics = new TrainingStatistics();
        statistics.add(series, 4);
        return new Evaluator(new Baseline.Naive(1), List.of(new Baseline.Naive(1)), statistics, statistics::deviation)
                .evaluate(3, number -> series.before(5 + (int) number));
    }

    private static TuningResult result(TrialScore... scores) {
        Map<String, String> own = new LinkedHashMap<>(Map.of("hidden", "8"));
        SearchSpace space = new SearchSpace(own, Map.of("hidden", List.of("8", "16", "32")));
        SearchSpace.Drawn drawn =
                new SearchSpace.Drawn(List.of(own, Map.of("hidden", "16"), Map.of("hidden", "32")), Map.of());
        List<Rung> rungs = List.of(new Rung(1, 2, 2), new Rung(2, 6, 1));
        return new TuningResult(Settings.none(), space, drawn, rungs, List.of(scores), naive());
    }

    private static TrialScore score(int trial, int rung, double mse) {
        return new TrialScore(trial, rung, List.of(1), mse, 1.0);
    }

    @Test
    void the_best_of_the_last_rung_is_chosen_though_an_earlier_one_has_a_smaller_error() {
        TuningResult result = result(score(0, 2, 2.0), score(1, 1, 0.5), score(2, 2, 1.0));

        assertThat(result.best().trial()).isEqualTo(2);
        assertThat(result.sentence())
                .startsWith("Tuning: trial 2: 50.0 % less squared error on the validation rows than the job as it is, "
                        + "and 75.0 % less squared error than naive");
        assertThat(result.lines().get(1)).startsWith("trial 2").contains("75.0").endsWith("32");
    }

    @Test
    void every_path_to_be_read_counts_from_the_folder_of_the_tuned_job_file() {
        TuningResult found = result(score(0, 2, 2.0), score(1, 2, 0.5), score(2, 2, 1.0));
        Settings settings = Settings.none()
                .with("input", "data/x.csv")
                .with("future", "data/plan.csv")
                .with("known-covariates", "promo")
                .with("target", "y")
                .with("horizon", 2)
                .with("output", "out");
        TuningResult result =
                new TuningResult(settings, found.space(), found.drawn(), found.rungs(), found.scores(), found.naive());

        assertThat(result.tuned(settings.toJob(), CHOICE))
                .containsEntry("input", "../data/x.csv")
                .containsEntry("future", "../data/plan.csv");
    }

    @Test
    void a_job_that_no_trial_beats_stays_as_it_is() {
        TuningResult result = result(score(0, 2, 5.0), score(1, 1, 5.0), score(2, 2, 5.0));

        assertThat(result.best().trial()).isZero();
        assertThat(result.sentence())
                .startsWith("Tuning: none of 2 trials is better than the job as it is")
                .contains("25.0 % more squared error than naive");
    }

    @Test
    void a_trial_that_failed_ranks_last_and_all_of_them_are_an_error() {
        TuningResult some = result(TrialScore.failed(0, 2), TrialScore.failed(1, 1), score(2, 2, 9.0));

        assertThat(some.best().trial()).isEqualTo(2);
        assertThat(some.rows().get(0)).startsWith("untuned", "false", "2", "", "", "");
        TuningResult all = result(TrialScore.failed(0, 2), TrialScore.failed(1, 1), TrialScore.failed(2, 2));
        assertThatThrownBy(all::best).isInstanceOf(UserError.class).hasMessageStartingWith("every trial's training");
    }
}
