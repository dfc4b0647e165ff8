package org.forecast4j.eval;

/** Sums over labels, from which every mean error follows. Quotients of empty sums are NaN. */
final class ErrorSums {
    private long labels;
    private double absolute;
    private double squared;
    private double scaledAbsolute;
    private double scaledSquared;
    private long zeroTruths;
    private double percent;
    private double symmetric;
    private long withUnit;
    private double units;

    /**
     * Adds one label.
     *
     * @param deviation the column's scale
     * @param naiveError MASE's unit; the label does not count there where it is not above zero
     */
    void add(double truth, double forecast, double deviation, double naiveError) {
        double error = Math.abs(forecast - truth);
        double scaled = error / deviation;
        labels++;
        absolute += error;
        squared += error * error;
        scaledAbsolute += scaled;
        scaledSquared += scaled * scaled;
        if (truth == 0) {
            zeroTruths++;
        } else {
            percent += 100 * error / Math.abs(truth);
        }
        if (error > 0) {
            symmetric += 200 * error / (Math.abs(truth) + Math.abs(forecast));
        }
        if (naiveError > 0) {
            withUnit++;
            units += error / naiveError;
        }
    }

    void add(ErrorSums other) {
        labels += other.labels;
        absolute += other.absolute;
        squared += other.squared;
        scaledAbsolute += other.scaledAbsolute;
        scaledSquared += other.scaledSquared;
        zeroTruths += other.zeroTruths;
        percent += other.percent;
        symmetric += other.symmetric;
        withUnit += other.withUnit;
        units += other.units;
    }

    long labels() {
        return labels;
    }

    long zeroTruths() {
        return zeroTruths;
    }

    double scaledSquares() {
        return scaledSquared;
    }

    double scaledMse() {
        return scaledSquared / labels;
    }

    double scaledMae() {
        return scaledAbsolute / labels;
    }

    double mse() {
        return squared / labels;
    }

    double mae() {
        return absolute / labels;
    }

    double rmse() {
        return Math.sqrt(mse());
    }

    double mape() {
        return percent / (labels - zeroTruths);
    }

    double smape() {
        return symmetric / labels;
    }

    double mase() {
        return units / withUnit;
    }
}
