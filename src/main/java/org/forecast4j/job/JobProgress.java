package org.forecast4j.job;

import java.util.function.Consumer;
import org.forecast4j.train.TrainingProgress;

/** Hears what a job does: notes, each one line, and its training's progress. */
public interface JobProgress extends TrainingProgress {

    /** Something worth knowing: what was inferred, filled, chosen, written. */
    default void note(String line) {}

    /**
     * Hands on notes and epochs as lines, which hold no times and so are the same in every run.
     *
     * @param lines for instance {@code System.out::println}
     */
    static JobProgress lines(Consumer<String> lines) {
        return new JobProgress() {
            @Override
            public void note(String line) {
                lines.accept(line);
            }

            @Override
            public void epoch(Epoch epoch) {
                lines.accept(epoch.line());
            }
        };
    }
}
