package org.forecast4j.cli;

import java.nio.file.Path;
import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Scoring a saved model. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = {
            "Score a saved model beside the naive forecasts, on the test rows that it has not seen.",
            "What it was trained with stays as it is; say where the rows are, how they are written and which are scored."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  forecast4j evaluate --model out/model.zip --input x.csv",
            "  forecast4j evaluate --model out/model.zip --input x.csv --json -"
        })
final class EvaluateCommand extends JobCommand {

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "Model file.")
    private Path model;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    EvaluateCommand() {}

    @Override
    Outcome work(Jobs jobs, Settings settings) {
        return jobs.evaluate(model, settings);
    }
}
