package org.forecast4j.nn.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix products for the layers around a recurrence, by the same library and threads as the recurrence's own. */
public final class Products {
    /** Floating-point operations that are worth another thread. */
    private static final long WORTH_SHARING = 1 << 20;

    private final Gemm gemm;
    private final Workers workers;

    Products(Gemm gemm, Workers workers) {
        this.gemm = gemm;
        this.workers = workers;
    }

    /** Whether {@link #multiply} takes this array: a float matrix in 'c' order without gaps. */
    public static boolean takes(INDArray matrix) {
        return matrix.rank() == 2
                && matrix.dataType() == DataType.FLOAT
                && (matrix.size(1) == 1 || matrix.stride(1) == 1)
                && (matrix.size(0) == 1 || matrix.stride(0) == matrix.size(1));
    }

    /**
     * {@code c = op(a) op(b)}.
     *
     * @param a {@code [m, k]}, or {@code [k, m]} where it is transposed
     * @param b {@code [k, n]}, or {@code [n, k]} where it is transposed
     * @param c written, {@code [m, n]}
     */
    public void multiply(boolean transposeA, INDArray a, boolean transposeB, INDArray b, INDArray c) {
        int m = Math.toIntExact(c.size(0));
        int n = Math.toIntExact(c.size(1));
        int k = Math.toIntExact(a.size(transposeA ? 0 : 1));
        FloatPointer pa = (FloatPointer) a.data().addressPointer();
        FloatPointer pb = (FloatPointer) b.data().addressPointer();
        FloatPointer pc = (FloatPointer) c.data().addressPointer();
        int lda = Math.toIntExact(a.size(1));
        int ldb = Math.toIntExact(b.size(1));
        int parts = 2L * m * n * k < WORTH_SHARING ? 1 : Math.min(m, workers.count());
        NativeFloats.keeping(
                () -> workers.share(parts, part -> {
                    int first = (int) ((long) m * part / parts);
                    int rows = (int) ((long) m * (part + 1) / parts) - first;
                    FloatPointer rowsOfA = NativeFloats.at(pa, transposeA ? first : (long) first * lda);
                    FloatPointer rowsOfC = NativeFloats.at(pc, (long) first * n);
                    Gemm.Alone alone = gemm.alone();
                    try {
                        gemm.multiply(transposeA, transposeB, rows, n, k, rowsOfA, lda, pb, ldb, 0, rowsOfC, n);
                    } finally {
                        alone.end();
                    }
                }),
                a,
                b,
                c);
    }
}
