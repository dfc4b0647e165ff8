package org.forecast4j.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.kernel.Problem.Masking;
import org.forecast4j.nn.kernel.RecurrentCell.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What every kernel must do; whatever {@link Kernels} has on this machine is tested. */
class KernelContractTest {
    /** time, batch, inputs, units */
    private static final int[][] SHAPES = {
        {1, 1, 1, 1}, {1, 5, 3, 4}, {7, 1, 2, 3}, {5, 3, 4, 7}, {3, 33, 5, 17}, {4, 40, 19, 64}, {12, 130, 7, 33}
    };

    /** So many steps and examples, or so wide, that a kernel goes through them in pieces; a batch of which one step is much. */
    private static final int[][] BIG_SHAPES = {{9, 1100, 2, 3}, {60, 130, 3, 5}, {3, 4200, 1, 2}, {4, 210, 3, 130}};

    private static final List<DataType> TYPES = List.of(DataType.FLOAT, DataType.DOUBLE);

    /** A problem for a kernel to compute in arrays of a type. */
    record Case(RecurrentKernel kernel, DataType type, Problem problem) {
        boolean isSupported() {
            return kernel.supports(problem.cell(), type);
        }

        Recurrence recurrence() {
            return kernel.recurrence(problem.cell(), type);
        }

        Bench bench() {
            return new Bench(problem, type);
        }

        @Override
        public String toString() {
            return kernel.name() + " " + type + " " + problem;
        }
    }

    private static List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int[] shape : SHAPES) {
                Problem problem = Problem.of(kind, shape[0], shape[1], shape[2], shape[3]);
                for (Masking masking : Masking.values()) {
                    problems.add(problem.with(masking));
                    problems.add(problem.with(masking).withState(true));
                }
            }
            for (int[] shape : BIG_SHAPES) {
                problems.add(Problem.of(kind, shape[0], shape[1], shape[2], shape[3])
                        .with(Masking.SCATTERED)
                        .withState(true));
            }
            Problem small = Problem.of(kind, 5, 3, 4, 7).with(Masking.SCATTERED).withState(true);
            for (Nonlinearity activation : Nonlinearity.values()) {
                problems.add(small.with(activation, Nonlinearity.HARD_SIGMOID));
            }
        }
        return problems;
    }

    private static final List<RecurrentKernel> KERNELS = kernels();

    /** Tests run with one thread for each computation; the fastest kernel must also share its work out. */
    private static List<RecurrentKernel> kernels() {
        Kernels machine = Kernels.ofThisMachine();
        List<RecurrentKernel> kernels = new ArrayList<>(machine.all());
        if (machine.notice().isEmpty()) {
            kernels.add(new CpuKernel("cpu by 3 threads", new OneDnnGemm(), new Workers(2)));
        }
        // What stands around cuDNN, with plain loops in its place; and what computes on other backends of ND4J.
        kernels.add(new SequenceKernel("plain sequences", PlainEngine::new));
        if (machine.all().stream().noneMatch(Nd4jKernel.class::isInstance)) {
            kernels.add(new Nd4jKernel());
        }
        return kernels;
    }

    private static Stream<Case> casesOf(Problem problem) {
        return KERNELS.stream()
                .flatMap(kernel -> TYPES.stream().map(type -> new Case(kernel, type, problem)))
                .filter(Case::isSupported);
    }

    /** One problem's cases after another, so that its expected numbers need not be kept for long. */
    static Stream<Case> cases() {
        return problems().stream().flatMap(KernelContractTest::casesOf).filter(each -> !isSlowForNothing(each));
    }

    /** What goes through all sizes alike: small ones show as much. */
    private static boolean isSlowForNothing(Case each) {
        boolean alike = each.kernel() instanceof ReferenceKernel
                || each.kernel() instanceof Nd4jKernel
                || each.kernel().name().startsWith("plain");
        return alike && each.problem().batch() > 10;
    }

    /** For what does not depend on the numbers. */
    static Stream<Case> layers() {
        return Arrays.stream(Kind.values())
                .map(kind ->
                        Problem.of(kind, 6, 9, 4, 11).with(Masking.SCATTERED).withState(true))
                .flatMap(KernelContractTest::casesOf);
    }

    @Test
    void at_least_two_kernels_ran() {
        List<RecurrentKernel> found = Kernels.ofThisMachine().all();
        assertThat(cases().map(Case::kernel).filter(found::contains).distinct())
                .as("with the reference alone nothing is compared")
                .hasSizeGreaterThan(1);
    }

    @Test
    void the_gpus_kernel_ran() {
        boolean there = KERNELS.stream().anyMatch(kernel -> kernel.name().equals("cudnn"));
        assumeTrue(
                there,
                () -> "the GPU's kernel was not tested: "
                        + Devices.ofThisProcess().current().sentence());
        assertThat(cases().map(each -> each.kernel().name())).contains("cudnn");
    }

    // --- the numbers

    private static final Map<Problem, Map<Integer, Map<String, double[]>>> EXPECTED = new HashMap<>();

    private static Map<String, double[]> expected(Problem problem, int steps) {
        if (!EXPECTED.containsKey(problem)) {
            EXPECTED.clear();
        }
        return EXPECTED.computeIfAbsent(problem, any -> new HashMap<>())
                .computeIfAbsent(steps, any -> Bench.reference(problem, steps));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputs_states_and_gradients_are_the_references(Case each) {
        int all = each.problem().time();
        int some = (all + 1) / 2;
        Bench bench = each.bench();
        Recurrence recurrence = each.recurrence();
        Closeness.assertOutputs(bench.infer(recurrence), expected(each.problem(), all), each.type());
        Closeness.assertOutputs(bench.forward(recurrence), expected(each.problem(), all), each.type());
        Closeness.assertGradients(bench.backward(recurrence, all), expected(each.problem(), all), each.type());
        bench.forward(recurrence);
        Closeness.assertGradients(bench.backward(recurrence, some), expected(each.problem(), some), each.type());
    }

    static Stream<TorchCase> torchCases() {
        return TorchTrace.all().stream().flatMap(trace -> KERNELS.stream().flatMap(kernel -> TYPES.stream()
                .filter(type -> kernel.supports(trace.cell(), type))
                .map(type -> new TorchCase(kernel, type, trace))));
    }

    record TorchCase(RecurrentKernel kernel, DataType type, TorchTrace trace) {
        @Override
        public String toString() {
            return kernel.name() + " " + type + " " + trace;
        }
    }

    @ParameterizedTest
    @MethodSource("torchCases")
    void outputs_states_and_gradients_are_pytorchs(TorchCase each) {
        RecurrentCell cell = each.trace().cell();
        for (TorchTrace.Pass pass : each.trace().passes()) {
            Bench bench = new Bench(cell, each.type(), pass.weights(), pass.inputs(), pass.lossWeights());
            Recurrence recurrence = each.kernel().recurrence(cell, each.type());
            Map<String, double[]> outputs =
                    Map.of("output", Bench.values(pass.output()), "state", Bench.values(pass.state()));
            Closeness.assertOutputs(bench.infer(recurrence), outputs, each.type());
            Closeness.assertOutputs(bench.forward(recurrence), outputs, each.type());
            Closeness.assertGradients(
                    bench.backward(recurrence, pass.inputs().time()),
                    Bench.gradients(pass.gradients(), pass.inputGradient()),
                    each.type());
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void more_steps_back_than_the_sequence_has_are_all_of_them(Case each) {
        Bench bench = each.bench();
        Recurrence recurrence = each.recurrence();
        bench.forward(recurrence);
        Map<String, double[]> all = bench.backward(recurrence, each.problem().time());
        bench.forward(recurrence);
        Closeness.assertSameBits(bench.backward(recurrence, each.problem().time() + 3), all);
    }

    /** A layer's mask may be a view of the network's, or turned about. */
    @ParameterizedTest
    @MethodSource("layers")
    void mask_may_lie_in_any_order(Case each) {
        Bench bench = each.bench();
        Recurrence recurrence = each.recurrence();
        Map<String, double[]> inferred = bench.infer(recurrence);
        Map<String, double[]> outputs = bench.forward(recurrence);
        bench.turnMask();
        Closeness.assertSameBits(bench.infer(recurrence), inferred);
        Closeness.assertSameBits(bench.forward(recurrence), outputs);
    }

    // --- the memory

    /** A network may be asked for an output while it is trained. */
    @ParameterizedTest
    @MethodSource("layers")
    void inference_leaves_what_backward_needs(Case each) {
        Bench bench = each.bench();
        Recurrence recurrence = each.recurrence();
        bench.forward(recurrence);
        Map<String, double[]> expected =
                bench.backward(recurrence, each.problem().time());
        Problem asBig = each.problem().with(Masking.NONE);
        for (Problem other : List.of(asBig, asBig.ofSize(9, 20), asBig.ofSize(1, 1))) {
            bench.forward(recurrence);
            new Bench(other, each.type()).infer(recurrence);
            Closeness.assertSameBits(bench.backward(recurrence, each.problem().time()), expected);
        }
    }

    /** The next layer may compute in place. */
    @ParameterizedTest
    @MethodSource("layers")
    void output_may_change_before_backward(Case each) {
        Bench bench = each.bench();
        Recurrence recurrence = each.recurrence();
        bench.forward(recurrence);
        Map<String, double[]> expected =
                bench.backward(recurrence, each.problem().time());
        bench.forward(recurrence);
        bench.output.assign(Double.NaN);
        Closeness.assertSameBits(bench.backward(recurrence, each.problem().time()), expected);
    }

    static Stream<Case> bigLayers() {
        return Arrays.stream(Kind.values())
                .map(kind -> Problem.of(kind, 4, 70, 19, 64).withState(true))
                .flatMap(KernelContractTest::casesOf)
                .filter(each -> !isSlowForNothing(each));
    }

    /** Big enough for the work to be shared out among threads, whose order of finishing must not show. */
    @ParameterizedTest
    @MethodSource("bigLayers")
    void repeated_calls_give_the_same_bits(Case each) {
        Bench bench = each.bench();
        Recurrence recurrence = each.recurrence();
        Map<String, double[]> inferred = bench.infer(recurrence);
        Map<String, double[]> outputs = bench.forward(recurrence);
        Map<String, double[]> gradients = bench.backward(recurrence, 4);
        for (int i = 0; i < 3; i++) {
            Closeness.assertSameBits(bench.infer(recurrence), inferred);
            Closeness.assertSameBits(bench.forward(recurrence), outputs);
            Closeness.assertSameBits(bench.backward(recurrence, 4), gradients);
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void serves_batches_of_changing_size_one_after_another(Case each) {
        Recurrence recurrence = each.recurrence();
        for (int[] size : new int[][] {{5, 8}, {11, 20}, {2, 3}, {2, 40}, {13, 1}, {11, 20}}) {
            Problem problem = each.problem().ofSize(size[0], size[1]);
            Bench bench = new Bench(problem, each.type());
            Map<String, double[]> expected = Bench.reference(problem, problem.time());
            Closeness.assertOutputs(bench.infer(recurrence), expected, each.type());
            Closeness.assertOutputs(bench.forward(recurrence), expected, each.type());
            Closeness.assertGradients(bench.backward(recurrence, problem.time()), expected, each.type());
        }
    }

    /** The state and the mask of one batch must not linger. */
    @ParameterizedTest
    @MethodSource("layers")
    void state_and_mask_are_of_one_call(Case each) {
        Recurrence recurrence = each.recurrence();
        Problem bare = each.problem().with(Masking.NONE).withState(false);
        for (Problem problem : List.of(each.problem(), bare, each.problem().withState(false), bare)) {
            Bench bench = new Bench(problem, each.type());
            Map<String, double[]> expected = Bench.reference(problem, problem.time());
            Closeness.assertOutputs(bench.infer(recurrence), expected, each.type());
            Closeness.assertOutputs(bench.forward(recurrence), expected, each.type());
            Closeness.assertGradients(bench.backward(recurrence, problem.time()), expected, each.type());
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void two_recurrences_of_one_kernel_share_no_memory(Case each) {
        Bench bench = each.bench();
        Recurrence one = each.recurrence();
        bench.forward(one);
        Map<String, double[]> expected = bench.backward(one, each.problem().time());
        bench.forward(one);
        new Bench(each.problem().with(Masking.NONE), each.type()).forward(each.recurrence());
        Closeness.assertSameBits(bench.backward(one, each.problem().time()), expected);
    }
}
