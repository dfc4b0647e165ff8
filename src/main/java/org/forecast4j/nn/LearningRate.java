package org.forecast4j.nn;

import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Sets the learning rate of every layer. DL4J's own {@code setLearningRate} leaves the saved configuration of wrapped
 * layers at the old rate; a network restored from it would cut its updater state into other blocks than it was saved in.
 */
public final class LearningRate {
    private LearningRate() {}

    public static void set(MultiLayerNetwork network, double rate) {
        for (int i = 0; i < network.getnLayers(); i++) {
            set(network.getLayer(i).conf().getLayer(), rate); // what the updater reads
            set(network.getLayerWiseConfigurations().getConf(i).getLayer(), rate); // what is saved
        }
    }

    private static void set(Layer layer, double rate) {
        if (layer instanceof BaseWrapperLayer wrapper) {
            set(wrapper.getUnderlying(), rate);
        } else if (layer instanceof BaseLayer learning) {
            learning.getIUpdater().setLrAndSchedule(rate, null);
        }
    }
}
