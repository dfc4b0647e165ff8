package org.forecast4j.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.forecast4j.UserError;
import org.forecast4j.nn.kernel.RecurrentCell.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What is chosen on this machine, and the pieces that kernels have in common. */
class KernelsTest {
    private static final Kernels KERNELS = Kernels.ofThisMachine();

    private String before;

    @BeforeEach
    void keepPreference() {
        before = System.getProperty(Kernels.PROPERTY);
        System.clearProperty(Kernels.PROPERTY);
    }

    @AfterEach
    void restorePreference() {
        prefer(before);
    }

    private static void prefer(String name) {
        if (name == null) {
            System.clearProperty(Kernels.PROPERTY);
        } else {
            System.setProperty(Kernels.PROPERTY, name);
        }
    }

    private static RecurrentCell cell(Kind kind) {
        return new RecurrentCell(kind, 2, 3, Nonlinearity.TANH, Nonlinearity.SIGMOID);
    }

    private static String chosen(Kind kind, DataType type) {
        return KERNELS.choose(cell(kind), type).name();
    }

    // --- the choice

    static Stream<RecurrentKernel> kernels() {
        return KERNELS.all().stream();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void preferred_kernel_computes_before_faster_ones(RecurrentKernel kernel) {
        prefer(kernel.name());

        assertThat(chosen(Kind.LSTM, DataType.FLOAT)).isEqualTo(kernel.name());
    }

    @ParameterizedTest
    @EnumSource
    void kernel_that_nobody_knows_is_the_users_error_in_one_line_naming_all(Kind kind) {
        prefer("nonsense");

        assertThatThrownBy(() -> chosen(kind, DataType.FLOAT))
                .isInstanceOfSatisfying(
                        UserError.class, error -> assertThat(error.kind()).isEqualTo(UserError.Kind.USAGE))
                .hasMessageContainingAll("nonsense", KERNELS.names(), Kernels.VARIABLE)
                .message()
                .hasLineCount(1);
    }

    @Test
    void preferred_kernel_that_cannot_compute_a_cell_or_type_leaves_it_to_another() {
        String fastest = KERNELS.all().get(0).name();
        prefer(fastest);

        assertThat(chosen(Kind.LSTM, DataType.FLOAT)).isEqualTo(fastest);
        assertThat(chosen(Kind.GRU_RESET_BEFORE, DataType.FLOAT)).isEqualTo("reference");
        assertThat(chosen(Kind.LSTM, DataType.DOUBLE)).isEqualTo("reference");
    }

    @Test
    void last_kernel_computes_everything() {
        RecurrentKernel last = KERNELS.all().get(KERNELS.all().size() - 1);
        for (Kind kind : Kind.values()) {
            for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16, DataType.BFLOAT16)) {
                assertThat(last.supports(cell(kind), type)).isTrue();
            }
        }
    }

    // --- activation functions

    private static IActivation ofDl4j(Nonlinearity function) {
        Activation name =
                switch (function) {
                    case TANH -> Activation.TANH;
                    case SIGMOID -> Activation.SIGMOID;
                    case HARD_SIGMOID -> Activation.HARDSIGMOID;
                    case HARD_TANH -> Activation.HARDTANH;
                    case RELU -> Activation.RELU;
                    case SOFT_SIGN -> Activation.SOFTSIGN;
                    case IDENTITY -> Activation.IDENTITY;
                };
        return name.getActivationFunction();
    }

    @ParameterizedTest
    @EnumSource
    void plain_function_of_dl4j_is_known(Nonlinearity function) {
        assertThat(Nonlinearity.of(ofDl4j(function))).contains(function);
    }

    static Stream<IActivation> otherFunctions() {
        return Stream.of(
                new ActivationLReLU(),
                new ActivationReLU(6.0, null, null),
                new ActivationReLU(null, 1.0, null),
                new ActivationReLU(null, null, 0.1),
                Activation.SOFTMAX.getActivationFunction(),
                Activation.RATIONALTANH.getActivationFunction(),
                Activation.ELU.getActivationFunction());
    }

    @ParameterizedTest
    @MethodSource("otherFunctions")
    void function_with_settings_or_another_formula_is_unknown(IActivation function) {
        assertThat(Nonlinearity.of(function)).isEmpty();
    }

    /** But for rounding: ND4J multiplies by a float's 0.2 in the hard sigmoid, even of doubles. */
    @ParameterizedTest
    @EnumSource
    void value_and_slope_are_dl4js(Nonlinearity function) {
        INDArray z = Nd4j.linspace(DataType.DOUBLE, -4.03, 0.1, 81).reshape(9, 9);
        INDArray value = ofDl4j(function).getActivation(z.dup(), true);
        INDArray slope = ofDl4j(function).backprop(z.dup(), Nd4j.onesLike(z)).getFirst();

        for (long i = 0; i < z.length(); i++) {
            double y = function.value(z.getDouble(i));
            assertThat(y).isCloseTo(value.getDouble(i), within(2e-8));
            assertThat(function.slope(y)).as("slope at %s", z.getDouble(i)).isCloseTo(slope.getDouble(i), within(2e-8));
        }
    }

    // --- products

    /** Products by a library and threads; and sizes of which the last are worth sharing. */
    record Multiplication(String name, Products products, boolean transposeA, boolean transposeB, int m, int n, int k) {
        @Override
        public String toString() {
            return "%s %s%s %d/%d/%d".formatted(name, transposeA ? "T" : "N", transposeB ? "T" : "N", m, n, k);
        }
    }

    static Stream<Multiplication> multiplications() {
        Products ofOpenBlas = new Products(new OpenBlasGemm(), new Workers(2));
        int[][] sizes = {{1, 1, 1}, {1, 5, 3}, {7, 1, 4}, {3, 4, 5}, {131, 67, 90}, {2, 700, 900}};
        return Stream.of(ofOpenBlas, KERNELS.products(), sharing(KERNELS)).flatMap(products -> Stream.of(false, true)
                .flatMap(ta -> Stream.of(false, true).flatMap(tb -> Stream.of(sizes)
                        .map(size -> new Multiplication(
                                products == ofOpenBlas ? "OpenBLAS" : "of this machine",
                                products,
                                ta,
                                tb,
                                size[0],
                                size[1],
                                size[2])))));
    }

    /** Surefire gives us one thread; the fastest library must also work on several. */
    private static Products sharing(Kernels kernels) {
        Supplier<Gemm> fastest = kernels.notice().isPresent() ? OpenBlasGemm::new : OneDnnGemm::new;
        return new Products(fastest.get(), new Workers(2));
    }

    @ParameterizedTest
    @MethodSource("multiplications")
    void product_is_nd4js(Multiplication each) {
        INDArray a = each.transposeA() ? random(each.k(), each.m()) : random(each.m(), each.k());
        INDArray b = each.transposeB() ? random(each.n(), each.k()) : random(each.k(), each.n());
        // part of something bigger, as a network's arrays are
        INDArray around = Nd4j.valueArrayOf(new long[] {each.m() + 2L, each.n()}, Double.NaN, DataType.FLOAT);
        INDArray c = around.get(NDArrayIndex.interval(1, each.m() + 1L), NDArrayIndex.all());
        assertThat(Products.takes(a) && Products.takes(b) && Products.takes(c)).isTrue();

        each.products().multiply(each.transposeA(), a, each.transposeB(), b, c);

        INDArray expected =
                Nd4j.gemm(a.castTo(DataType.DOUBLE), b.castTo(DataType.DOUBLE), each.transposeA(), each.transposeB());
        double off = c.castTo(DataType.DOUBLE).sub(expected).amaxNumber().doubleValue();
        assertThat(off).isLessThanOrEqualTo(1e-6 * each.k());
        assertThat(around.getRow(0).isNaN().all()).isTrue();
        assertThat(around.getRow(each.m() + 1L).isNaN().all()).isTrue();
    }

    private static INDArray random(int rows, int columns) {
        float[] values = new float[rows * columns];
        Random random = new Random(values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Nd4j.createFromArray(values).reshape('c', rows, columns);
    }

    @Test
    void float_matrices_row_after_row_are_taken() {
        INDArray matrix = random(4, 6);

        assertThat(Products.takes(matrix)).isTrue();
        assertThat(Products.takes(matrix.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all())))
                .as("whole rows")
                .isTrue();
        assertThat(Products.takes(random(1, 6).dup('f'))).as("one row").isTrue();
        assertThat(Products.takes(random(6, 1).dup('f'))).as("one column").isTrue();
    }

    @Test
    void matrices_that_lie_or_hold_anything_else_are_refused() {
        INDArray matrix = random(4, 6);

        assertThat(Products.takes(matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3))))
                .as("gaps between rows")
                .isFalse();
        assertThat(Products.takes(matrix.get(NDArrayIndex.interval(0, 2, 4), NDArrayIndex.all())))
                .as("every other row")
                .isFalse();
        assertThat(Products.takes(matrix.getColumn(2, true)))
                .as("one column of many")
                .isFalse();
        assertThat(Products.takes(matrix.transpose())).as("turned").isFalse();
        assertThat(Products.takes(matrix.dup('f'))).as("'f' order").isFalse();
        assertThat(Products.takes(matrix.castTo(DataType.DOUBLE))).as("doubles").isFalse();
        assertThat(Products.takes(matrix.castTo(DataType.FLOAT16))).as("halves").isFalse();
        assertThat(Products.takes(matrix.reshape(24))).as("a vector").isFalse();
        assertThat(Products.takes(matrix.reshape(2, 2, 6))).as("a sequence").isFalse();
    }
}
