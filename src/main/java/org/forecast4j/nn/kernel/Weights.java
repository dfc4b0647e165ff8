package org.forecast4j.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer's weights, or the gradients of them. The matrices are in 'f' order, as DL4J keeps them in its parameter vector:
 * the weights of one gate's unit lie together.
 *
 * @param input {@code [inputs, gates * units]}
 * @param recurrent {@code [units, gates * units]}
 * @param bias {@code [1, biases * units]}
 */
public record Weights(INDArray input, INDArray recurrent, INDArray bias) {}
