package org.forecast4j.cli;

import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import picocli.CommandLine.Command;

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
final class RunCommand extends JobFileCommand {

    @Override
    Outcome work(Jobs jobs, Settings settings) {
        return jobs.run(settings);
    }
}
