package org.forecast4j.nn.kernel;

import org.bytedeco.javacpp.FloatPointer;

/** Multiplies matrices of floats that lie row by row: {@code C = op(A) op(B) + beta C}. */
interface Gemm {
    /**
     * One product.
     *
     * @param transposeA whether op(A) is A transposed; {@code lda} is the distance between rows of A as it lies
     * @param m rows of C and of op(A)
     * @param n columns of C and of op(B)
     * @param k columns of op(A), rows of op(B)
     * @param beta 0 to overwrite C, 1 to add to it
     */
    void multiply(
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
            int ldc);

    /** Until its end, products that this thread asks for are computed on this thread alone. */
    Alone alone();

    /** A time of computing alone. */
    interface Alone {
        /** Restores what was before. */
        void end();
    }
}
