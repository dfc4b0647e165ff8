package org.forecast4j.nn.kernel;

import java.util.concurrent.locks.LockSupport;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Memory of the GPU that grows to what was asked for and is then used again. */
final class DeviceMemory implements AutoCloseable {
    /** For memory that others give back, in nanoseconds. */
    private static final long PATIENCE = 1_000_000_000;

    private Pointer memory = new Pointer();
    private long bytes;

    /** Memory for at least so many bytes; what was in it is lost where it has to grow. */
    Pointer atLeast(long needed) {
        if (needed > bytes) {
            close();
            if (!isAllocated(needed)) {
                System.gc(); // layers that nobody uses any more still hold theirs
                long end = System.nanoTime() + PATIENCE;
                while (!isAllocated(needed)) { // their cleaning is another thread's work
                    if (System.nanoTime() > end) {
                        throw Cuda.outOfMemory(needed);
                    }
                    LockSupport.parkNanos(PATIENCE / 100); // may return at once
                }
            }
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

    /** Tries; false where there is no room. */
    private boolean isAllocated(long needed) {
        int status = cudart.cudaMalloc(memory, needed);
        if (Cuda.isOutOfMemory(status)) {
            cudart.cudaGetLastError(); // which would else be the next call's
            return false;
        }
        Cuda.check("cudaMalloc", status);
        return true;
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
