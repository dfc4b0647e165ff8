package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.cudnn.cudnnDropoutStruct;
import org.bytedeco.cuda.cudnn.cudnnRNNDataStruct;
import org.bytedeco.cuda.cudnn.cudnnRNNStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Layers one upon another as cuDNN knows them, which computes them in one call: cells of one kind and of as many units. */
final class CudnnRnn implements AutoCloseable {
    private final Opened opened = new Opened();
    private final cudnnContext handle;
    private final List<RecurrentCell> cells;
    private final cudnnDropoutStruct noDropout = new cudnnDropoutStruct();
    private final cudnnRNNStruct rnn = new cudnnRNNStruct();
    private final List<WeightSpace> spaces;

    /** @param algorithm one of cuDNN's {@code CUDNN_RNN_ALGO_...} */
    CudnnRnn(cudnnContext handle, List<RecurrentCell> cells, int algorithm, boolean tf32) {
        this.handle = handle;
        this.cells = List.copyOf(cells);
        try {
            open(algorithm, tf32);
            spaces = findWeights();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void open(int algorithm, boolean tf32) {
        RecurrentCell first = cells.get(0);
        Cuda.checkDnn("cudnnCreateDropoutDescriptor", cudnn.cudnnCreateDropoutDescriptor(noDropout));
        opened.add(() -> cudnn.cudnnDestroyDropoutDescriptor(noDropout));
        Cuda.checkDnn(
                "cudnnSetDropoutDescriptor",
                cudnn.cudnnSetDropoutDescriptor(noDropout, handle, 0, new Pointer(), 0, 0));
        Cuda.checkDnn("cudnnCreateRNNDescriptor", cudnn.cudnnCreateRNNDescriptor(rnn));
        opened.add(() -> cudnn.cudnnDestroyRNNDescriptor(rnn));
        Cuda.checkDnn(
                "cudnnSetRNNDescriptor_v8",
                cudnn.cudnnSetRNNDescriptor_v8(
                        rnn,
                        algorithm,
                        mode(first),
                        twoBiases() ? cudnn.CUDNN_RNN_DOUBLE_BIAS : cudnn.CUDNN_RNN_SINGLE_INP_BIAS,
                        cudnn.CUDNN_UNIDIRECTIONAL,
                        cudnn.CUDNN_LINEAR_INPUT,
                        cudnn.CUDNN_DATA_FLOAT,
                        cudnn.CUDNN_DATA_FLOAT,
                        tf32 ? cudnn.CUDNN_DEFAULT_MATH : cudnn.CUDNN_FMA_MATH,
                        first.inputs(),
                        first.units(),
                        first.units(), // no projection
                        cells.size(),
                        noDropout,
                        cudnn.CUDNN_RNN_PADDED_IO_ENABLED));
    }

    private static int mode(RecurrentCell cell) {
        return switch (cell.kind()) {
            case SIMPLE_RNN -> cell.activation() == Nonlinearity.RELU ? cudnn.CUDNN_RNN_RELU : cudnn.CUDNN_RNN_TANH;
            case LSTM -> cudnn.CUDNN_LSTM;
            case GRU -> cudnn.CUDNN_GRU;
            case GRU_RESET_BEFORE -> throw new IllegalArgumentException("cuDNN has no " + cell.kind());
        };
    }

    /** A GRU's candidate has a bias of the state beside that of the input. */
    private boolean twoBiases() {
        return cells.get(0).kind() == RecurrentCell.Kind.GRU;
    }

    /** Asks cuDNN where it keeps each part, by addresses in memory that is only needed for that. */
    private List<WeightSpace> findWeights() {
        try (SizeTPointer size = new SizeTPointer(1);
                DeviceMemory memory = new DeviceMemory()) {
            Cuda.checkDnn("cudnnGetRNNWeightSpaceSize", cudnn.cudnnGetRNNWeightSpaceSize(handle, rnn, size));
            long bytes = size.get();
            Pointer base = memory.atLeast(bytes);
            List<WeightSpace> found = new ArrayList<>();
            for (int layer = 0; layer < cells.size(); layer++) {
                found.add(findWeights(layer, base, bytes));
            }
            return found;
        }
    }

    private WeightSpace findWeights(int layer, Pointer base, long bytes) {
        RecurrentCell cell = cells.get(layer);
        int gates = cell.kind().gates();
        List<Long> matrices = new ArrayList<>();
        List<Long> biases = new ArrayList<>();
        try (Descriptor matrixShape = new Descriptor();
                Descriptor biasShape = new Descriptor()) {
            for (int number = 0; number < 2 * gates; number++) {
                Pointer matrix = new Pointer();
                Pointer bias = new Pointer();
                Cuda.checkDnn(
                        "cudnnGetRNNWeightParams",
                        cudnn.cudnnGetRNNWeightParams(
                                handle,
                                rnn,
                                layer,
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
        }
        return new WeightSpace(cell, bytes / Float.BYTES, matrices, biases);
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

    /** Says of what shape sequences are: padded with zeros to the longest. */
    static void describe(cudnnRNNDataStruct shape, int time, int[] lengths, int width) {
        try (FloatPointer padding = new FloatPointer(0f)) {
            Cuda.checkDnn(
                    "cudnnSetRNNDataDescriptor",
                    cudnn.cudnnSetRNNDataDescriptor(
                            shape,
                            cudnn.CUDNN_DATA_FLOAT,
                            cudnn.CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_UNPACKED,
                            time,
                            lengths.length,
                            width,
                            lengths,
                            padding));
        }
    }

    cudnnRNNStruct descriptor() {
        return rnn;
    }

    /** Where each layer's weights lie in the one space of all. */
    List<WeightSpace> spaces() {
        return spaces;
    }

    @Override
    public void close() {
        opened.close();
    }
}
