package org.forecast4j.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer's computation by one kernel, with the memory it needs, which is kept from call to call. Of the length and the
 * batch size each call may bring its own. Not for several threads at once.
 */
public interface Recurrence {

    /**
     * Runs the whole sequence and keeps nothing.
     *
     * @param output written: the hidden state at each step, {@code [time, batch, units]}, 'c' order
     * @param state written: what the last step leaves, {@code [states, batch, units]}, 'c' order
     */
    void infer(Weights weights, Inputs inputs, INDArray output, INDArray state);

    /** As {@link #infer}, and keeps what {@link #backward} needs. The inputs must not change until then; the output may. */
    void forward(Weights weights, Inputs inputs, INDArray output, INDArray state);

    /**
     * Backpropagation through time over the last {@link #forward}, with the same weights.
     *
     * @param epsilon the loss's derivative by the output, {@code [time, batch, units]}, 'c' order
     * @param steps through how many of the last steps to go back; no gradient comes from earlier ones
     * @param gradients written: the loss's derivative by the weights, summed over time and batch
     * @param inputEpsilon written: the loss's derivative by the input values, {@code [time, batch, inputs]}, 'c' order; zero
     *     before the last {@code steps}
     */
    void backward(Weights weights, INDArray epsilon, int steps, Weights gradients, INDArray inputEpsilon);
}
