package org.forecast4j.cli;

import java.util.List;
import org.forecast4j.job.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every job setting as an option of the commands that take settings, made from the settings themselves. */
final class SettingOptions {
    private SettingOptions() {}

    /** Adds the options to a command that {@linkplain TakesSettings takes settings}. */
    static void addTo(CommandLine command) {
        if (command.getCommand() instanceof TakesSettings) {
            CommandSpec spec = command.getCommandSpec();
            Settings.keys().stream()
                    .filter(key -> spec.findOption("--" + key.name()) == null) // the command's own means something else
                    .forEach(key -> spec.addOption(option(key)));
        }
    }

    private static OptionSpec option(Settings.Key key) {
        boolean list = key.type() == List.class;
        OptionSpec.Builder option = OptionSpec.builder("--" + key.name())
                .paramLabel(key.setting().sample())
                .type(list ? String[].class : String.class)
                .description(description(key));
        if (key.setting().sample().equals("true|false")) {
            option.arity("0..1").fallbackValue("true");
        }
        return option.build();
    }

    private static String description(Settings.Key key) {
        String otherwise = key.setting().otherwise();
        String text = key.setting().help() + (otherwise.isEmpty() ? "." : " (default: " + otherwise + ").");
        return text.replace("%", "%%");
    }

    /** A command's own option belongs to a field of it. */
    private static boolean isSetting(OptionSpec option) {
        return option.userObject() == null;
    }

    /** The settings given as options, on top of others. */
    static Settings given(CommandSpec spec, Settings under) {
        Settings settings = under;
        for (Settings.Key key : Settings.keys()) {
            OptionSpec option = spec.findOption("--" + key.name());
            if (option != null
                    && isSetting(option)
                    && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                String text = String.join(",", option.stringValues());
                settings = settings.with(key.name(), text, "--" + key.name());
            }
        }
        return settings;
    }
}
