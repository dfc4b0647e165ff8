package org.forecast4j.train;

import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.NetworkReader;
import org.forecast4j.nn.kernel.DeviceTraining;
import org.forecast4j.nn.kernel.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The steps of a training, which change a network's weights and the weights' running mean. Between {@link #begin} and
 * {@link #end} both may lie elsewhere.
 */
interface Steps extends AutoCloseable {

    /** By a device that trains the whole network where there is one, else by DL4J, which tells listeners of each step. */
    static Steps of(MultiLayerNetwork network, INDArray mean, double averaging) {
        Kernels kernels = Kernels.ofThisMachine();
        if (kernels.trainsNetworks() && network.getListeners().isEmpty()) {
            Optional<DeviceTraining> training = NetworkReader.parts(network).flatMap(kernels::training);
            if (training.isPresent()) {
                return new DeviceSteps(network, mean, averaging, training.get());
            }
        }
        return new NetworkSteps(network, mean, averaging);
    }

    /** Begins an epoch with the weights as they are. */
    void begin(double learningRate, long seed);

    /** Takes a step. Returns the batch's loss as DL4J counts it: added up over time, the mean over examples. */
    double fit(DataSet batch);

    /** Ends an epoch: the network and the mean are as its steps have left them. */
    void end();

    /** What of the mean is kept at a step, counted from 1: less at first, it forgets where the weights began. */
    static double keep(double averaging, double step) {
        return Math.min(averaging, step / (step + 10));
    }

    @Override
    void close();
}
