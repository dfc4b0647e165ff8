package org.forecast4j.nn;

import java.util.Optional;

/**
 * How the last state of the recurrent layers becomes a horizon: at once, or step by step. The steps share the output layer's
 * weights. They are those of a further recurrent layer, which is given the last state at each of them (an encoder-decoder:
 * Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical machine translation", 2014), or the
 * recurrent layers themselves go on.
 */
public enum Decoder {
    NONE(Optional.empty()),
    SIMPLE_RNN(Optional.of(Cell.SIMPLE_RNN)),
    LSTM(Optional.of(Cell.LSTM)),
    GRU(Optional.of(Cell.GRU)),
    /** The layers that read the lookback go on over the horizon, and are given what is known in advance of its rows. */
    ENCODER(Optional.empty());

    private final Optional<Cell> cell;

    Decoder(Optional<Cell> cell) {
        this.cell = cell;
    }

    /** The cell of a further recurrent layer; empty where there is none. */
    public Optional<Cell> cell() {
        return cell;
    }
}
