package org.forecast4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.eval.Baseline;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Evaluator;
import org.forecast4j.eval.TrainingStatistics;
import org.forecast4j.model.Forecast;
import org.forecast4j.model.Forecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.History;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.WindowSpec;
import org.forecast4j.window.Windows;

/** Reports of every kind, from made-up series and a forecaster that needs no training. */
final class Reports {
    static final String HOSTILE =
            "</title><script>alert(1)</script>\"'&<img src=x onerror=alert(2)>\u0000\uD800\u202E]]>";

    private Reports() {}

    /** Continues the season, with intervals that widen with the distance. */
    record Seasonal(int horizon, int season) implements Forecaster {
        @Override
        public String name() {
            return "network";
        }

        @Override
        public double[][][] forecast(List<History> histories) {
            return histories.stream()
                    .map(history -> IntStream.range(
                                    0, history.series().columns().size())
                            .mapToObj(column -> IntStream.range(0, horizon)
                                    .mapToDouble(h -> mean(history, column, h))
                                    .toArray())
                            .toArray(double[][]::new))
                    .toArray(double[][][]::new);
        }

        private double mean(History history, int column, int h) {
            double sum = 0;
            for (int cycle = 0; cycle < 4; cycle++) {
                sum += history.last(column, (cycle + 1) * season - 1 - h % season);
            }
            return sum / 4;
        }

        @Override
        public List<Forecast> forecasts(List<History> histories) {
            return Stream.of(forecast(histories))
                    .map(point -> new Forecast(point, List.of(interval(point, 0.8, 1.3), interval(point, 0.95, 2))))
                    .toList();
        }

        private static Forecast.Interval interval(double[][] point, double coverage, double reach) {
            return new Forecast.Interval(coverage, moved(point, -reach), moved(point, reach));
        }

        private static double[][] moved(double[][] point, double by) {
            return Stream.of(point)
                    .map(steps -> IntStream.range(0, steps.length)
                            .mapToDouble(h -> steps[h] + by * Math.sqrt(1 + 0.1 * h))
                            .toArray())
                    .toArray(double[][]::new);
        }
    }

    static TimeSeries wave(String id, Frequency frequency, int rows, int season, int seed, String... columns) {
        Random random = new Random(seed);
        List<Column> made = new ArrayList<>();
        BitSet filled = new BitSet();
        filled.set(rows / 3, rows / 3 + Math.min(20, rows / 10));
        for (String column : columns) {
            double[] values = new double[rows];
            double level = 50;
            for (int row = 0; row < rows; row++) {
                level += 0.05 * random.nextGaussian();
                values[row] =
                        level + 8 * Math.sin(2 * Math.PI * row / season) + (1 + seed % 7) * 0.4 * random.nextGaussian();
            }
            made.add(Column.of(column, values, filled));
        }
        ZonedDateTime start = frequency instanceof Frequency.Rows
                ? ZonedDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                : ZonedDateTime.of(2021, 3, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        return new TimeSeries(id, new TimeIndex(start, frequency, rows, false), made);
    }

    /** Scored and forecast, with every section. */
    static Report whole(List<TimeSeries> series, int horizon, int season) {
        Forecaster forecaster = new Seasonal(horizon, season);
        Map<String, Split.Bounds> bounds = new HashMap<>();
        TrainingStatistics statistics = new TrainingStatistics();
        List<Windows.Part> parts = new ArrayList<>();
        for (TimeSeries one : series) {
            Split.Bounds bound = new Split.Fractions(0.7, 0.1, 0.2).of(one.index());
            bounds.put(one.id(), bound);
            statistics.add(one, bound.trainEnd());
            parts.add(new Windows.Part(one, bound.validationEnd(), bound.testEnd()));
        }
        Windows test = Windows.of(parts, new WindowSpec(4 * season, horizon, 1), 1, false);
        int longest =
                bounds.values().stream().mapToInt(Split.Bounds::trainEnd).max().orElseThrow();
        List<Baseline> baselines =
                Baseline.standard(series.get(0).index().frequency(), 1, longest, statistics, horizon);
        Evaluation evaluation = new Evaluator(forecaster, baselines, statistics, statistics::deviation)
                .evaluate(test.count(), test::history);
        List<Report.Epoch> epochs = IntStream.rangeClosed(1, 24)
                .mapToObj(n -> new Report.Epoch(n, 0.2 + 0.8 / n, 0.3 + 0.5 / n + 0.004 * Math.max(0, n - 12), n == 14))
                .toList();
        return new Report(
                "data.csv",
                series,
                bounds,
                futures(series, forecaster),
                Optional.of(new Report.Tested(evaluation, forecaster, test)),
                List.of(),
                epochs,
                Optional.empty(),
                Map.of("seed", "1", "data fingerprint (SHA-256)", "0f".repeat(32)),
                Map.of("horizon", String.valueOf(horizon), "target", HOSTILE));
    }

    static Report withEpochs(Report report, List<Report.Epoch> epochs) {
        return new Report(
                report.source(),
                report.series(),
                report.bounds(),
                report.futures(),
                report.tested(),
                report.folds(),
                epochs,
                report.earlierVerdict(),
                report.facts(),
                report.settings());
    }

    /** The same as a backtest of four folds, whose scores stand in for each other. */
    static Report backtest(List<TimeSeries> series, int horizon, int season) {
        Report whole = whole(series, horizon, season);
        Evaluation scored = whole.tested().orElseThrow().evaluation();
        TimeIndex index = series.get(0).index();
        int block = index.length() / 10;
        List<Report.Fold> folds = IntStream.range(0, 4)
                .mapToObj(k -> new Report.Fold(
                        "fold " + k,
                        index.at(index.length() - (4L - k) * block),
                        index.at(index.length() - (3L - k) * block - 1),
                        scored))
                .toList();
        return new Report(
                "data.csv",
                series,
                Map.of(),
                Map.of(),
                whole.tested(),
                folds,
                List.of(),
                Optional.empty(),
                whole.facts(),
                whole.settings());
    }

    /** Forecasts alone. */
    static Report forecastOnly(List<TimeSeries> series, int horizon, int season) {
        return new Report(
                "data.csv",
                series,
                Map.of(),
                futures(series, new Seasonal(horizon, season)),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of("beats every baseline"),
                Map.of(),
                Map.of());
    }

    private static Map<String, Forecast> futures(List<TimeSeries> series, Forecaster forecaster) {
        Map<String, Forecast> futures = new HashMap<>();
        for (TimeSeries one : series) {
            futures.put(
                    one.id(),
                    forecaster.forecasts(List.of(one.before(one.length()))).get(0));
        }
        return futures;
    }

    static List<TimeSeries> many(int count, String... columns) {
        return IntStream.range(0, count)
                .mapToObj(i -> wave("shop " + i, Frequency.parse("1h"), 600, 24, i, columns))
                .toList();
    }

    /** Leaves a page where the browser's check finds it. */
    static String kept(String name, Report report) throws IOException {
        String html = report.html();
        Path folder = Files.createDirectories(Path.of("target/report-pages"));
        Files.writeString(folder.resolve(name + ".html"), html);
        return html;
    }
}
