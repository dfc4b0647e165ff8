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

    @Test
    void each_test_window_is_told_as_it_is_scored() throws IOException {
        StringBuilder csv = new StringBuilder("y\n");
        for (int row = 0; row < 100; row++) {
            csv.append(Math.sin(row)).append('\n');
        }
        Settings settings = Settings.none()
                .with("input", Files.writeString(folder.resolve("sine.csv"), csv))
                .with("target", "y")
                .with("horizon", 2)
                .with("lookback", 4)
                .with("hidden", 4)
                .with("epochs", 1)
                .with("report", false)
                .with("output", folder.resolve("out"));
        List<Long> told = new ArrayList<>();
        new Jobs(new JobProgress() {
                    @Override
                    public void scoring(long windows, long all) {
                        assertThat(all).isEqualTo(19); // 20 test rows, two steps
                        told.add(windows);
                    }
                })
                .run(settings);
        assertThat(told).contains(1L, 10L, 19L).isSorted();
    }
}
