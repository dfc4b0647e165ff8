package org.forecast4j.nn.kernel;

import java.util.List;
import org.bytedeco.cuda.global.cudnn;

/** One layer in cuDNN, with a stream of its own. */
final class CudnnEngine implements SequenceEngine {
    private final RecurrentCell cell;
    private final Opened opened = new Opened();
    private final CudnnStream stream;
    private final CudnnRnn rnn;

    CudnnEngine(RecurrentCell cell, boolean tf32) {
        this.cell = cell;
        try {
            stream = new CudnnStream();
            opened.add(stream::close);
            rnn = new CudnnRnn(stream.handle(), List.of(cell), cudnn.CUDNN_RNN_ALGO_STANDARD, tf32);
            opened.add(rnn::close);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public WeightSpace weightSpace() {
        return rnn.spaces().get(0);
    }

    @Override
    public Session session() {
        CudnnSession session =
                new CudnnSession(cell, stream, rnn.descriptor(), weightSpace().floats());
        opened.add(session::close);
        return session;
    }

    @Override
    public void close() {
        opened.close();
    }
}
