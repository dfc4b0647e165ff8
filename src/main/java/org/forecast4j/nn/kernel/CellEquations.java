package org.forecast4j.nn.kernel;

/**
 * The textbook's equations of a cell, for one example at one time step, forward and backward. Names are those of {@link
 * RecurrentCell.Kind}; a prime marks the state before the step, {@code d} the loss's derivative by what follows.
 */
abstract class CellEquations {
    final RecurrentCell cell;
    final int units;

    /** {@code [inputs][gates * units]} */
    final double[][] W;
    /** {@code [units][gates * units]} */
    final double[][] R;

    final double[] b;

    final double[][] dW;
    final double[][] dR;
    final double[] db;

    private CellEquations(RecurrentCell cell, Weights weights) {
        this.cell = cell;
        this.units = cell.units();
        int columns = cell.kind().gates() * units;
        W = rows(ReferenceRecurrence.values(weights.input()), columns);
        R = rows(ReferenceRecurrence.values(weights.recurrent()), columns);
        b = ReferenceRecurrence.values(weights.bias());
        dW = new double[W.length][columns];
        dR = new double[R.length][columns];
        db = new double[b.length];
    }

    static CellEquations of(RecurrentCell cell, Weights weights) {
        return switch (cell.kind()) {
            case SIMPLE_RNN -> new SimpleRnn(cell, weights);
            case LSTM -> new Lstm(cell, weights);
            case GRU -> new Gru(cell, weights);
            case GRU_RESET_BEFORE -> new GruResetBefore(cell, weights);
        };
    }

    /** Room for what {@link #step} leaves for {@link #back}. */
    abstract double[] newActivations();

    /** The state after a step. */
    abstract double[] step(double[] x, double[] state, double[] activations);

    /**
     * Adds to the gradients.
     *
     * @param before the state before the step
     * @param after the state after it
     * @param dAfter the derivative by the state after the step
     * @param dx written
     * @return the derivative by the state before the step
     */
    abstract double[] back(
            double[] x, double[] before, double[] activations, double[] after, double[] dAfter, double[] dx);

    double a(double z) {
        return cell.activation().value(z);
    }

    double da(double y) {
        return cell.activation().slope(y);
    }

    double s(double z) {
        return cell.gateActivation().value(z);
    }

    double ds(double y) {
        return cell.gateActivation().slope(y);
    }

    // --- the plain RNN

    private static final class SimpleRnn extends CellEquations {
        SimpleRnn(RecurrentCell cell, Weights weights) {
            super(cell, weights);
        }

        @Override
        double[] newActivations() {
            return new double[units];
        }

        @Override
        double[] step(double[] x, double[] before, double[] activations) {
            double[] z = b.clone();
            addProduct(x, W, z, 0);
            addProduct(before, R, z, 0);
            for (int j = 0; j < units; j++) {
                z[j] = a(z[j]);
            }
            System.arraycopy(z, 0, activations, 0, units);
            return z;
        }

        @Override
        double[] back(double[] x, double[] before, double[] activations, double[] after, double[] dAfter, double[] dx) {
            double[] dz = new double[units];
            for (int j = 0; j < units; j++) {
                dz[j] = dAfter[j] * da(activations[j]);
            }
            double[] dBefore = new double[units];
            addTransposed(dz, W, dx);
            addTransposed(dz, R, dBefore);
            addOuter(x, dz, dW);
            addOuter(before, dz, dR);
            add(dz, db);
            return dBefore;
        }
    }

    // --- LSTM: state h then c

    private static final class Lstm extends CellEquations {
        Lstm(RecurrentCell cell, Weights weights) {
            super(cell, weights);
        }

        /** g, f, o, i, a(c) */
        @Override
        double[] newActivations() {
            return new double[5 * units];
        }

        @Override
        double[] step(double[] x, double[] before, double[] activations) {
            double[] z = b.clone();
            addProduct(x, W, z, 0);
            addProduct(before, R, z, 0);
            double[] after = new double[2 * units];
            for (int j = 0; j < units; j++) {
                double g = a(z[j]);
                double f = s(z[units + j]);
                double o = s(z[2 * units + j]);
                double i = s(z[3 * units + j]);
                double c = f * before[units + j] + i * g;
                double ac = a(c);
                after[j] = o * ac;
                after[units + j] = c;
                double[] kept = {g, f, o, i, ac};
                for (int k = 0; k < kept.length; k++) {
                    activations[k * units + j] = kept[k];
                }
            }
            return after;
        }

        @Override
        double[] back(double[] x, double[] before, double[] activations, double[] after, double[] dAfter, double[] dx) {
            double[] dz = new double[4 * units];
            double[] dBefore = new double[2 * units];
            for (int j = 0; j < units; j++) {
                double g = activations[j];
                double f = activations[units + j];
                double o = activations[2 * units + j];
                double i = activations[3 * units + j];
                double ac = activations[4 * units + j];
                double dh = dAfter[j];
                double dc = dAfter[units + j] + dh * o * da(ac);
                dz[j] = dc * i * da(g);
                dz[units + j] = dc * before[units + j] * ds(f);
                dz[2 * units + j] = dh * ac * ds(o);
                dz[3 * units + j] = dc * g * ds(i);
                dBefore[units + j] = dc * f;
            }
            addTransposed(dz, W, dx);
            addTransposed(dz, R, dBefore);
            addOuter(x, dz, dW);
            addOuter(before, dz, dR);
            add(dz, db);
            return dBefore;
        }
    }

    // --- GRU

    private static final class Gru extends CellEquations {
        Gru(RecurrentCell cell, Weights weights) {
            super(cell, weights);
        }

        /** r, u, n, and q = h' R_n + b_rn */
        @Override
        double[] newActivations() {
            return new double[4 * units];
        }

        @Override
        double[] step(double[] x, double[] before, double[] activations) {
            double[] zx = new double[3 * units];
            System.arraycopy(b, 0, zx, 0, 3 * units);
            addProduct(x, W, zx, 0);
            double[] zh = new double[3 * units];
            System.arraycopy(b, 3 * units, zh, 2 * units, units);
            addProduct(before, R, zh, 0);
            double[] h = new double[units];
            for (int j = 0; j < units; j++) {
                double r = s(zx[j] + zh[j]);
                double u = s(zx[units + j] + zh[units + j]);
                double q = zh[2 * units + j];
                double n = a(zx[2 * units + j] + r * q);
                h[j] = (1 - u) * n + u * before[j];
                double[] kept = {r, u, n, q};
                for (int k = 0; k < kept.length; k++) {
                    activations[k * units + j] = kept[k];
                }
            }
            return h;
        }

        @Override
        double[] back(double[] x, double[] before, double[] activations, double[] after, double[] dAfter, double[] dx) {
            double[] dzx = new double[3 * units];
            double[] dzh = new double[3 * units];
            double[] dBefore = new double[units];
            for (int j = 0; j < units; j++) {
                double r = activations[j];
                double u = activations[units + j];
                double n = activations[2 * units + j];
                double q = activations[3 * units + j];
                double dn = dAfter[j] * (1 - u) * da(n);
                dzx[j] = dn * q * ds(r);
                dzx[units + j] = dAfter[j] * (before[j] - n) * ds(u);
                dzx[2 * units + j] = dn;
                dzh[j] = dzx[j];
                dzh[units + j] = dzx[units + j];
                dzh[2 * units + j] = dn * r;
                dBefore[j] = dAfter[j] * u;
                db[3 * units + j] += dn * r;
            }
            addTransposed(dzx, W, dx);
            addTransposed(dzh, R, dBefore);
            addOuter(x, dzx, dW);
            addOuter(before, dzh, dR);
            add(dzx, db);
            return dBefore;
        }
    }

    private static final class GruResetBefore extends CellEquations {
        GruResetBefore(RecurrentCell cell, Weights weights) {
            super(cell, weights);
        }

        /** r, u, n */
        @Override
        double[] newActivations() {
            return new double[3 * units];
        }

        @Override
        double[] step(double[] x, double[] before, double[] activations) {
            double[] z = b.clone();
            addProduct(x, W, z, 0);
            double[] gates = new double[3 * units];
            addProduct(before, R, gates, 0);
            double[] rh = new double[units];
            for (int j = 0; j < units; j++) {
                activations[j] = s(z[j] + gates[j]);
                activations[units + j] = s(z[units + j] + gates[units + j]);
                rh[j] = activations[j] * before[j];
            }
            double[] candidate = new double[units];
            addProduct(rh, R, candidate, 2 * units);
            double[] h = new double[units];
            for (int j = 0; j < units; j++) {
                double u = activations[units + j];
                double n = a(z[2 * units + j] + candidate[j]);
                h[j] = (1 - u) * n + u * before[j];
                activations[2 * units + j] = n;
            }
            return h;
        }

        @Override
        double[] back(double[] x, double[] before, double[] activations, double[] after, double[] dAfter, double[] dx) {
            double[] dz = new double[3 * units];
            double[] dCandidate = new double[3 * units];
            double[] rh = new double[units];
            for (int j = 0; j < units; j++) {
                double u = activations[units + j];
                double n = activations[2 * units + j];
                dz[units + j] = dAfter[j] * (before[j] - n) * ds(u);
                dz[2 * units + j] = dAfter[j] * (1 - u) * da(n);
                dCandidate[2 * units + j] = dz[2 * units + j];
                rh[j] = activations[j] * before[j];
            }
            double[] drh = new double[units];
            addTransposed(dCandidate, R, drh);
            double[] dBefore = new double[units];
            for (int j = 0; j < units; j++) {
                double r = activations[j];
                dz[j] = drh[j] * before[j] * ds(r);
                dBefore[j] = dAfter[j] * activations[units + j] + drh[j] * r;
            }
            double[] dGates = dz.clone();
            for (int j = 2 * units; j < 3 * units; j++) {
                dGates[j] = 0; // the candidate saw r h', not h'
            }
            addTransposed(dz, W, dx);
            addTransposed(dGates, R, dBefore);
            addOuter(x, dz, dW);
            addOuter(before, dGates, dR);
            addOuter(rh, dCandidate, dR);
            add(dz, db);
            return dBefore;
        }
    }

    // --- vectors and matrices

    /** {@code z += v M}, of M the columns from {@code column} on, as many as z has; v's first values, as many as M has rows. */
    private static void addProduct(double[] v, double[][] M, double[] z, int column) {
        for (int i = 0; i < M.length; i++) {
            for (int j = 0; j < z.length; j++) {
                z[j] += v[i] * M[i][column + j];
            }
        }
    }

    /** {@code v += dz M'} */
    private static void addTransposed(double[] dz, double[][] M, double[] v) {
        for (int i = 0; i < M.length; i++) {
            for (int j = 0; j < dz.length; j++) {
                v[i] += dz[j] * M[i][j];
            }
        }
    }

    /** {@code dM += v' dz} */
    private static void addOuter(double[] v, double[] dz, double[][] dM) {
        for (int i = 0; i < dM.length; i++) {
            for (int j = 0; j < dz.length; j++) {
                dM[i][j] += v[i] * dz[j];
            }
        }
    }

    private static void add(double[] dz, double[] db) {
        for (int j = 0; j < dz.length; j++) {
            db[j] += dz[j];
        }
    }

    private static double[][] rows(double[] values, int columns) {
        double[][] rows = new double[values.length / columns][columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, i * columns, rows[i], 0, columns);
        }
        return rows;
    }
}
