package org.forecast4j.train;

import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.ui.model.stats.J7StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsInitializationReport;
import org.deeplearning4j.ui.model.stats.impl.DefaultStatsInitializationConfiguration;
import org.deeplearning4j.ui.model.stats.impl.DefaultStatsUpdateConfiguration;
import org.deeplearning4j.ui.model.stats.impl.java.JavaStatsInitializationReport;

/** Collects a network's statistics; of Deeplearning4j's two listeners the one that needs no Aeron on the class path. */
final class NetworkStatistics extends J7StatsListener {
    /** Deeplearning4j's own choice. */
    private static final int STEPS_PER_REPORT = 10;

    NetworkStatistics(StatsStorageRouter storage, String session) {
        super(
                storage,
                new DefaultStatsInitializationConfiguration(true, true, true),
                new DefaultStatsUpdateConfiguration.Builder()
                        .reportingFrequency(STEPS_PER_REPORT)
                        .build(),
                session,
                "this process");
    }

    @Override
    public StatsInitializationReport getNewInitializationReport() {
        return new Unwrapped();
    }

    /** The UI shows a wrapper without sizes, and there a wrapper has the recurrent layer in it; it is told of the inner layer. */
    private static final class Unwrapped extends JavaStatsInitializationReport {
        @Override
        public void reportModelInfo(String className, String json, String[] parameters, int layers, long count) {
            super.reportModelInfo(className, unwrapped(json), parameters, layers, count);
        }

        private static String unwrapped(String json) {
            MultiLayerConfiguration network = MultiLayerConfiguration.fromJson(json);
            for (NeuralNetConfiguration layer : network.getConfs()) {
                if (layer.getLayer() instanceof BaseWrapperLayer wrapper) {
                    layer.setLayer(wrapper.getUnderlying());
                }
            }
            return network.toJson();
        }
    }
}
