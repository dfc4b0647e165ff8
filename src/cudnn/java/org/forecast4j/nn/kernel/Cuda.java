package org.forecast4j.nn.kernel;

import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.cuda.global.nvrtc;
import org.forecast4j.UserError;

/** What calls of CUDA and its libraries return, made into errors. */
final class Cuda {
    private static final int OUT_OF_MEMORY = 2;

    private Cuda() {}

    /** Of the CUDA runtime. */
    static void check(String call, int status) {
        if (status != 0) {
            throw new IllegalStateException(
                    message(call, status, cudart.cudaGetErrorString(status).getString()));
        }
    }

    /** Of cuDNN. */
    static void checkDnn(String call, int status) {
        if (status != 0) {
            throw new IllegalStateException(
                    message(call, status, cudnn.cudnnGetErrorString(status).getString()));
        }
    }

    /** Of the driver. */
    static void checkDriver(String call, int status) {
        if (status != 0) {
            throw new IllegalStateException(message(call, status, "CUDA's driver refuses"));
        }
    }

    /** Of the compiler NVRTC. */
    static void checkCompiler(String call, int status) {
        if (status != 0) {
            throw new IllegalStateException(
                    message(call, status, nvrtc.nvrtcGetErrorString(status).getString()));
        }
    }

    /** Of cuBLAS. */
    static void checkBlas(String call, int status) {
        if (status != 0) {
            throw new IllegalStateException(
                    message(call, status, cublas.cublasGetStatusString(status).getString()));
        }
    }

    static boolean isOutOfMemory(int status) {
        return status == OUT_OF_MEMORY;
    }

    static UserError outOfMemory(long bytes) {
        return UserError.usage("the GPU has no room for another " + (1 + (bytes - 1) / (1 << 20))
                + " MiB; give a smaller batch (--batch), fewer units (--hidden), or use the CPU (--device cpu)");
    }

    private static String message(String call, int status, String text) {
        return call + " failed with status " + status + ": " + text;
    }
}
