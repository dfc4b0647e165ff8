package org.forecast4j.nn.kernel;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network in training on a device, where its parameters and all that a step computes stay from step to step. Not for several
 * threads at once.
 */
public interface DeviceTraining extends AutoCloseable {

    /**
     * What a training goes on from; each in floats, as DL4J lays parameters out.
     *
     * @param moments Adam's first and behind it the second, {@code [2 * parameters]}
     * @param mean the running mean of the parameters
     */
    record State(INDArray parameters, INDArray moments, INDArray mean) {}

    /** Takes a state to the device. */
    void load(State state);

    /** Copies the state back, into these arrays. */
    void store(State state);

    /**
     * What a step needs to know.
     *
     * @param number of the step, from 1
     * @param keep the part of the old value that the parameters' running mean keeps
     * @param seed of what the step drops
     */
    record Step(int number, double learningRate, double keep, long seed) {}

    /**
     * Takes a step.
     *
     * @param features {@code [batch, inputs, time]}
     * @param labels {@code [batch, outputs, time of the output]}
     * @param mask as the labels: the part of each that counts
     * @return the batch's loss: the sum over the steps of an example, the mean over examples
     */
    double step(Step step, INDArray features, INDArray labels, Optional<INDArray> mask);

    /** Frees the device's memory. */
    @Override
    void close();
}
