package org.forecast4j.train;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.LearningRate;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** By DL4J, layer by layer. */
final class NetworkSteps implements Steps {
    private final MultiLayerNetwork network;
    private final INDArray mean;
    private final double averaging;

    NetworkSteps(MultiLayerNetwork network, INDArray mean, double averaging) {
        this.network = network;
        this.mean = mean;
        this.averaging = averaging;
    }

    @Override
    public void begin(double learningRate, long seed) {
        Nd4j.getRandom().setSeed(seed); // dropout draws from it
        LearningRate.set(network, learningRate);
    }

    @Override
    public double fit(DataSet batch) {
        network.fit(batch);
        double keep = Steps.keep(averaging, network.getIterationCount());
        mean.muli(keep);
        mean.addi(network.params().mul(1 - keep));
        return network.score();
    }

    @Override
    public void end() {
        // all is where it belongs
    }

    @Override
    public void close() {
        // nothing is held
    }
}
