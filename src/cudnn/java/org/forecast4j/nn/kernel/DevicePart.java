package org.forecast4j.nn.kernel;

import org.bytedeco.javacpp.FloatPointer;

/** One of {@link NetworkParts} on the device. Its memory is its own, and kept from step to step. */
interface DevicePart extends AutoCloseable {

    /** A sequence's, as it lies on the device: {@code [time, batch, width]}. */
    record Shape(int time, int batch, int width) {
        /** Steps of all examples. */
        int rows() {
            return Math.multiplyExact(time, batch);
        }

        long floats() {
            return (long) rows() * width;
        }

        Shape width(int width) {
            return new Shape(time, batch, width);
        }

        Shape time(int time) {
            return new Shape(time, batch, width);
        }
    }

    /** Makes room for an input of this shape. Returns the output's. */
    Shape shape(Shape input);

    /**
     * From input to output, both of the shapes last said.
     *
     * @param step what the training step is
     */
    FloatPointer forward(FloatPointer input, DeviceTraining.Step step);

    /**
     * From the loss's derivative by the output to the one by the input of the forward pass before, and writes that by the
     * parameters. May write over what it is given.
     */
    FloatPointer backward(FloatPointer epsilon);

    @Override
    void close();
}
