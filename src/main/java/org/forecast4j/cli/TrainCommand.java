package org.forecast4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Training alone. */
@Command(
        name = "train",
        sortOptions = false,
        description = "Train a model and save it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  forecast4j train --input x.csv --time date --target y --horizon 14 --output out",
            "  forecast4j train job.yaml --cell simple-rnn --hidden 32,32"
        })
final class TrainCommand implements Callable<Integer>, TakesSettings {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "JOB.yaml", arity = "0..1", description = "Job file; options win over it.")
    private @Nullable Path job;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    TrainCommand() {}

    @Override
    public Integer call() {
        Settings settings = RunCommand.settings(spec, job);
        try (ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr(), output.quiet())) {
            Outcome outcome = new Jobs(progress).train(settings);
            new ResultPrinter(spec.commandLine().getOut(), output).print(outcome);
        }
        return 0;
    }
}
