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
final class TrainCommand extends JobCommand {

    @Parameters(paramLabel = "JOB.yaml", arity = "0..1", description = "Job file; options win over it.")
    private @Nullable Path job;

    @Override
    Settings underOptions() {
        return Optional.ofNullable(job).map(JobFile::read).orElseGet(super::underOptions);
    }

    @Override
    Outcome work(Jobs jobs, Settings settings) {
        return jobs.train(settings);
    }
}
