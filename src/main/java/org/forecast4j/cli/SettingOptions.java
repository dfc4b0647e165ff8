package org.forecast4j.cli;

import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.forecast4j.job.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
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
                    .forEach(key -> spec.addOption(option(key, key.ofModel() && spec.findOption("--model") != null)));
        }
    }

    /** @param hidden where it could only say again what the command's model says */
    private static OptionSpec option(Settings.Key key, boolean hidden) {
        boolean list = key.type() == List.class;
        OptionSpec.Builder option = OptionSpec.builder("--" + key.name())
                .paramLabel(key.setting().sample())
                .type(list ? String[].class : String.class)
                .description(description(key))
                .hidden(hidden);
        String alone = key.setting().sample().equals("true|false")
                ? "true"
                : key.setting().alone();
        if (!alone.isEmpty()) {
            option.arity("0..1").fallbackValue(alone).preprocessor(SettingOptions::alone);
        }
        return option.build();
    }

    /** Lets a word that is no value be what it is, most often the job file: {@code run --final-fit job.yaml}. */
    private static boolean alone(Stack<String> left, CommandSpec spec, ArgSpec option, Map<String, Object> info) {
        boolean attached = !" ".equals(info.get("separator"));
        if (!attached && (left.isEmpty() || !left.peek().matches("(?i)true|false|yes|no|none|[0-9]+"))) {
            left.push(((OptionSpec) option).fallbackValue());
        }
        return false;
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
