package org.forecast4j.train;

import java.util.List;

/**
 * How a training went.
 *
 * @param bestEpoch the epoch whose weights the network now has, counted from 1; 0 where none was better than what it began with
 * @param stopped whether it was asked to stop before its end
 */
public record Training(List<TrainingProgress.Epoch> epochs, int bestEpoch, boolean stopped) {
    public Training {
        epochs = List.copyOf(epochs);
    }
}
