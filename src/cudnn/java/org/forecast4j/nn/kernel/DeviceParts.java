package org.forecast4j.nn.kernel;

import org.bytedeco.javacpp.FloatPointer;

/** The parts that are a kernel or two. */
final class DeviceParts {
    private DeviceParts() {}

    /** {@link NetworkParts.Dense}. */
    static final class Dense implements DevicePart {
        private final DeviceContext context;
        private final int units;
        private final DeviceDense dense;
        private Shape shape = new Shape(0, 0, 0);
        private FloatPointer input = new FloatPointer();
        private FloatPointer output = new FloatPointer();

        Dense(NetworkParts.Dense part, DeviceContext context, FloatPointer parameters, FloatPointer gradient) {
            this.context = context;
            units = part.units();
            dense = new DeviceDense(part.inputs(), part.units(), context, parameters, gradient);
        }

        @Override
        public Shape shape(Shape input) {
            shape = input.width(units);
            return shape;
        }

        @Override
        public FloatPointer forward(FloatPointer x, DeviceTraining.Step step) {
            input = x;
            output = dense.forward(x, shape.rows());
            context.code().launch("relu", shape.floats(), output);
            return output;
        }

        @Override
        public FloatPointer backward(FloatPointer epsilon) {
            context.code().launch("relu_back", shape.floats(), epsilon, output);
            dense.learn(input, epsilon, shape.rows());
            return dense.epsilon(epsilon, shape.rows());
        }

        @Override
        public void close() {
            dense.close();
        }
    }

    /** {@link NetworkParts.Dropout}. */
    static final class Dropout implements DevicePart {
        private final DeviceContext context;
        private final float keep;
        private final int place;
        private final DeviceMemory output = new DeviceMemory();
        private long floats;
        private long seed;

        /** @param place which part it is; each drops other values */
        Dropout(NetworkParts.Dropout part, int place, DeviceContext context) {
            this.context = context;
            this.place = place;
            keep = (float) part.keep();
        }

        @Override
        public Shape shape(Shape input) {
            floats = input.floats();
            return input;
        }

        @Override
        public FloatPointer forward(FloatPointer x, DeviceTraining.Step step) {
            seed = (step.seed() * 1_000_003 + step.number()) * 1_000_003 + place;
            FloatPointer left = output.floats(floats);
            context.code().launch("drop", floats, left, x, keep, seed);
            return left;
        }

        @Override
        public FloatPointer backward(FloatPointer epsilon) {
            context.code().launch("drop", floats, epsilon, epsilon, keep, seed);
            return epsilon;
        }

        @Override
        public void close() {
            output.close();
        }
    }

    /** {@link NetworkParts.LastStep}. */
    static final class LastStep implements DevicePart {
        private final DeviceContext context;
        private final DeviceMemory inputEpsilon = new DeviceMemory();
        private Shape shape = new Shape(0, 0, 0);

        LastStep(DeviceContext context) {
            this.context = context;
        }

        @Override
        public Shape shape(Shape input) {
            shape = input;
            // All but the last step's stay zero.
            FloatPointer all = inputEpsilon.floats(input.floats());
            context.stream().zero(all, input.floats() * Float.BYTES);
            return input.time(1);
        }

        private long last() {
            return shape.floats() - (long) shape.batch() * shape.width();
        }

        @Override
        public FloatPointer forward(FloatPointer x, DeviceTraining.Step step) {
            return DeviceMemory.floats(x, last());
        }

        @Override
        public FloatPointer backward(FloatPointer epsilon) {
            FloatPointer all = inputEpsilon.floats(shape.floats());
            long bytes = (long) shape.batch() * shape.width() * Float.BYTES;
            context.stream().onDevice(DeviceMemory.floats(all, last()), epsilon, bytes);
            return all;
        }

        @Override
        public void close() {
            inputEpsilon.close();
        }
    }

    /** {@link NetworkParts.Repeat}. */
    static final class Repeat implements DevicePart {
        private final DeviceContext context;
        private final int times;
        private final DeviceMemory output = new DeviceMemory();
        private final DeviceMemory inputEpsilon = new DeviceMemory();
        private long floats;

        Repeat(NetworkParts.Repeat part, DeviceContext context) {
            this.context = context;
            times = part.times();
        }

        @Override
        public Shape shape(Shape input) {
            floats = input.floats();
            return input.time(times);
        }

        @Override
        public FloatPointer forward(FloatPointer x, DeviceTraining.Step step) {
            FloatPointer all = output.floats(floats * times);
            context.code().launch("repeat", floats, all, x, times);
            return all;
        }

        @Override
        public FloatPointer backward(FloatPointer epsilon) {
            FloatPointer sum = inputEpsilon.floats(floats);
            context.code().launch("repeat_back", floats, sum, epsilon, times);
            return sum;
        }

        @Override
        public void close() {
            output.close();
            inputEpsilon.close();
        }
    }
}
