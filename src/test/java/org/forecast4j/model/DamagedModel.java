package org.forecast4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.forecast4j.UserError;
import org.forecast4j.nn.Cell;
import org.forecast4j.window.Emission;

/** A model file taken apart, to be damaged and put together again. */
final class DamagedModel {
    static final String CONFIGURATION = "configuration.json";
    static final String PARAMETERS = "coefficients.bin";
    static final String NORMALIZER = "normalizer.bin";
    static final String CARD = "forecast4j.json";

    /** Set by {@link Bomb} where code of a file's choosing ran. */
    static final AtomicBoolean EXPLODED = new AtomicBoolean();

    /** Stands for any class with side effects that lies on the class path. */
    public static final class Bomb implements Serializable {
        private static final long serialVersionUID = 1L;

        public Bomb() {
            EXPLODED.set(true);
        }

        public void setFuse(String fuse) {
            EXPLODED.set(true);
        }

        private void readObject(ObjectInputStream in) {
            EXPLODED.set(true);
        }
    }

    private final Path folder;
    private final byte[] whole;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** @param folder where damaged files are written */
    DamagedModel(ModelBundle bundle, Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bundle.write(bytes);
        this.folder = folder;
        this.whole = bytes.toByteArray();
        mend();
    }

    /** One whose network emits in this way. */
    static DamagedModel emitting(Emission emission, Path folder) throws IOException {
        return new DamagedModel(Models.emitting(emission, Cell.LSTM), folder);
    }

    /** Takes all damage back. */
    void mend() throws IOException {
        entries.clear();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(whole))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
    }

    /** The file before any damage. */
    byte[] whole() {
        return whole.clone();
    }

    /** What it holds now, by name; changes count. */
    Map<String, byte[]> entries() {
        return entries;
    }

    byte[] bytesOf(String entry) {
        return entries.getOrDefault(entry, new byte[0]).clone();
    }

    void put(String entry, String text) {
        entries.put(entry, text.getBytes(StandardCharsets.UTF_8));
    }

    void change(String entry, String from, String to) {
        String text = new String(bytesOf(entry), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        put(entry, text.replace(from, to));
    }

    /** @param pattern a regular expression */
    void changeAll(String entry, String pattern, String to) {
        String text = new String(bytesOf(entry), StandardCharsets.UTF_8);
        assertThat(text).containsPattern(pattern);
        put(entry, text.replaceAll(pattern, to));
    }

    /** Gives a number another value wherever it stands. */
    void setNumber(String entry, String field, String value) {
        String text = new String(bytesOf(entry), StandardCharsets.UTF_8);
        put(entry, text.replaceAll('"' + field + "\" : \\d+", '"' + field + "\" : " + value));
    }

    Path pack() throws IOException {
        return pack("", new byte[0]);
    }

    /** Packs it with more bytes at the end of one entry. */
    Path pack(String longer, byte[] more) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.write(more, 0, entry.getKey().equals(longer) ? more.length : 0);
                zip.closeEntry();
            }
        }
        return file(bytes.toByteArray());
    }

    Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.zip"), bytes);
    }

    void assertRefused(String... contents) throws IOException {
        assertRefused(pack(), contents);
    }

    static void assertRefused(Path file, String... contents) {
        EXPLODED.set(false);
        Throwable thrown = catchThrowable(() -> ModelBundle.read(file));
        assertThat(thrown).isInstanceOf(UserError.class);
        assertThat(contents).allSatisfy(content -> assertThat(thrown).hasMessageContaining(content));
        assertThat(((UserError) thrown).kind()).isEqualTo(UserError.Kind.MODEL);
        assertThat(thrown.getMessage()).doesNotContain("\n").hasSizeLessThan(500);
        assertThat(EXPLODED).isFalse();
    }
}
