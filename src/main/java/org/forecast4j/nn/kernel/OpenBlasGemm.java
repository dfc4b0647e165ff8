package org.forecast4j.nn.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** The product of the library that ND4J brings along, OpenBLAS: on every platform that ND4J runs on. */
final class OpenBlasGemm implements Gemm {
    private static final int ROWS = openblas_nolapack.CblasRowMajor;

    private static int operation(boolean transposed) {
        return transposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans;
    }

    @Override
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            FloatPointer a,
            int lda,
            FloatPointer b,
            int ldb,
            float beta,
            FloatPointer c,
            int ldc) {
        openblas_nolapack.cblas_sgemm(
                ROWS, operation(transposeA), operation(transposeB), m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
    }

    /** OpenBLAS has threads of its own, and changing their number takes it milliseconds: they stay as they are. */
    @Override
    public Alone alone() {
        return () -> {};
    }
}
