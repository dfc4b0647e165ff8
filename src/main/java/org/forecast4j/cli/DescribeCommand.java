package org.forecast4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.forecast4j.UserError;
import org.forecast4j.job.Description;
import org.forecast4j.job.FileUse;
import org.forecast4j.job.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looking before training. */
@Command(
        name = "describe",
        sortOptions = false,
        description = "Say what a file of data holds, or a model, or what computes on this machine.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  forecast4j describe --input sample-data/temperatures/seattle-weather.csv",
            "  forecast4j describe --model out/model.zip",
            "  forecast4j describe --device"
        })
final class DescribeCommand implements Callable<Integer>, TakesSettings {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Option(names = "--model", paramLabel = "FILE", description = "Model file to describe.")
    private @Nullable Path model;

    @Option(names = "--device", description = "Say what computes recurrent layers here.")
    private boolean device;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DescribeCommand() {}

    @Override
    public Integer call() {
        Settings settings = SettingOptions.given(spec, Settings.none());
        boolean data = settings.has("input");
        if (Stream.of(model != null, data, device).filter(given -> given).count() != 1) {
            throw UserError.usage("describe takes either --input FILE, --model FILE or --device; give one of them");
        }
        checkFiles(settings);
        Description description = device
                ? Description.ofDevice()
                : model != null ? Description.ofModel(model) : Description.ofData(settings);
        new ResultPrinter(spec.commandLine().getOut(), output).print(description.lines(), description.json());
        return 0;
    }

    private void checkFiles(Settings settings) {
        FileUse written = output.files();
        FileUse files = model == null ? written : written.reading("--model", model);
        settings.place("input")
                .map(file -> files.reading("input", file))
                .orElse(files)
                .check();
    }
}
