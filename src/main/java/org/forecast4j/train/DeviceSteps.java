package org.forecast4j.train;

import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.LearningRate;
import org.forecast4j.nn.kernel.DeviceTraining;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** By a device that holds the whole network through an epoch. */
final class DeviceSteps implements Steps {
    private final MultiLayerNetwork network;
    private final double averaging;
    private final DeviceTraining training;
    private final DeviceTraining.State state;

    private double rate;
    private long seed;

    DeviceSteps(MultiLayerNetwork network, INDArray mean, double averaging, DeviceTraining training) {
        this.network = network;
        this.averaging = averaging;
        this.training = training;
        state = new DeviceTraining.State(network.params(), network.getUpdater().getStateViewArray(), mean);
    }

    @Override
    public void begin(double learningRate, long seed) {
        LearningRate.set(network, learningRate);
        this.rate = learningRate;
        this.seed = seed;
        training.load(state);
    }

    @Override
    public double fit(DataSet batch) {
        int number = network.getIterationCount() + 1;
        double loss = training.step(
                new DeviceTraining.Step(number, rate, Steps.keep(averaging, number), seed),
                batch.getFeatures(),
                batch.getLabels(),
                Optional.ofNullable(batch.getLabelsMaskArray()));
        network.setIterationCount(number);
        return loss;
    }

    @Override
    public void end() {
        training.store(state);
    }

    @Override
    public void close() {
        training.close();
    }
}
