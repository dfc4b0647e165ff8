package org.forecast4j.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.forecast4j.job.Versions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Starts the program. */
@Command(
        name = "forecast4j",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Forecasts time series with recurrent networks, and says whether they beat the naive forecasts.",
        subcommands = {
            RunCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            ForecastCommand.class,
            BacktestCommand.class,
            TuneCommand.class,
            DescribeCommand.class,
            CompletionCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:an error of the program itself",
            "2:the command or the job file is wrong",
            "3:the data cannot be used, or the results cannot be written",
            "4:the model file cannot be used",
            "130, 143:stopped by Ctrl-C or SIGTERM; a training has kept its best model so far"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  forecast4j run sample-data/temperatures/seattle.yaml",
            "  forecast4j train --input x.csv --target y --horizon 14 --output out",
            "  forecast4j forecast --model out/model.zip --input fresh.csv",
            "  source <(forecast4j completion)    completes commands and options in bash and zsh"
        })
public final class Main {

    /** Where the version of the jar is found. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"forecast4j " + Versions.forecast4j()};
        }
    }

    private Main() {}

    public static void main(String... args) {
        boolean verbose = Arrays.asList(args).contains("--verbose");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "error");
        // JavaCPP warns of natives of other versions than its own, which the profile for cuDNN has.
        System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
        int code = execute(args);
        System.exit(code);
    }

    /** Runs one command and returns its exit code. */
    static int execute(String... args) {
        CommandLine commandLine = commandLine();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        commandLine.setOut(out).setErr(err);
        commandLine.setParameterExceptionHandler(Main::usage);
        commandLine.setExecutionExceptionHandler(Main::failed);
        return args.length == 0 ? noCommand(commandLine) : commandLine.execute(args);
    }

    /** All commands with all their options. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.getSubcommands().values().forEach(SettingOptions::addTo);
        return commandLine;
    }

    private static int noCommand(CommandLine commandLine) {
        commandLine.usage(commandLine.getErr());
        return UserError.Kind.USAGE.exitCode();
    }

    /** One line instead of picocli's whole help. */
    private static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        StringBuilder line = new StringBuilder("forecast4j: ").append(Quoted.plain(String.valueOf(e.getMessage())));
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            var suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                line.append("; did you mean ").append(suggestions.get(0)).append('?');
            }
        }
        command.getErr()
                .println(line.append("; see ")
                        .append(command.getCommandSpec().qualifiedName())
                        .append(" --help"));
        return UserError.Kind.USAGE.exitCode();
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        boolean verbose =
                command.getCommandSpec().findOption("--verbose") != null && parsed.hasMatchedOption("--verbose");
        if (e instanceof UserError error) {
            command.getErr().println("forecast4j: " + error.getMessage());
            if (verbose) {
                error.printStackTrace(command.getErr());
            }
            return error.kind().exitCode();
        }
        command.getErr().println("forecast4j: an error of the program itself: " + Quoted.plain(e.toString()));
        e.printStackTrace(command.getErr());
        return 1;
    }
}
