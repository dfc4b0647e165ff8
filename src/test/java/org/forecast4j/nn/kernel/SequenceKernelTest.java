package org.forecast4j.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.forecast4j.nn.kernel.RecurrentCell.Kind;
import org.forecast4j.nn.kernel.Runs.Run;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What the contract does not ask of the kernel around cuDNN. */
class SequenceKernelTest {
    private static RecurrentCell cell(Kind kind, Nonlinearity activation, Nonlinearity gate) {
        return new RecurrentCell(kind, 2, 1, activation, gate);
    }

    @Test
    void cells_that_cudnn_lacks_are_left_to_other_kernels() {
        RecurrentKernel kernel = new SequenceKernel("x", PlainEngine::new);

        assertThat(kernel.supports(cell(Kind.SIMPLE_RNN, Nonlinearity.RELU, Nonlinearity.SIGMOID), DataType.FLOAT))
                .isTrue();
        assertThat(kernel.supports(cell(Kind.LSTM, Nonlinearity.TANH, Nonlinearity.SIGMOID), DataType.FLOAT))
                .isTrue();
        assertThat(kernel.supports(cell(Kind.GRU, Nonlinearity.TANH, Nonlinearity.SIGMOID), DataType.FLOAT))
                .isTrue();
        assertThat(kernel.supports(cell(Kind.LSTM, Nonlinearity.TANH, Nonlinearity.SIGMOID), DataType.DOUBLE))
                .isFalse();
        assertThat(kernel.supports(cell(Kind.LSTM, Nonlinearity.SOFT_SIGN, Nonlinearity.SIGMOID), DataType.FLOAT))
                .isFalse();
        assertThat(kernel.supports(cell(Kind.LSTM, Nonlinearity.TANH, Nonlinearity.HARD_SIGMOID), DataType.FLOAT))
                .isFalse();
        assertThat(kernel.supports(cell(Kind.SIMPLE_RNN, Nonlinearity.IDENTITY, Nonlinearity.SIGMOID), DataType.FLOAT))
                .isFalse();
        assertThat(kernel.supports(
                        cell(Kind.GRU_RESET_BEFORE, Nonlinearity.TANH, Nonlinearity.SIGMOID), DataType.FLOAT))
                .isFalse();
    }

    @Test
    void a_layer_that_nobody_uses_any_more_gives_its_memory_back() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        RecurrentKernel kernel = new SequenceKernel("x", cell -> new PlainEngine(cell, closed::countDown));

        assertThat(kernel.recurrence(cell(Kind.LSTM, Nonlinearity.TANH, Nonlinearity.SIGMOID), DataType.FLOAT))
                .isNotNull();

        for (int i = 0; i < 50 && closed.getCount() > 0; i++) {
            System.gc();
            assertThat(closed.await(100, TimeUnit.MILLISECONDS)).isIn(true, false);
        }
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void a_layer_that_finds_no_room_keeps_none() {
        CountDownLatch closed = new CountDownLatch(1);
        RecurrentKernel kernel = new SequenceKernel("x", cell -> new FullEngine(new PlainEngine(cell), closed));

        assertThatThrownBy(() ->
                        kernel.recurrence(cell(Kind.LSTM, Nonlinearity.TANH, Nonlinearity.SIGMOID), DataType.FLOAT))
                .hasMessage("no room");
        assertThat(closed.getCount()).isZero();
    }

    /** Has no room for any session. */
    private record FullEngine(SequenceEngine engine, CountDownLatch closed) implements SequenceEngine {
        @Override
        public WeightSpace weightSpace() {
            return engine.weightSpace();
        }

        @Override
        public Session session() {
            throw new IllegalStateException("no room");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void a_mask_is_cut_into_runs() {
        Inputs inputs = new Inputs(
                Nd4j.zeros(DataType.FLOAT, 5, 3, 2),
                Optional.of(Nd4j.createFromArray(new float[][] {{1, 1, 0, 1, 1}, {0, 0, 0, 0, 0}, {0, 1, 1, 1, 0}})),
                Optional.empty());

        assertThat(Runs.of(inputs, 0, 5).all()).containsExactly(new Run(0, 0, 2), new Run(0, 3, 2), new Run(2, 1, 3));
        assertThat(Runs.of(inputs, 2, 4).all()).containsExactly(new Run(0, 3, 1), new Run(2, 2, 2));
        assertThat(Runs.of(inputs, 2, 4).whole()).isFalse();
        assertThat(Runs.of(new Inputs(inputs.values(), Optional.empty(), Optional.empty()), 0, 5))
                .extracting(Runs::whole, Runs::time)
                .containsExactly(true, 5);
    }

    /** One unit, two inputs: every number of an LSTM in its place, by cuDNN's documentation. */
    @Test
    void weights_lie_where_cudnn_numbers_them() {
        RecurrentCell cell = cell(Kind.LSTM, Nonlinearity.TANH, Nonlinearity.SIGMOID);
        WeightSpace space =
                new WeightSpace(cell, 16, List.of(0L, 2L, 4L, 6L, 8L, 9L, 10L, 11L), List.of(12L, 13L, 14L, 15L));
        // columns: cell input, forget, output, input gate
        Weights weights = new Weights(
                Nd4j.createFromArray(new float[][] {{1, 3, 5, 7}, {2, 4, 6, 8}}).dup('f'),
                Nd4j.createFromArray(new float[][] {{10, 20, 30, 40}}).dup('f'),
                Nd4j.createFromArray(new float[][] {{100, 200, 300, 400}}));
        try (FloatPointer memory = new FloatPointer(16)) {
            space.pack(weights, memory);

            float[] found = new float[16];
            memory.get(found);
            // input gate, forget, new memory, output: of the input, then of the state, then the biases
            assertThat(found).containsExactly(7, 8, 3, 4, 1, 2, 5, 6, 40, 20, 10, 30, 400, 200, 100, 300);

            Weights back = new Weights(
                    Nd4j.create(DataType.FLOAT, 2, 4).dup('f'),
                    Nd4j.create(DataType.FLOAT, 1, 4).dup('f'),
                    Nd4j.create(DataType.FLOAT, 1, 4));
            space.unpack(memory, back);
            assertThat(back).isEqualTo(weights);
        }
    }

    @Test
    void a_weight_space_of_another_cell_is_refused() {
        RecurrentCell cell = cell(Kind.LSTM, Nonlinearity.TANH, Nonlinearity.SIGMOID);

        assertThatThrownBy(() -> new WeightSpace(cell, 8, List.of(0L, 1L), List.of(2L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 8 and at least 4");
    }
}
