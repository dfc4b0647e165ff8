package org.forecast4j.io;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file, plain or gzipped. Decoding is strict, with the line of a fault; a byte-order mark is dropped;
 * lines end in LF, CR or both. What is wrong with the file is a {@link UserError}.
 */
final class TextLines implements Closeable {
    /** No row of numbers is longer. A file that is no table is refused before it fills the memory. */
    static final int LONGEST = 1_000_000;

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Charset charset;
    private final InputStream raw;
    private final InputStream text;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
    private boolean bytesEnded;
    private boolean ended;
    private boolean malformed;
    private boolean afterReturn;
    private boolean begun;
    private long line;

    /** Opens a file; every byte of it passes through the digest. */
    TextLines(Path file, Charset charset, MessageDigest digest) {
        this.file = file;
        this.charset = charset;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        InputStream opened = InputStream.nullInputStream();
        try {
            opened = new BufferedInputStream(new DigestInputStream(Files.newInputStream(file), digest), BUFFER);
            this.text = unpacked(opened);
            this.raw = opened;
        } catch (IOException e) {
            closeQuietly(opened);
            throw unreadable(file, e);
        } catch (UserError e) {
            closeQuietly(opened);
            throw e;
        }
    }

    private InputStream unpacked(InputStream stream) throws IOException {
        stream.mark(4);
        byte[] head = stream.readNBytes(4);
        stream.reset();
        if (head.length >= 2 && head[0] == (byte) 0x1f && head[1] == (byte) 0x8b) {
            return new GZIPInputStream(stream, BUFFER);
        }
        if (head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4) {
            throw UserError.data(name(file) + ": found a ZIP archive or a spreadsheet, expected a CSV file;"
                    + " unpack it, or save the sheet as CSV");
        }
        return stream;
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // The error that led here says more.
        }
    }

    static String name(Path file) {
        return Quoted.plain(file.toString());
    }

    /** The error for a file that the system will not read. */
    static UserError unreadable(Path file, IOException e) {
        String error;
        if (e instanceof NoSuchFileException) {
            error = "found no such file, expected a CSV file; correct the path (--input)";
        } else if (e instanceof AccessDeniedException) {
            error = "the file may not be read, expected a readable CSV file; change its permissions";
        } else if (e instanceof ZipException || e instanceof EOFException) {
            error = "the gzip file is damaged or cut short, expected a whole one; fetch or pack it again";
        } else {
            error = "cannot be read (" + Quoted.plain(String.valueOf(e.getMessage()))
                    + "), expected a readable CSV file; check the disk and the path";
        }
        return UserError.data(name(file) + ": " + error).causedBy(e);
    }

    /** The number of the line that {@link #next} returned last, from 1. */
    long line() {
        return line;
    }

    /** The next line without its end, or null where there is none left. */
    @Nullable
    String next() {
        if (afterReturn && (chars.hasRemaining() || fill()) && chars.get(chars.position()) == '\n') {
            chars.get();
        }
        afterReturn = false;
        StringBuilder found = new StringBuilder();
        boolean any = false;
        while (chars.hasRemaining() || fill()) {
            if (!any) {
                line++;
                any = true;
            }
            if (take(found)) {
                return found.toString();
            }
        }
        return any ? found.toString() : null;
    }

    /** Moves characters up to the end of the line; says whether the end came. */
    private boolean take(StringBuilder found) {
        char[] array = chars.array();
        int start = chars.position();
        for (int i = start; i < chars.limit(); i++) {
            char c = array[i];
            if (c == '\n' || c == '\r') {
                found.append(array, start, i - start);
                chars.position(i + 1);
                afterReturn = c == '\r';
                return true;
            }
            if (c == 0) {
                throw UserError.data(name(file) + ", line " + line + ": found a zero byte, expected text in " + charset
                        + "; the file is binary, or in another encoding (--encoding)");
            }
        }
        found.append(array, start, chars.limit() - start);
        chars.position(chars.limit());
        if (found.length() > LONGEST) {
            throw UserError.data(name(file) + ", line " + line + ": found a line of more than " + LONGEST
                    + " characters, expected a row of a table; is this a CSV file?");
        }
        return false;
    }

    /** Decodes more characters, if there are any. */
    private boolean fill() {
        chars.clear();
        try {
            while (!ended && chars.position() == 0) {
                if (malformed) {
                    byte wrong = bytes.get(bytes.position());
                    throw UserError.data(String.format(
                            Locale.ROOT,
                            "%s, line %d: found byte 0x%02X, which is not %s, expected text in %s; give the file's"
                                    + " encoding, for instance --encoding %s",
                            name(file),
                            Math.max(1, line),
                            wrong,
                            charset,
                            charset,
                            wrong == (byte) 0xFF || wrong == (byte) 0xFE ? "UTF-16" : "ISO-8859-1")); // its mark
                }
                CoderResult result = decoder.decode(bytes, chars, bytesEnded);
                malformed = result.isError();
                if (!malformed && result.isUnderflow()) {
                    if (bytesEnded) {
                        decoder.flush(chars);
                        ended = true;
                    } else {
                        readBytes();
                    }
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        chars.flip();
        if (!begun && chars.hasRemaining()) {
            begun = true;
            if (chars.get(0) == '\uFEFF') {
                chars.get();
                return chars.hasRemaining() || fill();
            }
        }
        return chars.hasRemaining();
    }

    private void readBytes() throws IOException {
        bytes.compact();
        int count = text.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
            bytesEnded = true;
        } else {
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
    }

    /** Closes the file after its last byte has passed through the digest, which gzip may leave unread. */
    void finish() {
        try (InputStream rest = raw) {
            rest.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        text.close();
        raw.close();
    }
}
