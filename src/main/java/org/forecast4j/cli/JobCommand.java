package org.forecast4j.cli;

import java.util.concurrent.Callable;
import org.forecast4j.job.FileUse;
import org.forecast4j.job.Jobs;
import org.forecast4j.job.Outcome;
import org.forecast4j.job.Settings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that carries out one verb: settings in, progress on standard error, results on standard output. */
abstract class JobCommand implements Callable<Integer>, TakesSettings {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    JobCommand() {}

    /** The settings that the options lie upon. */
    Settings underOptions() {
        return Settings.none();
    }

    /** The files that the command reads and writes beside those that the settings name. */
    FileUse files() {
        return output.files();
    }

    abstract Outcome work(Jobs jobs, Settings settings);

    @Override
    public final Integer call() {
        Settings settings = SettingOptions.given(spec, underOptions());
        try (ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr(), output.quiet())) {
            Outcome outcome = work(new Jobs(progress, files()), settings);
            new ResultPrinter(spec.commandLine().getOut(), output).print(outcome);
        }
        return 0;
    }
}
