package org.forecast4j.nn.recurrent;

import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.nn.kernel.Products;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The three matrix products of a dense output. With {@code N} rows, {@code x} is {@code [N, in]}, {@code z} and {@code delta}
 * {@code [N, out]}, all in 'c' order; {@code w} is {@code [in, out]} in 'f' order, as DL4J holds weights. Floats go the way
 * of the recurrence's products; of what those do not take, every operand seen transposed is in 'f' order, which BLAS
 * multiplies without copies.
 */
final class OutputProducts {
    private OutputProducts() {}

    /** {@code z = x w}. */
    static void forward(INDArray x, INDArray w, INDArray z) {
        INDArray columns = columnMajor(w);
        if (take(x, columns.transpose(), z)) {
            products().multiply(false, x, true, columns.transpose(), z);
        } else {
            Nd4j.gemm(columns, x.transpose(), z.transpose(), true, false, 1, 0);
        }
    }

    /** {@code gradient = x' delta}, as {@code w} lies. */
    static void weightGradient(INDArray x, INDArray delta, INDArray gradient) {
        if (take(x, delta, gradient.transpose())) {
            products().multiply(true, delta, false, x, gradient.transpose());
        } else {
            Nd4j.gemm(x.transpose(), delta.transpose(), gradient, false, true, 1, 0);
        }
    }

    /** {@code epsilon = delta w'}, {@code [N, in]} in 'c' order. */
    static void epsilon(INDArray delta, INDArray w, INDArray epsilon) {
        INDArray columns = columnMajor(w);
        if (take(delta, columns.transpose(), epsilon)) {
            products().multiply(false, delta, false, columns.transpose(), epsilon);
        } else {
            Nd4j.gemm(columns, delta.transpose(), epsilon.transpose(), false, false, 1, 0);
        }
    }

    private static boolean take(INDArray a, INDArray b, INDArray c) {
        return Nd4j.getEnvironment().isCPU() && Products.takes(a) && Products.takes(b) && Products.takes(c);
    }

    private static Products products() {
        return Kernels.ofThisMachine().products();
    }

    // Weight noise may return weights in another order.
    private static INDArray columnMajor(INDArray w) {
        return w.stride(0) == 1 && w.stride(1) == w.size(0) ? w : w.dup('f');
    }
}
