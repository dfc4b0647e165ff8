package org.forecast4j.nn.kernel;

import java.util.concurrent.locks.LockSupport;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Memory of the GPU that grows to what was asked for and is then used again. */
final class DeviceMemory implements AutoCloseable {
    private Pointer memory = new Pointer();
    private long bytes;

    /** Memory for at least so many bytes; what was in it is lost where it has to grow. */
    Pointer atLeast(long needed) {
        if (needed > bytes) {
            close();
            int status = cudart.cudaMalloc(memory, needed);
            if (Cuda.isOutOfMemory(status)) {
                cudart.cudaGetLastError(); // which would else be the next call's
                System.gc(); // layers that nobody uses any more still hold theirs
                LockSupport.parkNanos(500_000_000); // their cleaning is another thread's work
                status = cudart.cudaMalloc(memory, needed);
            }
            if (Cuda.isOutOfMemory(status)) {
                cudart.cudaGetLastError();
                throw Cuda.outOfMemory(needed);
            }
            Cuda.check("cudaMalloc", status);
            bytes = needed;
        }
        return memory;
    }

    /** Memory for at least so many floats, as {@link #atLeast}. */
    FloatPointer floats(long needed) {
        return floats(atLeast(needed * Float.BYTES), 0);
    }

    /** Floats of the device from a place on; the host must not look at them. */
    static FloatPointer floats(Pointer memory, long from) {
        return new FloatPointer(memory).getPointer(from);
    }

    Pointer memory() {
        return memory;
    }

    @Override
    public void close() {
        if (bytes > 0) {
            Cuda.check("cudaFree", cudart.cudaFree(memory));
            memory = new Pointer();
            bytes = 0;
        }
    }
}
