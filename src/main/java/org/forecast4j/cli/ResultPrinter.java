package org.forecast4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.io.JsonFiles;
import org.forecast4j.job.Outcome;

/** Prints what a job came to: the table of scores, the verdict, the files. */
final class ResultPrinter {
    private final PrintWriter out;
    private final Output output;

    ResultPrinter(PrintWriter out, Output output) {
        this.out = out;
        this.output = output;
    }

    void print(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        if (!outcome.table().isEmpty()) {
            lines.add("");
            lines.addAll(outcome.table());
        }
        if (outcome.evaluation().isPresent()) {
            lines.add("");
            lines.addAll(outcome.lines());
        }
        outcome.files().forEach(file -> lines.add("wrote " + fromHere(file)));
        print(lines, outcome.json());
    }

    /** A path as short as it can be said from the working folder. */
    private static Path fromHere(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path whole = file.toAbsolutePath();
        return whole.startsWith(here) ? here.relativize(whole) : file;
    }

    void print(List<String> lines, JsonNode json) {
        if (!output.quiet()) {
            lines.forEach(out::println);
        }
        if (output.toStandardOutput()) {
            out.println(json.toPrettyString());
        }
        output.file().ifPresent(file -> JsonFiles.write(file, json));
        out.flush();
    }
}
