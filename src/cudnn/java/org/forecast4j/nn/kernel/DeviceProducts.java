package org.forecast4j.nn.kernel;

import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Products and sums by cuBLAS. Its scalars and results lie on the device too, so that nothing waits for them. */
final class DeviceProducts implements AutoCloseable {
    private final cublasContext handle = new cublasContext();
    private final DeviceMemory constants = new DeviceMemory();
    private final FloatPointer zero;
    private final FloatPointer one;

    /** @param code what fills memory */
    DeviceProducts(CUstream_st stream, DeviceCode code, boolean tf32) {
        Cuda.checkBlas("cublasCreate", cublas.cublasCreate_v2(handle));
        try {
            Cuda.checkBlas("cublasSetStream", cublas.cublasSetStream_v2(handle, stream));
            Cuda.checkBlas(
                    "cublasSetPointerMode", cublas.cublasSetPointerMode_v2(handle, cublas.CUBLAS_POINTER_MODE_DEVICE));
            Cuda.checkBlas(
                    "cublasSetMathMode",
                    cublas.cublasSetMathMode(
                            handle, tf32 ? cublas.CUBLAS_TF32_TENSOR_OP_MATH : cublas.CUBLAS_DEFAULT_MATH));
            Pointer memory = constants.atLeast(2L * Float.BYTES);
            zero = DeviceMemory.floats(memory, 0);
            one = DeviceMemory.floats(memory, 1);
            code.launch("fill", 1, zero, 0f);
            code.launch("fill", 1, one, 1f);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * {@code c = a b}, or {@code c += a b}; all column after column.
     *
     * @param rows of {@code c}, {@code columns} of it, {@code inner} what is summed over
     * @param aTransposed whether {@code a} lies as {@code [inner, rows]}
     */
    void multiply(
            int rows,
            int columns,
            int inner,
            boolean aTransposed,
            Pointer a,
            boolean bTransposed,
            Pointer b,
            boolean add,
            Pointer c) {
        Cuda.checkBlas(
                "cublasSgemm",
                cublas.cublasSgemm_v2(
                        handle,
                        aTransposed ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N,
                        bTransposed ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N,
                        rows,
                        columns,
                        inner,
                        one,
                        new FloatPointer(a),
                        aTransposed ? inner : rows,
                        new FloatPointer(b),
                        bTransposed ? columns : inner,
                        add ? one : zero,
                        new FloatPointer(c),
                        rows));
    }

    /** The L2 norm of so many values, into {@code result}. */
    void norm(long count, Pointer values, Pointer result) {
        Cuda.checkBlas(
                "cublasSnrm2",
                cublas.cublasSnrm2_v2(
                        handle, Math.toIntExact(count), new FloatPointer(values), 1, new FloatPointer(result)));
    }

    /** The sum of so many values' sizes, into {@code result}. */
    void sum(long count, Pointer values, Pointer result) {
        Cuda.checkBlas(
                "cublasSasum",
                cublas.cublasSasum_v2(
                        handle, Math.toIntExact(count), new FloatPointer(values), 1, new FloatPointer(result)));
    }

    @Override
    public void close() {
        constants.close();
        cublas.cublasDestroy_v2(handle);
    }
}
