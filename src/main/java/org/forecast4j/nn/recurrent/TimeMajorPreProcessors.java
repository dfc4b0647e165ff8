package org.forecast4j.nn.recurrent;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;

/** Puts the time-major preprocessors in the place of DL4J's. */
final class TimeMajorPreProcessors {
    private TimeMajorPreProcessors() {}

    /** The time-major equal of a preprocessor; itself if there is none. */
    static @Nullable InputPreProcessor timeMajor(@Nullable InputPreProcessor stock) {
        if (stock instanceof FeedForwardToRnnPreProcessor toRnn) {
            return new FeedForwardToTimeMajor(toRnn.getRnnDataFormat());
        }
        if (stock instanceof RnnToFeedForwardPreProcessor toFeedForward) {
            return new TimeMajorToFeedForward(toFeedForward.getRnnDataFormat());
        }
        return stock;
    }
}
