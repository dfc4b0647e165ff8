package org.forecast4j.job;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.forecast4j.io.AtomicFiles;
import org.forecast4j.train.Checkpoint;
import org.forecast4j.train.Checkpoints;

/**
 * Keeps a training's state in the output folder until the training is done. A job that was killed goes on from there when
 * it is run again with the same data and settings, and ends with the same model.
 *
 * @param fingerprint of data and settings; the state of another training is not gone on from
 */
record CheckpointFile(Path file, String fingerprint, JobProgress progress) implements Checkpoints {

    @Override
    public Optional<Checkpoint> last() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Checkpoint.Reading reading = Checkpoint.read(in, fingerprint);
            if (reading instanceof Checkpoint.Reading.Usable usable) {
                progress.note(
                        "going on after epoch " + usable.checkpoint().epochs().size() + ", from " + file);
                return Optional.of(usable.checkpoint());
            }
            progress.note("starting afresh: " + file + " is of no use here ("
                    + ((Checkpoint.Reading.Unusable) reading).reason() + ")");
            return Optional.empty();
        } catch (IOException e) {
            progress.note("starting afresh: " + file + " cannot be read (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    @Override
    public void save(Checkpoint checkpoint) {
        AtomicFiles.write(file, out -> checkpoint.write(out, fingerprint));
    }

    /** The training is done and its model saved. */
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
