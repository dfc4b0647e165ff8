package org.forecast4j.nn.kernel;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** {@link NetworkParts.Output}: the network's last part, and its loss. */
final class DeviceOutput implements DevicePart {
    private final NetworkParts.Output part;
    private final DeviceContext context;
    private final DeviceDense dense;
    private final DeviceMemory losses = new DeviceMemory();
    private final DeviceMemory total = new DeviceMemory();
    private final DeviceMemory quantiles = new DeviceMemory();

    private Shape shape = new Shape(0, 0, 0);
    private FloatPointer input = new FloatPointer();
    private FloatPointer output = new FloatPointer();

    DeviceOutput(NetworkParts.Output part, DeviceContext context, FloatPointer parameters, FloatPointer gradient) {
        this.part = part;
        this.context = context;
        dense = new DeviceDense(part.inputs(), part.outputs(), context, parameters, gradient);
        List<Double> levels = part.loss().quantiles();
        for (int i = 0; i < levels.size(); i++) {
            FloatPointer all = quantiles.floats(levels.size());
            context.code()
                    .launch(
                            "fill",
                            1,
                            DeviceMemory.floats(all, i),
                            levels.get(i).floatValue());
        }
    }

    @Override
    public Shape shape(Shape given) {
        shape = given.width(part.outputs());
        return shape;
    }

    @Override
    public FloatPointer forward(FloatPointer x, DeviceTraining.Step step) {
        input = x;
        output = dense.forward(x, shape.rows());
        return output;
    }

    /**
     * Has the output give way to the loss's derivative by it.
     *
     * @param mask as the labels, or a null pointer
     * @return where on the device the loss of all rows is
     */
    FloatPointer loss(FloatPointer labels, FloatPointer mask) {
        FloatPointer each = losses.floats(shape.floats());
        FloatPointer sum = total.floats(1);
        NetworkParts.OutputLoss loss = part.loss();
        context.code()
                .launch(
                        "loss",
                        shape.floats(),
                        output,
                        each,
                        labels,
                        mask,
                        quantiles.memory(),
                        loss.quantiles().size(),
                        loss.rows(),
                        part.outputs(),
                        number(loss.point()),
                        (float) loss.bend());
        context.products().sum(shape.floats(), each, sum);
        return sum;
    }

    /** As {@code network.cu} numbers them. */
    private static int number(NetworkParts.Point point) {
        return switch (point) {
            case SQUARED -> 0;
            case ABSOLUTE -> 1;
            case HUBER -> 2;
        };
    }

    /** From the derivative that the loss has left where the output was. */
    @Override
    public FloatPointer backward(FloatPointer delta) {
        dense.learn(input, delta, shape.rows());
        return dense.epsilon(delta, shape.rows());
    }

    @Override
    public void close() {
        dense.close();
        losses.close();
        total.close();
        quantiles.close();
    }
}
