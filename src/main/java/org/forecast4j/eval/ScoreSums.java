package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.factory.Nd4j;

/** Adds up one forecaster's errors, step by step. */
final class ScoreSums {
    private final List<String> columns;
    private final RegressionEvaluation regression;
    private final double[] absolute;
    private final double[] squared;
    private final double[] percent;
    private final double[] symmetric;
    private final double[] masePerStep;
    private final long[] labels;
    private final long[] nonZero;
    private final long[] withMase;
    private double scaledAbsolute;
    private double scaledSquared;

    ScoreSums(List<String> columns, int horizon) {
        this.columns = columns;
        this.regression = new RegressionEvaluation(columns);
        this.absolute = new double[horizon];
        this.squared = new double[horizon];
        this.percent = new double[horizon];
        this.symmetric = new double[horizon];
        this.masePerStep = new double[horizon];
        this.labels = new long[horizon];
        this.nonZero = new long[horizon];
        this.withMase = new long[horizon];
    }

    /**
     * Adds one label.
     *
     * @param deviation the column's scale
     * @param naiveError MASE's unit; not counted there where it is not above zero
     */
    void add(int step, double truth, double forecast, double deviation, double naiveError) {
        double error = Math.abs(forecast - truth);
        labels[step]++;
        absolute[step] += error;
        squared[step] += error * error;
        scaledAbsolute += error / deviation;
        scaledSquared += (error / deviation) * (error / deviation);
        if (truth != 0) {
            nonZero[step]++;
            percent[step] += 100 * error / Math.abs(truth);
        }
        double size = Math.abs(truth) + Math.abs(forecast);
        symmetric[step] += size == 0 ? 0 : 200 * error / size;
        if (naiveError > 0) {
            withMase[step]++;
            masePerStep[step] += error / naiveError;
        }
    }

    /** Adds a batch to DL4J's own metrics; each argument is {@code [labels][columns]}, the mask 1 where observed. */
    void addRegression(double[][] truth, double[][] forecast, double[][] mask) {
        regression.eval(Nd4j.createFromArray(truth), Nd4j.createFromArray(forecast), Nd4j.createFromArray(mask));
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }

    long labels() {
        return sum(labels);
    }

    private List<Double> perStep(IntToDoubleFunction score) {
        List<Double> scores = new ArrayList<>();
        for (int step = 0; step < labels.length; step++) {
            scores.add(score.applyAsDouble(step));
        }
        return List.copyOf(scores);
    }

    Scores scores() {
        long all = labels();
        Map<String, Scores.OfColumn> perColumn = new LinkedHashMap<>();
        double r2 = 0;
        for (int c = 0; c < columns.size(); c++) {
            r2 += regression.rSquared(c) / columns.size();
            perColumn.put(
                    columns.get(c),
                    new Scores.OfColumn(
                            regression.meanSquaredError(c),
                            regression.meanAbsoluteError(c),
                            regression.rootMeanSquaredError(c),
                            regression.relativeSquaredError(c),
                            regression.pearsonCorrelation(c),
                            regression.rSquared(c)));
        }
        double mse = sum(squared) / all;
        return new Scores(
                new Scores.Scaled(scaledSquared / all, scaledAbsolute / all),
                new Scores.Original(
                        mse,
                        sum(absolute) / all,
                        Math.sqrt(mse),
                        r2,
                        sum(percent) / sum(nonZero),
                        sum(symmetric) / all,
                        sum(masePerStep) / sum(withMase)),
                new Scores.PerStep(
                        perStep(h -> absolute[h] / labels[h]),
                        perStep(h -> Math.sqrt(squared[h] / labels[h])),
                        perStep(h -> percent[h] / nonZero[h]),
                        perStep(h -> symmetric[h] / labels[h]),
                        perStep(h -> masePerStep[h] / withMase[h])),
                perColumn);
    }
}
