package org.forecast4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.forecast4j.job.JobFile;
import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The batch job. */
@Command(
        name = "run",
        sortOptions = false,
        description = "Train, evaluate and forecast: the batch job.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  forecast4j run sample-data/temperatures/seattle.yaml",
            "  forecast4j run job.yaml --epochs 100 --output tonight"
        })
final class RunCommand implements Callable<Integer>, TakesSettings {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "JOB.yaml", arity = "0..1", description = "Job file; options win over it.")
    private @Nullable Path job;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    RunCommand() {}

    @Override
    public Integer call() {
        Settings settings = settings(spec, job);
        try (ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr(), output.quiet())) {
            Outcome outcome = new Jobs(progress).run(settings);
            new ResultPrinter(spec.commandLine().getOut(), output).print(outcome);
        }
        return 0;
    }

    /** A job file's settings, where one is given, under the options. */
    static Settings settings(CommandSpec spec, @Nullable Path job) {
        Settings file = Optional.ofNullable(job).map(JobFile::read).orElseGet(Settings::none);
        return SettingOptions.given(spec, file);
    }
}
