package org.forecast4j.nn.kernel;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;

/** Memory of the host that the GPU reads and writes by itself; grows to what was asked for and is then used again. */
final class PinnedFloats implements AutoCloseable {
    private FloatPointer memory = new FloatPointer();
    private long floats;

    /** Memory for at least so many floats; what was in it is lost where it has to grow. */
    FloatPointer atLeast(long needed) {
        if (needed > floats) {
            close();
            Cuda.check("cudaMallocHost", cudart.cudaMallocHost(memory, needed * Float.BYTES));
            memory.capacity(needed);
            floats = needed;
        }
        return memory;
    }

    FloatPointer memory() {
        return memory;
    }

    @Override
    public void close() {
        if (floats > 0) {
            Cuda.check("cudaFreeHost", cudart.cudaFreeHost(memory));
            memory = new FloatPointer();
            floats = 0;
        }
    }
}
