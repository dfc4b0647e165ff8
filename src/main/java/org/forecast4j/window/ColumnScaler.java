package org.forecast4j.window;

import java.util.List;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Each column's mean and standard deviation over the observed training rows: {@code scaled = (value - mean) / deviation}.
 * The deviation is the population's, as in the ETT protocol.
 */
public final class ColumnScaler {
    private final double[] means;
    private final double[] deviations;

    private ColumnScaler(double[] means, double[] deviations) {
        this.means = means;
        this.deviations = deviations;
    }

    /**
     * Fits to the training rows of each part, all series together.
     *
     * @throws UserError where a column has no observed value or only one distinct value in them
     */
    public static ColumnScaler fit(List<Windows.Part> training) {
        List<String> names = training.get(0).series().columnNames();
        double[] means = new double[names.size()];
        double[] deviations = new double[names.size()];
        for (int c = 0; c < names.size(); c++) {
            Moments moments = Moments.of(training, c);
            if (moments.count == 0) {
                throw UserError.data("column '" + names.get(c)
                        + "' has no value in the training rows; choose another column or a later split");
            }
            if (moments.squares == 0) {
                throw UserError.data("column '" + names.get(c) + "' is constant (" + moments.mean
                        + ") in the training rows: there is nothing to learn; leave it out of the targets");
            }
            means[c] = moments.mean;
            deviations[c] = Math.sqrt(moments.squares / moments.count);
            if (!Double.isFinite(deviations[c])) {
                throw UserError.data("column '" + names.get(c) + "' holds values so large that their mean square is no "
                        + "number; give it in a larger unit");
            }
        }
        return new ColumnScaler(means, deviations);
    }

    /**
     * Fits to one series' rows. Where a column shows nothing, or always the same, its unit is that of all series together.
     */
    static ColumnScaler ofSeries(Windows.Part rows, ColumnScaler pooled) {
        double[] means = new double[pooled.columns()];
        double[] deviations = new double[pooled.columns()];
        for (int c = 0; c < means.length; c++) {
            Moments moments = Moments.of(List.of(rows), c);
            means[c] = moments.meanOr(pooled.mean(c));
            deviations[c] = moments.deviationOr(pooled.deviation(c));
        }
        return new ColumnScaler(means, deviations);
    }

    /** Running mean and squared deviations (Welford 1962), exact where plain sums would cancel. */
    static final class Moments {
        private long count;
        private double mean;
        private double squares;

        static Moments of(List<Windows.Part> parts, int column) {
            Moments moments = new Moments();
            for (Windows.Part part : parts) {
                moments.add(part.series().column(column), part.from(), part.to());
            }
            return moments;
        }

        long count() {
            return count;
        }

        double mean() {
            return mean;
        }

        double squares() {
            return squares;
        }

        /** The mean; another where nothing was observed. */
        double meanOr(double otherwise) {
            return count == 0 ? otherwise : mean;
        }

        /** The population's deviation; another where there is none, or no finite one. */
        double deviationOr(double otherwise) {
            double deviation = Math.sqrt(squares / count); // NaN of nothing
            return deviation > 0 && Double.isFinite(deviation) ? deviation : otherwise;
        }

        void add(Column column, int from, int to) {
            for (int row = from; row < to; row++) {
                if (column.observed(row)) {
                    double delta = column.value(row) - mean;
                    mean += delta / ++count;
                    squares += delta * (column.value(row) - mean);
                }
            }
        }
    }

    public int columns() {
        return means.length;
    }

    public double mean(int column) {
        return means[column];
    }

    public double deviation(int column) {
        return deviations[column];
    }

    public double scale(int column, double value) {
        return (value - means[column]) / deviations[column];
    }

    public double unscale(int column, double scaled) {
        return scaled * deviations[column] + means[column];
    }

    /** The same numbers as the DL4J normalizer that a model file carries. */
    public NormalizerStandardize toNormalizer() {
        NormalizerStandardize normalizer = new NormalizerStandardize(row(means), row(deviations));
        normalizer.getStd().assign(row(deviations)); // its constructor lifts small deviations to 1e-5
        return normalizer;
    }

    private static INDArray row(double[] values) {
        return Nd4j.createFromArray(values).castTo(DataType.DOUBLE).reshape(1, values.length);
    }

    public static ColumnScaler of(NormalizerStandardize normalizer) {
        return of(normalizer.getMean().toDoubleVector(), normalizer.getStd().toDoubleVector());
    }

    /** A scaler of known means and deviations, one of each for every column. */
    public static ColumnScaler of(double[] means, double[] deviations) {
        if (means.length != deviations.length) {
            throw new IllegalArgumentException(means.length + " means and " + deviations.length + " deviations");
        }
        for (int c = 0; c < means.length; c++) {
            if (!Double.isFinite(means[c]) || !(deviations[c] > 0) || !Double.isFinite(deviations[c])) {
                throw new IllegalArgumentException("mean " + means[c] + " and deviation " + deviations[c]
                        + " of column " + c + "; a deviation is a number above zero");
            }
        }
        return new ColumnScaler(means.clone(), deviations.clone());
    }
}
