package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.forecast4j.nn.kernel.DevicePart.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network in training on the GPU. A step sends the batch and waits for one number, the loss; all else stays there:
 * parameters, gradient, Adam's moments, the parameters' mean, and what the parts hand each other.
 */
final class CudnnTraining implements DeviceTraining {
    private final NetworkParts network;
    private final int count;
    private final Opened opened = new Opened();
    private final DeviceContext context;
    private final FloatPointer parameters;
    private final FloatPointer gradient;
    private final FloatPointer firstMoment;
    private final FloatPointer secondMoment;
    private final FloatPointer mean;
    private final FloatPointer norms;
    private final List<DevicePart> parts;
    private final DeviceOutput output;

    private final Sent features = new Sent();
    private final Sent labels = new Sent();
    private final Sent mask = new Sent();
    private final PinnedFloats loss = new PinnedFloats();
    private Shape shape = new Shape(0, 0, 0);

    /** @param code of {@link DeviceCode} */
    CudnnTraining(NetworkParts network, byte[] code, boolean tf32) {
        this.network = network;
        count = Math.toIntExact(network.parameters());
        try {
            context = new DeviceContext(code, tf32);
            opened.add(context::close);
            parameters = floats(count);
            gradient = floats(count);
            firstMoment = floats(count);
            secondMoment = floats(count);
            mean = floats(count);
            norms = floats(network.parts().size());
            parts = open(network.parts());
            output = (DeviceOutput) parts.get(parts.size() - 1);
            opened.add(features::close);
            opened.add(labels::close);
            opened.add(mask::close);
            opened.add(loss::close);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private FloatPointer floats(long size) {
        DeviceMemory memory = new DeviceMemory();
        opened.add(memory::close);
        return memory.floats(size);
    }

    // --- the parts

    private List<DevicePart> open(List<NetworkParts.Part> all) {
        List<DevicePart> found = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < all.size(); ) {
            int next = i + 1;
            if (all.get(i) instanceof NetworkParts.Recurrent first) {
                while (all.get(next) instanceof NetworkParts.Recurrent one && isUpon(one.cell(), first.cell())) {
                    next++;
                }
            }
            DevicePart part = open(all.subList(i, next), i, from);
            opened.add(part::close);
            found.add(part);
            for (NetworkParts.Part each : all.subList(i, next)) {
                from += each.parameters();
            }
            i = next;
        }
        return found;
    }

    /** Whether cuDNN takes a layer in the same call as the one that it follows. */
    private static boolean isUpon(RecurrentCell cell, RecurrentCell first) {
        return cell.kind() == first.kind()
                && cell.units() == first.units()
                && cell.activation() == first.activation()
                && cell.gateActivation() == first.gateActivation();
    }

    private DevicePart open(List<NetworkParts.Part> together, int place, long from) {
        FloatPointer own = DeviceMemory.floats(parameters, from);
        FloatPointer derivatives = DeviceMemory.floats(gradient, from);
        NetworkParts.Part part = together.get(0);
        if (part instanceof NetworkParts.Recurrent) {
            List<RecurrentCell> cells = together.stream()
                    .map(each -> ((NetworkParts.Recurrent) each).cell())
                    .toList();
            return DeviceRecurrent.open(cells, context, own, derivatives);
        } else if (part instanceof NetworkParts.Output last) {
            return new DeviceOutput(last, context, own, derivatives);
        } else if (part instanceof NetworkParts.Dense dense) {
            return new DeviceParts.Dense(dense, context, own, derivatives);
        } else if (part instanceof NetworkParts.Dropout dropout) {
            return new DeviceParts.Dropout(dropout, place, context);
        } else if (part instanceof NetworkParts.Repeat repeat) {
            return new DeviceParts.Repeat(repeat, context);
        }
        return new DeviceParts.LastStep(context);
    }

    // --- to the device and back

    @Override
    public void load(State state) {
        send(parameters, state.parameters(), 0);
        send(firstMoment, state.moments(), 0);
        send(secondMoment, state.moments(), count);
        send(mean, state.mean(), 0);
        context.stream().await();
    }

    @Override
    public void store(State state) {
        fetch(state.parameters(), 0, parameters);
        fetch(state.moments(), 0, firstMoment);
        fetch(state.moments(), count, secondMoment);
        fetch(state.mean(), 0, mean);
        context.stream().await();
    }

    private void send(FloatPointer to, INDArray from, long at) {
        context.stream().toDevice(to, host(from, at), (long) count * Float.BYTES);
    }

    private void fetch(INDArray to, long at, FloatPointer from) {
        context.stream().toHost(host(to, at), from, (long) count * Float.BYTES);
    }

    private static FloatPointer host(INDArray array, long at) {
        return NativeFloats.ofRows(array).getPointer(at);
    }

    /** Of a batch: a sequence's values on the host, pinned, and on the device. */
    private final class Sent implements AutoCloseable {
        private final PinnedFloats host = new PinnedFloats();
        private final DeviceMemory device = new DeviceMemory();

        /** @param sequence {@code [batch, width, time]}, a view of {@code [time, batch, width]} */
        FloatPointer of(INDArray sequence) {
            INDArray steps = NativeFloats.inRows(sequence.permute(2, 0, 1));
            long count = steps.length();
            FloatPointer pinned = host.atLeast(count);
            NativeFloats.keeping(() -> NativeFloats.copy(NativeFloats.ofRows(steps), pinned, count), steps, sequence);
            FloatPointer there = device.floats(count);
            context.stream().toDevice(there, pinned, count * Float.BYTES);
            return there;
        }

        @Override
        public void close() {
            host.close();
            device.close();
        }
    }

    // --- a step

    @Override
    public double step(Step step, INDArray given, INDArray expected, Optional<INDArray> counted) {
        int batch = Math.toIntExact(given.size(0));
        shape(new Shape(Math.toIntExact(given.size(2)), batch, Math.toIntExact(given.size(1))));
        FloatPointer values = features.of(given);
        for (DevicePart part : parts) {
            values = part.forward(values, step);
        }
        FloatPointer weights = counted.map(mask::of).orElseGet(FloatPointer::new);
        FloatPointer sum = output.loss(labels.of(expected), weights);
        for (int i = parts.size() - 1; i >= 0; i--) {
            values = parts.get(i).backward(values);
        }
        update(step, batch);
        FloatPointer host = loss.atLeast(1);
        context.stream().toHost(host, sum, Float.BYTES);
        context.stream().await();
        return host.get(0) / ((NetworkParts.Output) last()).outputs() / batch;
    }

    private NetworkParts.Part last() {
        return network.parts().get(network.parts().size() - 1);
    }

    private void shape(Shape input) {
        if (input.equals(shape)) {
            return;
        }
        shape = new Shape(0, 0, 0); // until all have room
        Shape next = input;
        for (DevicePart part : parts) {
            next = part.shape(next);
        }
        shape = input;
    }

    private void update(Step step, int batch) {
        NetworkParts.Adam adam = network.adam();
        double rate = step.learningRate()
                * Math.sqrt(1 - Math.pow(adam.beta2(), step.number()))
                / (1 - Math.pow(adam.beta1(), step.number()));
        long from = 0;
        for (int i = 0; i < network.parts().size(); i++) {
            long own = network.parts().get(i).parameters();
            if (own > 0) {
                FloatPointer norm = DeviceMemory.floats(norms, i);
                FloatPointer derivatives = DeviceMemory.floats(gradient, from);
                context.products().norm(own, derivatives, norm);
                context.code()
                        .launch(
                                "adam",
                                own,
                                DeviceMemory.floats(parameters, from),
                                DeviceMemory.floats(firstMoment, from),
                                DeviceMemory.floats(secondMoment, from),
                                DeviceMemory.floats(mean, from),
                                derivatives,
                                norm,
                                (float) batch,
                                (float) network.clip(),
                                (float) rate,
                                (float) adam.beta1(),
                                (float) adam.beta2(),
                                (float) adam.epsilon(),
                                (float) step.keep());
                from += own;
            }
        }
    }

    @Override
    public void close() {
        opened.close();
    }
}
