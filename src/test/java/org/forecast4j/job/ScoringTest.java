package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTest {
    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private final JobProgress listening = new JobProgress() {
        @Override
        public void scoring(long windows, long all) {
            told.add(windows + "/" + all);
        }
    };

    private Settings sine() throws IOException {
        StringBuilder csv = new StringBuilder("y\n");
        for (int row = 0; row < 100; row++) {
            csv.append(Math.sin(row)).append('\n');
        }
        return Settings.none()
                .with("input", Files.writeString(folder.resolve("sine.csv"), csv))
                .with("target", "y")
                .with("horizon", 2)
                .with("lookback", 4)
                .with("hidden", 4)
                .with("epochs", 1)
                .with("report", false)
                .with("output", folder.resolve("out"));
    }

    @Test
    void each_test_window_is_told_as_it_is_scored() throws IOException {
        new Jobs(listening).run(sine());
        assertThat(told).containsSubsequence("1/19", "2/19", "10/19", "18/19", "19/19"); // 20 test rows, two steps
    }

    @Test
    void in_a_backtest_each_test_window_of_each_fold_is_told() throws IOException {
        new Jobs(listening).backtest(sine().with("folds", 2).with("fold-rows", 4));
        assertThat(told).containsSubsequence("1/3", "2/3", "3/3", "1/3", "2/3", "3/3");
    }

    /** Asks to stop when so many windows are scored. */
    private static JobProgress stoppingAfter(long windows) {
        return new JobProgress() {
            private long scored;

            @Override
            public void scoring(long done, long all) {
                scored = done;
            }

            @Override
            public boolean stopRequested() {
                return scored >= windows;
            }
        };
    }

    @Test
    void a_stop_ends_the_scoring_and_the_job_goes_on_when_it_is_run_again() throws IOException {
        assertThat(new Jobs(stoppingAfter(5)).run(sine()).stopped()).isTrue();
        assertThat(folder.resolve("out/model.zip")).doesNotExist();
        assertThat(folder.resolve("out/training.checkpoint")).exists();

        new Jobs(listening).run(sine());
        assertThat(folder.resolve("out/model.zip")).exists();
        Outcome evaluated = new Jobs(stoppingAfter(5))
                .evaluate(
                        folder.resolve("out/model.zip"),
                        Settings.none()
                                .with("input", folder.resolve("sine.csv"))
                                .with("output", folder.resolve("again")));
        assertThat(evaluated.stopped()).isTrue();
        assertThat(folder.resolve("again/scores.json")).doesNotExist();
    }
}
