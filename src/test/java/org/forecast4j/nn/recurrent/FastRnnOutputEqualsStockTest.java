package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.nn.recurrent.Sequences.assertClose;
import static org.forecast4j.nn.recurrent.Sequences.in;
import static org.forecast4j.nn.recurrent.Sequences.random;
import static org.forecast4j.nn.recurrent.Sequences.timeMajor;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossMixtureDensity;
import org.nd4j.linalg.lossfunctions.impl.LossMultiLabel;

/** The layer alone beside DL4J's own with the same parameters, input, labels and mask, for every loss. */
class FastRnnOutputEqualsStockTest {
    private static final int BATCH = 3;
    private static final int TIME = 5;
    private static final int IN = 4;

    private static final DataType DEFAULT = Nd4j.dataType();

    enum Mask {
        NONE,
        STEPS,
        OUTPUTS
    }

    /** A loss, an activation it makes sense with, and labels it makes sense for. */
    record Target(
            String name, ILossFunction loss, Activation activation, int outputs, Function<INDArray, INDArray> labels) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Case(Target target, Mask mask, RNNFormat format, boolean timeMajor, DataType type) {
        @Override
        public String toString() {
            return "%s, mask %s, %s, %s, %s"
                    .formatted(target, mask, format, timeMajor ? "time-major" : "DL4J's order", type);
        }
    }

    static Stream<Target> targets() {
        Stream<Target> listed = Arrays.stream(LossFunction.values()).map(FastRnnOutputEqualsStockTest::target);
        INDArray weights = Nd4j.createFromArray(0.5, 2, 1).reshape(1, 3);
        Stream<Target> others = Stream.of(
                new Target("MSE of tanh", new LossMSE(), Activation.TANH, 3, x -> x),
                new Target("weighted MSE", new LossMSE(weights), Activation.IDENTITY, 3, x -> x),
                new Target("MAE of softmax", new LossMAE(), Activation.SOFTMAX, 3, x -> x),
                new Target("weighted L1", new LossL1(weights), Activation.IDENTITY, 3, x -> x),
                new Target("MSE of one output", new LossMSE(), Activation.IDENTITY, 1, x -> x),
                new Target("F-measure", new LossFMeasure(), Activation.SIGMOID, 1, x -> x.gt(0)),
                new Target("multi-label", new LossMultiLabel(), Activation.SIGMOID, 3, x -> x.gt(0)),
                new Target(
                        "mixture density",
                        LossMixtureDensity.builder().gaussians(2).labelWidth(3).build(),
                        Activation.IDENTITY,
                        10,
                        x -> x.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3), NDArrayIndex.all())));
        return Stream.concat(listed, others);
    }

    private static Target target(LossFunction loss) {
        Activation activation =
                switch (loss) {
                    case XENT, RECONSTRUCTION_CROSSENTROPY, KL_DIVERGENCE, MEAN_SQUARED_LOGARITHMIC_ERROR ->
                        Activation.SIGMOID;
                    case MCXENT, SPARSE_MCXENT, NEGATIVELOGLIKELIHOOD -> Activation.SOFTMAX;
                    case HINGE, SQUARED_HINGE -> Activation.TANH;
                    case POISSON -> Activation.SOFTPLUS;
                    default -> Activation.IDENTITY;
                };
        Function<INDArray, INDArray> labels =
                switch (loss) {
                    case XENT -> x -> x.gt(0);
                    case HINGE, SQUARED_HINGE ->
                        x -> x.gt(0).castTo(x.dataType()).mul(2).sub(1);
                    case SPARSE_MCXENT -> x -> x.argMax(1).castTo(x.dataType()).reshape(BATCH, 1, TIME);
                    case MCXENT,
                            NEGATIVELOGLIKELIHOOD,
                            KL_DIVERGENCE,
                            RECONSTRUCTION_CROSSENTROPY,
                            MEAN_SQUARED_LOGARITHMIC_ERROR,
                            MEAN_ABSOLUTE_PERCENTAGE_ERROR,
                            POISSON -> x -> x.mul(0.4).add(0.5);
                    default -> x -> x;
                };
        return new Target(loss.name(), loss.getILossFunction(), activation, 3, labels);
    }

    static Stream<Case> cases() {
        return targets().flatMap(target -> Arrays.stream(Mask.values())
                .flatMap(mask -> Stream.of(
                        new Case(target, mask, RNNFormat.NCW, false, DataType.FLOAT),
                        new Case(target, mask, RNNFormat.NCW, true, DataType.FLOAT),
                        new Case(target, mask, RNNFormat.NCW, true, DataType.DOUBLE),
                        new Case(target, mask, RNNFormat.NWC, true, DataType.FLOAT),
                        new Case(target, mask, RNNFormat.NWC, false, DataType.DOUBLE))));
    }

    @AfterEach
    void restoreType() {
        Nd4j.setDefaultDataTypes(DEFAULT, DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void score_equals_stock(Case c) {
        both(c, layer -> List.of(Nd4j.createFromArray(score(layer))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void output_equals_stock(Case c) {
        assertClose(
                result(c, true, layer -> layer.activate(false, LayerWorkspaceMgr.noWorkspaces())),
                result(c, false, layer -> layer.activate(false, LayerWorkspaceMgr.noWorkspaces())),
                tolerance(c));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scores_of_examples_equal_stock(Case c) {
        both(c, layer -> List.of(layer.computeScoreForExamples(0.25, LayerWorkspaceMgr.noWorkspaces())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradients_epsilon_and_the_score_after_them_equal_stock(Case c) {
        both(c, layer -> {
            INDArray labels = layer.getLabels().dup();
            INDArray input = layer.input().dup();
            var pair = layer.backpropGradient(null, LayerWorkspaceMgr.noWorkspaces());
            double score = layer.computeScore(0.5, true, LayerWorkspaceMgr.noWorkspaces());
            if (layer instanceof FastRnnOutputLayer) { // under stock, Wasserstein writes on labels that need no copy
                assertThat(layer.getLabels()).as("labels stay").isEqualTo(labels);
                assertThat(layer.input()).as("input stays").isEqualTo(input);
            }
            return List.of(
                    pair.getFirst().getGradientFor("W"),
                    pair.getFirst().getGradientFor("b"),
                    pair.getSecond(),
                    Nd4j.createFromArray(score));
        });
    }

    /** Either the same arrays or the same refusal: not every loss takes every mask. */
    private static void both(Case c, Function<IOutputLayer, List<INDArray>> of) {
        List<INDArray> stock;
        try {
            stock = result(c, false, of);
        } catch (RuntimeException refusal) {
            assertThatThrownBy(() -> result(c, true, of)).isInstanceOf(RuntimeException.class);
            return;
        }
        List<INDArray> fast = result(c, true, of);
        for (int i = 0; i < stock.size(); i++) {
            assertClose(fast.get(i), stock.get(i), tolerance(c));
        }
    }

    private static double tolerance(Case c) {
        return c.type() == DataType.DOUBLE ? 1e-10 : 1e-5;
    }

    private static double score(IOutputLayer layer) {
        return layer.computeScore(0.5, false, LayerWorkspaceMgr.noWorkspaces());
    }

    private static <T> T result(Case c, boolean fast, Function<IOutputLayer, T> of) {
        return of.apply(layer(c, fast));
    }

    private static IOutputLayer layer(Case c, boolean fast) {
        Nd4j.setDefaultDataTypes(c.type(), c.type()); // some losses work in the default type
        RnnOutputLayer.Builder builder = fast
                ? new FastRnnOutput.Builder(c.target().loss())
                : new RnnOutputLayer.Builder(c.target().loss());
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(c.type())
                .updater(new NoOp())
                .list()
                .layer(builder.nIn(IN)
                        .nOut(c.target().outputs())
                        .activation(c.target().activation())
                        .dataFormat(c.format())
                        .build())
                .validateOutputLayerConfig(false)
                .build());
        network.init();
        network.setParams(random(1, c.type(), network.numParams()).reshape(1, network.numParams()));
        network.initGradientsView();
        IOutputLayer layer = (IOutputLayer) network.getLayer(0);
        INDArray x = random(2, c.type(), BATCH, IN, TIME);
        INDArray y = c.target()
                .labels()
                .apply(random(4, c.type(), BATCH, c.target().outputs(), TIME))
                .castTo(c.type())
                .dup('f');
        layer.setInput(in(c.format(), c.timeMajor() ? timeMajor(x) : x.dup('f')), LayerWorkspaceMgr.noWorkspaces());
        layer.setLabels(in(c.format(), c.timeMajor() ? timeMajor(y) : y));
        INDArray kept =
                random(5, c.type(), BATCH, c.target().outputs(), TIME).gt(-0.5).castTo(c.type());
        switch (c.mask()) {
            case NONE -> layer.setMaskArray(null);
            case STEPS ->
                layer.setMaskArray(random(6, c.type(), BATCH, TIME).gt(-0.2).castTo(c.type()));
            case OUTPUTS -> layer.setMaskArray(c.timeMajor() ? timeMajor(kept) : kept);
        }
        return layer;
    }
}
