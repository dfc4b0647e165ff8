package org.forecast4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scoring a saved model. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = {
            "Score a saved model beside the naive forecasts, on the test rows.",
            "What is not given is taken from the job that the model was trained with."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  forecast4j evaluate --model out/model.zip --input x.csv",
            "  forecast4j evaluate --model out/model.zip --input x.csv --json -"
        })
final class EvaluateCommand implements Callable<Integer>, TakesSettings {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "Model file.")
    private Path model;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    EvaluateCommand() {}

    @Override
    public Integer call() {
        Settings settings = SettingOptions.given(spec, Settings.none());
        try (ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr(), output.quiet())) {
            Outcome outcome = new Jobs(progress).evaluate(model, settings);
            new ResultPrinter(spec.commandLine().getOut(), output).print(outcome);
        }
        return 0;
    }
}
