package org.forecast4j.cli;

import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import picocli.CommandLine.Command;

/** Scoring at many origins, as if the job had been run again and again. */
@Command(
        name = "backtest",
        sortOptions = false,
        description = {
            "Train and score in fold after fold of rolling origins, beside naive and statistical forecasts.",
            "Each fold learns from the rows before its test block alone; the verdict speaks over all folds."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  forecast4j backtest sample-data/temperatures/seattle.yaml",
            "  forecast4j backtest job.yaml --folds 12 --fold-rows 28 --refit 3 --warm-start",
            "  forecast4j backtest job.yaml --fold-training sliding"
        })
final class BacktestCommand extends JobFileCommand {

    @Override
    Outcome work(Jobs jobs, Settings settings) {
        return jobs.backtest(settings);
    }
}
