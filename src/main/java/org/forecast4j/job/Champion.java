package org.forecast4j.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.UserError;
import org.forecast4j.eval.Baseline;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Evaluator;
import org.forecast4j.model.Forecast;
import org.forecast4j.model.Forecaster;
import org.forecast4j.model.ModelBundle;
import org.forecast4j.model.ModelCard;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.Decoder;
import org.forecast4j.series.History;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.Windows;

/**
 * A saved model that is to be updated with new rows. A challenger goes on from its weights, and takes its place only where
 * it is better on rows that neither has been trained on.
 *
 * @param fingerprint SHA-256 of the file
 */
record Champion(Path file, ModelBundle bundle, String fingerprint) {
    private static final String NAME = "old model";

    /** The model that the settings name, if they do. */
    static Optional<Champion> of(Settings settings) {
        return settings.place("update").map(file -> {
            ModelBundle bundle = ModelBundle.read(file);
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                return new Champion(file, bundle, HexFormat.of().formatHex(hash));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("a Java runtime without SHA-256", e);
            }
        });
    }

    /** The settings given, on top of the model's own. */
    Settings under(Settings given) {
        return given.over(bundle.card().settings());
    }

    /** The columns that the model forecasts. */
    List<String> columns() {
        return bundle.card().columns();
    }

    private ZonedDateTime seenUntil() {
        return OffsetDateTime.parse(bundle.card().seenUntil()).toZonedDateTime();
    }

    /** Refuses a job whose data or network is not the model's. */
    void checkFits(Plan plan) {
        ModelCard card = bundle.card();
        TimeSeries first = plan.series().get(0);
        Job own = Settings.none()
                .over(card.settings())
                .withDefault("input", "unknown")
                .toJob();
        Map<String, List<Object>> pairs = new LinkedHashMap<>(); // the model's, the job's
        pairs.put("target", List.of(card.columns(), first.columnNames()));
        pairs.put(
                "frequency", List.of(card.frequency(), first.index().frequency().label()));
        pairs.put("horizon", List.of(card.horizon(), plan.spec().horizon()));
        pairs.put("lookback", List.of(card.lookback(), plan.spec().lookback()));
        pairs.put("patch", List.of(card.patch(), plan.spec().patch()));
        pairs.put("cell", List.of(own.network().cell(), plan.job().network().cell()));
        pairs.put("hidden", List.of(own.network().hidden(), plan.choice().hidden()));
        pairs.put(
                "embedding",
                List.of(own.network().embedding().orElse(0), plan.choice().embedding()));
        pairs.put(
                "decoder",
                List.of(
                        own.network().decoder().orElse(Decoder.NONE),
                        plan.choice().decoder()));
        pairs.put("labels", List.of(own.network().labels(), plan.job().network().labels()));
        pairs.put(
                "window-scaling",
                List.of(card.windowScaler().scaling(), plan.choice().windowScaling()));
        pairs.put(
                "series-scaling",
                List.of(
                        own.window().seriesScaling().orElse(plan.choice().seriesScaling()),
                        plan.choice().seriesScaling()));
        pairs.put("share-weights", List.of(card.shareWeights(), plan.choice().shareWeights()));
        pairs.put("identity", List.of(card.identity(), plan.job().window().identity()));
        pairs.put("quantiles", List.of(card.quantiles(), plan.job().network().quantiles()));
        CovariateSettings covariates = plan.job().covariates();
        pairs.put("past-covariates", List.of(own.covariates().pastCovariates(), covariates.pastCovariates()));
        pairs.put("known-covariates", List.of(own.covariates().knownCovariates(), covariates.knownCovariates()));
        pairs.put("static-covariates", List.of(own.covariates().staticCovariates(), covariates.staticCovariates()));
        pairs.forEach((key, pair) -> {
            if (!pair.get(0).equals(pair.get(1))) {
                throw UserError.model(file + ": cannot be updated here, its " + key + " is " + word(pair.get(0))
                        + ", the job's " + word(pair.get(1)) + "; leave " + key
                        + " to the model, or train a new one without update");
            }
        });
    }

    private static String word(Object value) {
        return value instanceof Enum<?> constant ? Settings.word(constant) : value.toString();
    }

    /** A network that begins with the model's weights, in the model's own encoding: weights mean nothing in another. */
    NetworkForecaster challenger(Plan plan) {
        NetworkForecaster challenger =
                Fitting.untrained(plan, bundle.forecaster().encoding().sharing(1));
        challenger.network().setParams(bundle.forecaster().network().params());
        return challenger;
    }

    /**
     * The validation windows that the model has not seen.
     *
     * @throws UserError where it has seen all
     */
    Windows unseen(Windows validation) {
        Windows unseen = validation.after(seenUntil());
        if (unseen.count() == 0) {
            throw UserError.data(file + ": cannot be updated, it has seen rows until "
                    + bundle.card().seenUntil() + " and none of the " + validation.count()
                    + " validation windows lies after that; give newer rows, or a split whose validation rows lie later "
                    + "(split)");
        }
        return unseen;
    }

    /** What is about to be done, in a line. */
    String sentence(Windows unseen, Windows validation) {
        return "going on from " + file + ", which has seen rows until "
                + bundle.card().seenUntil() + "; " + unseen.count() + " of " + validation.count()
                + " validation windows lie after that and count";
    }

    /** Has both forecast the same windows. */
    Update compare(Plan plan, NetworkForecaster challenger, Windows unseen) {
        Scoring.TrainingRows rows = Scoring.TrainingRows.of(plan);
        Evaluation duel = new Evaluator(
                        challenger,
                        List.of(new Baseline.Naive(challenger.horizon()), rival()),
                        rows.statistics(),
                        rows.scale(challenger.encoding().scalers()))
                .evaluate(unseen.count(), unseen::history);
        return Update.of(file.toString(), bundle.card().seenUntil(), duel, NAME);
    }

    /** The model as one of those that a forecaster is compared with. */
    Forecaster rival() {
        return new Named(bundle.forecaster());
    }

    /**
     * Refuses folds of a backtest that the model has looked into.
     *
     * @param plans of the folds, in order
     */
    void checkUnseenFolds(List<Plan> plans) {
        for (int k = 0; k < plans.size(); k++) {
            Windows test = plans.get(k).test();
            if (seenOf(test) > 0) {
                throw UserError.data(file + ": fold " + (k + 1) + " of " + plans.size() + " tests on rows from "
                        + Backtesting.testFrom(plans.get(k)) + " on, the model has seen rows until "
                        + bundle.card().seenUntil()
                        + "; give fewer or smaller folds (folds, fold-rows), newer rows, or an older model");
            }
        }
    }

    private long seenOf(Windows test) {
        return test.count() - test.after(seenUntil()).count();
    }

    /** A word of warning where the model's scores on the test rows flatter it; empty where it has seen none. */
    Optional<String> flattered(Windows test) {
        long seen = seenOf(test);
        return seen == 0
                ? Optional.empty()
                : Optional.of(file + " has seen the rows of " + seen + " of " + test.count()
                        + " test windows: its scores on them flatter it");
    }

    /** The model under a name of its own. */
    private record Named(NetworkForecaster model) implements Forecaster {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public int horizon() {
            return model.horizon();
        }

        @Override
        public double[][][] forecast(List<History> histories) {
            return model.forecast(histories);
        }

        @Override
        public List<Forecast> forecasts(List<History> histories) {
            return model.forecasts(histories);
        }
    }
}
