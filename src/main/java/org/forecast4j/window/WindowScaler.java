package org.forecast4j.window;

import java.util.Arrays;
import java.util.List;
import org.forecast4j.series.TimeSeries;

/**
 * Takes a window's level, and what can be forecast simply, out of its values, and puts it back into the forecast.
 *
 * @param season in rows
 * @param linear {@link LinearForecast#NONE} where neither the scaling nor the forecast holds it
 * @param share the network's part of the forecast, 0 to 1; the rest is the linear forecast's
 */
public record WindowScaler(WindowScaling scaling, int season, LinearForecast linear, double share) {
    /** The smallest deviation divided by, in units of the training rows' deviation, so that a flat lookback stays finite. */
    static final double SMALLEST_DEVIATION = 0.01;

    public WindowScaler { // a model's file may come from anywhere
        if (season < 1) {
            throw new IllegalArgumentException("a season of " + season + " rows; expected 1 or more");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a network's share of " + share + "; expected 0 to 1");
        }
        if ((scaling == WindowScaling.LINEAR || share < 1) && linear.equals(LinearForecast.NONE)) {
            throw new IllegalArgumentException("no linear forecast; fit one to the training rows");
        }
    }

    /** One without a linear forecast, which needs no training rows. */
    public static WindowScaler of(WindowScaling scaling, int season) {
        return new WindowScaler(scaling, season, LinearForecast.NONE, 1);
    }

    /**
     * One with a linear forecast, the network's share whole as yet.
     *
     * @param windows of the training rows, one or more
     * @param rows the training rows
     */
    public static WindowScaler fit(
            WindowScaling scaling,
            int season,
            Windows windows,
            List<Windows.Part> rows,
            WindowSpec spec,
            Scalers scalers) {
        return new WindowScaler(scaling, season, new LinearFit(windows, rows, spec, season, scalers).forecast(), 1);
    }

    /** Whether there is a linear forecast to share the forecast with. */
    public boolean hasLinear() {
        return !linear.equals(LinearForecast.NONE);
    }

    WindowScaler sharing(double networksPart) {
        return new WindowScaler(scaling, season, linear, networksPart);
    }

    /**
     * What was taken out of one window.
     *
     * @param level subtracted from the lookback
     * @param ahead subtracted from what is to be forecast
     * @param linear the linear forecast, where it has a part in the forecast
     */
    record Fit(double level, double scale, Path ahead, Path linear, double share) {
        private Fit(double level, double scale, Path ahead) {
            this(level, scale, ahead, ahead, 1);
        }

        private Fit(double level, double scale) {
            this(level, scale, Path.flat(level));
        }

        /** A value of the lookback as the network sees it. */
        double input(double value) {
            return (value - level) / scale;
        }

        /** A value at a step ahead as the network learns it. */
        double scaled(int step, double value) {
            return (value - ahead.at(step)) / scale;
        }

        /** The forecast at a step ahead of which the network says {@code scaled}. */
        double value(int step, double scaled) {
            return share * (scaled * scale + ahead.at(step)) + (1 - share) * linear.at(step);
        }
    }

    /**
     * Fits to the lookback of one column before {@code end}.
     *
     * @param lookback its scaled values
     */
    Fit fit(double[] lookback, TimeSeries series, int column, int end, Scalers scalers) {
        if (scaling != WindowScaling.LINEAR && share == 1) {
            return network(lookback);
        }
        LinearTerm.View view =
                new LinearTerm.View(lookback, season, linear.usual().from(series, column, end, scalers));
        Path path = linear.path(view);
        Fit network = scaling == WindowScaling.LINEAR ? new Fit(view.level(), 1, path) : network(lookback);
        return new Fit(network.level, network.scale, network.ahead, path, share);
    }

    /** What the scalings take out that need no training rows. */
    private Fit network(double[] lookback) {
        return switch (scaling) {
            case NONE -> new Fit(0, 1);
            case LAST_VALUE -> new Fit(lookback[lookback.length - 1], 1);
            case LAST_SEASON -> new Fit(mean(last(lookback)), 1);
            case MEAN -> new Fit(mean(lookback), 1);
            case MEAN_STD -> {
                double mean = mean(lookback);
                double squares = 0;
                for (double value : lookback) {
                    squares += (value - mean) * (value - mean);
                }
                yield new Fit(mean, Math.max(Math.sqrt(squares / lookback.length), SMALLEST_DEVIATION));
            }
            case SEASONAL_NAIVE -> {
                double[] last = last(lookback);
                yield new Fit(mean(last), 1, Path.season(last));
            }
            case LINEAR -> throw new IllegalStateException("a linear forecast needs more than a lookback");
        };
    }

    /** The last season; all where the lookback is shorter. */
    private double[] last(double[] lookback) {
        return Arrays.copyOfRange(lookback, Math.max(0, lookback.length - season), lookback.length);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }
}
