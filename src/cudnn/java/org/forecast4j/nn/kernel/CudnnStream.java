package org.forecast4j.nn.kernel;

import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.Pointer;

/** A stream of the GPU, which works off what it is given one after another, and cuDNN in it. */
final class CudnnStream implements AutoCloseable {
    private final CUstream_st stream = new CUstream_st();
    private final cudnnContext handle = new cudnnContext();

    CudnnStream() {
        Cuda.check("cudaStreamCreate", cudart.cudaStreamCreate(stream));
        try {
            Cuda.checkDnn("cudnnCreate", cudnn.cudnnCreate(handle));
            Cuda.checkDnn("cudnnSetStream", cudnn.cudnnSetStream(handle, stream));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    CUstream_st stream() {
        return stream;
    }

    cudnnContext handle() {
        return handle;
    }

    void toDevice(Pointer to, Pointer from, long bytes) {
        copy(to, from, bytes, cudart.cudaMemcpyHostToDevice);
    }

    void toHost(Pointer to, Pointer from, long bytes) {
        copy(to, from, bytes, cudart.cudaMemcpyDeviceToHost);
    }

    void onDevice(Pointer to, Pointer from, long bytes) {
        copy(to, from, bytes, cudart.cudaMemcpyDeviceToDevice);
    }

    private void copy(Pointer to, Pointer from, long bytes, int direction) {
        Cuda.check("cudaMemcpyAsync", cudart.cudaMemcpyAsync(to, from, bytes, direction, stream));
    }

    void zero(Pointer memory, long bytes) {
        Cuda.check("cudaMemsetAsync", cudart.cudaMemsetAsync(memory, 0, bytes, stream));
    }

    /** Waits until all is done. */
    void await() {
        Cuda.check("cudaStreamSynchronize", cudart.cudaStreamSynchronize(stream));
    }

    @Override
    public void close() {
        if (!handle.isNull()) {
            cudnn.cudnnDestroy(handle);
        }
        cudart.cudaStreamDestroy(stream);
    }
}
