package org.forecast4j.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.forecast4j.UserError;
import org.forecast4j.eval.Backtest;
import org.forecast4j.eval.Baseline;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Evaluator;
import org.forecast4j.eval.ScoreTable;
import org.forecast4j.io.BacktestCsv;
import org.forecast4j.io.ForecastCsv;
import org.forecast4j.model.Forecaster;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.train.Training;
import org.forecast4j.window.Windows;

/** One backtest under way: trains fold by fold, then scores all of them. */
final class Backtesting {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What forecasts a fold.
     *
     * @param trainedIn number of the fold that it was trained in
     * @param update what came of it there, where a model was to be updated
     */
    private record Fitted(NetworkForecaster forecaster, Training training, int trainedIn, Optional<Update> update) {}

    private final TrainingInput input;
    private final JobProgress progress;
    private final Fitting fitting;
    private final Folds folds;

    /** @throws UserError where there is no room for the folds, or where they do not suit the model to be updated */
    Backtesting(TrainingInput input, JobProgress progress) {
        this.input = input;
        this.progress = progress;
        this.fitting = new Fitting(progress);
        this.folds = Folds.of(input.settings().toJob(), input.data().series());
        input.champion().ifPresent(old -> {
            old.checkFits(folds.plans().get(0));
            old.checkUnseenFolds(folds.plans());
        });
    }

    /** Writes {@code backtest.csv}, {@code backtest.json} and the report; where it is stopped, what the next run needs. */
    Outcome run(Results results) {
        Kernels.ofThisMachine().notice().ifPresent(progress::note);
        List<Fitted> fitted = fit(results);
        if (fitted.size() < folds.plans().size()) {
            return stopped(results);
        }
        Job job = folds.plans().get(0).job();
        boolean many = input.data().series().size() > 1 || job.data().id().isPresent();
        Optional<String> id = many ? Optional.of(job.data().id().orElse("series")) : Optional.empty();
        Backtest backtest;
        try {
            backtest = BacktestCsv.write(
                    results.file(Results.BACKTEST_ROWS),
                    id,
                    rows -> Backtest.of(
                            folds.folds(),
                            fold -> contest(fold, fitted),
                            (fold, history, forecast) -> rows.add(fold.number(), history, forecast)));
        } catch (Stopped e) {
            return stopped(results);
        }
        results.evaluation(backtest.pooled());
        results.saveBacktest(describe(backtest, fitted));
        for (int fold = 1; fold <= fitted.size(); fold++) {
            checkpoint(results, fold).delete();
        }
        report(results.report(), backtest, fitted);
        results.saveReport(job, input.data(), progress);
        return results.with(table(backtest));
    }

    private Outcome stopped(Results results) {
        progress.note("stopped: run it again with the same settings to go on from here");
        return results.outcome(true);
    }

    /** A fold's training as far as it has come; what is finished is not trained again. */
    private CheckpointFile checkpoint(Results results, int fold) {
        String name = "backtest-fold-" + fold + ".checkpoint";
        return new CheckpointFile(results.file(name), input.fingerprint() + " " + name, progress);
    }

    private void report(Reporting report, Backtest backtest, List<Fitted> fitted) {
        for (int k = 0; k < fitted.size(); k++) {
            report.fold(folds.plans().get(k), backtest.folds().get(k));
        }
        int last = fitted.size() - 1;
        report.lastFold(
                backtest.pooled(),
                fitted.get(last).forecaster(),
                folds.plans().get(last),
                input.data().series());
    }

    /** Each fold's forecaster; fewer than there are folds where a stop is asked for. */
    private List<Fitted> fit(Results results) {
        folds.plans().forEach(plan -> Fitting.checkIntervals(input.asked(), plan, input.validation(plan)));
        List<Fitted> fitted = new ArrayList<>();
        for (int k = 0; k < folds.plans().size(); k++) {
            Plan plan = folds.plans().get(k);
            String name = "fold " + (k + 1) + " of " + folds.plans().size();
            if (!plan.job().folding().refit().in(k + 1)) {
                Fitted last = fitted.get(k - 1);
                progress.note(name + ": forecast by the network of fold " + last.trainedIn());
                fitted.add(last);
                continue;
            }
            NetworkForecaster forecaster = input.fresh(plan, Split.Bounds::trainEnd);
            if (plan.job().folding().warmStart() && k > 0) {
                forecaster
                        .network()
                        .setParams(fitted.get(k - 1).forecaster().network().params());
            }
            progress.note(name + ": " + plan.sentence(forecaster.network().numParams()));
            Training training = fitting.trainer(
                            plan,
                            plan.job().training().epochs(),
                            checkpoint(results, k + 1),
                            input.dashboard().listeners("fold-" + (k + 1)))
                    .train(forecaster, plan.training(), input.validation(plan));
            if (training.stopped()) {
                return fitted;
            }
            fitted.add(finished(name, k + 1, plan, forecaster, training));
        }
        return fitted;
    }

    /** A trained network with its intervals; a model that it was to better forecasts the fold where it did not. */
    private Fitted finished(String name, int fold, Plan plan, NetworkForecaster trained, Training training) {
        NetworkForecaster forecaster = fitting.finished(input.asked(), plan.job(), input.validation(plan), trained);
        if (input.champion().isEmpty()) {
            return new Fitted(forecaster, training, fold, Optional.empty());
        }
        Champion old = input.champion().get();
        Update update = old.compare(plan, forecaster, input.validation(plan));
        progress.note(name + ": " + update.sentenceOfFold());
        return new Fitted(
                update.replaced() ? forecaster : old.bundle().forecaster(), training, fold, Optional.of(update));
    }

    /** Statistics, scale and baselines are of the fold's own training rows, also where the network is an earlier fold's. */
    private Backtest.Contest contest(Backtest.Fold fold, List<Fitted> fitted) {
        Plan plan = folds.plans().get(fold.number() - 1);
        Scoring.TrainingRows rows = Scoring.TrainingRows.of(plan);
        int horizon = plan.spec().horizon();
        int longest = folds.plans().stream() // the same baselines in every fold
                .mapToInt(Plan::longestTraining)
                .min()
                .orElseThrow();
        int season = folds.plans().get(0).choice().season();
        List<Forecaster> rivals = new ArrayList<>(rows.baselines(longest, season, horizon));
        rivals.addAll(Baseline.statistical(plan.series(), rows::end, horizon));
        input.champion().ifPresent(old -> rivals.add(old.rival()));
        Windows test = plan.test();
        NetworkForecaster forecaster = fitted.get(fold.number() - 1).forecaster();
        Evaluator evaluator = new Evaluator(
                forecaster,
                rivals,
                rows.statistics(),
                rows.scale(plan.encoding(Split.Bounds::trainEnd).scalers()));
        return new Backtest.Contest(evaluator, test.count(), Scoring.histories(test, forecaster, progress));
    }

    private ObjectNode describe(Backtest backtest, List<Fitted> fitted) {
        Job job = folds.plans().get(0).job();
        ObjectNode json = JSON.createObjectNode();
        json.put("dataFingerprint", input.data().fingerprint());
        json.put("seed", job.training().seed());
        json.put("lookback", folds.plans().get(0).spec().lookback());
        ArrayNode rows = json.putArray("folds");
        for (int k = 0; k < fitted.size(); k++) {
            Plan plan = folds.plans().get(k);
            Evaluation scored = backtest.folds().get(k);
            ObjectNode one = rows.addObject();
            one.put("fold", k + 1);
            one.put("trainedIn", fitted.get(k).trainedIn());
            one.put("bestEpoch", fitted.get(k).training().bestEpoch());
            one.put(
                    "networkShare",
                    fitted.get(k).forecaster().encoding().windowScaler().share());
            one.put("testFrom", testFrom(plan));
            one.put("trainingRows", sum(plan, Split.Bounds::trainEnd));
            one.put("validationRows", sum(plan, bound -> bound.validationEnd() - bound.trainEnd()));
            one.put("testRows", sum(plan, bound -> bound.testEnd() - bound.validationEnd()));
            fitted.get(k).update().ifPresent(update -> one.set("update", update.json()));
            one.setAll((ObjectNode) JSON.valueToTree(scored));
        }
        return json;
    }

    private static long sum(Plan plan, ToIntFunction<Split.Bounds> rows) {
        return plan.bounds().stream().mapToLong(rows::applyAsInt).sum();
    }

    private List<String> table(Backtest backtest) {
        return ScoreTable.folds(
                folds.plans().stream().map(Backtesting::testFrom).toList(), backtest.folds());
    }

    /** The first timestamp that is forecast. */
    static String testFrom(Plan plan) {
        Windows test = plan.test();
        TimeIndex index = test.history(0).series().index();
        return ForecastCsv.timestamp(index, test.endOf(0));
    }
}
