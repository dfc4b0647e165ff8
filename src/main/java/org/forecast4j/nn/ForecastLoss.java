package org.forecast4j.nn;

import java.util.List;
import org.forecast4j.nn.kernel.NetworkParts;
import org.forecast4j.nn.recurrent.ErrorFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossUtil;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The loss of a network that emits, column by column, {@code rows} point forecasts and then {@code rows} of each quantile:
 * the point forecasts by a {@link Loss}, the quantiles by the pinball loss, {@code max(q (y - f), (q - 1) (y - f))} for a
 * forecast {@code f} of level {@code q} (Koenker and Bassett, "Regression Quantiles", 1978). As in DL4J's mean squared
 * error, a row's score is the mean over its outputs.
 */
final class ForecastLoss implements ILossFunction, ErrorFunction {
    private static final long serialVersionUID = 1L;

    @JsonProperty
    private final Loss point;

    @JsonProperty
    private final List<Double> quantiles;

    @JsonProperty
    private final int rows;

    /** DL4J's training UI writes a network's configuration as JSON and reads it again. */
    @JsonCreator
    ForecastLoss(
            @JsonProperty("point") Loss point,
            @JsonProperty("quantiles") List<Double> quantiles,
            @JsonProperty("rows") int rows) {
        this.point = point;
        this.quantiles = List.copyOf(quantiles);
        this.rows = rows;
    }

    /** As a device knows it. */
    NetworkParts.OutputLoss outputLoss() {
        return point.outputLoss(quantiles, rows);
    }

    @Override
    public void apply(double[] errors, double[] losses, int from, int to) {
        if (quantiles.isEmpty()) {
            point.apply(errors, losses, from, to);
            return;
        }
        int part = 0;
        for (int at = from; at < to; at += rows) {
            if (part == 0) {
                point.apply(errors, losses, at, at + rows);
            } else {
                pinball(quantiles.get(part - 1), errors, losses, at, at + rows);
            }
            part = part == quantiles.size() ? 0 : part + 1;
        }
    }

    /** Of errors {@code f - y}. */
    private static void pinball(double level, double[] errors, double[] losses, int from, int to) {
        for (int i = from; i < to; i++) {
            double slope = errors[i] > 0 ? 1 - level : errors[i] < 0 ? -level : 0;
            losses[i] = slope * errors[i];
            errors[i] = slope;
        }
    }

    /** @param slopes the losses' derivatives by the activated outputs; both {@code [rows, outputs]}, masked */
    private record Computed(INDArray losses, INDArray slopes) {}

    private Computed compute(INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        INDArray errors = activation.getActivation(preOutput.dup('c'), true).subi(labels);
        double[] slopes = errors.dup('c').data().asDouble();
        double[] losses = new double[slopes.length];
        apply(slopes, losses, 0, slopes.length);
        return new Computed(like(errors, losses, mask), like(errors, slopes, mask));
    }

    private static INDArray like(INDArray errors, double[] values, @Nullable INDArray mask) {
        INDArray array = Nd4j.createFromArray(values)
                .reshape('c', errors.shape())
                .divi(errors.size(1))
                .castTo(errors.dataType());
        if (mask != null) {
            LossUtil.applyMask(array, mask);
        }
        return array;
    }

    private static double score(INDArray losses, boolean average) {
        double sum = losses.sumNumber().doubleValue();
        return average ? sum / losses.size(0) : sum;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        return score(compute(labels, preOutput, activation, mask).losses(), average);
    }

    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        return compute(labels, preOutput, activation, mask).losses().sum(true, 1);
    }

    @Override
    public INDArray computeGradient(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        return computeGradientAndScore(labels, preOutput, activation, mask, false)
                .getSecond();
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        Computed computed = compute(labels, preOutput, activation, mask);
        return new Pair<>(
                score(computed.losses(), average),
                activation.backprop(preOutput, computed.slopes()).getFirst());
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public String toString() {
        return "ForecastLoss(" + point + ", quantiles=" + quantiles + ")";
    }
}
