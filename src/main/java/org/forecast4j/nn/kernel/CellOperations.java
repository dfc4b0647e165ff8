package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A cell's equations in ND4J's operations on a whole batch, forward and backward, with one set of weights. Names are those of
 * {@link RecurrentCell.Kind}; arrays are {@code [batch, units]} or several such side by side.
 */
final class CellOperations {
    private final RecurrentCell cell;
    private final Weights weights;
    private final long units;

    /** The gradients by the recurrent weights and by the state's own bias add up on the way back. */
    private final INDArray dR;

    private final INDArray dOwnBias;

    CellOperations(RecurrentCell cell, Weights weights) {
        this.cell = cell;
        this.weights = weights;
        units = cell.units();
        dR = Nd4j.zerosLike(weights.recurrent());
        dOwnBias = Nd4j.zeros(weights.bias().dataType(), 1, units);
    }

    // --- forward

    /** {@code x W + b} of all steps at once, {@code [time * batch, gates * units]}. */
    INDArray project(INDArray x) {
        return x.mmul(weights.input())
                .addiRowVector(columns(weights.bias(), 0, cell.kind().gates()));
    }

    /** The state after a step; what {@link #back} needs is added to {@code kept}. */
    List<INDArray> step(INDArray zx, List<INDArray> before, List<INDArray> kept) {
        INDArray h = before.get(0);
        return switch (cell.kind()) {
            case SIMPLE_RNN -> {
                INDArray y = activation(zx.add(h.mmul(weights.recurrent())));
                kept.add(y);
                yield List.of(y);
            }
            case LSTM -> lstm(zx.add(h.mmul(weights.recurrent())), before.get(1), kept);
            case GRU -> {
                INDArray zh = h.mmul(weights.recurrent());
                INDArray q = columns(zh, 2, 1).addRowVector(columns(weights.bias(), 3, 1));
                INDArray r = gate(columns(zx, 0, 1).add(columns(zh, 0, 1)));
                INDArray u = gate(columns(zx, 1, 1).add(columns(zh, 1, 1)));
                INDArray n = activation(columns(zx, 2, 1).add(r.mul(q)));
                kept.addAll(List.of(r, u, n, q));
                yield List.of(mix(u, n, h));
            }
            case GRU_RESET_BEFORE -> {
                INDArray zh = h.mmul(columns(weights.recurrent(), 0, 2));
                INDArray r = gate(columns(zx, 0, 1).add(columns(zh, 0, 1)));
                INDArray u = gate(columns(zx, 1, 1).add(columns(zh, 1, 1)));
                INDArray n = activation(columns(zx, 2, 1).add(r.mul(h).mmul(columns(weights.recurrent(), 2, 1))));
                kept.addAll(List.of(r, u, n));
                yield List.of(mix(u, n, h));
            }
        };
    }

    private List<INDArray> lstm(INDArray z, INDArray cBefore, List<INDArray> kept) {
        INDArray g = activation(columns(z, 0, 1));
        INDArray f = gate(columns(z, 1, 1));
        INDArray o = gate(columns(z, 2, 1));
        INDArray i = gate(columns(z, 3, 1));
        INDArray c = f.mul(cBefore).addi(i.mul(g));
        INDArray ac = activation(c);
        kept.addAll(List.of(g, f, o, i, ac));
        return List.of(o.mul(ac), c);
    }

    /** {@code (1 - u) n + u h} */
    private static INDArray mix(INDArray u, INDArray n, INDArray h) {
        return u.rsub(1).muli(n).addi(u.mul(h));
    }

    // --- backward

    /**
     * One step back; adds to the gradients.
     *
     * @param dAfter the derivative by the state after the step
     * @param dz written: the derivative by {@link #project}'s result
     * @return the derivative by the state before the step
     */
    List<INDArray> back(List<INDArray> before, List<INDArray> kept, List<INDArray> dAfter, INDArray dz) {
        INDArray h = before.get(0);
        INDArray dh = dAfter.get(0);
        switch (cell.kind()) {
            case SIMPLE_RNN -> dz.assign(dh.mul(slope(cell.activation(), kept.get(0))));
            case LSTM -> {
                INDArray g = kept.get(0);
                INDArray f = kept.get(1);
                INDArray o = kept.get(2);
                INDArray i = kept.get(3);
                INDArray ac = kept.get(4);
                INDArray dc = dAfter.get(1).add(dh.mul(o).muli(slope(cell.activation(), ac)));
                columns(dz, 0, 1).assign(dc.mul(i).muli(slope(cell.activation(), g)));
                columns(dz, 1, 1).assign(dc.mul(before.get(1)).muli(slope(cell.gateActivation(), f)));
                columns(dz, 2, 1).assign(dh.mul(ac).muli(slope(cell.gateActivation(), o)));
                columns(dz, 3, 1).assign(dc.mul(g).muli(slope(cell.gateActivation(), i)));
                return List.of(throughState(h, dz), dc.mul(f));
            }
            case GRU -> {
                INDArray r = kept.get(0);
                INDArray u = kept.get(1);
                INDArray dn = updateBack(kept, h, dh, dz);
                columns(dz, 0, 1).assign(dn.mul(kept.get(3)).muli(slope(cell.gateActivation(), r)));
                INDArray dq = dn.mul(r);
                INDArray dzh = dz.dup();
                columns(dzh, 2, 1).assign(dq);
                dOwnBias.addi(dq.sum(true, 0));
                return List.of(throughState(h, dzh).addi(dh.mul(u)));
            }
            case GRU_RESET_BEFORE -> {
                INDArray r = kept.get(0);
                INDArray u = kept.get(1);
                INDArray dn = updateBack(kept, h, dh, dz);
                INDArray candidate = columns(weights.recurrent(), 2, 1);
                INDArray drh = dn.mmul(candidate.transpose());
                columns(dz, 0, 1).assign(drh.mul(h).muli(slope(cell.gateActivation(), r)));
                columns(dR, 2, 1).addi(r.mul(h).transpose().mmul(dn));
                INDArray gates = columns(dz, 0, 2);
                columns(dR, 0, 2).addi(h.transpose().mmul(gates));
                INDArray dBefore = gates.mmul(columns(weights.recurrent(), 0, 2).transpose());
                return List.of(dBefore.addi(dh.mul(u)).addi(drh.mul(r)));
            }
        }
        return new ArrayList<>(List.of(throughState(h, dz)));
    }

    /** What both GRUs have in common: the derivatives by update gate and candidate. */
    private INDArray updateBack(List<INDArray> kept, INDArray h, INDArray dh, INDArray dz) {
        INDArray u = kept.get(1);
        INDArray n = kept.get(2);
        INDArray dn = dh.mul(u.rsub(1)).muli(slope(cell.activation(), n));
        columns(dz, 1, 1).assign(h.sub(n).muli(dh).muli(slope(cell.gateActivation(), u)));
        columns(dz, 2, 1).assign(dn);
        return dn;
    }

    private INDArray throughState(INDArray h, INDArray dzh) {
        dR.addi(h.transpose().mmul(dzh));
        return dzh.mmul(weights.recurrent().transpose());
    }

    /** Writes the gradients, once all steps have gone back. */
    void gradients(INDArray x, INDArray dz, Weights into) {
        into.input().assign(x.transpose().mmul(dz));
        into.recurrent().assign(dR);
        int gates = cell.kind().gates();
        columns(into.bias(), 0, gates).assign(dz.sum(true, 0));
        if (cell.kind().biases() > gates) {
            columns(into.bias(), gates, 1).assign(dOwnBias);
        }
    }

    /** The derivative by the input, {@code [time * batch, inputs]}. */
    INDArray toInput(INDArray dz) {
        return dz.mmul(weights.input().transpose());
    }

    // --- functions

    /** Some blocks of columns, from one on; a view. DL4J's own would make a vector of a single row or column. */
    private INDArray columns(INDArray matrix, long block, long count) {
        return Nd4j.create(
                matrix.data(),
                new long[] {matrix.size(0), count * units},
                new long[] {matrix.stride(0), matrix.stride(1)},
                matrix.offset() + block * units * matrix.stride(1),
                matrix.ordering());
    }

    private INDArray activation(INDArray z) {
        return value(cell.activation(), z);
    }

    private INDArray gate(INDArray z) {
        return value(cell.gateActivation(), z);
    }

    private static INDArray value(Nonlinearity function, INDArray z) {
        return switch (function) {
            case TANH -> Transforms.tanh(z, true);
            case SIGMOID -> Transforms.sigmoid(z, true);
            case HARD_SIGMOID -> Transforms.max(Transforms.min(z.mul(0.2).addi(0.5), 1, false), 0, false);
            case HARD_TANH -> Transforms.max(Transforms.min(z, 1, true), -1, false);
            case RELU -> Transforms.max(z, 0, true);
            case SOFT_SIGN -> z.div(Transforms.abs(z, true).addi(1));
            case IDENTITY -> z.dup();
        };
    }

    /** The derivative, given the function's value. */
    private static INDArray slope(Nonlinearity function, INDArray y) {
        return switch (function) {
            case TANH -> y.mul(y).rsubi(1);
            case SIGMOID -> y.rsub(1).muli(y);
            case HARD_SIGMOID -> between(y, 0).muli(0.2);
            case HARD_TANH -> between(y, -1);
            case RELU -> y.gt(0).castTo(y.dataType());
            case SOFT_SIGN -> {
                INDArray rest = Transforms.abs(y, true).rsubi(1);
                yield rest.muli(rest);
            }
            case IDENTITY -> Nd4j.onesLike(y);
        };
    }

    private static INDArray between(INDArray y, double least) {
        return y.gt(least).castTo(y.dataType()).muli(y.lt(1).castTo(y.dataType()));
    }
}
