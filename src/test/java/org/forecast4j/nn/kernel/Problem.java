package org.forecast4j.nn.kernel;

import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import org.forecast4j.nn.kernel.RecurrentCell.Kind;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer to compute, with random weights and inputs that follow from its sizes alone. They are doubles that a float holds
 * too, so that both types compute the same thing.
 */
record Problem(RecurrentCell cell, int time, int batch, Masking masking, boolean hasState) {

    /** Which steps count. */
    enum Masking {
        NONE,
        /** The examples end early; some before they began. */
        TRAILING,
        /** The examples begin late. */
        LEADING,
        SCATTERED
    }

    static Problem of(Kind kind, int time, int batch, int inputs, int units) {
        RecurrentCell cell = new RecurrentCell(kind, inputs, units, Nonlinearity.TANH, Nonlinearity.SIGMOID);
        return new Problem(cell, time, batch, Masking.NONE, false);
    }

    Problem with(Masking masking) {
        return new Problem(cell, time, batch, masking, hasState);
    }

    Problem with(Nonlinearity activation, Nonlinearity gateActivation) {
        return new Problem(
                new RecurrentCell(cell.kind(), cell.inputs(), cell.units(), activation, gateActivation),
                time,
                batch,
                masking,
                hasState);
    }

    Problem withState(boolean given) {
        return new Problem(cell, time, batch, masking, given);
    }

    Problem ofSize(int time, int batch) {
        return new Problem(cell, time, batch, masking, hasState);
    }

    @Override
    public String toString() {
        return String.join(
                " ",
                cell.kind().toString(),
                cell.activation() + "/" + cell.gateActivation(),
                time + "/" + batch + "/" + cell.inputs() + "/" + cell.units(),
                "mask " + masking,
                "state " + (hasState ? "given" : "none"));
    }

    /** Of the cell's size alone: problems that differ in the rest have the same weights. */
    Weights weights() {
        Random random = new Random(31L * cell.inputs() + cell.units());
        int columns = cell.kind().gates() * cell.units();
        double scale = 1 / Math.sqrt(cell.units());
        return new Weights(
                uniform(random, scale, cell.inputs(), columns).dup('f'),
                uniform(random, scale, cell.units(), columns).dup('f'),
                uniform(random, 0.5, 1, cell.kind().biases() * cell.units()));
    }

    Inputs inputs() {
        Random random = random();
        INDArray values = uniform(random, 1, time, batch, cell.inputs());
        INDArray state = uniform(random, 1, cell.kind().states(), batch, cell.units());
        return new Inputs(values, mask(random), hasState ? Optional.of(state) : Optional.empty());
    }

    /** The loss's derivative by the output. */
    INDArray epsilon() {
        Random random = new Random(random().nextLong());
        return uniform(random, 1, time, batch, cell.units());
    }

    private Random random() {
        return new Random(toString().hashCode());
    }

    private Optional<INDArray> mask(Random random) {
        if (masking == Masking.NONE) {
            return Optional.empty();
        }
        INDArray mask = Nd4j.createFromArray(new double[batch * time]).reshape(batch, time);
        for (int b = 0; b < batch; b++) {
            int steps = (3 * b + 1) % (time + 1);
            IntPredicate counts =
                    switch (masking) {
                        case TRAILING -> t -> t < steps;
                        case LEADING -> t -> t >= time - steps;
                        default -> t -> random.nextDouble() < 0.7;
                    };
            for (int t = 0; t < time; t++) {
                mask.putScalar(b, t, counts.test(t) ? 1 : 0);
            }
        }
        return Optional.of(mask);
    }

    private static INDArray uniform(Random random, double scale, int... shape) {
        int length = 1;
        long[] sizes = new long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            length *= shape[i];
            sizes[i] = shape[i];
        }
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (scale * (2 * random.nextDouble() - 1));
        }
        return Nd4j.createFromArray(values).reshape('c', sizes);
    }
}
