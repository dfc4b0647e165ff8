package org.forecast4j.train;

import java.util.Optional;

/** Where a training keeps its state between epochs, so that one that was killed goes on from there. */
public interface Checkpoints {

    /** Keeps nothing and starts afresh. */
    Checkpoints NONE = new Checkpoints() {
        @Override
        public Optional<Checkpoint> last() {
            return Optional.empty();
        }

        @Override
        public void save(Checkpoint checkpoint) {}
    };

    /** The state to go on from; empty to start afresh. Asked once, before the first epoch. */
    Optional<Checkpoint> last();

    /** Called after each whole epoch. What it throws ends the training. */
    void save(Checkpoint checkpoint);
}
