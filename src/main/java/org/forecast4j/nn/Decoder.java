package org.forecast4j.nn;

import java.util.Optional;

/**
 * How the last state of the recurrent layers becomes a horizon: at once, or step by step through a further recurrent layer,
 * which is given that state at each step (an encoder-decoder: Cho et al., "Learning phrase representations using RNN
 * encoder-decoder for statistical machine translation", 2014). The steps share the output layer's weights.
 */
public enum Decoder {
    NONE(Optional.empty()),
    SIMPLE_RNN(Optional.of(Cell.SIMPLE_RNN)),
    LSTM(Optional.of(Cell.LSTM)),
    GRU(Optional.of(Cell.GRU));

    private final Optional<Cell> cell;

    Decoder(Optional<Cell> cell) {
        this.cell = cell;
    }

    /** The decoder's recurrent cell; empty where the whole horizon is emitted at once. */
    public Optional<Cell> cell() {
        return cell;
    }
}
