package org.forecast4j.nn.kernel;

/** A stream of the GPU and all that computes in it. */
final class DeviceContext implements AutoCloseable {
    private final Opened opened = new Opened();
    private final CudnnStream stream;
    private final DeviceCode code;
    private final DeviceProducts products;
    private final boolean tf32;

    /** @param compiled of {@link DeviceCode} */
    DeviceContext(byte[] compiled, boolean tf32) {
        this.tf32 = tf32;
        try {
            stream = new CudnnStream();
            opened.add(stream::close);
            code = new DeviceCode(compiled, stream.stream());
            opened.add(code::close);
            products = new DeviceProducts(stream.stream(), code, tf32);
            opened.add(products::close);
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
        opened.close();
    }
}
