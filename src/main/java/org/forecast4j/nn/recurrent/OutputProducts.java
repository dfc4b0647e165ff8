package org.forecast4j.nn.recurrent;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The three matrix products of a dense output. With {@code N} rows, {@code x} is {@code [N, in]}, {@code z} and {@code delta}
 * {@code [N, out]}, all in 'c' order; {@code w} is {@code [in, out]} in 'f' order, as DL4J holds weights. Seen transposed,
 * every operand is then in 'f' order, which BLAS multiplies without copies.
 */
final class OutputProducts {
    private OutputProducts() {}

    /** {@code z = x w}. */
    static void forward(INDArray x, INDArray w, INDArray z) {
        Nd4j.gemm(columnMajor(w), x.transpose(), z.transpose(), true, false, 1, 0);
    }

    /** {@code gradient = x' delta}, as {@code w} lies. */
    static void weightGradient(INDArray x, INDArray delta, INDArray gradient) {
        Nd4j.gemm(x.transpose(), delta.transpose(), gradient, false, true, 1, 0);
    }

    /** {@code epsilon = delta w'}, {@code [N, in]} in 'c' order. */
    static void epsilon(INDArray delta, INDArray w, INDArray epsilon) {
        Nd4j.gemm(columnMajor(w), delta.transpose(), epsilon.transpose(), false, false, 1, 0);
    }

    // Weight noise may return weights in another order.
    private static INDArray columnMajor(INDArray w) {
        return w.stride(0) == 1 && w.stride(1) == w.size(0) ? w : w.dup('f');
    }
}
