package org.forecast4j.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.forecast4j.UserError;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.io.AtomicFiles;
import org.forecast4j.io.ForecastCsv;
import org.forecast4j.io.JsonFiles;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.io.TableCsv;
import org.forecast4j.model.Forecast;
import org.forecast4j.model.ModelBundle;
import org.forecast4j.model.ModelCard;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.series.History;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.train.Training;
import org.forecast4j.train.TrainingProgress;
import org.forecast4j.window.Encoding;

/** Gathers what a job finds and writes it into the output folder. */
final class Results {
    // The files that jobs leave in the output folder.
    static final String MODEL = "model.zip";
    static final String FORECAST = "forecast.csv";
    static final String SCORES = "scores.json";
    static final String PAGE = "report.html";
    static final String PICTURE = "forecast.svg";
    static final String BACKTEST = "backtest.json";
    static final String BACKTEST_ROWS = "backtest.csv";
    static final String TUNED = "tuned.yaml";
    static final String TRIALS = "tune.csv";
    static final String TUNING = "tune.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final long start = System.nanoTime();
    private final Settings settings;
    private final Path folder;
    private final ObjectNode json = JSON.createObjectNode();
    private final List<Path> files = new ArrayList<>();
    private Optional<Evaluation> evaluation = Optional.empty();
    private final Reporting report;

    /** Refuses a folder that cannot be written before any work is done. */
    Results(Settings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
        report = new Reporting(settings);
        AtomicFiles.checkWritable(folder);
        json.set("versions", JSON.valueToTree(Versions.all()));
        json.set("job", JSON.valueToTree(settings.complete()));
    }

    void data(SeriesSet data, Plan plan) {
        report.planned(plan);
        ObjectNode rows = json.putObject("rows");
        rows.put("series", data.series().size());
        rows.put("all", data.series().stream().mapToLong(TimeSeries::length).sum());
        rows.put("training", plan.bounds().stream().mapToLong(b -> b.trainEnd()).sum());
        rows.put(
                "validation",
                plan.bounds().stream()
                        .mapToLong(b -> b.validationEnd() - b.trainEnd())
                        .sum());
        rows.put(
                "test",
                plan.bounds().stream()
                        .mapToLong(b -> b.testEnd() - b.validationEnd())
                        .sum());
        ObjectNode windows = json.putObject("windows");
        windows.put("training", plan.training().count());
        windows.put("validation", plan.validation().count());
        windows.put("test", plan.test().count());
        json.put("dataFingerprint", data.fingerprint());
        json.set("chosen", JSON.valueToTree(plan.choice().settings()));
        json.put("seed", plan.job().training().seed());
    }

    /** What the report says beside the results. */
    Reporting report() {
        return report;
    }

    /** Writes {@code report.html}, last of all. */
    void saveReport(Job job, SeriesSet data, JobProgress progress) {
        files.addAll(report.write(job, data, progress));
    }

    void training(Training training) {
        report.training(training);
        ObjectNode node = json.putObject("training");
        node.put("bestEpoch", training.bestEpoch());
        node.put("stopped", training.stopped());
        ArrayNode history = node.putArray("history");
        for (TrainingProgress.Epoch epoch : training.epochs()) {
            ObjectNode one = history.addObject();
            one.put("epoch", epoch.number());
            one.put("trainingLoss", epoch.trainingLoss());
            if (!Double.isNaN(epoch.validationMse())) {
                one.put("validationMse", epoch.validationMse());
            }
        }
    }

    /** The network's part in the forecast. */
    void share(NetworkForecaster forecaster) {
        ((ObjectNode) json.get("training"))
                .put("networkShare", forecaster.encoding().windowScaler().share());
    }

    void evaluation(Evaluation taken) {
        evaluation = Optional.of(taken);
        json.setAll((ObjectNode) JSON.valueToTree(taken));
    }

    /** The last row that a model of a plan has seen: of the validation rows, which choose the epoch, or of all. */
    private static String seenUntil(Plan plan, boolean all) {
        return IntStream.range(0, plan.series().size())
                .mapToObj(s -> {
                    Split.Bounds bound = plan.bounds().get(s);
                    int end = all ? bound.testEnd() : bound.validationEnd();
                    return plan.series().get(s).index().at(end - 1L).toOffsetDateTime();
                })
                .max(OffsetDateTime.timeLineOrder())
                .orElseThrow()
                .toString();
    }

    /** A model was to be updated: what came of it, and the loser's scores on the test rows. */
    void update(Update update, Optional<Evaluation> loser) {
        ObjectNode node = update.json();
        node.put("sentence", update.sentence());
        loser.ifPresent(scored -> {
            ObjectNode scores = node.putObject("loserOnTest");
            scores.set("scaled", JSON.valueToTree(scored.scores().scaled()));
            scores.set("original", JSON.valueToTree(scored.scores().original()));
        });
        json.set("update", node);
    }

    /** Leaves a model as it is where it stands; copies it to {@code model.zip} where it stands elsewhere. */
    void keepModel(Path model) {
        Path file = folder.resolve(MODEL);
        try {
            if (!Files.exists(file) || !Files.isSameFile(file, model)) {
                byte[] content = Files.readAllBytes(model);
                AtomicFiles.write(file, out -> out.write(content));
                files.add(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + model, e);
        }
    }

    /** Writes {@code model.zip}. */
    void saveModel(NetworkForecaster forecaster, Training training, String trainedRows, SeriesSet data, Plan plan) {
        Encoding encoding = forecaster.encoding();
        TimeSeries first = data.series().get(0);
        ObjectNode scores = JSON.createObjectNode();
        for (String key : List.of("scores", "baselines", "verdict", "intervals", "update")) {
            if (json.has(key)) {
                scores.set(key, json.get(key));
            }
        }
        ModelCard card = new ModelCard(
                ModelCard.FORMAT,
                Versions.all(),
                settings.settled(plan.choice().settings()).withoutPlaces().complete(),
                first.columnNames(),
                first.index().frequency().label(),
                encoding.spec().lookback(),
                encoding.spec().horizon(),
                encoding.spec().patch(),
                encoding.spec().emission(),
                encoding.spec().horizonPatch(),
                encoding.columns().shared(),
                encoding.columns().identity(),
                encoding.windowScaler(),
                encoding.calendar(),
                encoding.covariates(),
                encoding.quantiles(),
                ModelCard.scales(encoding.scalers()),
                forecaster.limits(),
                forecaster.calibration(),
                trainedRows,
                seenUntil(plan, trainedRows.equals("all")),
                training.bestEpoch(),
                settings.toJob().training().seed(),
                data.fingerprint(),
                scores);
        ModelBundle bundle = new ModelBundle(card, forecaster);
        Path file = folder.resolve(MODEL);
        AtomicFiles.write(file, bundle::write);
        files.add(file);
    }

    /** Writes {@code forecast.csv}: what follows the last row of each series. */
    void saveForecast(NetworkForecaster forecaster, List<TimeSeries> series, Job job) {
        List<History> histories =
                series.stream().map(one -> one.before(one.length())).toList();
        List<Forecast> made = forecaster.forecasts(histories);
        report.forecast(series, made);
        List<ForecastCsv.Block> blocks = new ArrayList<>();
        for (int s = 0; s < made.size(); s++) {
            blocks.add(ForecastCsv.Block.of(series.get(s).id(), series.get(s).index(), bySteps(made.get(s))));
        }
        Path file = folder.resolve(FORECAST);
        List<Double> coverages = made.get(0).intervals().stream()
                .map(Forecast.Interval::coverage)
                .toList();
        List<String> headings = headings(series.get(0).columnNames(), coverages);
        ForecastCsv.write(file, idHeading(series, job), timeHeading(job), headings, blocks);
        files.add(file);
    }

    private static Optional<String> idHeading(List<TimeSeries> series, Job job) {
        boolean many = series.size() > 1 || job.data().id().isPresent();
        return many ? Optional.of(job.data().id().orElse("series")) : Optional.empty();
    }

    private static String timeHeading(Job job) {
        return job.data().time().orElse("row");
    }

    /**
     * Refuses, before any work is done, names that would stand twice in the head of {@code forecast.csv}.
     *
     * @param series that will be forecast
     */
    static void checkHeadings(List<TimeSeries> series, Job job) {
        List<String> headings = new ArrayList<>();
        idHeading(series, job).ifPresent(headings::add);
        headings.add(timeHeading(job));
        headings.addAll(headings(series.get(0).columnNames(), job.network().interval()));
        for (int i = 0; i < headings.size(); i++) {
            if (headings.indexOf(headings.get(i)) < i) {
                throw UserError.usage(
                        "forecast.csv would have two columns of the name '" + headings.get(i)
                                + "', one of them for the target of that name; rename it in the input, or leave it out of the targets");
            }
        }
    }

    /** Each column's forecast, then the bounds of its intervals: {@code y, y_lower_80, y_upper_80, ...}. */
    private static List<String> headings(List<String> columns, List<Double> coverages) {
        List<String> headings = new ArrayList<>();
        for (String column : columns) {
            headings.add(column);
            for (double coverage : coverages) {
                String percent = BigDecimal.valueOf(coverage * 100)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString();
                headings.add(column + "_lower_" + percent);
                headings.add(column + "_upper_" + percent);
            }
        }
        return headings;
    }

    /** The values under these headings, by step. */
    private static double[][] bySteps(Forecast forecast) {
        List<double[]> columns = new ArrayList<>();
        for (int c = 0; c < forecast.point().length; c++) {
            columns.add(forecast.point()[c]);
            for (Forecast.Interval interval : forecast.intervals()) {
                columns.add(interval.lower()[c]);
                columns.add(interval.upper()[c]);
            }
        }
        double[][] steps = new double[columns.get(0).length][columns.size()];
        for (int step = 0; step < steps.length; step++) {
            for (int c = 0; c < columns.size(); c++) {
                steps[step][c] = columns.get(c)[step];
            }
        }
        return steps;
    }

    /** Writes {@code scores.json}. */
    void saveScores() {
        Path file = folder.resolve(SCORES);
        JsonFiles.write(file, json());
        files.add(file);
    }

    /** Where a file of this name goes. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Writes {@code backtest.json}, beside the {@code backtest.csv} that is there already. */
    void saveBacktest(ObjectNode found) {
        json.setAll(found);
        Path file = file(BACKTEST);
        JsonFiles.write(file, json());
        files.add(file);
        files.add(file(BACKTEST_ROWS));
    }

    /** Writes {@code tuned.yaml}, {@code tune.csv} and {@code tune.json}. */
    Outcome saveTuning(TuningResult found, Job job, Plan best) {
        Path yaml = file(TUNED);
        JobFile.write(yaml, found.comment(), found.tuned(job, best.choice()));
        Path csv = file(TRIALS);
        TableCsv.write(csv, found.headings(), found.rows());
        json.setAll(found.json());
        Path all = file(TUNING);
        JsonFiles.write(all, json());
        files.addAll(List.of(yaml, csv, all));
        return with(found.lines());
    }

    /** The outcome with lines to print before the scores. */
    Outcome with(List<String> table) {
        Outcome outcome = outcome(false);
        return new Outcome(outcome.files(), table, outcome.evaluation(), outcome.json(), false);
    }

    private ObjectNode json() {
        json.put("durationSeconds", Math.round((System.nanoTime() - start) / 1e6) / 1e3);
        return json;
    }

    Outcome outcome(boolean stopped) {
        json.put("stopped", stopped);
        ArrayNode written = json.putArray("files");
        files.forEach(file -> written.add(file.toString()));
        return new Outcome(files, List.of(), evaluation, json(), stopped);
    }
}
