package org.forecast4j.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;

/**
 * What of a lookback lies nearest to what follows it: its last value, the mean of its last season or the mean of all of it,
 * with or without its season. What is near leaves the network the least to learn. A price that wanders stays at its last
 * value; hours of a day lie nearer to the mean, and nearer still to the mean day.
 */
public final class LevelChoice {
    private static final List<WindowScaling> LEVELS =
            List.of(WindowScaling.LAST_VALUE, WindowScaling.LAST_SEASON, WindowScaling.MEAN);
    private static final List<WindowScaling> SEASONAL = List.of(
            WindowScaling.SEASONAL_LAST_VALUE,
            WindowScaling.SEASONAL_LAST_SEASON,
            WindowScaling.SEASONAL_MEAN,
            WindowScaling.SEASONAL_NAIVE);

    /**
     * The part of a level's squared distance that its season must take away. From many windows a network learns a season
     * that brings less better by itself: what is taken out of every window alike misleads it where one window's season is
     * not the next one's.
     */
    private static final double WORTH_A_SEASON = 0.4;

    /** The same where windows are too few to learn a season from; less may be chance. */
    private static final double WORTH_A_SEASON_OF_FEW = 0.1;

    private static final int FEW_WINDOWS = 1000;

    /** Lookbacks looked at, spread over all there are. */
    private static final int LOOKBACKS = 20_000;

    private static final int MOST_WINDOWS = 2000;
    private static final int FEWEST_WINDOWS = 100;

    /**
     * What lies nearest.
     *
     * @param season in rows
     */
    public record Level(WindowScaling scaling, int season) {}

    private final Windows training;
    private final WindowSpec spec;
    private final List<Integer> seasons;
    private final Scalers scalers;

    /**
     * @param training windows of the training rows
     * @param seasons in rows, one or more; those that the lookback does not hold count where it holds none of them
     */
    public LevelChoice(Windows training, WindowSpec spec, List<Integer> seasons, Scalers scalers) {
        this.training = training;
        this.spec = spec;
        this.scalers = scalers;
        List<Integer> held =
                seasons.stream().filter(season -> season <= spec.lookback()).toList();
        this.seasons = held.isEmpty() ? seasons.subList(0, 1) : held;
    }

    /**
     * The scaling and season at the least squared distance from the labels of the windows, each column in units of its
     * series' deviation. A level that takes no season out comes with the first.
     */
    public Level nearest() {
        Near level = nearest(LEVELS, seasons.subList(0, 1));
        Near seasonal = nearest(SEASONAL, seasons);
        double worth = training.count() < FEW_WINDOWS ? WORTH_A_SEASON_OF_FEW : WORTH_A_SEASON;
        return (seasonal.distance < (1 - worth) * level.distance ? seasonal : level).level;
    }

    /** The season that suits a scaling best. */
    public Level nearest(WindowScaling scaling) {
        return nearest(List.of(scaling), seasons).level;
    }

    private record Near(Level level, double distance) {}

    private Near nearest(List<WindowScaling> scalings, List<Integer> seasons) {
        List<Near> all = new ArrayList<>();
        for (WindowScaling scaling : scalings) {
            for (int season : seasons) {
                all.add(new Near(new Level(scaling, season), distance(scaling, season)));
            }
        }
        return Collections.min(all, Comparator.comparingDouble(Near::distance));
    }

    private double distance(WindowScaling scaling, int season) {
        double distance = 0;
        long looked = Math.min(training.count(), windows());
        double[] lookback = new double[spec.lookback()];
        for (long i = 0; i < looked; i++) {
            History history = training.history(i * training.count() / looked);
            ColumnScaler scaler = scalers.of(history.series(), history.end());
            for (int c = 0; c < columns(history); c++) {
                int column = c;
                Arrays.setAll(lookback, row -> history.last(column, lookback.length - 1 - row));
                distance += distance(history, c, scaling.fit(lookback, season), scaler.deviation(c));
            }
        }
        return distance;
    }

    private int windows() {
        int columns = training.count() == 0 ? 1 : columns(training.history(0));
        return Math.max(FEWEST_WINDOWS, Math.min(MOST_WINDOWS, LOOKBACKS / columns));
    }

    private static int columns(History history) {
        return history.series().columns().size();
    }

    private double distance(History history, int column, WindowScaling.Fit fit, double deviation) {
        Column truth = history.series().column(column);
        double sum = 0;
        int observed = 0;
        for (int h = 0; h < spec.horizon(); h++) {
            if (truth.observed(history.end() + h)) {
                double away = fit.scaled(h, truth.value(history.end() + h)) / deviation;
                sum += away * away;
                observed++;
            }
        }
        return observed == 0 ? 0 : sum / observed;
    }
}
