package org.forecast4j.cli;

import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import picocli.CommandLine.Command;

/** The search for better settings. */
@Command(
        name = "tune",
        sortOptions = false,
        description = {
            "Search better settings: random trials, scored on the validation rows; the test rows are not touched.",
            "Beside them stand the job as it is and the naive forecasts. Writes tuned.yaml, which 'run' takes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  forecast4j tune sample-data/temperatures/seattle.yaml",
            "  forecast4j tune job.yaml --tune-trials 50 --tune-hidden 64,128,256 --tune-cell lstm,gru",
            "  forecast4j run output/tuned.yaml"
        })
final class TuneCommand extends JobFileCommand {

    @Override
    Outcome work(Jobs jobs, Settings settings) {
        return jobs.tune(settings);
    }
}
