package org.forecast4j.bench;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;

/** libtorch through DJL, what a Java user would take instead. */
final class DjlContestant implements Contestant {

    public static void main(String... args) throws Exception {
        Worker.serve(new DjlContestant());
    }

    @Override
    public String describe() {
        Engine engine = Engine.getInstance();
        return engine.getEngineName() + " " + engine.getVersion() + " through DJL " + Engine.getDjlVersion();
    }

    @Override
    public Workload prepare(Measure measure, Network network) {
        return switch (measure) {
            case TRAINING_STEP -> new Training(network);
            case INFERENCE -> new Inference(network);
            case ONE_STEP -> new OneStep(network);
            case RECURRENCE, GEMM -> throw new IllegalArgumentException(measure + " is measured in our own process");
        };
    }

    private static RecurrentBlock recurrent(Network network, boolean returnState) {
        RecurrentBlock.BaseBuilder<?> builder =
                switch (network.cell()) {
                    case LSTM -> LSTM.builder();
                    case GRU -> GRU.builder();
                    case SIMPLE_RNN -> RNN.builder().setActivation(RNN.Activation.TANH);
                };
        builder.setStateSize(network.shape().units())
                .setNumLayers(network.layers())
                .optBatchFirst(true)
                .optReturnState(returnState);
        if (builder instanceof LSTM.Builder lstm) {
            return lstm.build();
        }
        return builder instanceof GRU.Builder gru ? gru.build() : ((RNN.Builder) builder).build();
    }

    private static Block whole(Network network) {
        return new SequentialBlock()
                .add(recurrent(network, false))
                .add(Linear.builder().setUnits(network.shape().outputs()).build());
    }

    private static final class Training implements Workload {
        private final Model model;
        private final Trainer trainer;
        private final NDArray x;
        private final NDArray y;

        Training(Network network) {
            var shape = network.shape();
            model = Model.newInstance("training");
            model.setBlock(whole(network));
            trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                    .optOptimizer(Optimizer.adam().build()));
            trainer.initialize(new Shape(shape.batch(), shape.time(), shape.inputs()));
            NDManager manager = trainer.getManager();
            x = manager.randomNormal(new Shape(shape.batch(), shape.time(), shape.inputs()));
            y = manager.randomNormal(new Shape(shape.batch(), shape.time(), shape.outputs()));
        }

        @Override
        public void run() {
            try (NDManager step = trainer.getManager().newSubManager();
                    GradientCollector collector = trainer.newGradientCollector()) {
                // What is computed from an array lives as long as its manager: this step and no longer.
                step.tempAttachAll(x, y);
                NDList predicted = trainer.forward(new NDList(x));
                NDArray loss = trainer.getLoss().evaluate(new NDList(y), predicted);
                collector.backward(loss);
                loss.getFloat();
            }
            trainer.step();
        }

        @Override
        public void close() {
            trainer.close();
            model.close();
        }
    }

    /** Initialised blocks whose parameters ask for no gradients, and gradients switched off. */
    private abstract static class WithoutGradients implements Workload {
        final NDManager manager = NDManager.newBaseManager();
        final ParameterStore parameters = new ParameterStore(manager, true);

        final <B extends Block> B initialised(B block, Shape input) {
            JniUtils.setGradMode(false);
            block.initialize(manager, ai.djl.ndarray.types.DataType.FLOAT32, input);
            for (Parameter parameter : block.getParameters().values()) {
                parameter.getArray().setRequiresGradient(false);
            }
            return block;
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    private static final class Inference extends WithoutGradients {
        private final Block block;
        private final NDArray windows;

        Inference(Network network) {
            Shape input = new Shape(
                    Measure.INFERENCE_BATCH,
                    network.shape().time(),
                    network.shape().inputs());
            block = initialised(whole(network), input);
            windows = manager.randomNormal(input);
        }

        @Override
        public void run() {
            try (NDManager pass = manager.newSubManager()) {
                NDArray input = windows.duplicate();
                input.attach(pass);
                NDList output = block.forward(parameters, new NDList(input), false);
                output.attach(pass);
                output.head().getFloat(0, 0, 0);
            }
        }
    }

    private static final class OneStep extends WithoutGradients {
        private final Block recurrent;
        private final Block linear;
        private final NDArray step;
        private NDList state = new NDList();

        OneStep(Network network) {
            Shape input = new Shape(1, 1, network.shape().inputs());
            recurrent = initialised(recurrent(network, true), input);
            linear = initialised(
                    Linear.builder().setUnits(network.shape().outputs()).build(),
                    new Shape(1, 1, network.shape().units()));
            step = manager.randomNormal(input);
        }

        @Override
        public void run() {
            try (NDManager pass = manager.newSubManager()) {
                NDArray input = step.duplicate();
                input.attach(pass);
                NDList inputs = new NDList(input);
                inputs.addAll(state);
                NDList output = recurrent.forward(parameters, inputs, false);
                NDArray y = linear.forward(parameters, new NDList(output.head()), false)
                        .head();
                y.getFloat(0, 0, 0);
                y.attach(pass);
                output.head().attach(pass);
                state.close();
                state = output.subNDList(1);
                state.attach(manager);
            }
        }
    }
}
