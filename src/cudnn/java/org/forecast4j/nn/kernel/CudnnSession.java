package org.forecast4j.nn.kernel;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.cudnn.cudnnRNNDataStruct;
import org.bytedeco.cuda.cudnn.cudnnRNNStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * One computation's memory in cuDNN. Every array is kept twice, pinned on the host and on the GPU; it is copied there before
 * a pass and back after it, all in one stream. Kept from step to step and only ever grown.
 */
final class CudnnSession implements SequenceEngine.Session, AutoCloseable {
    private final RecurrentCell cell;
    private final CudnnStream stream;
    private final cudnnContext handle;
    private final cudnnRNNStruct rnn;
    private final long weightBytes;

    private final cudnnRNNDataStruct inputShape = new cudnnRNNDataStruct();
    private final cudnnRNNDataStruct outputShape = new cudnnRNNDataStruct();
    private final cudnnTensorStruct stateShape = new cudnnTensorStruct();

    private final Mirrored weights;
    private final Mirrored input;
    private final Mirrored firstState;
    private final Mirrored output;
    private final Mirrored lastState;
    private final Mirrored outputEpsilon;
    private final Mirrored inputEpsilon;
    private final Mirrored gradient;
    /** Of the first state, which nobody asks for; cuDNN wants room for it. */
    private final DeviceMemory stateEpsilon = new DeviceMemory();

    private final DeviceMemory work = new DeviceMemory();
    private final DeviceMemory reserve = new DeviceMemory();
    private final DeviceMemory lengthsOnDevice = new DeviceMemory();
    private final List<Runnable> memory;

    private int time;
    private int[] lengths = {};

    CudnnSession(RecurrentCell cell, CudnnStream stream, cudnnRNNStruct rnn, long weightFloats) {
        this.cell = cell;
        this.stream = stream;
        handle = stream.handle();
        this.rnn = rnn;
        weightBytes = weightFloats * Float.BYTES;
        weights = new Mirrored();
        input = new Mirrored();
        firstState = new Mirrored();
        output = new Mirrored();
        lastState = new Mirrored();
        outputEpsilon = new Mirrored();
        inputEpsilon = new Mirrored();
        gradient = new Mirrored();
        memory = List.of(
                weights::close,
                input::close,
                firstState::close,
                output::close,
                lastState::close,
                outputEpsilon::close,
                inputEpsilon::close,
                gradient::close,
                stateEpsilon::close,
                work::close,
                reserve::close,
                lengthsOnDevice::close);
        try {
            Cuda.checkDnn("cudnnCreateRNNDataDescriptor", cudnn.cudnnCreateRNNDataDescriptor(inputShape));
            Cuda.checkDnn("cudnnCreateRNNDataDescriptor", cudnn.cudnnCreateRNNDataDescriptor(outputShape));
            Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnn.cudnnCreateTensorDescriptor(stateShape));
            weights.size(weightFloats);
            gradient.size(weightFloats);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        NativeFloats.zero(weights.host(), weightFloats);
    }

    /** Floats on the host and on the GPU. */
    private final class Mirrored implements AutoCloseable {
        private final PinnedFloats host = new PinnedFloats();
        private final DeviceMemory device = new DeviceMemory();
        private long bytes;

        void size(long floats) {
            host.atLeast(floats);
            bytes = floats * Float.BYTES;
            device.atLeast(bytes);
        }

        FloatPointer host() {
            return host.memory();
        }

        Pointer device() {
            return device.memory();
        }

        void toDevice() {
            stream.toDevice(device(), host(), bytes);
        }

        void toHost() {
            stream.toHost(host(), device(), bytes);
        }

        @Override
        public void close() {
            host.close();
            device.close();
        }
    }

    @Override
    public void shape(int time, int[] lengths) {
        if (time == this.time && Arrays.equals(lengths, this.lengths)) {
            return;
        }
        this.time = 0; // until all is done: where there is no room, the next call must begin anew
        int count = lengths.length;
        long rows = (long) time * count;
        CudnnRnn.describe(inputShape, time, lengths, cell.inputs());
        CudnnRnn.describe(outputShape, time, lengths, cell.units());
        int[] sizes = {1, count, cell.units()};
        int[] strides = {count * cell.units(), cell.units(), 1};
        Cuda.checkDnn(
                "cudnnSetTensorNdDescriptor",
                cudnn.cudnnSetTensorNdDescriptor(stateShape, cudnn.CUDNN_DATA_FLOAT, 3, sizes, strides));
        input.size(rows * cell.inputs());
        inputEpsilon.size(rows * cell.inputs());
        output.size(rows * cell.units());
        outputEpsilon.size(rows * cell.units());
        long state = (long) cell.kind().states() * count * cell.units();
        firstState.size(state);
        lastState.size(state);
        stateEpsilon.atLeast(state * Float.BYTES);
        try (IntPointer host = new IntPointer(lengths)) {
            long bytes = (long) count * Integer.BYTES;
            Pointer device = lengthsOnDevice.atLeast(bytes);
            stream.toDevice(device, host, bytes);
            stream.await();
        }
        this.time = time;
        this.lengths = lengths.clone();
    }

    @Override
    public void forward(boolean training) {
        int mode = training ? cudnn.CUDNN_FWD_MODE_TRAINING : cudnn.CUDNN_FWD_MODE_INFERENCE;
        try (SizeTPointer workBytes = new SizeTPointer(1);
                SizeTPointer reserveBytes = new SizeTPointer(1)) {
            Cuda.checkDnn(
                    "cudnnGetRNNTempSpaceSizes",
                    cudnn.cudnnGetRNNTempSpaceSizes(handle, rnn, mode, inputShape, workBytes, reserveBytes));
            work.atLeast(workBytes.get());
            if (training) {
                reserve.atLeast(reserveBytes.get());
            }
            weights.toDevice();
            input.toDevice();
            firstState.toDevice();
            Cuda.checkDnn(
                    "cudnnRNNForward",
                    cudnn.cudnnRNNForward(
                            handle,
                            rnn,
                            mode,
                            sequenceLengths(),
                            inputShape,
                            input.device(),
                            outputShape,
                            output.device(),
                            stateShape,
                            firstState.device(),
                            lastState.device(),
                            stateShape,
                            cellState(firstState.device()),
                            cellState(lastState.device()),
                            weightBytes,
                            weights.device(),
                            workBytes.get(),
                            work.memory(),
                            training ? reserveBytes.get() : 0,
                            training ? reserve.memory() : new Pointer()));
        }
        output.toHost();
        lastState.toHost();
        stream.await();
    }

    @Override
    public void backward() {
        try (SizeTPointer workBytes = new SizeTPointer(1);
                SizeTPointer reserveBytes = new SizeTPointer(1)) {
            Cuda.checkDnn(
                    "cudnnGetRNNTempSpaceSizes",
                    cudnn.cudnnGetRNNTempSpaceSizes(
                            handle, rnn, cudnn.CUDNN_FWD_MODE_TRAINING, inputShape, workBytes, reserveBytes));
            work.atLeast(workBytes.get());
            outputEpsilon.toDevice();
            Cuda.checkDnn(
                    "cudnnRNNBackwardData_v8",
                    cudnn.cudnnRNNBackwardData_v8(
                            handle,
                            rnn,
                            sequenceLengths(),
                            outputShape,
                            output.device(),
                            outputEpsilon.device(),
                            inputShape,
                            inputEpsilon.device(),
                            stateShape,
                            firstState.device(),
                            new Pointer(), // nothing comes back from after the sequence
                            stateEpsilon.memory(),
                            stateShape,
                            cellState(firstState.device()),
                            new Pointer(),
                            cellState(stateEpsilon.memory()),
                            weightBytes,
                            weights.device(),
                            workBytes.get(),
                            work.memory(),
                            reserveBytes.get(),
                            reserve.memory()));
            stream.zero(gradient.device(), weightBytes); // cuDNN adds
            Cuda.checkDnn(
                    "cudnnRNNBackwardWeights_v8",
                    cudnn.cudnnRNNBackwardWeights_v8(
                            handle,
                            rnn,
                            cudnn.CUDNN_WGRAD_MODE_ADD,
                            sequenceLengths(),
                            inputShape,
                            input.device(),
                            stateShape,
                            firstState.device(),
                            outputShape,
                            output.device(),
                            weightBytes,
                            gradient.device(),
                            workBytes.get(),
                            work.memory(),
                            reserveBytes.get(),
                            reserve.memory()));
        }
        inputEpsilon.toHost();
        gradient.toHost();
        stream.await();
    }

    private IntPointer sequenceLengths() {
        return new IntPointer(lengthsOnDevice.memory());
    }

    /** Where an LSTM's c lies, behind h; nothing for other cells. */
    private @Nullable Pointer cellState(Pointer state) {
        if (cell.kind().states() == 1) {
            return null;
        }
        return new Pointer(state).position((long) lengths.length * cell.units() * Float.BYTES);
    }

    @Override
    public FloatPointer weights() {
        return weights.host();
    }

    @Override
    public FloatPointer input() {
        return input.host();
    }

    @Override
    public FloatPointer firstState() {
        return firstState.host();
    }

    @Override
    public FloatPointer output() {
        return output.host();
    }

    @Override
    public FloatPointer lastState() {
        return lastState.host();
    }

    @Override
    public FloatPointer outputEpsilon() {
        return outputEpsilon.host();
    }

    @Override
    public FloatPointer inputEpsilon() {
        return inputEpsilon.host();
    }

    @Override
    public FloatPointer gradient() {
        return gradient.host();
    }

    @Override
    public void close() {
        memory.forEach(Runnable::run);
        cudnn.cudnnDestroyTensorDescriptor(stateShape);
        cudnn.cudnnDestroyRNNDataDescriptor(outputShape);
        cudnn.cudnnDestroyRNNDataDescriptor(inputShape);
    }
}
