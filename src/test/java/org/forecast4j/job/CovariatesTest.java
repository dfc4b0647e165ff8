package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.forecast4j.UserError;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Scores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs with covariates: that they are learned from, that the future ones reach the forecast, and what is refused. */
class CovariatesTest {
    private static final LocalDate FIRST = LocalDate.of(2022, 1, 1);

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private Jobs jobs() {
        return new Jobs(new JobProgress() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        });
    }

    private Settings settings(String csv) throws IOException {
        return Settings.none()
                .with("input", Files.writeString(folder.resolve("in.csv"), csv))
                .with("time", "day")
                .with("target", "y")
                .with("horizon", 2)
                .with("lookback", 6)
                .with("patch", 1)
                .with("hidden", 16)
                .with("dropout", 0)
                .with("calendar", false)
                .with("window-scaling", "none")
                .with("learning-rate", 0.01)
                .with("epochs", 25)
                .with("batch", 16)
                .with("report", false)
                .with("output", folder.resolve("out"));
    }

    private Evaluation scored(Settings settings) {
        jobs().train(settings);
        return jobs().evaluate(folder.resolve("out/model.zip"), settings)
                .evaluation()
                .orElseThrow();
    }

    private static double mae(Scores scores) {
        Double mae = scores.original().mae();
        return mae == null ? Double.NaN : mae;
    }

    /** With the covariate the error is a part of that without, and of every naive forecast's. */
    private void assertHelps(Settings without, String... keysAndColumns) {
        Settings with = without;
        for (int i = 0; i < keysAndColumns.length; i += 2) {
            with = with.with(keysAndColumns[i], keysAndColumns[i + 1]);
        }
        Evaluation helped = scored(with);
        double naive = helped.baselines().values().stream()
                .map(CovariatesTest::mae)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(mae(helped.scores())).isLessThan(0.5 * naive);
        assertThat(mae(helped.scores())).isLessThan(0.5 * mae(scored(without).scores()));
    }

    // --- learned from

    private static String promotions(int rows) {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("day,y,promo\n");
        for (int row = 0; row < rows; row++) {
            boolean promo = random.nextInt(3) == 0;
            double y = 10 + (promo ? 5 : 0) + 0.3 * random.nextGaussian();
            csv.append(FIRST.plusDays(row))
                    .append(',')
                    .append(y)
                    .append(promo ? ",yes" : ",no")
                    .append('\n');
        }
        return csv.toString();
    }

    @Test
    void a_known_covariate_that_the_past_does_not_tell_is_learned_from() throws IOException {
        assertHelps(settings(promotions(400)), "known-covariates", "promo");
    }

    /** A promotion acts alike on each day; weights of each day's own learn it seven times. */
    @Test
    void a_known_covariate_is_learned_sooner_by_layers_that_go_on_over_the_horizon() throws IOException {
        Settings settings = settings(promotions(400))
                .with("known-covariates", "promo")
                .with("horizon", 7)
                .with("epochs", 8);
        double goesOn = mae(scored(settings.with("decoder", "encoder")).scores());
        double atOnce = mae(scored(settings.with("decoder", "none")).scores());
        assertThat(goesOn).isLessThan(0.9 * atOnce);
    }

    @Test
    void a_past_covariate_that_leads_the_target_is_learned_from() throws IOException {
        Random random = new Random(2);
        double[] lead = random.doubles(400, -1, 1).toArray();
        StringBuilder csv = new StringBuilder("day,y,lead\n");
        for (int row = 2; row < lead.length; row++) {
            double y = 5 * lead[row - 2] + 0.2 * random.nextGaussian();
            csv.append(FIRST.plusDays(row))
                    .append(',')
                    .append(y)
                    .append(',')
                    .append(lead[row])
                    .append('\n');
        }
        assertHelps(settings(csv.toString()), "past-covariates", "lead");
    }

    /**
     * What a promotion does depends on the region: up in the north, down in the south. Layers that go on over the horizon
     * learn to see that in the lookback without being told.
     */
    @Test
    void a_static_covariate_that_turns_an_effect_round_is_learned_from() throws IOException {
        Random random = new Random(3);
        StringBuilder csv = new StringBuilder("day,id,y,promo,region\n");
        for (int s = 0; s < 8; s++) {
            for (int row = 0; row < 120; row++) {
                double promo = random.nextGaussian();
                double y = (s % 2 == 0 ? 3 : -3) * promo + 0.2 * random.nextGaussian();
                csv.append(FIRST.plusDays(row))
                        .append(",s")
                        .append(s)
                        .append(',')
                        .append(y);
                csv.append(',').append(promo).append(s % 2 == 0 ? ",north\n" : ",south\n");
            }
        }
        Settings settings = settings(csv.toString())
                .with("id", "id")
                .with("lookback", 1)
                .with("known-covariates", "promo")
                .with("decoder", "none");
        assertHelps(settings, "static-covariates", "region");
    }

    // --- the rows to forecast

    private Path future(int rows, int from, String... promo) throws IOException {
        StringBuilder csv = new StringBuilder("day,promo\n");
        for (int i = 0; i < promo.length; i++) {
            csv.append(FIRST.plusDays(rows + from + i))
                    .append(',')
                    .append(promo[i])
                    .append('\n');
        }
        return Files.writeString(folder.resolve("future.csv"), csv);
    }

    private double[] forecast() throws IOException {
        return Files.readAllLines(folder.resolve("out/forecast.csv")).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1]))
                .toArray();
    }

    @Test
    void run_and_forecast_follow_what_the_future_file_says() throws IOException {
        Settings settings = settings(promotions(400)).with("known-covariates", "promo");
        jobs().run(settings.with("future", future(400, 0, "yes", "no")));
        double[] made = forecast();
        assertThat(made[0]).isBetween(14.0, 16.0);
        assertThat(made[1]).isBetween(9.0, 11.0);

        Path model = folder.resolve("out/model.zip");
        Settings again = Settings.none()
                .with("input", folder.resolve("in.csv"))
                .with("report", false)
                .with("output", folder.resolve("out"));
        jobs().forecast(model, again.with("future", future(400, -1, "no", "yes", "no", "other")));
        assertThat(forecast()).isEqualTo(made);
        jobs().forecast(model, again.with("future", future(400, 0, "no", "yes")));
        assertThat(forecast()[0]).isBetween(9.0, 11.0);
        assertThat(forecast()[1]).isBetween(14.0, 16.0);

        assertThatThrownBy(() -> jobs().forecast(model, again))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.USAGE))
                .hasMessageContaining(
                        "future is missing: the forecast needs promo for each row from 2023-02-05 to 2023-02-06");
        notes.clear();
        jobs().forecast(model, again.with("future", future(400, 0, "no", "perhaps")));
        assertThat(notes)
                .contains(
                        "covariate 'promo': 'perhaps' is not among the training rows' categories; counted as none of them");
        assertThat(Description.ofModel(model).lines()).contains("covariates: known promo (no, yes)");
    }

    @Test
    void a_future_that_lacks_rows_is_refused_before_anything_is_trained() throws IOException {
        Settings settings = settings(promotions(60)).with("known-covariates", "promo");
        assertThatThrownBy(() -> jobs().run(settings.with("future", future(60, 0, "yes"))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("future.csv: found no row for 2022-03-03");
        assertThatThrownBy(() -> jobs().run(settings))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("future is missing: the forecast needs promo for each row from 2022-03-02");
        assertThat(folder.resolve("out/model.zip")).doesNotExist();
    }

    @Test
    void a_future_without_known_covariates_is_refused() throws IOException {
        Settings settings = settings(promotions(60)).with("future", future(60, 0, "yes", "no"));
        assertThatThrownBy(() -> jobs().run(settings))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.USAGE))
                .hasMessageContaining("found no known covariates to read from it");
    }

    // --- together with other settings

    @Test
    void covariates_go_with_patches_quantiles_gaps_several_targets_and_series() throws IOException {
        Random random = new Random(4);
        StringBuilder csv = new StringBuilder("day,id,a,b,wind,sky,promo,size\n");
        StringBuilder future = new StringBuilder("day,id,promo\n");
        for (int s = 0; s < 2; s++) {
            for (int row = 0; row < 130; row++) {
                csv.append(FIRST.plusDays(row))
                        .append(",s")
                        .append(s)
                        .append(',')
                        .append(random.nextGaussian());
                csv.append(',').append(random.nextInt(9) == 0 ? "" : random.nextGaussian());
                csv.append(',').append(random.nextInt(9) == 0 ? "" : random.nextGaussian());
                csv.append(',')
                        .append(
                                random.nextInt(9) == 0
                                        ? ""
                                        : List.of("sun", "fog").get(random.nextInt(2)));
                csv.append(',')
                        .append(random.nextInt(2))
                        .append(',')
                        .append(5 + s)
                        .append('\n');
            }
            for (int h = 0; h < 2; h++) {
                future.append(FIRST.plusDays(130 + h)).append(",s").append(s).append(",1\n");
            }
        }
        Settings settings = settings(csv.toString())
                .with("target", "all")
                .with("id", "id")
                .with("past-covariates", "wind,sky")
                .with("known-covariates", "promo")
                .with("static-covariates", "size")
                .with("future", Files.writeString(folder.resolve("future.csv"), future))
                .with("patch", 3)
                .with("quantiles", "0.1,0.9")
                .with("calendar", true)
                .with("gaps", "linear")
                .with("epochs", 1);
        for (boolean shared : new boolean[] {true, false}) {
            jobs().run(settings.with("share-weights", shared));
            assertThat(folder.resolve("out/forecast.csv"))
                    .content()
                    .startsWith("id,day,a,")
                    .hasLineCount(5);
        }
        assertThat(jobs().read(settings).series().get(0).columnNames()).containsExactly("a", "b");
        assertThat(Description.ofModel(folder.resolve("out/model.zip")).lines())
                .contains("covariates: past wind, sky (fog, sun); known promo; static size");
    }

    @Test
    void a_covariate_that_never_varies_in_training_is_said_to_be_of_no_use() throws IOException {
        StringBuilder csv = new StringBuilder("day,y,flag,kind\n");
        for (int row = 0; row < 60; row++) {
            csv.append(FIRST.plusDays(row)).append(',').append(row % 7).append(row < 50 ? ",0,5\n" : ",1,5\n");
        }
        jobs().train(settings(csv.toString())
                .with("past-covariates", "flag")
                .with("static-covariates", "kind")
                .with("epochs", 1));
        assertThat(notes)
                .contains(
                        "covariate 'flag' is constant in the training rows: it says nothing",
                        "covariate 'kind' is constant in the training rows: it says nothing");
    }

    @Test
    void words_where_the_model_knows_numbers_are_refused() throws IOException {
        jobs().train(settings(promotions(60).replace("yes", "1").replace("no", "0"))
                .with("past-covariates", "promo")
                .with("epochs", 1));
        Settings words = Settings.none()
                .with("input", Files.writeString(folder.resolve("words.csv"), promotions(60)))
                .with("output", folder.resolve("out"));
        assertThatThrownBy(() -> jobs().forecast(folder.resolve("out/model.zip"), words))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.DATA))
                .hasMessageContaining("column 'promo': found words (");
    }
}
