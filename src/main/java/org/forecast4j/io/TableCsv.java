package org.forecast4j.io;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a small table as CSV, whole or not at all. */
public final class TableCsv {
    private TableCsv() {}

    /**
     * Writes headings and rows of as many cells.
     *
     * @throws org.forecast4j.UserError (data) where the file cannot be written
     */
    public static void write(Path file, List<String> headings, List<List<String>> rows) {
        StringBuilder text = new StringBuilder(line(headings));
        rows.forEach(row -> text.append(line(row)));
        AtomicFiles.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String line(List<String> cells) {
        return cells.stream().map(ForecastCsv::quoted).collect(Collectors.joining(",", "", "\n"));
    }
}
