package org.forecast4j.nn.kernel;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a layer is run on.
 *
 * @param values {@code [time, batch, inputs]}, 'c' order
 * @param mask {@code [batch, time]}, one where a step counts and zero where it does not: there the state becomes zero
 * @param state what the first step finds, {@code [states, batch, units]} in 'c' order: h, then an LSTM's c; zeros if empty
 */
public record Inputs(INDArray values, Optional<INDArray> mask, Optional<INDArray> state) {

    public int time() {
        return Math.toIntExact(values.size(0));
    }

    public int batch() {
        return Math.toIntExact(values.size(1));
    }
}
