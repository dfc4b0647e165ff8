package org.forecast4j.cli;

import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import picocli.CommandLine.Command;

/** Training alone. */
@Command(
        name = "train",
        sortOptions = false,
        description = "Train a model and save it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  forecast4j train --input x.csv --target y --horizon 14 --output out",
            "  forecast4j train job.yaml --cell simple-rnn --hidden 32,32"
        })
final class TrainCommand extends JobFileCommand {

    @Override
    Outcome work(Jobs jobs, Settings settings) {
        return jobs.train(settings);
    }
}
