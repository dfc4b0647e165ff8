package org.forecast4j.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Finds the column of timestamps where none is named. */
public final class TimeColumns {
    private TimeColumns() {}

    /**
     * The columns whose first cell is a timestamp and no number: 1961 may be a year or a price.
     *
     * @param input a CSV file, or a folder of them, of which the first counts
     * @param taken columns that hold something else
     * @throws org.forecast4j.UserError (data) where the file cannot be read
     */
    public static List<String> find(Path input, CsvFormat format, Collection<String> taken) {
        Path file = Files.isDirectory(input) ? SeriesReader.files(input).get(0) : input;
        if (!Files.isRegularFile(file)) {
            return List.of(); // what flows through a pipe can be read once
        }
        try (CsvRecords records = CsvRecords.open(file, format, SeriesReader.sha256())) {
            if (!records.hasNext()) {
                return List.of(); // the reader says what is wrong
            }
            String[] first = records.cells();
            if (format.header() && !records.hasNext()) {
                return List.of();
            }
            List<String> names = format.header() ? List.of(first) : Gathering.numbered(first.length);
            String[] cells = format.header() ? records.cells() : first;
            Timestamps timestamps = new Timestamps("", format);
            Numbers numbers = new Numbers(format);
            return IntStream.range(0, Math.min(names.size(), cells.length))
                    .filter(c -> timestamps.tells(cells[c]) && !numbers.numeric(cells[c]))
                    .mapToObj(names::get)
                    .filter(name -> !name.isEmpty() && !taken.contains(name))
                    .toList();
        } catch (IOException e) {
            throw TextLines.unreadable(file, e);
        }
    }
}
