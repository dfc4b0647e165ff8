package org.forecast4j.job;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.forecast4j.io.JsonFiles;

/**
 * The scores of a tuning under way, kept in the output folder after every trial, so that a tuning which was killed goes on
 * with the next one.
 */
final class TrialScores {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private record Kept(String fingerprint, List<TrialScore> scores) {}

    private final Path file;
    private final String fingerprint;
    private final List<TrialScore> scores = new ArrayList<>();

    /**
     * Reads what an earlier run left.
     *
     * @param fingerprint of data and settings; what another tuning left is of no use
     */
    TrialScores(Path file, String fingerprint, JobProgress progress) {
        this.file = file;
        this.fingerprint = fingerprint;
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            Kept kept = JSON.readValue(file.toFile(), Kept.class);
            if (kept.fingerprint().equals(fingerprint)) {
                scores.addAll(kept.scores());
                progress.note("going on after " + scores.size() + " scored trials, from " + file);
            } else {
                progress.note("starting afresh: " + file + " is of other data or other settings");
            }
        } catch (IOException | RuntimeException e) {
            progress.note("starting afresh: " + file + " cannot be read");
        }
    }

    Optional<TrialScore> of(int trial, int rung) {
        return scores.stream()
                .filter(score -> score.trial() == trial && score.rung() == rung)
                .findFirst();
    }

    void add(TrialScore score) {
        scores.add(score);
        JsonFiles.write(file, new Kept(fingerprint, scores));
    }

    /** Each trial's score in the last rung that it took part in, by trial. */
    List<TrialScore> last(int trials) {
        List<TrialScore> last = new ArrayList<>();
        for (int trial = 0; trial <= trials; trial++) {
            int number = trial;
            scores.stream()
                    .filter(score -> score.trial() == number)
                    .reduce((before, after) -> after)
                    .ifPresent(last::add);
        }
        return last;
    }

    /** The results are written. */
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
