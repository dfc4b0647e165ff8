package org.forecast4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.forecast4j.job.JobFile;
import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
final class RunCommand extends JobCommand {

    @Parameters(paramLabel = "JOB.yaml", arity = "0..1", description = "Job file; options win over it.")
    private @Nullable Path job;

    @Override
    Settings underOptions() {
        return Optional.ofNullable(job).map(JobFile::read).orElseGet(super::underOptions);
    }

    @Override
    Outcome work(Jobs jobs, Settings settings) {
        return jobs.run(settings);
    }
}
