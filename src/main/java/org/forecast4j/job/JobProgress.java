package org.forecast4j.job;

import org.forecast4j.train.TrainingProgress;

/** Hears what a job does: notes, each one line, and its training's progress. */
public interface JobProgress extends TrainingProgress {

    /** Something worth knowing: what was inferred, filled, chosen, written. */
    default void note(String line) {}
}
