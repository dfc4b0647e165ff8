package org.forecast4j.nn.kernel;

import org.bytedeco.javacpp.FloatPointer;

/**
 * A device that computes whole sequences of one cell at a time, as cuDNN does: sequences of different lengths, padded to the
 * longest, whose weights lie in one space. It knows neither masks nor truncation; {@link SequenceRecurrence} has those. Not
 * for several threads at once.
 */
interface SequenceEngine extends AutoCloseable {

    /** Where the weights lie. */
    WeightSpace weightSpace();

    /** Memory for a computation of its own. */
    Session session();

    /** Frees all memory, the sessions' too. */
    @Override
    void close();

    /**
     * One computation's memory, on the device and, for the way there and back, on the host. The host's is the caller's to
     * fill and to read; it stays where it is until {@link #shape} is called again.
     */
    interface Session {

        /**
         * Makes room.
         *
         * @param time steps of the longest sequence
         * @param lengths steps of each sequence, one or more
         */
        void shape(int time, int[] lengths);

        /** {@code [weightSpace().floats()]}; zeros, where nothing was put. */
        FloatPointer weights();

        /** {@code [time, sequences, inputs]} */
        FloatPointer input();

        /** {@code [states, sequences, units]} */
        FloatPointer firstState();

        /** {@code [time, sequences, units]} */
        FloatPointer output();

        /** What the last step of each sequence leaves, {@code [states, sequences, units]} */
        FloatPointer lastState();

        /** The loss's derivative by the output. */
        FloatPointer outputEpsilon();

        /** The loss's derivative by the input. */
        FloatPointer inputEpsilon();

        /** The loss's derivative by the weights. */
        FloatPointer gradient();

        /** From weights, input and first state to output and last state. */
        void forward(boolean training);

        /** After a forward pass in training: from the output's derivative to those by input and weights. */
        void backward();
    }
}
