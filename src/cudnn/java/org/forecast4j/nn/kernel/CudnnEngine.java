package org.forecast4j.nn.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.bytedeco.cuda.global.cudnn;

/** One layer in cuDNN, with a stream of its own. What is opened is closed in the opposite order, also where opening fails. */
final class CudnnEngine implements SequenceEngine {
    private final RecurrentCell cell;
    private final Deque<Runnable> opened = new ArrayDeque<>();
    private final CudnnStream stream;
    private final CudnnRnn rnn;

    CudnnEngine(RecurrentCell cell, boolean tf32) {
        this.cell = cell;
        try {
            stream = new CudnnStream();
            opened.push(stream::close);
            rnn = new CudnnRnn(stream.handle(), List.of(cell), cudnn.CUDNN_RNN_ALGO_STANDARD, tf32);
            opened.push(rnn::close);
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
        opened.push(session::close);
        return session;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
    }
}
