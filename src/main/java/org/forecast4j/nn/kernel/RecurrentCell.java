package org.forecast4j.nn.kernel;

/**
 * What one recurrent layer computes at each time step. {@code x} is the input, {@code h} the hidden state, {@code c} an
 * LSTM's cell state; {@code a} stands for {@link #activation()} and {@code s} for {@link #gateActivation()}.
 *
 * @param inputs values of one time step of the input
 * @param units values of the hidden state
 * @param activation of the state, usually tanh
 * @param gateActivation of the gates, usually the logistic sigmoid; a simple RNN has no gates and ignores it
 */
public record RecurrentCell(Kind kind, int inputs, int units, Nonlinearity activation, Nonlinearity gateActivation) {

    /** The cells, and how their weights are laid out: each gate is a block of {@code units} columns. */
    public enum Kind {
        /** {@code h = a(x W + h' R + b)} (Elman 1990). */
        SIMPLE_RNN(1, 1, 1),
        /**
         * {@code g = a(.), f = s(.), o = s(.), i = s(.); c = f c' + i g; h = o a(c)} (Hochreiter and Schmidhuber 1997; Gers
         * et al. 2000). Blocks in DL4J's order: cell input g, forget f, output o, input i.
         */
        LSTM(4, 4, 2),
        /**
         * {@code r = s(.), u = s(.), n = a(x W_n + b_n + r (h' R_n + b_rn)); h = (1 - u) n + u h'}: the reset gate works after
         * the product, as in PyTorch, Keras and cuDNN. Blocks in PyTorch's order: reset r, update u, candidate n. A fourth
         * block of biases is {@code b_rn}.
         */
        GRU(3, 4, 1),
        /** {@code n = a(x W_n + (r h') R_n + b_n)}, the rest as {@link #GRU}: the form first published (Cho et al. 2014). */
        GRU_RESET_BEFORE(3, 3, 1);

        private final int gates;
        private final int biases;
        private final int states;

        Kind(int gates, int biases, int states) {
            this.gates = gates;
            this.biases = biases;
            this.states = states;
        }

        /** Blocks of columns in the input and recurrent weights. */
        public int gates() {
            return gates;
        }

        /** Blocks in the bias. */
        public int biases() {
            return biases;
        }

        /** Arrays carried from step to step: h, and c for an LSTM. */
        public int states() {
            return states;
        }
    }

    public RecurrentCell {
        if (inputs < 1 || units < 1) {
            throw new IllegalArgumentException(
                    "inputs " + inputs + ", units " + units + ": expected 1 or more of each; set nIn and nOut");
        }
    }
}
