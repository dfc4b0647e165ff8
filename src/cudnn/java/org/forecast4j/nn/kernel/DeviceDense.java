package org.forecast4j.nn.kernel;

import org.bytedeco.javacpp.FloatPointer;

/** {@code x W + b} of the rows of a sequence, and its derivatives; {@code W} lies column after column, {@code b} behind it. */
final class DeviceDense implements AutoCloseable {
    private final int inputs;
    private final int units;
    private final DeviceContext context;
    private final FloatPointer parameters;
    private final FloatPointer gradient;
    private final DeviceMemory output = new DeviceMemory();
    private final DeviceMemory inputEpsilon = new DeviceMemory();
    private final DeviceMemory ones = new DeviceMemory();

    DeviceDense(int inputs, int units, DeviceContext context, FloatPointer parameters, FloatPointer gradient) {
        this.inputs = inputs;
        this.units = units;
        this.context = context;
        this.parameters = parameters;
        this.gradient = gradient;
    }

    FloatPointer forward(FloatPointer x, int rows) {
        long floats = (long) rows * units;
        FloatPointer z = output.floats(floats);
        context.code().launch("biases", floats, z, bias(parameters), units);
        context.products().multiply(units, rows, inputs, true, parameters, false, x, true, z);
        return z;
    }

    /** Writes the gradient. */
    void learn(FloatPointer x, FloatPointer delta, int rows) {
        context.products().multiply(inputs, units, rows, false, x, true, delta, false, gradient);
        FloatPointer all = ones.floats(rows);
        context.code().launch("fill", rows, all, 1f);
        context.products().multiply(units, 1, rows, false, delta, false, all, false, bias(gradient));
    }

    FloatPointer epsilon(FloatPointer delta, int rows) {
        FloatPointer epsilon = inputEpsilon.floats((long) rows * inputs);
        context.products().multiply(inputs, rows, units, false, parameters, false, delta, false, epsilon);
        return epsilon;
    }

    private FloatPointer bias(FloatPointer all) {
        return DeviceMemory.floats(all, (long) inputs * units);
    }

    @Override
    public void close() {
        output.close();
        inputEpsilon.close();
        ones.close();
    }
}
