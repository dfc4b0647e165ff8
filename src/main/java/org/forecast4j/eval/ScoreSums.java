package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.regression.RegressionEvaluation.Metric;

/** Adds up one forecaster's errors: by step, by column and by series. */
final class ScoreSums {
    private final List<String> columns;
    private final ErrorSums[] perStep;
    private final ErrorSums[] perColumn;
    private final ColumnRegression[] regressions;
    private final Map<String, ErrorSums> perSeries = new HashMap<>();

    /**
     * @param shifts a number near each column's values, see {@link ColumnRegression}
     * @param forecasters how many have their errors added up at the same time, which share the memory
     */
    ScoreSums(List<String> columns, int horizon, double[] shifts, int forecasters) {
        this.columns = columns;
        perStep = new ErrorSums[horizon];
        Arrays.setAll(perStep, h -> new ErrorSums());
        perColumn = new ErrorSums[columns.size()];
        Arrays.setAll(perColumn, c -> new ErrorSums());
        regressions = new ColumnRegression[columns.size()];
        Arrays.setAll(regressions, c -> new ColumnRegression(shifts[c], columns.size() * forecasters));
    }

    /**
     * Adds one column of one window.
     *
     * @param truth of each step, NaN where it was not observed
     * @return the sum of its squared scaled errors
     */
    double add(String series, int column, double[] truth, double[] forecast, double deviation, double naiveError) {
        ErrorSums window = new ErrorSums();
        for (int h = 0; h < truth.length; h++) {
            if (!Double.isNaN(truth[h])) {
                window.add(truth[h], forecast[h], deviation, naiveError);
                perStep[h].add(truth[h], forecast[h], deviation, naiveError);
                regressions[column].add(truth[h], forecast[h]);
            }
        }
        perColumn[column].add(window);
        perSeries.computeIfAbsent(series, id -> new ErrorSums()).add(window);
        return window.scaledSquares();
    }

    ErrorSums all() {
        ErrorSums all = new ErrorSums();
        for (ErrorSums column : perColumn) {
            all.add(column);
        }
        return all;
    }

    ErrorSums ofSeries(String id) {
        return perSeries.getOrDefault(id, new ErrorSums());
    }

    Scores scores() {
        ErrorSums all = all();
        Map<String, Scores.OfColumn> ofColumns = new LinkedHashMap<>();
        for (int c = 0; c < columns.size(); c++) {
            ofColumns.put(columns.get(c), ofColumn(perColumn[c], regressions[c]));
        }
        double r2 = Arrays.stream(regressions)
                .mapToDouble(regression -> regression.metric(Metric.R2))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
        return new Scores(
                scaled(all),
                new Scores.Original(
                        Scores.finite(all.mse()),
                        Scores.finite(all.mae()),
                        Scores.finite(all.rmse()),
                        Scores.finite(r2),
                        Scores.finite(all.mape()),
                        all.zeroTruths(),
                        Scores.finite(all.smape()),
                        Scores.finite(all.mase())),
                new Scores.PerStep(
                        perStep(ErrorSums::scaledMse),
                        perStep(ErrorSums::scaledMae),
                        perStep(ErrorSums::mae),
                        perStep(ErrorSums::rmse),
                        perStep(ErrorSums::mape),
                        perStep(ErrorSums::smape),
                        perStep(ErrorSums::mase)),
                Collections.unmodifiableMap(ofColumns));
    }

    static Scores.Scaled scaled(ErrorSums sums) {
        return new Scores.Scaled(Scores.finite(sums.scaledMse()), Scores.finite(sums.scaledMae()));
    }

    private static Scores.OfColumn ofColumn(ErrorSums sums, ColumnRegression regression) {
        return new Scores.OfColumn(
                Scores.finite(regression.metric(Metric.MSE)),
                Scores.finite(regression.metric(Metric.MAE)),
                Scores.finite(regression.metric(Metric.RMSE)),
                Scores.finite(regression.metric(Metric.RSE)),
                Scores.finite(regression.metric(Metric.PC)),
                Scores.finite(regression.metric(Metric.R2)),
                Scores.finite(sums.mape()),
                Scores.finite(sums.smape()),
                Scores.finite(sums.mase()),
                sums.labels());
    }

    private List<@Nullable Double> perStep(ToDoubleFunction<ErrorSums> score) {
        List<@Nullable Double> scores = new ArrayList<>();
        for (ErrorSums step : perStep) {
            scores.add(Scores.finite(score.applyAsDouble(step)));
        }
        return Collections.unmodifiableList(scores);
    }
}
