package org.forecast4j.window;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a {@link LinearForecast} weighs, each about the mean of the lookback's last season. Terms that a lookback does not
 * hold, or that would say the same as another, are not {@linkplain #of there}.
 */
public enum LinearTerm {
    /** The last value. */
    LAST_VALUE,
    /** The last value's place in the season, with the sign turned: with {@link #LAST_VALUE} it makes that free of its season. */
    LAST_VALUE_PLACE,
    /** The mean of the last two seasons, as those that follow of more. */
    TWO_SEASONS,
    THREE_SEASONS,
    FOUR_SEASONS,
    SEVEN_SEASONS,
    /** The mean of the whole lookback. */
    LOOKBACK,
    /** How the rows of the lookback's seasons differ, on average, from the mean of their own. */
    MEAN_SEASON,
    /** How the last season differs from {@link #MEAN_SEASON}. */
    LAST_SEASON,
    /** How the rows of a season differ from its mean in the training rows. */
    USUAL_SEASON,
    /** The line through the means of the last two seasons. */
    TREND;

    /** Those of a lookback of so many rows. */
    static List<LinearTerm> of(int lookback, int season) {
        return Stream.of(values()).filter(term -> term.in(lookback, season)).toList();
    }

    private boolean in(int lookback, int season) {
        boolean seasonal = season > 1 && lookback >= season;
        return switch (this) {
            case LAST_VALUE, LAST_VALUE_PLACE, MEAN_SEASON -> seasonal;
            case USUAL_SEASON -> season > 1;
            case LAST_SEASON -> seasonal && lookback / 2 >= season;
            case TREND -> lookback / 2 >= season;
            case TWO_SEASONS, THREE_SEASONS, FOUR_SEASONS, SEVEN_SEASONS -> lookback > (long) seasons() * season;
            case LOOKBACK -> lookback > season;
        };
    }

    private int seasons() {
        return switch (this) {
            case TWO_SEASONS -> 2;
            case THREE_SEASONS -> 3;
            case FOUR_SEASONS -> 4;
            case SEVEN_SEASONS -> 7;
            default -> 1;
        };
    }

    /** What of a lookback the terms are made of, computed once for all of them. */
    static final class View {
        private final double[] lookback;
        private final int season;
        private final double[] usual;
        private final double[] meanSeason;
        private final double level;

        /** @param usual what a season adds to its mean in the training rows, from the first row to be forecast on */
        View(double[] lookback, int season, double[] usual) {
            this.lookback = lookback;
            this.season = season;
            this.usual = usual;
            this.meanSeason = meanSeason(lookback, season);
            this.level = mean(season);
        }

        /** The mean of the last season, or of what the lookback holds of one. */
        double level() {
            return level;
        }

        Path path(LinearTerm term) {
            return switch (term) {
                case LAST_VALUE -> Path.flat(lookback[lookback.length - 1] - level);
                case LAST_VALUE_PLACE -> Path.flat(-meanSeason[meanSeason.length - 1]);
                case TWO_SEASONS, THREE_SEASONS, FOUR_SEASONS, SEVEN_SEASONS ->
                    Path.flat(mean(term.seasons() * season) - level);
                case LOOKBACK -> Path.flat(mean(lookback.length) - level);
                case MEAN_SEASON -> Path.season(meanSeason);
                case LAST_SEASON -> {
                    double[] last = new double[season];
                    Arrays.setAll(last, i -> lookback[lookback.length - season + i] - level - meanSeason[i]);
                    yield Path.season(last);
                }
                case USUAL_SEASON -> Path.season(usual);
                case TREND -> {
                    double slope = 2 * (level - mean(2 * season)) / season;
                    yield new Path(slope * (season + 1) / 2, slope, new double[1]); // the mean stands amid its season
                }
            };
        }

        private double mean(int last) {
            return LinearTerm.mean(lookback, Math.max(0, lookback.length - last), lookback.length);
        }
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum / (to - from);
    }

    /**
     * How the rows of a season differ from its mean, on average over the whole seasons that end with the values; nothing
     * where none is whole.
     */
    static double[] meanSeason(double[] values, int season) {
        int seasons = values.length / season;
        double[] means = new double[seasons == 0 ? 1 : season];
        for (int end = values.length; end >= season; end -= season) {
            double mean = mean(values, end - season, end);
            for (int i = 0; i < season; i++) {
                means[i] += (values[end - season + i] - mean) / seasons;
            }
        }
        return means;
    }
}
