package org.forecast4j.bench;

import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.NetworkReader;
import org.forecast4j.nn.kernel.DeviceTraining;
import org.forecast4j.nn.kernel.Kernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A network in training on the GPU, as a job trains it. */
final class OnGpu implements AutoCloseable {
    static final int INPUTS = 7;

    private final DeviceTraining training;
    private final DeviceTraining.State state;
    private int number;

    OnGpu(MultiLayerNetwork network) {
        training = NetworkReader.parts(network)
                .flatMap(Kernels.ofThisMachine()::training)
                .orElseThrow(() -> new IllegalStateException("the GPU does not train this network"));
        state = new DeviceTraining.State(
                network.params(),
                network.getUpdater().getStateViewArray(),
                network.params().dup());
        training.load(state);
    }

    double step(DataSet batch) {
        return training.step(
                new DeviceTraining.Step(++number, 1e-3, 0.9, 1),
                batch.getFeatures(),
                batch.getLabels(),
                Optional.empty());
    }

    void store() {
        training.store(state);
    }

    @Override
    public void close() {
        training.close();
    }

    /** Random numbers, {@code [batch, width, time]} as jobs hand them over. */
    static INDArray sequence(int batch, int time, int width) {
        return Nd4j.randn(DataType.FLOAT, time, batch, width).permute(1, 2, 0);
    }
}
