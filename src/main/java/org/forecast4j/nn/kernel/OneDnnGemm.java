package org.forecast4j.nn.kernel;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** oneDNN's product, whose code is made for the processor it runs on. */
final class OneDnnGemm implements Gemm {
    private static final byte PLAIN = 'N';
    private static final byte TRANSPOSED = 'T';

    private final NativeOps nativeOps;

    /** Tries it once, so that a machine without its natives is found out here: {@link UnsatisfiedLinkError}. */
    OneDnnGemm() {
        Nd4j.getBackend(); // ND4J's natives are there once its backend is chosen
        nativeOps = NativeOpsHolder.getInstance().getDeviceNativeOps();
        try (FloatPointer a = new FloatPointer(2f);
                FloatPointer b = new FloatPointer(3f);
                FloatPointer c = new FloatPointer(0f)) {
            multiply(false, false, 1, 1, 1, a, 1, b, 1, 0, c, 1);
            if (c.get() != 6) {
                throw new UnsatisfiedLinkError("oneDNN multiplies 2 by 3 to " + c.get());
            }
        }
    }

    @Override
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            FloatPointer a,
            int lda,
            FloatPointer b,
            int ldb,
            float beta,
            FloatPointer c,
            int ldc) {
        int status = dnnl.dnnl_sgemm(
                transposeA ? TRANSPOSED : PLAIN,
                transposeB ? TRANSPOSED : PLAIN,
                m,
                n,
                k,
                1f,
                a,
                lda,
                b,
                ldb,
                beta,
                c,
                ldc);
        if (status != 0) {
            throw new IllegalStateException("dnnl_sgemm failed with status " + status + " for m " + m + ", n " + n
                    + ", k " + k + ", lda " + lda + ", ldb " + ldb + ", ldc " + ldc);
        }
    }

    /** oneDNN and ND4J share OpenMP's runtime, which keeps a number of threads for each thread that asks. */
    @Override
    public Alone alone() {
        int before = nativeOps.ompGetMaxThreads();
        nativeOps.setOmpNumThreads(1);
        return () -> nativeOps.setOmpNumThreads(before);
    }
}
