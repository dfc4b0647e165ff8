package org.forecast4j.bench;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.forecast4j.nn.kernel.Inputs;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.Recurrence;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.forecast4j.nn.kernel.RecurrentKernel;
import org.forecast4j.nn.kernel.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A kernel's passes over a whole sequence, without a network around them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
    @Param({"cpu", "cpu-plain"})
    String kernel;

    @Param({"LSTM", "GRU", "SIMPLE_RNN"})
    RecurrentCell.Kind cell;

    /** The names of {@link Shape#ALL}; JMH would split sizes at their commas. */
    @Param({"S1", "S2", "S3", "S4", "P"})
    String shape;

    private Weights weights;
    private Weights gradients;
    private Inputs inputs;
    private INDArray output;
    private INDArray state;
    private INDArray epsilon;
    private INDArray inputEpsilon;
    private Recurrence recurrence;

    @Setup
    public void prepare() {
        Shape sizes = Shape.named(shape);
        int batch = sizes.batch();
        int time = sizes.time();
        int features = sizes.inputs();
        int units = sizes.units();
        weights = weights(features, units);
        gradients = weights(features, units);
        inputs = new Inputs(Nd4j.randn(DataType.FLOAT, time, batch, features), Optional.empty(), Optional.empty());
        output = Nd4j.create(DataType.FLOAT, time, batch, units);
        state = Nd4j.create(DataType.FLOAT, cell.states(), batch, units);
        epsilon = Nd4j.randn(DataType.FLOAT, time, batch, units);
        inputEpsilon = Nd4j.create(DataType.FLOAT, time, batch, features);
        RecurrentKernel wanted = Kernels.ofThisMachine().all().stream()
                .filter(one -> one.name().equals(kernel))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("this machine has no kernel " + kernel));
        RecurrentCell described = new RecurrentCell(cell, features, units, Nonlinearity.TANH, Nonlinearity.SIGMOID);
        recurrence = wanted.recurrence(described, DataType.FLOAT);
        recurrence.forward(weights, inputs, output, state);
    }

    private Weights weights(int features, int units) {
        long columns = (long) cell.gates() * units;
        return new Weights(
                Nd4j.randn(DataType.FLOAT, features, columns).muli(0.1).dup('f'),
                Nd4j.randn(DataType.FLOAT, units, columns).muli(0.1).dup('f'),
                Nd4j.create(DataType.FLOAT, 1, (long) cell.biases() * units));
    }

    @Benchmark
    public void infer() {
        recurrence.infer(weights, inputs, output, state);
    }

    @Benchmark
    public void forward() {
        recurrence.forward(weights, inputs, output, state);
    }

    @Benchmark
    public void backward() {
        recurrence.backward(weights, epsilon, inputs.time(), gradients, inputEpsilon);
    }
}
