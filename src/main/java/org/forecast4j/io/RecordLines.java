package org.forecast4j.io;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.forecast4j.UserError;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file as text: lines, joined where quotes hold a line end together. Blank lines before the first
 * record and after the last are passed over.
 */
final class RecordLines implements Iterator<String> {
    private final Path file;
    private final TextLines lines;
    private final char quote;
    private @Nullable String ahead;
    private long aheadLine;
    private long line;

    RecordLines(Path file, TextLines lines, char quote) {
        this.file = file;
        this.lines = lines;
        this.quote = quote;
    }

    /** The first line of the record that {@link #next} returned last. */
    long line() {
        return line;
    }

    /** The text of the next record, without moving on; empty where there is none. */
    String peek() {
        return hasNext() && ahead != null ? ahead : "";
    }

    @Override
    public boolean hasNext() {
        if (ahead == null) {
            ahead = record();
        }
        return ahead != null;
    }

    @Override
    public String next() {
        String record = hasNext() ? ahead : null;
        if (record == null) {
            throw new NoSuchElementException();
        }
        line = aheadLine;
        ahead = null;
        return record;
    }

    private @Nullable String record() {
        String first = lines.next();
        long blank = 0;
        while (first != null && first.isBlank() && first.indexOf('\t') < 0) {
            blank = blank == 0 ? lines.line() : blank;
            first = lines.next();
        }
        if (first == null) {
            return null;
        }
        if (blank > 0 && line > 0) {
            throw UserError.data(TextLines.name(file) + ", line " + blank + ": found a blank line before line "
                    + lines.line() + ", expected a row; delete the line");
        }
        aheadLine = lines.line();
        return quotes(first) % 2 == 0 ? first : joined(first);
    }

    /** The line and those after it, up to the one that closes the quotes. */
    private String joined(String first) {
        StringBuilder record = new StringBuilder(first);
        long opened = lines.line();
        boolean open = true;
        while (open) {
            String more = lines.next();
            if (more == null || record.length() + more.length() > TextLines.LONGEST) {
                throw UserError.data(TextLines.name(file) + ", line " + opened + ": found a quote that is not closed "
                        + (more == null ? "before the end of the file" : "within " + TextLines.LONGEST + " characters")
                        + ", expected quotes in pairs; close it, or double a quote that is part of the text");
            }
            record.append('\n').append(more);
            int quotes = quotes(more);
            open = quotes % 2 == 0;
            if (open && quotes > 0) {
                opened = lines.line();
            }
        }
        return record.toString();
    }

    private int quotes(String text) {
        int count = 0;
        for (int at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
            count++;
        }
        return count;
    }
}
