package org.forecast4j.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The columns of a file that may be its time, where none is named, by their first cells.
 *
 * @param found those of timestamps, which are no numbers: 1961 may be a year or a price
 * @param likely those of dates in another form than the timestamps shall have, as 1/2/2024, whose day and month only its
 *     owner can tell
 */
public record TimeColumns(List<String> found, List<String> likely) {
    /** None at all. */
    public static final TimeColumns NONE = new TimeColumns(List.of(), List.of());

    private static final Pattern DATE = Pattern.compile("\\d{1,4}([./-])\\d{1,2}\\1\\d{1,4}\\b.*");

    public TimeColumns {
        found = List.copyOf(found);
        likely = List.copyOf(likely);
    }

    /**
     * Looks at the first row.
     *
     * @param input a CSV file, or a folder of them, of which the first counts
     * @param taken columns that hold something else
     * @throws org.forecast4j.UserError (data) where the file cannot be read
     */
    public static TimeColumns of(Path input, CsvFormat format, Collection<String> taken) {
        Path file = Files.isDirectory(input) ? SeriesReader.files(input).get(0) : input;
        if (!Files.isRegularFile(file)) {
            return NONE; // what flows through a pipe can be read once
        }
        try (CsvRecords records = CsvRecords.open(file, format, SeriesReader.sha256())) {
            if (!records.hasNext()) {
                return NONE; // the reader says what is wrong
            }
            String[] first = records.cells();
            if (format.header() && !records.hasNext()) {
                return NONE;
            }
            List<String> names = format.header() ? List.of(first) : Gathering.numbered(first.length);
            String[] cells = format.header() ? records.cells() : first;
            Timestamps timestamps = new Timestamps("", format);
            Numbers numbers = new Numbers(format);
            Predicate<String> told = cell -> timestamps.tells(cell) && !numbers.numeric(cell);
            return new TimeColumns(
                    named(names, cells, taken, told),
                    named(names, cells, taken, told.negate().and(DATE.asMatchPredicate())));
        } catch (IOException e) {
            throw TextLines.unreadable(file, e);
        }
    }

    private static List<String> named(
            List<String> names, String[] cells, Collection<String> taken, Predicate<String> holds) {
        return IntStream.range(0, Math.min(names.size(), cells.length))
                .filter(c -> holds.test(cells[c]))
                .mapToObj(names::get)
                .filter(name -> !name.isEmpty() && !taken.contains(name))
                .toList();
    }
}
