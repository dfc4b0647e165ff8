package org.forecast4j.bench;

/** The recurrent cells that are compared. */
public enum Cell {
    LSTM("LSTM", 4),
    GRU("GRU", 3),
    SIMPLE_RNN("SimpleRnn", 1);

    private final String label;
    private final int gates;

    Cell(String label, int gates) {
        this.label = label;
        this.gates = gates;
    }

    /** As tables name it. */
    public String label() {
        return label;
    }

    /** How many products with the input and with the hidden state one step takes. */
    public int gates() {
        return gates;
    }
}
