package org.forecast4j.nn.kernel;

import java.util.ArrayDeque;
import java.util.Deque;

/** A stream of the GPU and all that computes in it. What is opened is closed in the opposite order. */
final class DeviceContext implements AutoCloseable {
    private final Deque<Runnable> opened = new ArrayDeque<>();
    private final CudnnStream stream;
    private final DeviceCode code;
    private final DeviceProducts products;
    private final boolean tf32;

    /** @param compiled of {@link DeviceCode} */
    DeviceContext(byte[] compiled, boolean tf32) {
        this.tf32 = tf32;
        try {
            stream = new CudnnStream();
            opened.push(stream::close);
            code = new DeviceCode(compiled, stream.stream());
            opened.push(code::close);
            products = new DeviceProducts(stream.stream(), code, tf32);
            opened.push(products::close);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    CudnnStream stream() {
        return stream;
    }

    DeviceCode code() {
        return code;
    }

    DeviceProducts products() {
        return products;
    }

    boolean tf32() {
        return tf32;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
    }
}
