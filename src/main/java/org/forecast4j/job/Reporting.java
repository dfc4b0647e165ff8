package org.forecast4j.job;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.ChronoZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.io.AtomicFiles;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.model.Forecast;
import org.forecast4j.model.ModelBundle;
import org.forecast4j.model.ModelCard;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.forecast4j.report.Report;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.train.Training;
import org.forecast4j.train.TrainingProgress;
import org.forecast4j.window.Windows;
import org.nd4j.linalg.api.buffer.DataType;

/** Gathers what the report says while a job goes on, and writes it when everything else is safe. */
final class Reporting {
    private final long start = System.nanoTime();
    private final Settings settings;
    private final Map<String, Split.Bounds> bounds = new HashMap<>();
    private final Map<String, Forecast> futures = new HashMap<>();
    private final Set<String> units = new LinkedHashSet<>();
    private final List<Report.Epoch> epochs = new ArrayList<>();
    private final List<Report.Fold> folds = new ArrayList<>();
    private Optional<Report.Tested> tested = Optional.empty();
    private Optional<ModelCard> model = Optional.empty();

    Reporting(Settings settings) {
        this.settings = settings;
    }

    /** What is learned, or was: its network has the units that were chosen where the job leaves them open. */
    void planned(Plan plan) {
        units.add(words(plan.choice().hidden()));
    }

    void model(ModelBundle bundle) {
        model = Optional.of(bundle.card());
    }

    void training(Training training) {
        for (TrainingProgress.Epoch epoch : training.epochs()) {
            boolean kept = epoch.number() == training.bestEpoch();
            epochs.add(new Report.Epoch(epoch.number(), epoch.trainingLoss(), epoch.validationMse(), kept));
        }
    }

    /** @param test those of the plan's test windows that were scored */
    void tested(Evaluation evaluation, NetworkForecaster forecaster, Plan plan, Windows test) {
        tested = Optional.of(new Report.Tested(evaluation, forecaster, test));
        for (int s = 0; s < plan.series().size(); s++) {
            bounds.put(plan.series().get(s).id(), plan.bounds().get(s));
        }
    }

    /** One fold of a backtest. */
    void fold(Plan plan, Evaluation evaluation) {
        planned(plan);
        List<ZonedDateTime> ends = new ArrayList<>();
        for (int s = 0; s < plan.series().size(); s++) {
            Split.Bounds bound = plan.bounds().get(s);
            if (bound.testEnd() > bound.validationEnd()) {
                TimeIndex index = plan.series().get(s).index();
                ends.add(index.at(bound.validationEnd()));
                ends.add(index.at(bound.testEnd() - 1L));
            }
        }
        ends.sort(ChronoZonedDateTime.timeLineOrder());
        folds.add(new Report.Fold(Backtesting.testFrom(plan), ends.get(0), ends.get(ends.size() - 1), evaluation));
    }

    /**
     * A backtest's scores, and the last fold for the charts of single forecasts.
     *
     * @param all the series whole, of which the fold holds parts
     */
    void lastFold(Evaluation pooled, NetworkForecaster forecaster, Plan plan, List<TimeSeries> all) {
        List<Windows.Part> blocks = new ArrayList<>();
        for (int s = 0; s < plan.series().size(); s++) {
            TimeSeries part = plan.series().get(s);
            Split.Bounds bound = plan.bounds().get(s);
            TimeSeries whole = all.stream()
                    .filter(one -> one.id().equals(part.id()))
                    .findFirst()
                    .orElseThrow();
            int before = whole.index().rowsBefore(part.index().start());
            blocks.add(new Windows.Part(whole, before + bound.validationEnd(), before + bound.testEnd()));
        }
        tested = Optional.of(new Report.Tested(pooled, forecaster, plan.windows(blocks, 1)));
    }

    void forecast(List<TimeSeries> series, List<Forecast> forecasts) {
        for (int s = 0; s < series.size(); s++) {
            futures.put(series.get(s).id(), forecasts.get(s));
        }
    }

    /**
     * Writes {@code report.html} and, where there is a forecast, {@code forecast.svg}. Whatever goes wrong here is told and
     * costs nothing else.
     *
     * @return the files written
     */
    List<Path> write(Job job, SeriesSet data, JobProgress progress) {
        List<Path> files = new ArrayList<>();
        if (!job.data().report()) {
            return files;
        }
        try {
            Report report = new Report(
                    String.valueOf(job.data().input().getFileName()),
                    data.series(),
                    bounds,
                    futures,
                    tested,
                    folds,
                    epochs,
                    model.map(card -> card.scores()
                                    .path("verdict")
                                    .path("sentence")
                                    .asText())
                            .filter(sentence -> !sentence.isEmpty()),
                    facts(job, data),
                    settings.complete());
            String html = report.html();
            Optional<String> svg = report.svg();
            svg.ifPresent(image -> files.add(write(job.data().output().resolve(Results.PICTURE), image)));
            files.add(write(job.data().output().resolve(Results.PAGE), html));
        } catch (RuntimeException e) {
            progress.note("the report is left out, all else is written: " + e.getMessage());
        }
        return files;
    }

    private static Path write(Path file, String text) {
        AtomicFiles.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        return file;
    }

    private Map<String, String> facts(Job job, SeriesSet data) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "made",
                ZonedDateTime.now(ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        facts.put("took", String.format(Locale.ROOT, "%.1f seconds", (System.nanoTime() - start) / 1e9));
        facts.put("data", data.source());
        facts.put("data fingerprint (SHA-256)", data.fingerprint());
        for (int i = 0; i < data.notes().size(); i++) {
            facts.put("note " + (i + 1) + " on the data", data.notes().get(i));
        }
        facts.put("network", job.network().cell() + ", " + units(job) + " units");
        tested.ifPresent(scored -> {
            if (scored.forecaster() instanceof NetworkForecaster forecaster) {
                facts.put(
                        "share",
                        Fitting.shares(forecaster.encoding().windowScaler().share()));
            }
        });
        facts.put("seed", String.valueOf(job.training().seed()));
        Kernels kernels = Kernels.ofThisMachine();
        RecurrentCell.Kind kind =
                RecurrentCell.Kind.valueOf(job.network().cell().name());
        RecurrentCell cell = new RecurrentCell(kind, 1, 1, Nonlinearity.TANH, Nonlinearity.SIGMOID);
        facts.put(
                "kernel",
                kernels.choose(cell, DataType.FLOAT).name() + ", " + kernels.threads() + " threads, "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("versions", words(Versions.all()));
        model.ifPresent(card -> {
            facts.put("model trained by", words(card.versions()));
            facts.put(
                    "model trained on",
                    card.trainedRows() + " rows, " + card.epochs() + " epochs, data " + card.dataFingerprint());
        });
        return facts;
    }

    /** Of a saved model, which needs no plan to forecast, the settings name them; folds may differ. */
    private String units(Job job) {
        return units.isEmpty() ? words(job.network().hidden()) : String.join(" or ", units);
    }

    private static String words(List<Integer> units) {
        return units.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String words(ModelCard.Versions versions) {
        return "forecast4j " + versions.forecast4j() + ", Deeplearning4j " + versions.deeplearning4j() + ", Java "
                + versions.java();
    }
}
