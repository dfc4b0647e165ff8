package org.forecast4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.forecast4j.job.FileUse;
import org.forecast4j.job.JobFile;
import org.forecast4j.job.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A command whose settings may stand in a job file. */
abstract class JobFileCommand extends JobCommand {

    @Parameters(paramLabel = "JOB.yaml", arity = "0..1", description = "Job file; options win over it.")
    private @Nullable Path job;

    @Override
    final Settings underOptions() {
        return Optional.ofNullable(job).map(JobFile::read).orElseGet(super::underOptions);
    }

    @Override
    final FileUse files() {
        return Optional.ofNullable(job)
                .map(file -> super.files().reading("the job file", file))
                .orElseGet(super::files);
    }
}
