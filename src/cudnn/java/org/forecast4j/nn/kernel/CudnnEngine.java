package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.cudnn.cudnnDropoutStruct;
import org.bytedeco.cuda.cudnn.cudnnRNNStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/** One layer in cuDNN, with a stream of its own. What is opened is closed in the opposite order, also where opening fails. */
final class CudnnEngine implements SequenceEngine {
    private final RecurrentCell cell;
    private final List<Runnable> opened = new ArrayList<>();

    private final CUstream_st stream = new CUstream_st();
    private final cudnnContext handle = new cudnnContext();
    private final cudnnDropoutStruct noDropout = new cudnnDropoutStruct();
    private final cudnnRNNStruct rnn = new cudnnRNNStruct();
    private final WeightSpace space;

    CudnnEngine(RecurrentCell cell, boolean tf32) {
        this.cell = cell;
        try {
            open(tf32);
            space = findWeights();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void open(boolean tf32) {
        Cuda.check("cudaStreamCreate", cudart.cudaStreamCreate(stream));
        opened.add(() -> cudart.cudaStreamDestroy(stream));
        Cuda.checkDnn("cudnnCreate", cudnn.cudnnCreate(handle));
        opened.add(() -> cudnn.cudnnDestroy(handle));
        Cuda.checkDnn("cudnnSetStream", cudnn.cudnnSetStream(handle, stream));
        Cuda.checkDnn("cudnnCreateDropoutDescriptor", cudnn.cudnnCreateDropoutDescriptor(noDropout));
        opened.add(() -> cudnn.cudnnDestroyDropoutDescriptor(noDropout));
        Cuda.checkDnn(
                "cudnnSetDropoutDescriptor", cudnn.cudnnSetDropoutDescriptor(noDropout, handle, 0, new Pointer(), 0, 0));
        Cuda.checkDnn("cudnnCreateRNNDescriptor", cudnn.cudnnCreateRNNDescriptor(rnn));
        opened.add(() -> cudnn.cudnnDestroyRNNDescriptor(rnn));
        Cuda.checkDnn(
                "cudnnSetRNNDescriptor_v8",
                cudnn.cudnnSetRNNDescriptor_v8(
                        rnn,
                        cudnn.CUDNN_RNN_ALGO_STANDARD,
                        mode(),
                        twoBiases() ? cudnn.CUDNN_RNN_DOUBLE_BIAS : cudnn.CUDNN_RNN_SINGLE_INP_BIAS,
                        cudnn.CUDNN_UNIDIRECTIONAL,
                        cudnn.CUDNN_LINEAR_INPUT,
                        cudnn.CUDNN_DATA_FLOAT,
                        cudnn.CUDNN_DATA_FLOAT,
                        tf32 ? cudnn.CUDNN_DEFAULT_MATH : cudnn.CUDNN_FMA_MATH,
                        cell.inputs(),
                        cell.units(),
                        cell.units(), // no projection
                        1,
                        noDropout,
                        cudnn.CUDNN_RNN_PADDED_IO_ENABLED));
    }

    private int mode() {
        return switch (cell.kind()) {
            case SIMPLE_RNN ->
                cell.activation() == Nonlinearity.RELU ? cudnn.CUDNN_RNN_RELU : cudnn.CUDNN_RNN_TANH;
            case LSTM -> cudnn.CUDNN_LSTM;
            case GRU -> cudnn.CUDNN_GRU;
            case GRU_RESET_BEFORE -> throw new IllegalArgumentException("cuDNN has no " + cell.kind());
        };
    }

    /** A GRU's candidate has a bias of the state beside that of the input. */
    private boolean twoBiases() {
        return cell.kind() == RecurrentCell.Kind.GRU;
    }

    /** Asks cuDNN where it keeps each part, by addresses in memory that is only needed for that. */
    private WeightSpace findWeights() {
        try (SizeTPointer size = new SizeTPointer(1);
                DeviceMemory memory = new DeviceMemory();
                Descriptor matrixShape = new Descriptor();
                Descriptor biasShape = new Descriptor()) {
            Cuda.checkDnn("cudnnGetRNNWeightSpaceSize", cudnn.cudnnGetRNNWeightSpaceSize(handle, rnn, size));
            long bytes = size.get();
            Pointer base = memory.atLeast(bytes);
            int gates = cell.kind().gates();
            List<Long> matrices = new ArrayList<>();
            List<Long> biases = new ArrayList<>();
            for (int number = 0; number < 2 * gates; number++) {
                Pointer matrix = new Pointer();
                Pointer bias = new Pointer();
                Cuda.checkDnn(
                        "cudnnGetRNNWeightParams",
                        cudnn.cudnnGetRNNWeightParams(
                                handle,
                                rnn,
                                0,
                                bytes,
                                base,
                                number,
                                matrixShape.tensor,
                                matrix,
                                biasShape.tensor,
                                bias));
                matrices.add((matrix.address() - base.address()) / Float.BYTES);
                if (number < gates || twoBiases()) {
                    biases.add((bias.address() - base.address()) / Float.BYTES);
                }
            }
            return new WeightSpace(cell, bytes / Float.BYTES, matrices, biases);
        }
    }

    private static final class Descriptor implements AutoCloseable {
        final cudnnTensorStruct tensor = new cudnnTensorStruct();

        Descriptor() {
            Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnn.cudnnCreateTensorDescriptor(tensor));
        }

        @Override
        public void close() {
            cudnn.cudnnDestroyTensorDescriptor(tensor);
        }
    }

    @Override
    public WeightSpace weightSpace() {
        return space;
    }

    @Override
    public Session session() {
        CudnnSession session = new CudnnSession(cell, handle, rnn, stream, space.floats());
        opened.add(session::close);
        return session;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.remove(opened.size() - 1).run();
        }
    }
}
