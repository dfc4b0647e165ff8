package org.forecast4j.window;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;

/**
 * Which level of a lookback lies nearest to what follows it: its last value, the mean of its last season or the mean of all
 * of it. What is near leaves the network the least to learn. A price that wanders stays at its last value; hours of a day
 * lie nearer to the mean.
 */
public final class LevelChoice {
    private static final List<WindowScaling> LEVELS =
            List.of(WindowScaling.LAST_VALUE, WindowScaling.LAST_SEASON, WindowScaling.MEAN);

    /** Windows looked at, spread over all there are. */
    private static final int WINDOWS = 2000;

    private LevelChoice() {}

    /**
     * The level whose squared distance from the labels of the windows is the least, each column in units of its series' deviation.
     *
     * @param training windows of the training rows, one or more
     */
    public static WindowScaling of(Windows training, WindowSpec spec, int season, Scalers scalers) {
        Map<WindowScaling, Double> distances = new EnumMap<>(WindowScaling.class);
        long looked = Math.min(WINDOWS, training.count());
        for (long i = 0; i < looked; i++) {
            History history = training.history(i * training.count() / looked);
            ColumnScaler scaler = scalers.of(history.series(), history.end());
            for (int c = 0; c < history.series().columns().size(); c++) {
                double[] lookback = lookback(history, c, spec.lookback());
                for (WindowScaling level : LEVELS) {
                    double shift = level.fit(lookback, season).shift();
                    distances.merge(
                            level, distance(history, c, spec.horizon(), shift, scaler.deviation(c)), Double::sum);
                }
            }
        }
        WindowScaling nearest = WindowScaling.LAST_VALUE;
        for (WindowScaling level : LEVELS) {
            nearest = distances.getOrDefault(level, 0.0) < distances.getOrDefault(nearest, 0.0) ? level : nearest;
        }
        return nearest;
    }

    private static double[] lookback(History history, int column, int rows) {
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = history.last(column, rows - 1 - i);
        }
        return values;
    }

    private static double distance(History history, int column, int horizon, double level, double deviation) {
        Column truth = history.series().column(column);
        double sum = 0;
        int observed = 0;
        for (int row = history.end(); row < history.end() + horizon; row++) {
            if (truth.observed(row)) {
                double away = (truth.value(row) - level) / deviation;
                sum += away * away;
                observed++;
            }
        }
        return observed == 0 ? 0 : sum / observed;
    }
}
