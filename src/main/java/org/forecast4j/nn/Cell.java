package org.forecast4j.nn;

/** The recurrent cells. */
public enum Cell {
    /** {@code h_t = tanh(W_xh x_t + W_hh h_(t-1) + b_h)} (Elman 1990). */
    SIMPLE_RNN,
    /** Long short-term memory with a forget gate (Hochreiter and Schmidhuber 1997; Gers et al. 2000). */
    LSTM,
    /** Gated recurrent unit (Cho et al. 2014). */
    GRU
}
