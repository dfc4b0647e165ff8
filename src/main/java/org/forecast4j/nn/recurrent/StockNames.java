package org.forecast4j.nn.recurrent;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/**
 * Exchanges the class names in a network configuration's JSON, ours and stock ones. The classes have the same fields, so
 * that a network written under stock names is opened by any DL4J program, and one read under ours is computed by kernels.
 * DL4J has no name for a {@link Gru}: a network with one keeps it.
 */
public final class StockNames {
    private static final Map<Class<?>, Class<?>> STOCK = Map.of(
            FastLstm.class, LSTM.class,
            FastSimpleRnn.class, SimpleRnn.class,
            FastRnnOutput.class, RnnOutputLayer.class,
            FastLastTimeStep.class, LastTimeStep.class,
            FastRepeatVector.class, RepeatVector.class,
            TimeMajorToFeedForward.class, RnnToFeedForwardPreProcessor.class,
            FeedForwardToTimeMajor.class, FeedForwardToRnnPreProcessor.class);

    private StockNames() {}

    /** The stock class that one of ours stands for; any other class itself. */
    public static Class<?> stock(Class<?> type) {
        return STOCK.getOrDefault(type, type);
    }

    /** The JSON with stock names for ours. */
    public static String toStock(String json) {
        String renamed = json;
        for (Map.Entry<Class<?>, Class<?>> pair : STOCK.entrySet()) {
            renamed = renamed.replace(quoted(pair.getKey()), quoted(pair.getValue()));
        }
        return renamed;
    }

    /** The JSON with our names for stock ones. */
    public static String toOurs(String json) {
        String renamed = json;
        for (Map.Entry<Class<?>, Class<?>> pair : STOCK.entrySet()) {
            renamed = renamed.replace(quoted(pair.getValue()), quoted(pair.getKey()));
        }
        return renamed;
    }

    private static String quoted(Class<?> type) {
        return '"' + type.getName() + '"';
    }
}
