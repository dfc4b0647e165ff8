package org.forecast4j.io;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.forecast4j.UserError;

/**
 * Reads CSV files into regular series. Values go straight into primitive arrays: the memory needed is the data, half of it
 * again while the arrays grow, and 12 bytes per row until the index is known.
 */
public final class SeriesReader {
    private SeriesReader() {}

    /**
     * Reads all that the specification names.
     *
     * @throws UserError (data) for anything wrong with a file or what stands in it, with file, line and column; (usage) for
     *     settings that contradict each other
     */
    public static SeriesSet read(SourceSpec spec) {
        Gathering gathering = new Gathering(spec);
        MessageDigest digest = gather(spec, gathering);
        return new Assembly(spec, gathering)
                .assemble(TextLines.name(spec.input()), HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Gathers the rows of all files.
     *
     * @return through which all their bytes went
     */
    static MessageDigest gather(SourceSpec spec, Gathering gathering) {
        Path input = spec.input();
        boolean folder = Files.isDirectory(input);
        if (folder && spec.id().isPresent()) {
            throw UserError.usage(TextLines.name(input)
                    + ": a folder holds one series per file, named by the file; leave out the id column (--id)");
        }
        MessageDigest digest = sha256();
        for (Path file : folder ? files(input) : List.of(input)) {
            try (CsvRecords records = CsvRecords.open(file, spec.format(), digest)) {
                gathering.read(records, file, folder ? stem(file) : "");
            } catch (IOException e) {
                throw TextLines.unreadable(file, e);
            }
        }
        return digest;
    }

    /** The files of a folder, by name; one at least. */
    static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!stem(entry).isEmpty() && Files.isRegularFile(entry)) {
                    files.add(entry);
                }
            }
        } catch (IOException e) {
            throw TextLines.unreadable(folder, e);
        }
        if (files.isEmpty()) {
            throw UserError.data(TextLines.name(folder)
                    + ": found a folder without .csv or .csv.gz files, expected a CSV file, or a folder with one per series;"
                    + " correct the path (--input)");
        }
        files.sort(null);
        for (int i = 1; i < files.size(); i++) {
            if (stem(files.get(i)).equals(stem(files.get(i - 1)))) {
                throw UserError.data(
                        TextLines.name(files.get(i)) + ": found the series of " + TextLines.name(files.get(i - 1))
                                + " again, expected one file per series; delete one of them");
            }
        }
        return files;
    }

    /** A CSV file's name without its extension; empty for other files and hidden ones. */
    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        String lower = name.toLowerCase(Locale.ROOT);
        for (String extension : List.of(".csv", ".csv.gz")) {
            if (lower.endsWith(extension) && !name.startsWith(".")) {
                return name.substring(0, name.length() - extension.length());
            }
        }
        return "";
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
