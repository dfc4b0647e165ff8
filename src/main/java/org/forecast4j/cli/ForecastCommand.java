package org.forecast4j.cli;

import java.nio.file.Path;
import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forecasting with a saved model. */
@Command(
        name = "forecast",
        sortOptions = false,
        description = {
            "Forecast what follows the last row of each series, with a saved model.",
            "What it was trained with stays as it is; say where the rows are and how they are written."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  forecast4j forecast --model out/model.zip --input fresh.csv --output tomorrow"})
final class ForecastCommand extends JobCommand {

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "Model file.")
    private Path model;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    ForecastCommand() {}

    @Override
    Outcome work(Jobs jobs, Settings settings) {
        return jobs.forecast(model, settings);
    }
}
