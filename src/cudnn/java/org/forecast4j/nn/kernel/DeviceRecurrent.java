package org.forecast4j.nn.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.cudnn.cudnnRNNDataStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * {@link NetworkParts.Recurrent} layers one upon another, in one call of cuDNN. Their weights are gathered into its space before
 * the pass there, and their derivatives out of it after the pass back.
 */
final class DeviceRecurrent implements DevicePart {
    private final List<RecurrentCell> cells;
    private final DeviceContext context;
    private final FloatPointer parameters;
    private final FloatPointer gradient;
    private final long parameterCount;

    private final Opened opened = new Opened();
    private final CudnnRnn rnn;
    private final cudnnRNNDataStruct inputShape = new cudnnRNNDataStruct();
    private final cudnnRNNDataStruct outputShape = new cudnnRNNDataStruct();
    private final cudnnTensorStruct stateShape = new cudnnTensorStruct();
    private final long spaceFloats;

    /** For each place of the space which parameter it is, and for each parameter its place there. */
    private final Pointer parameterAt;

    private final Pointer placeOf;

    private final DeviceMemory space = memory();
    private final DeviceMemory spaceGradient = memory();
    private final DeviceMemory output = memory();
    private final DeviceMemory inputEpsilon = memory();
    private final DeviceMemory work = memory();
    private final DeviceMemory reserve = memory();
    private final DeviceMemory lengths = memory();

    private Shape shape = new Shape(0, 0, 0);
    private long workBytes;
    private long reserveBytes;
    private FloatPointer input = new FloatPointer();

    /**
     * By cuDNN's algorithm that keeps the weights of few units in registers, where it takes these layers; else by the one that
     * takes all.
     */
    static DeviceRecurrent open(
            List<RecurrentCell> cells, DeviceContext context, FloatPointer parameters, FloatPointer gradient) {
        return small(cells, context, parameters, gradient)
                .orElseGet(
                        () -> new DeviceRecurrent(cells, context, parameters, gradient, cudnn.CUDNN_RNN_ALGO_STANDARD));
    }

    private static Optional<DeviceRecurrent> small(
            List<RecurrentCell> cells, DeviceContext context, FloatPointer parameters, FloatPointer gradient) {
        if (!isSmall(cells.get(0))) {
            return Optional.empty();
        }
        try {
            DeviceRecurrent made = new DeviceRecurrent(
                    cells, context, parameters, gradient, cudnn.CUDNN_RNN_ALGO_PERSIST_STATIC_SMALL_H);
            try {
                made.tryOut();
                return Optional.of(made);
            } catch (RuntimeException | Error e) {
                made.close();
                throw e;
            }
        } catch (IllegalStateException e) {
            return Optional.empty(); // this cuDNN does not have it for these layers
        }
    }

    /** As many units as its pass back takes; what PyTorch goes by too. */
    private static boolean isSmall(RecurrentCell cell) {
        return cell.units() <= (cell.kind() == RecurrentCell.Kind.SIMPLE_RNN ? 256 : 128);
    }

    /** A step of two short sequences, whose results nobody asks for. */
    private void tryOut() {
        Shape made = new Shape(3, 2, cells.get(0).inputs());
        try (DeviceMemory in = new DeviceMemory();
                DeviceMemory epsilon = new DeviceMemory()) {
            Shape out = shape(made);
            FloatPointer x = in.floats(made.floats());
            FloatPointer back = epsilon.floats(out.floats());
            context.stream().zero(parameters, parameterCount * Float.BYTES);
            context.stream().zero(x, made.floats() * Float.BYTES);
            context.stream().zero(back, out.floats() * Float.BYTES);
            forward(x, new DeviceTraining.Step(1, 0, 0, 0));
            backward(back);
            context.stream().await();
        }
    }

    private DeviceRecurrent(
            List<RecurrentCell> cells,
            DeviceContext context,
            FloatPointer parameters,
            FloatPointer gradient,
            int algorithm) {
        this.cells = List.copyOf(cells);
        this.context = context;
        this.parameters = parameters;
        this.gradient = gradient;
        try {
            rnn = new CudnnRnn(context.stream().handle(), cells, algorithm, context.tf32());
            opened.add(rnn::close);
            Cuda.checkDnn("cudnnCreateRNNDataDescriptor", cudnn.cudnnCreateRNNDataDescriptor(inputShape));
            opened.add(() -> cudnn.cudnnDestroyRNNDataDescriptor(inputShape));
            Cuda.checkDnn("cudnnCreateRNNDataDescriptor", cudnn.cudnnCreateRNNDataDescriptor(outputShape));
            opened.add(() -> cudnn.cudnnDestroyRNNDataDescriptor(outputShape));
            Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnn.cudnnCreateTensorDescriptor(stateShape));
            opened.add(() -> cudnn.cudnnDestroyTensorDescriptor(stateShape));
            spaceFloats = rnn.spaces().get(0).floats();
            int[] places = places();
            parameterCount = places.length;
            int[] inverse = new int[Math.toIntExact(spaceFloats)];
            Arrays.fill(inverse, -1);
            for (int i = 0; i < places.length; i++) {
                inverse[places[i]] = i;
            }
            placeOf = onDevice(places);
            parameterAt = onDevice(inverse);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private DeviceMemory memory() {
        DeviceMemory memory = new DeviceMemory();
        opened.add(memory::close);
        return memory;
    }

    private int[] places() {
        long count = cells.stream().mapToLong(DeviceRecurrent::parameters).sum();
        int[] places = new int[Math.toIntExact(count)];
        int from = 0;
        for (WeightSpace layer : rnn.spaces()) {
            layer.places(places, from);
            from += Math.toIntExact(parameters(layer.cell()));
        }
        return places;
    }

    private static long parameters(RecurrentCell cell) {
        return new NetworkParts.Recurrent(cell).parameters();
    }

    private Pointer onDevice(int[] values) {
        Pointer memory = memory().atLeast((long) values.length * Integer.BYTES);
        send(values, memory);
        return memory;
    }

    private void send(int[] values, Pointer memory) {
        try (IntPointer host = new IntPointer(values)) {
            context.stream().toDevice(memory, host, (long) values.length * Integer.BYTES);
            context.stream().await();
        }
    }

    private RecurrentCell last() {
        return cells.get(cells.size() - 1);
    }

    @Override
    public Shape shape(Shape given) {
        shape = given.width(last().units());
        int[] all = new int[given.batch()];
        Arrays.fill(all, given.time());
        CudnnRnn.describe(inputShape, given.time(), all, given.width());
        CudnnRnn.describe(outputShape, given.time(), all, shape.width());
        int[] sizes = {cells.size(), given.batch(), shape.width()};
        int[] strides = {given.batch() * shape.width(), shape.width(), 1};
        Cuda.checkDnn(
                "cudnnSetTensorNdDescriptor",
                cudnn.cudnnSetTensorNdDescriptor(stateShape, cudnn.CUDNN_DATA_FLOAT, 3, sizes, strides));
        send(all, lengths.atLeast((long) all.length * Integer.BYTES));
        try (SizeTPointer ofWork = new SizeTPointer(1);
                SizeTPointer ofReserve = new SizeTPointer(1)) {
            Cuda.checkDnn(
                    "cudnnGetRNNTempSpaceSizes",
                    cudnn.cudnnGetRNNTempSpaceSizes(
                            context.stream().handle(),
                            rnn.descriptor(),
                            cudnn.CUDNN_FWD_MODE_TRAINING,
                            inputShape,
                            ofWork,
                            ofReserve));
            workBytes = ofWork.get();
            reserveBytes = ofReserve.get();
        }
        work.atLeast(workBytes);
        reserve.atLeast(reserveBytes);
        output.floats(shape.floats());
        inputEpsilon.floats(given.floats());
        return shape;
    }

    @Override
    public FloatPointer forward(FloatPointer x, DeviceTraining.Step step) {
        input = x;
        FloatPointer weights = space.floats(spaceFloats);
        context.code().launch("gather", spaceFloats, weights, parameters, parameterAt);
        Cuda.checkDnn(
                "cudnnRNNForward",
                cudnn.cudnnRNNForward(
                        context.stream().handle(),
                        rnn.descriptor(),
                        cudnn.CUDNN_FWD_MODE_TRAINING,
                        new IntPointer(lengths.memory()),
                        inputShape,
                        x,
                        outputShape,
                        output.memory(),
                        stateShape,
                        new Pointer(), // from zero
                        new Pointer(),
                        stateShape,
                        new Pointer(),
                        new Pointer(),
                        spaceFloats * Float.BYTES,
                        weights,
                        workBytes,
                        work.memory(),
                        reserveBytes,
                        reserve.memory()));
        return output.floats(shape.floats());
    }

    @Override
    public FloatPointer backward(FloatPointer epsilon) {
        Pointer handed = inputEpsilon.memory();
        Cuda.checkDnn(
                "cudnnRNNBackwardData_v8",
                cudnn.cudnnRNNBackwardData_v8(
                        context.stream().handle(),
                        rnn.descriptor(),
                        new IntPointer(lengths.memory()),
                        outputShape,
                        output.memory(),
                        epsilon,
                        inputShape,
                        handed,
                        stateShape,
                        new Pointer(),
                        new Pointer(),
                        new Pointer(),
                        stateShape,
                        new Pointer(),
                        new Pointer(),
                        new Pointer(),
                        spaceFloats * Float.BYTES,
                        space.memory(),
                        workBytes,
                        work.memory(),
                        reserveBytes,
                        reserve.memory()));
        FloatPointer weights = spaceGradient.floats(spaceFloats);
        context.stream().zero(weights, spaceFloats * Float.BYTES); // cuDNN adds
        Cuda.checkDnn(
                "cudnnRNNBackwardWeights_v8",
                cudnn.cudnnRNNBackwardWeights_v8(
                        context.stream().handle(),
                        rnn.descriptor(),
                        cudnn.CUDNN_WGRAD_MODE_ADD,
                        new IntPointer(lengths.memory()),
                        inputShape,
                        input,
                        stateShape,
                        new Pointer(),
                        outputShape,
                        output.memory(),
                        spaceFloats * Float.BYTES,
                        weights,
                        workBytes,
                        work.memory(),
                        reserveBytes,
                        reserve.memory()));
        context.code().launch("gather", parameterCount, gradient, weights, placeOf);
        return new FloatPointer(handed);
    }

    @Override
    public void close() {
        opened.close();
    }
}
