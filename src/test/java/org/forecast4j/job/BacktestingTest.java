package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.forecast4j.eval.Backtest;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestingTest {
    private static final LocalDate FIRST = LocalDate.of(2023, 1, 1);

    @TempDir
    Path folder;

    private Settings settings(int rows) throws IOException {
        Random random = new Random(1);
        Random covariates = new Random(2);
        StringBuilder csv = new StringBuilder("day,y,wind,sky,promo\n");
        for (int row = 0; row < rows; row++) {
            csv.append(FIRST.plusDays(row)).append(',').append(Math.sin(row * 0.9) + random.nextGaussian());
            csv.append(',').append(covariates.nextGaussian());
            csv.append(',').append(List.of("sun", "rain", "fog").get(covariates.nextInt(3)));
            csv.append(',').append(covariates.nextInt(2)).append('\n');
        }
        Path file = Files.writeString(folder.resolve("rows-" + rows + ".csv"), csv);
        return Settings.none()
                .with("input", file.toString(), "test")
                .with("time", "day", "test")
                .with("target", "y", "test")
                .with("horizon", "3", "test")
                .with("lookback", "8", "test")
                .with("hidden", "4", "test")
                .with("epochs", "2", "test")
                .with("split", "0.64,0.16,0.2", "test")
                .with("fold-rows", "10", "test")
                .with("output", folder.resolve("out-" + rows).toString(), "test");
    }

    private List<String> forecasts(Settings settings) throws IOException {
        new Jobs(new JobProgress() {}).backtest(settings);
        return Files.readAllLines(settings.toJob().data().output().resolve("backtest.csv"));
    }

    @Test
    void folds_forecast_the_same_whatever_comes_after_them() throws IOException {
        List<String> whole = forecasts(settings(120).with("folds", "3", "test"));
        List<String> cut = forecasts(settings(110).with("folds", "2", "test"));

        assertThat(cut).hasSize(1 + 2 * 8 * 3);
        assertThat(whole.subList(0, cut.size())).isEqualTo(cut);
    }

    /** Scales and categories of covariates, what the network sees of them and its weights: none knows what comes after. */
    @Test
    void folds_with_covariates_forecast_the_same_whatever_comes_after_them() throws IOException {
        List<String> whole = forecasts(withCovariates(settings(120)).with("folds", "3", "test"));
        List<String> cut = forecasts(withCovariates(settings(110)).with("folds", "2", "test"));
        List<String> without = forecasts(settings(110).with("folds", "2", "test"));

        assertThat(whole.subList(0, cut.size())).isEqualTo(cut);
        assertThat(cut).isNotEqualTo(without);
    }

    private static Settings withCovariates(Settings settings) {
        return settings.with("past-covariates", "wind,sky", "test").with("known-covariates", "promo", "test");
    }

    @Test
    void a_warm_start_goes_on_from_the_last_folds_weights() throws IOException {
        Settings alone = settings(120)
                .with("folds", "2", "test")
                .with("combine", "false", "test")
                .with("window-scaling", "mean", "test");
        List<String> cold = forecasts(alone);
        List<String> warm = forecasts(alone.with("warm-start", "true", "test"));

        int first = 1 + 8 * 3;
        assertThat(warm.subList(0, first)).isEqualTo(cold.subList(0, first));
        assertThat(warm.subList(first, warm.size())).isNotEqualTo(cold.subList(first, cold.size()));
    }

    @Test
    void a_report_shows_the_last_folds_rows_also_where_folds_slide() throws IOException {
        Settings settings = settings(120).with("folds", "3", "test").with("fold-training", "sliding", "test");

        Outcome outcome = new Jobs(new JobProgress() {}).backtest(settings);

        Path report = settings.toJob().data().output().resolve("report.html");
        assertThat(outcome.files()).contains(report);
        assertThat(report).content().contains("Backtest of y", "id=\"folds\"", "2023-04-21", "id=\"test\"");
    }

    @Test
    void intervals_can_be_turned_off() throws IOException {
        Settings settings = settings(120).with("folds", "2", "test").with("interval", "none", "test");

        assertThat(new Jobs(new JobProgress() {}).backtest(settings).json().path("intervals"))
                .isEmpty();
        assertThat(new Jobs(new JobProgress() {}).run(settings).json().path("intervals"))
                .isEmpty();
        assertThat(settings.toJob().data().output().resolve("forecast.csv"))
                .content()
                .startsWith("day,y\n");
    }

    /** Asks to stop once so many epochs are done. */
    private static JobProgress stopping(int after) {
        return new JobProgress() {
            private int epochs;

            @Override
            public void epoch(Epoch epoch) {
                epochs++;
            }

            @Override
            public boolean stopRequested() {
                return epochs >= after;
            }
        };
    }

    @Test
    void a_backtest_that_was_stopped_again_and_again_ends_like_one_that_was_not() throws IOException {
        Settings settings = settings(120).with("folds", "3", "test").with("warm-start", "true", "test");
        List<String> whole = forecasts(settings);
        Settings stopped = settings.with("output", folder.resolve("stopped").toString(), "test");
        // Two epochs a fold: the first stop comes in fold 2, the second in fold 3, the third when all is trained.
        for (int epochs : new int[] {3, 2, 1}) {
            Outcome outcome = new Jobs(stopping(epochs)).backtest(stopped);
            assertThat(outcome.stopped()).isTrue();
            assertThat(folder.resolve("stopped/backtest.csv")).doesNotExist();
        }
        List<String> lines = new ArrayList<>();

        new Jobs(JobProgress.lines(lines::add)).backtest(stopped);

        assertThat(Files.readAllLines(folder.resolve("stopped/backtest.csv"))).isEqualTo(whole);
        assertThat(lines).noneMatch(line -> line.startsWith("epoch"));
        assertThat(folder.resolve("stopped")).isDirectoryNotContaining("glob:**.checkpoint");
    }

    private static TimeSeries days(String id, LocalDate first, int rows) {
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = first.toEpochDay() + row;
        }
        TimeIndex index =
                new TimeIndex(first.atStartOfDay(java.time.ZoneOffset.UTC), new Frequency.Days(1), rows, false);
        return new TimeSeries(id, index, List.of(Column.of("y", values)));
    }

    @Test
    void folds_cut_every_series_at_the_same_moments() throws IOException {
        Job job = settings(10).with("folds", "2", "test").toJob();
        TimeSeries longest = days("longest", FIRST, 100);
        TimeSeries ended = days("ended", FIRST.minusDays(20), 105); // its last row is the 85th of the longest
        TimeSeries late = days("late", FIRST.plusDays(85), 15);

        Folds folds = Folds.of(job, List.of(longest, ended, late));

        assertThat(folds.folds()).containsExactly(new Backtest.Fold(1, 0, 80, 90), new Backtest.Fold(2, 0, 90, 100));
        // A fifth of the rows before a test block validates. What began after it, or had just begun, is left out.
        assertThat(folds.plans().get(0).bounds())
                .containsExactly(new Split.Bounds(64, 80, 90), new Split.Bounds(80, 100, 105));
        assertThat(folds.plans().get(1).bounds())
                .containsExactly(
                        new Split.Bounds(72, 90, 100), new Split.Bounds(84, 105, 105), new Split.Bounds(4, 5, 15));
        assertThat(folds.plans().get(0).test().count()).isEqualTo(8 + 3);
    }

    @Test
    void sliding_folds_hold_no_row_before_theirs() throws IOException {
        Job job = settings(10)
                .with("folds", "2", "test")
                .with("fold-training", "sliding", "test")
                .toJob();

        Plan second = Folds.of(job, List.of(days("", FIRST, 100))).plans().get(1);

        assertThat(second.bounds()).containsExactly(new Split.Bounds(64, 80, 90));
        assertThat(second.series().get(0).column(0).value(0)).isEqualTo(FIRST.toEpochDay() + 10.0);
    }
}
