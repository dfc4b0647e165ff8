package org.forecast4j.nn.recurrent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Where a {@link Gru}'s weights lie in the parameter vector, and how they begin. */
final class GruParamInitializer implements ParamInitializer {
    private static final String W = LSTMParamInitializer.INPUT_WEIGHT_KEY;
    private static final String RW = LSTMParamInitializer.RECURRENT_WEIGHT_KEY;
    private static final String B = LSTMParamInitializer.BIAS_KEY;

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        Gru gru = (Gru) layer;
        return gru.getNOut()
                * (gru.kind().gates() * (gru.getNIn() + gru.getNOut())
                        + gru.kind().biases());
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return List.of(W, RW, B);
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of(W, RW);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return List.of(B);
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return W.equals(key) || RW.equals(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return B.equals(key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
        Gru gru = (Gru) conf.getLayer();
        paramKeys(gru).forEach(conf::addVariable);
        Map<String, INDArray> views = views(gru, parameters);
        if (initialize) {
            IWeightInit recurrent =
                    gru.getWeightInitFnRecurrent() == null ? gru.getWeightInitFn() : gru.getWeightInitFnRecurrent();
            initialize(gru, gru.getWeightInitFn(), view(views, W));
            initialize(gru, recurrent, view(views, RW));
            view(views, B).assign(gru.getBiasInit());
        }
        return Collections.synchronizedMap(views);
    }

    private static INDArray view(Map<String, INDArray> views, String key) {
        return Objects.requireNonNull(views.get(key), key);
    }

    /** Fans as the stock LSTM counts them. */
    private static void initialize(Gru gru, IWeightInit how, INDArray view) {
        double fanIn = (double) gru.getNOut();
        double fanOut = (double) (gru.getNIn() + gru.getNOut());
        INDArray flat = view.reshape('f', new long[] {view.length()});
        how.init(fanIn, fanOut, view.shape(), IWeightInit.DEFAULT_WEIGHT_INIT_ORDER, flat);
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradients) {
        return views((Gru) conf.getLayer(), gradients);
    }

    private Map<String, INDArray> views(Gru gru, INDArray flat) {
        if (flat.length() != numParams(gru)) {
            throw new IllegalStateException(
                    "A Gru has " + numParams(gru) + " parameters, got a view of " + flat.length());
        }
        INDArray vector = flat.reshape(flat.length());
        long columns = gru.kind().gates() * gru.getNOut();
        long recurrent = gru.getNIn() * columns;
        long bias = recurrent + gru.getNOut() * columns;
        Map<String, INDArray> views = new LinkedHashMap<>();
        views.put(W, vector.get(NDArrayIndex.interval(0, recurrent)).reshape('f', gru.getNIn(), columns));
        views.put(RW, vector.get(NDArrayIndex.interval(recurrent, bias)).reshape('f', gru.getNOut(), columns));
        views.put(B, vector.get(NDArrayIndex.interval(bias, flat.length())));
        return views;
    }
}
