package org.forecast4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.model.Forecast;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.Windows;

/**
 * What a forecaster said of rows whose truth is known, for one panel.
 *
 * @param origins forecasts from origins a horizon apart, up to the last test row
 * @param residuals truth less the forecast one step ahead, by row, of the last test windows; empty where not asked for
 */
record Trial(Panel panel, List<Origin> origins, SortedMap<Integer, Double> residuals) {
    private static final int MOST_RESIDUALS = 1000;
    private static final int FEWEST_RESIDUALS = 60;

    /** Forecast values, all columns counted, that the residuals may cost. */
    private static final long MOST_VALUES = 20_000_000;

    /** About as many rows as a chart of the test rows shows well. */
    private static final int ROWS_SHOWN = 240;

    private static final int FEWEST_ORIGINS = 4;
    private static final int MOST_ORIGINS = 40;

    /** The forecast from the row before {@code row}. */
    record Origin(int row, Forecast forecast) {}

    /** Asks the forecaster about a panel's test windows. */
    static Trial of(Panel panel, Forecaster forecaster, Windows windows, boolean withResiduals) {
        long from = firstNotBefore(windows, panel, 0);
        long to = firstNotBefore(windows, panel, 1);
        List<Origin> origins = forecasts(panel, forecaster, apart(windows, from, to, forecaster.horizon()));
        SortedMap<Integer, Double> residuals = new TreeMap<>();
        if (withResiduals) {
            long values = (long) forecaster.horizon() * panel.series().columns().size();
            long most = Math.max(FEWEST_RESIDUALS, Math.min(MOST_RESIDUALS, MOST_VALUES / values));
            List<History> histories = new ArrayList<>();
            for (long w = Math.max(from, to - most); w < to; w++) {
                histories.add(windows.history(w));
            }
            for (Origin made : forecasts(panel, forecaster, histories)) {
                if (panel.values().observed(made.row())) {
                    residuals.put(
                            made.row(),
                            panel.values().value(made.row()) - made.forecast().point()[0][0]);
                }
            }
        }
        return new Trial(panel, origins, residuals);
    }

    /** The first window of the panel's series, or of a series {@code after} it; windows come series by series. */
    private static long firstNotBefore(Windows windows, Panel panel, int after) {
        List<String> ids = windows.series().stream().map(TimeSeries::id).toList();
        int number = ids.indexOf(panel.series().id());
        long low = 0;
        long high = number < 0 ? 0 : windows.count();
        while (low < high) {
            long middle = (low + high) / 2;
            if (windows.seriesOf(middle) < number + after) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The last origins that lie a horizon or more apart. */
    private static List<History> apart(Windows windows, long from, long to, int horizon) {
        int most = Math.max(FEWEST_ORIGINS, Math.min(MOST_ORIGINS, ROWS_SHOWN / horizon));
        List<History> origins = new ArrayList<>();
        int before = Integer.MAX_VALUE;
        for (long w = to - 1; w >= from && origins.size() < most; w--) {
            if (windows.endOf(w) <= before) {
                origins.add(0, windows.history(w));
                before = windows.endOf(w) - horizon;
            }
        }
        return origins;
    }

    /** In calls small enough for many columns and a long horizon; of each forecast only the panel's column is kept. */
    private static List<Origin> forecasts(Panel panel, Forecaster forecaster, List<History> histories) {
        int size = forecaster.historiesPerCall(panel.series().columns().size());
        List<Origin> made = new ArrayList<>();
        for (int from = 0; from < histories.size(); from += size) {
            List<History> some = histories.subList(from, Math.min(histories.size(), from + size));
            List<Forecast> forecasts = forecaster.forecasts(some);
            for (int i = 0; i < some.size(); i++) {
                made.add(new Origin(some.get(i).end(), only(forecasts.get(i), panel.column())));
            }
        }
        return made;
    }

    private static Forecast only(Forecast forecast, int column) {
        return new Forecast(
                new double[][] {forecast.point()[column]},
                forecast.intervals().stream()
                        .map(interval -> new Forecast.Interval(
                                interval.coverage(),
                                new double[][] {interval.lower()[column]},
                                new double[][] {interval.upper()[column]}))
                        .toList());
    }

    /**
     * The residuals' autocorrelation at lags 1 to {@code lags}; pairs of which one is missing do not count. NaN where the
     * residuals never vary.
     */
    static double[] autocorrelation(SortedMap<Integer, Double> residuals, int lags) {
        double mean = residuals.values().stream().mapToDouble(e -> e).average().orElse(0);
        double variance = residuals.values().stream()
                .mapToDouble(e -> (e - mean) * (e - mean))
                .average()
                .orElse(0);
        double[] correlations = new double[lags];
        for (int lag = 1; lag <= lags; lag++) {
            double sum = 0;
            for (var entry : residuals.entrySet()) {
                Double later = residuals.get(entry.getKey() + lag);
                sum += later == null ? 0 : (entry.getValue() - mean) * (later - mean);
            }
            correlations[lag - 1] = sum / residuals.size() / variance;
        }
        return correlations;
    }
}
