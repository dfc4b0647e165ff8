package org.forecast4j.window;

import java.util.List;

/**
 * What to take out of windows: what lies nearest to what follows them leaves the network the least to learn. A price that
 * wanders stays at its last value; hours of a day lie nearer to the mean day. The linear forecast is taken out where it says
 * much more than a level. From many windows the network learns a weak season better by itself.
 *
 * @param season the one whose linear forecast lies nearest, in rows
 */
public record ScalingChoice(WindowScaling scaling, int season) {
    /** The part of a level's squared distance that the linear forecast must take away. */
    private static final double WORTH = 0.4;

    /** The same where windows are too few to learn a season from; less may be chance. */
    private static final double WORTH_OF_FEW = 0.1;

    private static final int FEW_WINDOWS = 1000;

    /** Of windows that overlap no other, each column's counted. */
    private static final int FEW_DISJOINT = 16;

    /** The part that a multiple of another season must take away, for it always says what that says, and some chance. */
    private static final double WORTH_OF_MULTIPLE = 0.05;

    /**
     * Settled by the training rows.
     *
     * @param windows of the training rows
     * @param seasons in rows, one or more; those that the lookback does not hold count where it holds none of them
     */
    public static ScalingChoice of(
            Windows windows, List<Windows.Part> rows, WindowSpec spec, List<Integer> seasons, Scalers scalers) {
        List<Integer> held =
                seasons.stream().filter(season -> season <= spec.lookback()).toList();
        if (windows.count() == 0) {
            return new ScalingChoice(WindowScaling.LAST_VALUE, (held.isEmpty() ? seasons : held).get(0));
        }
        LinearFit fit = (held.isEmpty() ? seasons.subList(0, 1) : held)
                .stream()
                        .sorted()
                        .map(season -> new LinearFit(windows, rows, spec, season, scalers))
                        .reduce(ScalingChoice::nearer)
                        .orElseThrow();
        int columns = rows.get(0).series().columns().size();
        boolean few = windows.count() < FEW_WINDOWS || windows.count() * columns < (long) FEW_DISJOINT * spec.horizon();
        double worth = few ? WORTH_OF_FEW : WORTH;
        LinearFit.Level level = fit.level();
        boolean pays = fit.distance() < (1 - worth) * fit.distance(level);
        return new ScalingChoice(pays ? WindowScaling.LINEAR : level.scaling(), fit.season());
    }

    private static LinearFit nearer(LinearFit shorter, LinearFit longer) {
        double worth = longer.season() % shorter.season() == 0 ? WORTH_OF_MULTIPLE : 0;
        return longer.distance() < (1 - worth) * shorter.distance() ? longer : shorter;
    }
}
