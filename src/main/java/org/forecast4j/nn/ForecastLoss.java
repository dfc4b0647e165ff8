package org.forecast4j.nn;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossUtil;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The loss of a network that emits, column by column, {@code rows} point forecasts and then {@code rows} of each quantile:
 * the point forecasts by a {@link Loss}, the quantiles by the pinball loss, {@code max(q (y - f), (q - 1) (y - f))} for a
 * forecast {@code f} of level {@code q} (Koenker and Bassett, "Regression Quantiles", 1978). As in DL4J's mean squared
 * error, a row's score is the mean over its outputs.
 */
final class ForecastLoss implements ILossFunction {
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

    private INDArray losses(INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        INDArray errors = errors(labels, preOutput, activation);
        INDArray losses = point.of(errors);
        if (!quantiles.isEmpty()) {
            INDArray level = levels(errors);
            INDArray over = Transforms.max(errors, 0, true);
            INDArray under = over.sub(errors);
            losses = either(losses, over.muliRowVector(level.rsub(1)).addi(under.muliRowVector(level)));
        }
        return masked(losses.divi(labels.size(1)), mask);
    }

    private INDArray slopes(INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        INDArray errors = errors(labels, preOutput, activation);
        INDArray slopes = point.slope(errors);
        if (!quantiles.isEmpty()) {
            INDArray level = levels(errors);
            INDArray over = errors.gt(0).castTo(errors.dataType());
            INDArray under = errors.lt(0).castTo(errors.dataType());
            slopes = either(slopes, over.muliRowVector(level.rsub(1)).subi(under.muliRowVector(level)));
        }
        return masked(slopes.divi(labels.size(1)), mask);
    }

    private static INDArray errors(INDArray labels, INDArray preOutput, IActivation activation) {
        return activation.getActivation(preOutput.dup(), true).subi(labels);
    }

    private static INDArray masked(INDArray values, @Nullable INDArray mask) {
        if (mask != null) {
            LossUtil.applyMask(values, mask);
        }
        return values;
    }

    /** Each output's level, {@code [1, outputs]}. */
    private INDArray levels(INDArray like) {
        return perOutput(like, part -> part == 0 ? 0 : quantiles.get(part - 1));
    }

    /** Values of the first array where outputs are point forecasts, of the second where they are quantiles. */
    private INDArray either(INDArray ofPoints, INDArray ofQuantiles) {
        INDArray points = perOutput(ofPoints, part -> part == 0 ? 1 : 0);
        return ofPoints.muliRowVector(points).addi(ofQuantiles.muliRowVector(points.rsub(1)));
    }

    private INDArray perOutput(INDArray like, IntToDoubleFunction ofPart) {
        double[] values = new double[(int) like.size(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = ofPart.applyAsDouble(i / rows % (1 + quantiles.size()));
        }
        return Nd4j.createFromArray(values).castTo(like.dataType()).reshape(1, values.length);
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        double sum = losses(labels, preOutput, activation, mask).sumNumber().doubleValue();
        return average ? sum / labels.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        return losses(labels, preOutput, activation, mask).sum(true, 1);
    }

    @Override
    public INDArray computeGradient(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        return activation
                .backprop(preOutput, slopes(labels, preOutput, activation, mask))
                .getFirst();
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        double score = computeScore(labels, preOutput, activation, mask, average); // the gradient uses preOutput up
        return new Pair<>(score, computeGradient(labels, preOutput, activation, mask));
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
