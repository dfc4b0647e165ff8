package org.forecast4j.nn.kernel;

import java.util.List;

/**
 * A network as a device sees it that trains it whole: parts one after another, the last an {@link Output}. What goes from part
 * to part are sequences, {@code [time, batch, values]}. Each part's parameters follow those of the part before, as DL4J lays
 * them out: weights column after column, then biases.
 *
 * @param clip the L2 norm to which the gradient of each part is clipped
 */
public record NetworkParts(List<Part> parts, double clip, Adam adam) {

    public NetworkParts {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || !(parts.get(parts.size() - 1) instanceof Output)) {
            throw new IllegalArgumentException("parts " + parts + ": expected an output to end with");
        }
    }

    /** What one part does. */
    public sealed interface Part {
        /** Weights and biases. */
        default long parameters() {
            return 0;
        }
    }

    /** {@code max(0, x W + b)} at each step. */
    public record Dense(int inputs, int units) implements Part {
        @Override
        public long parameters() {
            return (inputs + 1L) * units;
        }
    }

    /** Each value is kept with this chance, and then divided by it, else zero. */
    public record Dropout(double keep) implements Part {}

    /** A recurrent layer: the hidden state at each step, from zero. */
    public record Recurrent(RecurrentCell cell) implements Part {
        @Override
        public long parameters() {
            RecurrentCell.Kind kind = cell.kind();
            return ((long) kind.gates() * (cell.inputs() + cell.units()) + kind.biases()) * cell.units();
        }
    }

    /** The last of the steps alone. */
    public record LastStep() implements Part {}

    /** The one step so many times. */
    public record Repeat(int times) implements Part {}

    /** {@code x W + b} at each step, and its loss. */
    public record Output(int inputs, int outputs, OutputLoss loss) implements Part {
        @Override
        public long parameters() {
            return (inputs + 1L) * outputs;
        }
    }

    /** The loss of a point forecast by its error {@code e}. */
    public enum Point {
        /** {@code e^2} */
        SQUARED,
        /** {@code |e|} */
        ABSOLUTE,
        /** {@code e^2 / 2} up to {@code |e| = bend}, then {@code bend (|e| - bend / 2)} */
        HUBER
    }

    /**
     * A row's loss, the mean over its outputs: {@code rows} of point forecasts, then as many of each quantile, by the pinball
     * loss, and so on to the row's end.
     *
     * @param bend of {@link Point#HUBER}
     */
    public record OutputLoss(Point point, double bend, List<Double> quantiles, int rows) {
        public OutputLoss {
            quantiles = List.copyOf(quantiles);
        }
    }

    /** How weights are changed (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015). */
    public record Adam(double beta1, double beta2, double epsilon) {}

    /** The parameters of all parts. */
    public long parameters() {
        return parts.stream().mapToLong(Part::parameters).sum();
    }
}
