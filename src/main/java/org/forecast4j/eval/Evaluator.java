package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.forecast4j.UserError;
import org.forecast4j.model.Forecast;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;

/**
 * Scores a forecaster beside baselines on exactly the same windows. Every forecaster goes through the same code and is
 * handed the same histories. Windows stream through in batches: besides the sums, what stays in memory is one number per
 * window and forecaster, for the test of significance.
 */
public final class Evaluator {
    /** The unit of scaled scores: the deviation of the training rows of a series' column. */
    public interface Scale {
        double deviation(TimeSeries series, int column);
    }

    private final List<Forecaster> all;
    private final TrainingStatistics statistics;
    private final Scale scale;

    /**
     * @param baselines what it is compared with, of the same horizon; one of them is {@link Baseline.Naive}
     * @param statistics of every series that will be scored
     */
    public Evaluator(
            Forecaster judged, List<? extends Forecaster> baselines, TrainingStatistics statistics, Scale scale) {
        if (baselines.stream().noneMatch(baseline -> baseline instanceof Baseline.Naive)) {
            throw new IllegalArgumentException("no naive baseline; add Baseline.Naive");
        }
        for (Forecaster baseline : baselines) {
            if (baseline.horizon() != judged.horizon()) {
                throw new IllegalArgumentException(baseline.name() + " forecasts " + baseline.horizon() + " steps, "
                        + judged.name() + " " + judged.horizon() + "; give both one horizon");
            }
        }
        this.all = Stream.concat(Stream.of(judged), baselines.stream()).toList();
        this.statistics = statistics;
        this.scale = scale;
    }

    /** @param deviations each column's deviation, the same for all series */
    public Evaluator(
            Forecaster judged,
            List<? extends Forecaster> baselines,
            TrainingStatistics statistics,
            IntToDoubleFunction deviations) {
        this(judged, baselines, statistics, (series, column) -> deviations.applyAsDouble(column));
    }

    /** Scores every window, as {@link #evaluate(long, LongFunction)} does. */
    public Evaluation evaluate(List<History> windows) {
        return evaluate(windows.size(), number -> windows.get((int) number));
    }

    /**
     * Scores every window.
     *
     * @param windows how many; fewer than 2^31
     * @param history what is known at the origin of each, the windows of a series in time order; the series hold the labels
     *     that follow
     * @throws UserError where there is no label to score, or a forecast is no number, as after values beyond a float's range
     * @throws IllegalStateException where a forecaster returns another shape
     */
    public Evaluation evaluate(long windows, LongFunction<History> history) {
        Tally tally = new Tally(all, horizon());
        evaluate(windows, history, (batch, made) -> tally.add(batch, made, statistics, scale));
        return tally.evaluation();
    }

    /** Takes a batch of histories with what each forecaster made of them, the judged one first. */
    interface Sink {
        void take(List<History> batch, List<List<Forecast>> made);
    }

    /** Has every forecaster forecast every window, batch by batch. */
    void evaluate(long windows, LongFunction<History> history, Sink sink) {
        int count = Math.toIntExact(windows);
        if (count == 0) {
            throw UserError.data("no test window: the test rows hold fewer rows than the horizon, " + horizon()
                    + "; give more test rows or a shorter horizon");
        }
        int size =
                all.get(0).historiesPerCall(history.apply(0).series().columns().size());
        for (int from = 0; from < count; from += size) {
            List<History> batch = new ArrayList<>();
            for (int w = from; w < Math.min(count, from + size); w++) {
                batch.add(history.apply(w));
            }
            sink.take(batch, all.stream().map(each -> made(each, batch)).toList());
        }
    }

    /** The judged one, then the baselines. */
    List<Forecaster> forecasters() {
        return all;
    }

    int horizon() {
        return all.get(0).horizon();
    }

    TrainingStatistics statistics() {
        return statistics;
    }

    Scale scale() {
        return scale;
    }

    /** A forecaster's forecasts, checked. */
    private static List<Forecast> made(Forecaster forecaster, List<History> batch) {
        List<Forecast> forecasts = forecaster.forecasts(batch);
        double[][][] made = forecasts.stream().map(Forecast::point).toArray(double[][][]::new);
        if (made.length != batch.size()) {
            throw new IllegalStateException(
                    forecaster.name() + " made " + made.length + " forecasts from " + batch.size() + " histories");
        }
        for (int i = 0; i < made.length; i++) {
            History history = batch.get(i);
            int columns = history.series().columns().size();
            if (made[i].length != columns) {
                throw wrong(forecaster, history, made[i].length + " columns, expected " + columns);
            }
            for (int c = 0; c < columns; c++) {
                if (made[i][c].length != forecaster.horizon()) {
                    throw wrong(forecaster, history, made[i][c].length + " steps, expected " + forecaster.horizon());
                }
                for (int h = 0; h < made[i][c].length; h++) {
                    if (!Double.isFinite(made[i][c][h])) {
                        throw UserError.data(place(
                                        forecaster,
                                        history,
                                        made[i][c][h] + " for column "
                                                + history.series().column(c).name() + ", step " + (h + 1))
                                + ", expected a number; give the values before it in a larger unit, or leave them out");
                    }
                }
            }
        }
        return forecasts;
    }

    private static IllegalStateException wrong(Forecaster forecaster, History history, String found) {
        return new IllegalStateException(place(forecaster, history, found));
    }

    private static String place(Forecaster forecaster, History history, String found) {
        TimeSeries series = history.series();
        return forecaster.name() + " forecast " + found + ", in series '" + series.id() + "' from the origin "
                + series.index().at(history.end() - 1) + " (row " + (history.end() - 1) + ")";
    }
}
