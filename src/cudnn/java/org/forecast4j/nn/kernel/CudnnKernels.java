package org.forecast4j.nn.kernel;

import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.forecast4j.nn.device.GpuTrial;

/** Found as a service: layers on NVIDIA's cuDNN, and networks trained whole. */
public final class CudnnKernels implements GpuKernels, GpuTrial {
    private byte[] code = new byte[0];

    @Override
    public RecurrentKernel kernel(boolean tf32) {
        return new SequenceKernel("cudnn", cell -> new CudnnEngine(cell, tf32));
    }

    @Override
    public Optional<DeviceTraining> training(NetworkParts network, boolean tf32) {
        boolean has = network.parts().stream()
                .filter(NetworkParts.Recurrent.class::isInstance)
                .allMatch(part -> SequenceKernel.has(((NetworkParts.Recurrent) part).cell()));
        return has ? Optional.of(new CudnnTraining(network, code(), tf32)) : Optional.empty();
    }

    /** Compiled once for all trainings; the trial is another instance. */
    private synchronized byte[] code() {
        if (code.length == 0) {
            code = DeviceCode.compile();
        }
        return code;
    }

    @Override
    public void run() {
        tryLayer();
        tryProducts();
    }

    /** One step of one unit: {@code tanh(1 x 0.5 + 0)}. */
    private static void tryLayer() {
        RecurrentCell cell =
                new RecurrentCell(RecurrentCell.Kind.SIMPLE_RNN, 1, 1, Nonlinearity.TANH, Nonlinearity.SIGMOID);
        try (CudnnEngine engine = new CudnnEngine(cell, false)) {
            SequenceEngine.Session session = engine.session();
            session.shape(1, new int[] {1});
            FloatPointer weights = session.weights();
            weights.put(engine.weightSpace().matrices().get(0), 1f);
            session.input().put(0, 0.5f);
            session.firstState().put(0, 0f);
            session.forward(false);
            float found = session.output().get(0);
            if (Math.abs(found - Math.tanh(0.5)) > 1e-5) {
                throw new IllegalStateException("cuDNN computes tanh(0.5) as " + found);
            }
        }
    }

    /** {@code (2 2) (2 2)'}, by a kernel of ours and by cuBLAS. */
    private void tryProducts() {
        try (DeviceContext context = new DeviceContext(code(), false);
                DeviceMemory memory = new DeviceMemory();
                FloatPointer host = new FloatPointer(1)) {
            FloatPointer values = memory.floats(3);
            FloatPointer product = DeviceMemory.floats(values, 2);
            context.code().launch("fill", 2, values, 2f);
            context.products().multiply(1, 1, 2, false, values, true, values, false, product);
            context.stream().toHost(host, product, Float.BYTES);
            context.stream().await();
            if (host.get(0) != 8) {
                throw new IllegalStateException("the GPU computes 2 x 2 + 2 x 2 as " + host.get(0));
            }
        }
    }
}
