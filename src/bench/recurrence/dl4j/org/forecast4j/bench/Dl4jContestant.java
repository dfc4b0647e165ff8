package org.forecast4j.bench;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.kernel.Inputs;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.Recurrence;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.forecast4j.nn.kernel.Weights;
import org.forecast4j.nn.recurrent.FastLstm;
import org.forecast4j.nn.recurrent.FastRnnOutput;
import org.forecast4j.nn.recurrent.FastSimpleRnn;
import org.forecast4j.nn.recurrent.Gru;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J, with our layers or with its own. */
final class Dl4jContestant implements Contestant {
    private final boolean ours;

    private Dl4jContestant(boolean ours) {
        this.ours = ours;
    }

    public static void main(String... args) throws Exception {
        Worker.serve(new Dl4jContestant(args[0].equals("ours")));
    }

    @Override
    public String describe() {
        Nd4j.getBackend();
        return ours
                ? "our layers in Deeplearning4j 1.0.0-M2.1, kernels "
                        + Kernels.ofThisMachine().names()
                : "stock Deeplearning4j 1.0.0-M2.1, " + Nd4j.factory().blas().getBlasVendor();
    }

    @Override
    public Workload prepare(Measure measure, Network network) {
        Shape shape = network.shape();
        return switch (measure) {
            case TRAINING_STEP -> {
                MultiLayerNetwork net = build(network);
                DataSet batch = new DataSet(
                        sequence(shape.batch(), shape.inputs(), shape.time()),
                        sequence(shape.batch(), shape.outputs(), shape.time()));
                yield () -> net.fit(batch);
            }
            case INFERENCE -> {
                MultiLayerNetwork net = build(network);
                INDArray windows = sequence(Measure.INFERENCE_BATCH, shape.inputs(), shape.time());
                // Outputs go to memory that is used again: what a program does that forecasts many batches.
                WorkspaceConfiguration memory = WorkspaceConfiguration.builder()
                        .policyLearning(LearningPolicy.FIRST_LOOP)
                        .policyAllocation(AllocationPolicy.OVERALLOCATE)
                        .overallocationLimit(0.1)
                        .build();
                yield () -> {
                    try (MemoryWorkspace outputs =
                            Nd4j.getWorkspaceManager().getAndActivateWorkspace(memory, "outputs")) {
                        net.output(windows, false, null, null, outputs).getFloat(0);
                    }
                };
            }
            case ONE_STEP -> {
                MultiLayerNetwork net = build(network);
                INDArray step = sequence(1, shape.inputs(), 1);
                yield () -> net.rnnTimeStep(step).getFloat(0);
            }
            case RECURRENCE -> recurrence(network);
            case GEMM -> gemm();
        };
    }

    /** Our layers keep sequences time-major; DL4J's users make them as their shape says. */
    private INDArray sequence(int batch, int features, int time) {
        return ours
                ? Nd4j.randn(DataType.FLOAT, time, batch, features).permute(1, 2, 0)
                : Nd4j.randn(DataType.FLOAT, batch, features, time);
    }

    private MultiLayerNetwork build(Network network) {
        Shape shape = network.shape();
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .list();
        for (int i = 0; i < network.layers(); i++) {
            layers.layer(recurrent(network.cell(), i == 0 ? shape.inputs() : shape.units(), shape.units()));
        }
        MultiLayerNetwork net = new MultiLayerNetwork(
                layers.layer(output(shape.units(), shape.outputs())).build());
        net.init();
        return net;
    }

    private Layer recurrent(Cell cell, int inputs, int units) {
        var builder =
                switch (cell) {
                    case LSTM -> ours ? new FastLstm.Builder() : new LSTM.Builder();
                    case SIMPLE_RNN -> ours ? new FastSimpleRnn.Builder() : new SimpleRnn.Builder();
                    case GRU -> {
                        if (!ours) {
                            throw new IllegalArgumentException("Deeplearning4j has no GRU");
                        }
                        yield new Gru.Builder();
                    }
                };
        return (Layer)
                builder.nIn(inputs).nOut(units).activation(Activation.TANH).build();
    }

    private Layer output(int units, int outputs) {
        RnnOutputLayer.Builder builder =
                ours ? new FastRnnOutput.Builder(LossFunction.MSE) : new RnnOutputLayer.Builder(LossFunction.MSE);
        return builder.activation(Activation.IDENTITY).nIn(units).nOut(outputs).build();
    }

    private static Workload recurrence(Network network) {
        Shape shape = network.shape();
        RecurrentCell.Kind kind = RecurrentCell.Kind.valueOf(network.cell().name());
        RecurrentCell cell =
                new RecurrentCell(kind, shape.inputs(), shape.units(), Nonlinearity.TANH, Nonlinearity.SIGMOID);
        Weights weights = weights(kind, shape);
        Weights gradients = weights(kind, shape);
        Inputs inputs = new Inputs(
                Nd4j.randn(DataType.FLOAT, shape.time(), shape.batch(), shape.inputs()),
                Optional.empty(),
                Optional.empty());
        INDArray output = Nd4j.create(DataType.FLOAT, shape.time(), shape.batch(), shape.units());
        INDArray state = Nd4j.create(DataType.FLOAT, kind.states(), shape.batch(), shape.units());
        INDArray epsilon = Nd4j.randn(DataType.FLOAT, shape.time(), shape.batch(), shape.units());
        INDArray inputEpsilon = Nd4j.create(DataType.FLOAT, shape.time(), shape.batch(), shape.inputs());
        Recurrence recurrence =
                Kernels.ofThisMachine().choose(cell, DataType.FLOAT).recurrence(cell, DataType.FLOAT);
        return () -> {
            recurrence.forward(weights, inputs, output, state);
            recurrence.backward(weights, epsilon, shape.time(), gradients, inputEpsilon);
        };
    }

    private static Weights weights(RecurrentCell.Kind kind, Shape shape) {
        long columns = (long) kind.gates() * shape.units();
        return new Weights(
                Nd4j.randn(DataType.FLOAT, shape.inputs(), columns).muli(0.1).dup('f'),
                Nd4j.randn(DataType.FLOAT, shape.units(), columns).muli(0.1).dup('f'),
                Nd4j.create(DataType.FLOAT, 1, (long) kind.biases() * shape.units()));
    }

    private static Workload gemm() {
        int n = Measure.GEMM_SIZE;
        FloatPointer a = new FloatPointer((long) n * n).zero();
        FloatPointer b = new FloatPointer((long) n * n).zero();
        FloatPointer c = new FloatPointer((long) n * n).zero();
        return () -> dnnl.dnnl_sgemm((byte) 'N', (byte) 'N', n, n, n, 1f, a, n, b, n, 0f, c, n);
    }
}
