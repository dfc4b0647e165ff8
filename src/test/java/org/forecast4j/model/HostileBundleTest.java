package org.forecast4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.model.DamagedModel.CARD;
import static org.forecast4j.model.DamagedModel.CONFIGURATION;
import static org.forecast4j.model.DamagedModel.NORMALIZER;
import static org.forecast4j.model.DamagedModel.PARAMETERS;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.forecast4j.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Model files that somebody damaged or made on purpose: the file and its arrays. */
class HostileBundleTest {
    @TempDir
    Path folder;

    private DamagedModel model;

    @BeforeEach
    void makeOne() throws IOException {
        model = new DamagedModel(Models.bundle(), folder);
    }

    @Test
    void unchanged_it_is_read() throws IOException {
        assertThat(ModelBundle.read(model.pack()).card().horizon()).isEqualTo(3);
    }

    // --- the file

    @Test
    void missing_file_folder_empty_file_and_text_are_refused() throws IOException {
        DamagedModel.assertRefused(folder.resolve("none.zip"), "no such model file");
        DamagedModel.assertRefused(folder, "not a file");
        DamagedModel.assertRefused(model.file(new byte[0]));
        DamagedModel.assertRefused(model.file("date,value\n2024-01-01,5\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void truncated_file_is_refused() throws IOException {
        for (int length = 1; length < model.whole().length; length += model.whole().length / 40) {
            DamagedModel.assertRefused(model.file(Arrays.copyOf(model.whole(), length)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFIGURATION, PARAMETERS, NORMALIZER, CARD})
    void missing_entry_is_named(String entry) throws IOException {
        model.entries().remove(entry);
        model.assertRefused(entry, "missing");
    }

    @Test
    void serialized_object_in_an_extra_entry_is_never_read() throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(object)) {
            out.writeObject(new DamagedModel.Bomb());
        }
        for (String name : List.of("preprocessor.bin", "trainingConfig.json", "../../evil", "x\ny")) {
            model.mend();
            model.entries().put(name, object.toByteArray());
            model.assertRefused("which no forecast4j model has");
        }
        model.mend();
        model.entries().put(NORMALIZER, object.toByteArray());
        model.assertRefused();
    }

    @Test
    void entry_that_unpacks_to_gigabytes_is_not_unpacked() throws IOException {
        for (String entry : List.of(PARAMETERS, "updaterState.bin", NORMALIZER, CONFIGURATION, CARD)) {
            model.mend();
            DamagedModel.assertRefused(model.pack(entry, new byte[64 << 20]), entry, "larger than");
        }
    }

    @Test
    void entry_held_twice_is_refused() throws IOException {
        model.entries().put("forecast4j.jsom", model.bytesOf(CARD));
        byte[] bytes = Files.readAllBytes(model.pack());
        byte[] other = "forecast4j.jsom".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + other.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + other.length, other, 0, other.length)) {
                bytes[i + other.length - 1] = 'n';
            }
        }
        DamagedModel.assertRefused(model.file(bytes));
    }

    // --- the arrays

    @Test
    void normalizer_that_names_a_class_is_refused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF("NORMALIZER");
            out.writeInt(1);
            out.writeUTF("CUSTOM");
            out.writeUTF(DamagedModel.Bomb.class.getName());
        }
        model.entries().put(NORMALIZER, bytes.toByteArray());
        model.assertRefused("normalizer");
    }

    /** {@code Nd4j.read} hands declared lengths to native code, which would read past the end of memory. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, 198, 1 << 30, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
    void array_of_another_length_than_it_declares_is_refused(long declared) throws IOException {
        byte[] changed = model.bytesOf(PARAMETERS);
        int count = count(changed);
        for (int at = 0; at + 8 <= 200; at++) { // wherever the true length stands in the header
            if (ByteBuffer.wrap(changed).getLong(at) == count) {
                model.mend();
                byte[] one = changed.clone();
                ByteBuffer.wrap(one).putLong(at, declared);
                model.entries().put(PARAMETERS, one);
                model.assertRefused();
            }
        }
    }

    private static int count(byte[] array) throws IOException {
        return (int) Nd4j.read(new ByteArrayInputStream(array)).length();
    }

    @Test
    void array_of_another_form_is_refused() throws IOException {
        INDArray zeros = Nd4j.create(count(model.bytesOf(PARAMETERS)));
        for (INDArray other : List.of(
                Nd4j.create(3),
                zeros.reshape(2, -1),
                zeros.reshape(-1, 1),
                zeros.castTo(DataType.DOUBLE),
                zeros.castTo(DataType.INT32),
                Nd4j.scalar(1f),
                zeros.dup().putScalar(0, Float.NaN),
                zeros.dup().putScalar(1, Float.POSITIVE_INFINITY))) {
            model.entries().put(PARAMETERS, written(other));
            model.assertRefused();
        }
        model.entries().put(PARAMETERS, written(zeros));
        assertThat(ModelBundle.read(model.pack())).isNotNull();
    }

    private static byte[] written(INDArray array) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Nd4j.write(array, out);
        }
        return bytes.toByteArray();
    }

    @Test
    void bytes_after_an_array_are_refused() throws IOException {
        for (String entry : List.of(PARAMETERS, NORMALIZER, "updaterState.bin")) {
            model.mend();
            model.entries().put(entry, Arrays.copyOf(model.bytesOf(entry), model.bytesOf(entry).length + 1));
            model.assertRefused();
        }
    }

    // --- by chance

    @Test
    void flipped_bytes_are_refused_or_harmless() throws IOException {
        Random random = new Random(11);
        List<String> names = List.copyOf(model.entries().keySet());
        for (int round = 0; round < 400; round++) {
            model.mend();
            String entry = names.get(random.nextInt(names.size()));
            byte[] bytes = model.bytesOf(entry);
            int header = entry.endsWith(".bin") ? Math.min(bytes.length, 220) : bytes.length;
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
            }
            model.entries().put(entry, bytes);
            assertRefusedOrRead(model.pack(), "round " + round + ", " + entry);
        }
        for (int round = 0; round < 300; round++) { // the zip itself
            byte[] bytes = model.whole();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            assertRefusedOrRead(model.file(bytes), "round " + round);
        }
    }

    private static void assertRefusedOrRead(Path file, String what) {
        try {
            ModelBundle bundle = ModelBundle.read(file);
            bundle.forecaster().forecast(List.of(Models.SERIES.before(30)));
        } catch (UserError e) {
            assertThat(e.kind()).as(what).isEqualTo(UserError.Kind.MODEL);
        } catch (RuntimeException e) {
            throw new UncheckedIOException(what, new IOException(e));
        }
    }
}
