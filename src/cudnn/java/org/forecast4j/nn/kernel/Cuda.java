package org.forecast4j.nn.kernel;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.forecast4j.UserError;

/** What calls of CUDA and cuDNN return, made into errors. */
final class Cuda {
    private static final int OUT_OF_MEMORY = 2;

    private Cuda() {}

    /** Of the CUDA runtime. */
    static void check(String call, int status) {
        if (status != 0) {
            throw new IllegalStateException(message(call, status, cudart.cudaGetErrorString(status).getString()));
        }
    }

    /** Of cuDNN. */
    static void checkDnn(String call, int status) {
        if (status != 0) {
            throw new IllegalStateException(message(call, status, cudnn.cudnnGetErrorString(status).getString()));
        }
    }

    static boolean isOutOfMemory(int status) {
        return status == OUT_OF_MEMORY;
    }

    static UserError outOfMemory(long bytes) {
        return UserError.usage("the GPU has no room for another " + bytes / (1 << 20)
                + " MiB; give a smaller batch (--batch), fewer units (--hidden), or use the CPU (--device cpu)");
    }

    private static String message(String call, int status, String text) {
        return call + " failed with status " + status + ": " + text;
    }
}
