package org.forecast4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.forecast4j.job.FileUse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command prints, and how much of it. */
final class Output {

    @SuppressWarnings("UnusedVariable") // looked up by its name where errors are printed
    @Option(names = "--verbose", description = "Log more, and show the stack trace of an error.")
    private boolean verbose;

    @Option(names = "--quiet", description = "Print nothing but errors.")
    private boolean quiet;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the results as JSON as well; '-' is the standard output.")
    private @Nullable Path json;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    boolean quiet() {
        return quiet || toStandardOutput();
    }

    boolean toStandardOutput() {
        return json != null && json.toString().equals("-");
    }

    /** Where the results go as JSON, unless to the standard output. */
    Optional<Path> file() {
        return toStandardOutput() ? Optional.empty() : Optional.ofNullable(json);
    }

    /** The same, to be looked at before any work. */
    FileUse files() {
        return file().map(json -> FileUse.none().writing("--json", json)).orElseGet(FileUse::none);
    }
}
