package org.forecast4j.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.datavec.api.split.InputStreamInputSplit;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;

/**
 * DataVec's CSV reader over our strict lines. DataVec decodes leniently, ends a record at every line end and drops
 * backslashes, so lines come from {@link RecordLines}, and cells of a line with quotes or backslashes are cut here.
 */
final class CsvRecords extends CSVRecordReader {
    private static final String SEPARATORS = ",;\t|";

    // A reader is Serializable by inheritance only; nobody serialises an open file.
    private final transient Path file;
    private final transient TextLines text;
    private final transient RecordLines lines;
    private final char separator;
    private final char quote;

    private CsvRecords(Path file, TextLines text, RecordLines lines, char separator, char quote) {
        super(0, separator, quote);
        this.file = file;
        this.text = text;
        this.lines = lines;
        this.separator = separator;
        this.quote = quote;
    }

    /** Opens a file; all its bytes pass through the digest once {@link #finish} is called. */
    static CsvRecords open(Path file, CsvFormat format, MessageDigest digest) {
        TextLines text = new TextLines(file, format.charset(), digest);
        try {
            RecordLines lines = new RecordLines(file, text, format.quote());
            char separator = format.separator().orElseGet(() -> mostFrequent(lines.peek(), format));
            CsvRecords records = new CsvRecords(file, text, lines, separator, format.quote());
            records.initialize(new InputStreamInputSplit(InputStream.nullInputStream(), file.toUri()));
            return records;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("DataVec cannot begin to read " + file, e);
        } catch (RuntimeException e) {
            closeQuietly(text);
            throw e;
        }
    }

    private static void closeQuietly(TextLines text) {
        try {
            text.close();
        } catch (IOException e) {
            // The error that led here says more.
        }
    }

    private static char mostFrequent(String line, CsvFormat format) {
        char best = format.decimal() == ',' ? ';' : ',';
        long most = 0;
        for (int s = 0; s < SEPARATORS.length(); s++) {
            char candidate = SEPARATORS.charAt(s);
            boolean quoted = false;
            long count = 0;
            for (int i = 0; i < line.length(); i++) {
                quoted ^= line.charAt(i) == format.quote();
                count += !quoted && line.charAt(i) == candidate ? 1 : 0;
            }
            boolean decimal = candidate == ',' && format.decimal() == ',';
            if (count > most && !decimal && candidate != format.quote()) {
                best = candidate;
                most = count;
            }
        }
        return best;
    }

    char separator() {
        return separator;
    }

    /** The cells of the next record, blanks around them taken off. */
    String[] cells() {
        List<Writable> record = next();
        String[] cells = new String[record.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = record.get(i).toString().strip();
        }
        return cells;
    }

    /** The first line of the record read last. */
    long line() {
        return lines.line();
    }

    /** File and line of the record read last, for messages. */
    String place() {
        return place(file, lines.line());
    }

    static String place(Path file, long line) {
        return TextLines.name(file) + ", line " + line;
    }

    /** An error in a cell of the record read last. */
    UserError error(String column, String found, String expected, String remedy) {
        return UserError.data(place() + ", column " + Quoted.of(column) + ": found " + Quoted.of(found) + ", expected "
                + expected + "; " + remedy);
    }

    @Override
    protected Iterator<String> getIterator(int location) {
        return lines;
    }

    @Override
    protected List<Writable> parseLine(String line) {
        return line.indexOf(quote) < 0 && line.indexOf('\\') < 0 ? super.parseLine(line) : cut(line);
    }

    /** RFC 4180, with blanks allowed around the quotes of a cell. */
    private List<Writable> cut(String line) {
        List<Writable> cells = new ArrayList<>();
        int start = 0;
        while (start <= line.length()) {
            int open = start;
            while (open < line.length() && line.charAt(open) == ' ') {
                open++;
            }
            boolean quoted = open < line.length() && line.charAt(open) == quote;
            int from = quoted ? afterClosingQuote(line, open) : start;
            int end = line.indexOf(separator, from);
            end = end < 0 ? line.length() : end;
            String rest = line.substring(from, end);
            if (quoted ? !rest.isBlank() : rest.indexOf(quote) >= 0) {
                throw UserError.data(place() + ": found a quote inside a cell, " + Quoted.of(line.substring(start, end))
                        + ", expected quotes around a whole cell; double a quote that is part of the text");
            }
            String doubled = String.valueOf(quote).repeat(2);
            cells.add(new Text(
                    quoted ? line.substring(open + 1, from - 1).replace(doubled, String.valueOf(quote)) : rest));
            start = end + 1;
        }
        return cells;
    }

    private int afterClosingQuote(String line, int open) {
        int at = open + 1;
        while (at < line.length()) {
            if (line.charAt(at) != quote) {
                at++;
            } else if (at + 1 < line.length() && line.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        throw UserError.data(place() + ": found a quote that is not closed in " + Quoted.of(line.substring(open))
                + ", expected quotes in pairs; close it, or double a quote that is part of the text");
    }

    /** Reads the file's last bytes into the digest. */
    void finish() {
        text.finish();
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
