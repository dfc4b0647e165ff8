package org.forecast4j.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Runs a recurrence on arrays as a network has them: views into bigger buffers, the weights one after another in 'f' order.
 * Around each array lies NaN, and in each result before it is written: who reads either shows it in the numbers, and who
 * writes beyond an array is caught here.
 */
final class Bench {
    private final List<Buffer> buffers = new ArrayList<>();
    private final RecurrentCell cell;
    private final Weights weights;
    private Inputs inputs;
    private final INDArray epsilon;
    final INDArray output;
    private final INDArray state;
    private final Weights gradients;
    private final INDArray inputEpsilon;

    Bench(Problem problem, DataType type) {
        this(problem.cell(), type, problem.weights(), problem.inputs(), problem.epsilon());
    }

    Bench(RecurrentCell cell, DataType type, Weights weights, Inputs inputs, INDArray epsilon) {
        this.cell = cell;
        this.weights = parameters(type, weights);
        this.inputs = new Inputs(
                alone(type, inputs.values()),
                inputs.mask().map(mask -> alone(type, mask)),
                inputs.state().map(state -> alone(type, state)));
        this.epsilon = alone(type, epsilon);
        output = alone(type, epsilon);
        state = alone(
                type, Nd4j.create(DataType.DOUBLE, cell.kind().states(), this.inputs.batch(), (long) cell.units()));
        gradients = parameters(type, weights);
        inputEpsilon = alone(type, inputs.values());
    }

    void turnMask() {
        inputs = new Inputs(inputs.values(), inputs.mask().map(mask -> mask.dup('f')), inputs.state());
    }

    private Weights parameters(DataType type, Weights values) {
        Buffer vector = new Buffer(
                type,
                values.input().length()
                        + values.recurrent().length()
                        + values.bias().length());
        buffers.add(vector);
        return new Weights(
                vector.next('f', values.input()),
                vector.next('f', values.recurrent()),
                vector.next('f', values.bias()));
    }

    private INDArray alone(DataType type, INDArray values) {
        Buffer buffer = new Buffer(type, values.length());
        buffers.add(buffer);
        return buffer.next('c', values);
    }

    private static final class Buffer {
        private static final int MARGIN = 5;
        private final INDArray all;
        private long used = MARGIN;

        Buffer(DataType type, long length) {
            all = Nd4j.create(type, length + 2L * MARGIN).assign(Double.NaN);
        }

        INDArray next(char order, INDArray values) {
            INDArray part =
                    all.get(NDArrayIndex.interval(used, used + values.length())).reshape(order, values.shape());
            assertThat(part.offset()).isEqualTo(used);
            used += values.length();
            return part.assign(values.castTo(part.dataType()));
        }

        void check() {
            for (int i = 0; i < MARGIN; i++) {
                assertThat(all.getDouble(i)).as("what lies before an array").isNaN();
                assertThat(all.getDouble(used + i))
                        .as("what lies behind an array")
                        .isNaN();
            }
        }
    }

    // --- calls, and what they wrote: names and values in 'c' order

    Map<String, double[]> infer(Recurrence recurrence) {
        forget(output, state);
        recurrence.infer(weights, inputs, output, state);
        return outputs();
    }

    Map<String, double[]> forward(Recurrence recurrence) {
        forget(output, state);
        recurrence.forward(weights, inputs, output, state);
        return outputs();
    }

    private Map<String, double[]> outputs() {
        buffers.forEach(Buffer::check);
        Map<String, double[]> written = new LinkedHashMap<>();
        written.put("output", values(output));
        written.put("state", values(state));
        return written;
    }

    Map<String, double[]> backward(Recurrence recurrence, int steps) {
        forget(gradients.input(), gradients.recurrent(), gradients.bias(), inputEpsilon);
        recurrence.backward(weights, epsilon, steps, gradients, inputEpsilon);
        buffers.forEach(Buffer::check);
        return gradients(gradients, inputEpsilon);
    }

    static Map<String, double[]> gradients(Weights weights, INDArray input) {
        Map<String, double[]> gradients = new LinkedHashMap<>();
        gradients.put("gradient by W", values(weights.input()));
        gradients.put("gradient by R", values(weights.recurrent()));
        gradients.put("gradient by b", values(weights.bias()));
        gradients.put("gradient by x", values(input));
        return gradients;
    }

    private static void forget(INDArray... results) {
        for (INDArray result : results) {
            result.assign(Double.NaN);
        }
    }

    static double[] values(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    /** With memory and calls of its own. */
    static Map<String, double[]> reference(Problem problem, int steps) {
        Bench bench = new Bench(problem, DataType.DOUBLE);
        Recurrence reference = new ReferenceKernel().recurrence(bench.cell, DataType.DOUBLE);
        Map<String, double[]> results = bench.forward(reference);
        results.putAll(bench.backward(reference, steps));
        return results;
    }
}
