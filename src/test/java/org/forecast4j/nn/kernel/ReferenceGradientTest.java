package org.forecast4j.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.forecast4j.nn.kernel.Problem.Masking;
import org.forecast4j.nn.kernel.RecurrentCell.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What all kernels are measured by is itself measured by finite differences, which know nothing of backpropagation. */
class ReferenceGradientTest {
    private static final double STEP = 1e-5;
    private static final double RELATIVE = 1e-6;

    static Stream<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Problem problem = Problem.of(kind, 5, 3, 2, 4);
            for (Masking masking : Masking.values()) {
                problems.add(problem.with(masking));
                problems.add(problem.with(masking).withState(true));
            }
            for (Nonlinearity function : Nonlinearity.values()) {
                problems.add(problem.with(function, Nonlinearity.SIGMOID).withState(true));
                problems.add(problem.with(Nonlinearity.TANH, function).withState(true));
            }
        }
        return problems.stream().distinct();
    }

    @ParameterizedTest
    @MethodSource("problems")
    void gradients_of_the_whole_sequence_are_differences_of_the_loss(Problem problem) {
        Inputs inputs = problem.inputs();
        Call call = new Call(problem, problem.weights(), inputs, problem.epsilon());

        Closeness.assertClose(call.gradients(problem.time()), call.differences(), 0, RELATIVE);
    }

    /** By definition the state before the last steps is a constant there, and so is what came out before. */
    @ParameterizedTest
    @MethodSource("problems")
    void gradients_of_the_last_steps_are_differences_with_the_state_before_them_held(Problem problem) {
        int steps = 2;
        int before = problem.time() - steps;
        Inputs inputs = problem.inputs();
        Call whole = new Call(problem, problem.weights(), inputs, problem.epsilon());
        Call earlier = new Call(
                problem,
                problem.weights(),
                part(inputs, 0, before, inputs.state()),
                part(problem.epsilon(), 0, before));
        Call last = new Call(
                problem,
                problem.weights(),
                part(inputs, before, problem.time(), Optional.of(earlier.finalState())),
                part(problem.epsilon(), before, problem.time()));

        Map<String, double[]> expected = last.differences();
        expected.computeIfPresent("gradient by x", (name, values) -> behindZeros(values, inputs.values()));

        Closeness.assertClose(whole.gradients(steps), expected, 0, RELATIVE);
    }

    private static Inputs part(Inputs inputs, int from, int to, Optional<INDArray> state) {
        INDArrayIndex steps = NDArrayIndex.interval(from, to);
        return new Inputs(
                part(inputs.values(), from, to),
                inputs.mask().map(mask -> mask.get(NDArrayIndex.all(), steps).dup('c')),
                state);
    }

    private static INDArray part(INDArray sequence, int from, int to) {
        return sequence.get(NDArrayIndex.interval(from, to), NDArrayIndex.all(), NDArrayIndex.all())
                .dup('c');
    }

    private static double[] behindZeros(double[] last, INDArray whole) {
        double[] values = new double[Math.toIntExact(whole.length())];
        System.arraycopy(last, 0, values, values.length - last.length, last.length);
        return values;
    }

    /** One computation; its loss is the sum of output times epsilon, so that epsilon is the loss's derivative. */
    private record Call(Problem problem, Weights weights, Inputs inputs, INDArray epsilon) {

        Recurrence recurrence() {
            return new ReferenceKernel().recurrence(problem.cell(), DataType.DOUBLE);
        }

        INDArray newState() {
            RecurrentCell cell = problem.cell();
            return Nd4j.create(DataType.DOUBLE, cell.kind().states(), inputs.batch(), (long) cell.units());
        }

        INDArray finalState() {
            INDArray state = newState();
            recurrence().infer(weights, inputs, like(epsilon), state);
            return state;
        }

        double loss() {
            INDArray output = like(epsilon);
            recurrence().infer(weights, inputs, output, newState());
            return output.mul(epsilon).sumNumber().doubleValue();
        }

        Map<String, double[]> gradients(int steps) {
            Recurrence recurrence = recurrence();
            Weights gradients = new Weights(like(weights.input()), like(weights.recurrent()), like(weights.bias()));
            INDArray byInput = like(inputs.values());
            recurrence.forward(weights, inputs, like(epsilon), newState());
            recurrence.backward(weights, epsilon, steps, gradients, byInput);
            return Bench.gradients(gradients, byInput);
        }

        Map<String, double[]> differences() {
            Map<String, double[]> differences = new LinkedHashMap<>();
            Weights byWeights = new Weights(
                    differences(weights.input()), differences(weights.recurrent()), differences(weights.bias()));
            differences.putAll(Bench.gradients(byWeights, differences(inputs.values())));
            return differences;
        }

        private INDArray differences(INDArray by) {
            assertThat(by.offset()).as("the array has memory of its own").isZero();
            INDArray differences = like(by);
            for (long i = 0; i < by.length(); i++) {
                double value = by.data().getDouble(i);
                by.data().put(i, value + STEP);
                double above = loss();
                by.data().put(i, value - STEP);
                double below = loss();
                by.data().put(i, value);
                differences.data().put(i, (above - below) / (2 * STEP));
            }
            return differences;
        }

        private static INDArray like(INDArray array) {
            return array.dup(array.ordering());
        }
    }
}
