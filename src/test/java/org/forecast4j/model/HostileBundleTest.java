package org.forecast4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.forecast4j.UserError;
import org.forecast4j.nn.Cell;
import org.forecast4j.window.Emission;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files that somebody damaged or made on purpose. */
class HostileBundleTest {
    private static final String CONFIGURATION = "configuration.json";
    private static final String PARAMETERS = "coefficients.bin";
    private static final String NORMALIZER = "normalizer.bin";
    private static final String CARD = "forecast4j.json";

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

    private static byte[] good = new byte[0];

    private final Path folder;

    HostileBundleTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Map<String, byte[]> entries = new LinkedHashMap<>();

    @BeforeAll
    static void writeOneGoodModel() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Models.bundle().write(bytes);
        good = bytes.toByteArray();
    }

    @BeforeEach
    void unpack() throws IOException {
        unpack(good);
    }

    private void unpack(byte[] model) throws IOException {
        entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(model))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
    }

    private Path pack() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file(bytes.toByteArray());
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.zip"), bytes);
    }

    private void change(String entry, String from, String to) {
        String text = new String(bytesOf(entry), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        entries.put(entry, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] bytesOf(String entry) {
        return entries.getOrDefault(entry, new byte[0]);
    }

    private static void assertRefused(Path file, String... contents) {
        EXPLODED.set(false);
        Throwable thrown = catchThrowable(() -> ModelBundle.read(file));
        assertThat(thrown).isInstanceOf(UserError.class);
        assertThat(contents).allSatisfy(content -> assertThat(thrown).hasMessageContaining(content));
        assertThat(((UserError) thrown).kind()).isEqualTo(UserError.Kind.MODEL);
        assertThat(thrown.getMessage()).doesNotContain("\n").hasSizeLessThan(500);
        assertThat(EXPLODED).isFalse();
    }

    @Test
    void unchanged_it_is_read() throws IOException {
        assertThat(ModelBundle.read(pack()).card().horizon()).isEqualTo(3);
    }

    // --- the file

    @Test
    void missing_file_folder_empty_file_and_text_are_refused() throws IOException {
        assertRefused(folder.resolve("none.zip"), "no such model file");
        assertRefused(folder, "not a file");
        assertRefused(file(new byte[0]));
        assertRefused(file("date,value\n2024-01-01,5\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void truncated_file_is_refused() throws IOException {
        for (int length = 1; length < good.length; length += good.length / 40) {
            assertRefused(file(Arrays.copyOf(good, length)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFIGURATION, PARAMETERS, NORMALIZER, CARD})
    void missing_entry_is_named(String entry) throws IOException {
        entries.remove(entry);
        assertRefused(pack(), entry, "missing");
    }

    @Test
    void serialized_object_in_an_extra_entry_is_never_read() throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(object)) {
            out.writeObject(new Bomb());
        }
        for (String name : List.of("preprocessor.bin", "trainingConfig.json", "../../evil", "x\ny")) {
            unpack();
            entries.put(name, object.toByteArray());
            assertRefused(pack(), "which no forecast4j model has");
        }
        unpack();
        entries.put(NORMALIZER, object.toByteArray());
        assertRefused(pack());
    }

    @Test
    void entry_that_unpacks_to_gigabytes_is_not_unpacked() throws IOException {
        for (String entry : List.of(PARAMETERS, "updaterState.bin", NORMALIZER, CONFIGURATION, CARD)) {
            unpack();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                for (Map.Entry<String, byte[]> other : entries.entrySet()) {
                    zip.putNextEntry(new ZipEntry(other.getKey()));
                    zip.write(other.getValue());
                    for (int i = 0; other.getKey().equals(entry) && i < 64; i++) {
                        zip.write(new byte[1 << 20]);
                    }
                    zip.closeEntry();
                }
            }
            assertRefused(file(bytes.toByteArray()), entry, "larger than");
        }
    }

    @Test
    void entry_held_twice_is_refused() throws IOException {
        entries.put("forecast4j.jsom", bytesOf(CARD));
        byte[] bytes = Files.readAllBytes(pack());
        byte[] other = "forecast4j.jsom".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + other.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + other.length, other, 0, other.length)) {
                bytes[i + other.length - 1] = 'n';
            }
        }
        assertRefused(file(bytes));
    }

    // --- the classes that a configuration names

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.forecast4j.model.HostileBundleTest$Bomb",
                "org\\u002eforecast4j.model.HostileBundleTest$Bomb",
                " org.forecast4j.model.HostileBundleTest$Bomb ",
                "[Lorg.forecast4j.model.HostileBundleTest$Bomb;",
                "java.util.ArrayList<org.forecast4j.model.HostileBundleTest$Bomb>",
                "java.lang.ProcessBuilder",
                "javax.naming.InitialContext",
                "bomb",
                "Bomb",
                "_",
                "é.É",
                "",
                "org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer",
                "org.deeplearning4j.nn.conf.layers.misc.FrozenLayer",
                "org.deeplearning4j.nn.conf.weightnoise.WeightNoise",
                "org.nd4j.linalg.activations.impl.ActivationCube",
                "org.nd4j.linalg.activations.impl.ActivationTanH$Other"
            })
    void class_that_is_not_on_the_list_is_refused_wherever_it_stands(String name) throws IOException {
        for (String known : List.of(
                "org.nd4j.linalg.activations.impl.ActivationTanH",
                "org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep",
                "org.deeplearning4j.nn.conf.layers.LSTM",
                "org.nd4j.linalg.learning.config.Adam",
                "org.nd4j.linalg.lossfunctions.impl.LossMSE",
                "org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor",
                "org.deeplearning4j.nn.weights.WeightInitXavier")) {
            unpack();
            change(CONFIGURATION, '"' + known + '"', '"' + name + '"');
            assertRefused(pack(), "names the class");
        }
    }

    @Test
    void class_in_a_field_that_is_usually_empty_is_refused() throws IOException {
        String bomb = "{\"@class\":\"org.forecast4j.model.HostileBundleTest$Bomb\",\"fuse\":\"x\"}";
        for (String field : List.of("weightNoise", "idropout", "biasUpdater", "weightInitFnRecurrent")) {
            unpack();
            change(CONFIGURATION, '"' + field + "\" : null", '"' + field + "\" : " + bomb);
            assertRefused(pack(), "names the class");
        }
        unpack();
        change(CONFIGURATION, "\"regularization\" : [ ]", "\"regularization\" : [ " + bomb + " ]");
        assertRefused(pack(), "names the class");
        unpack();
        change(CONFIGURATION, "\"constraints\" : null", "\"constraints\" : [[" + bomb + "]]");
        assertRefused(pack(), "names the class");
    }

    /** Two readers of one document must not see two different classes. */
    @Test
    void class_named_twice_is_refused() throws IOException {
        change(
                CONFIGURATION,
                "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\"",
                "\"@class\" : \"org.forecast4j.model.HostileBundleTest$Bomb\","
                        + "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\"");
        assertRefused(pack());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"@class\" : \"org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep\",|",
                "\"@class\"|\"@clasS\"",
                "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\"|\"@class\" : [\"org.nd4j.linalg.learning.config.Adam\"]",
                "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\"|\"@class\" : {\"a\":\"b\"}",
                "\"@class\" : \"org.nd4j.linalg.activations.impl.ActivationTanH\"|\"TanH\" : { }",
                "\"stepFunction\" : null|\"stepFunction\" : {\"other\":{}}",
                "\"iterationCount\" : 3|\"iterationCount\" : 3, \"extra\" : 1",
                "\"miniBatch\" : true,|"
            })
    void configuration_of_another_form_is_refused(String from, String to) throws IOException {
        change(CONFIGURATION, from, to == null ? "" : to);
        assertRefused(pack());
    }

    @ParameterizedTest
    @CsvSource({"nin, 8", "nin, 0", "nin, -1", "nout, 9223372036854775807", "nout, 4294967296", "nin, 1099511627776"})
    void layers_of_impossible_sizes_are_refused(String field, String value) throws IOException {
        String json = new String(bytesOf(CONFIGURATION), StandardCharsets.UTF_8);
        entries.put(
                CONFIGURATION,
                json.replaceAll("\"" + field + "\" : \\d+", "\"" + field + "\" : " + value)
                        .getBytes(StandardCharsets.UTF_8));
        assertRefused(pack());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2", "4", "2147483647"})
    void decoder_of_other_steps_than_the_horizons_is_refused(String steps) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Models.emitting(Emission.DECODED, Cell.LSTM).write(bytes);
        unpack(bytes.toByteArray());
        assertThat(ModelBundle.read(pack()).card().horizon()).isEqualTo(6);
        change(CONFIGURATION, "\"n\" : 3", "\"n\" : " + steps);
        assertRefused(pack());
    }

    /** A small network that claims to emit for ever must not be run to find out. */
    @Test
    void horizon_that_would_fill_the_memory_is_refused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Models.emitting(Emission.DECODED, Cell.LSTM).write(bytes);
        unpack(bytes.toByteArray());
        change(CONFIGURATION, "\"n\" : 3", "\"n\" : 100000000");
        change(CARD, "\"horizon\" : 6", "\"horizon\" : 200000000");
        assertRefused(pack(), "100000000 steps");
    }

    @Test
    void steps_that_follow_the_lookback_for_ever_are_refused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Models.emitting(Emission.CONTINUED, Cell.LSTM).write(bytes);
        unpack(bytes.toByteArray());
        assertThat(ModelBundle.read(pack()).card().horizon()).isEqualTo(6);
        change(CARD, "\"horizon\" : 6", "\"horizon\" : 200000000");
        assertRefused(pack(), "100000000 steps");
    }

    /** A network is run as the card says; one that was made for another way would give numbers that mean nothing. */
    @ParameterizedTest
    @CsvSource({
        "DECODED, CONTINUED",
        "DECODED, AT_ONCE",
        "CONTINUED, DECODED",
        "CONTINUED, EVERY_STEP",
        "EVERY_STEP, AT_ONCE",
        "EVERY_STEP, CONTINUED",
        "EVERY_STEP, NEVER"
    })
    void emission_that_the_network_was_not_made_for_is_refused(Emission made, String claimed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Models.emitting(made, Cell.LSTM).write(bytes);
        unpack(bytes.toByteArray());
        change(CARD, "\"emission\" : \"" + made, "\"emission\" : \"" + claimed);
        assertRefused(pack());
    }

    @ParameterizedTest
    @CsvSource({"horizonPatch, 0", "horizonPatch, 4", "horizonPatch, 6", "horizon, 8"})
    void horizon_that_the_network_does_not_emit_is_refused(String field, String value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Models.emitting(Emission.DECODED, Cell.LSTM).write(bytes);
        unpack(bytes.toByteArray());
        String json = new String(bytesOf(CARD), StandardCharsets.UTF_8);
        entries.put(
                CARD,
                json.replaceAll("\"" + field + "\" : \\d+", "\"" + field + "\" : " + value)
                        .getBytes(StandardCharsets.UTF_8));
        assertRefused(pack());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "42", "\"x\"", "{} {}", "{\"confs\":[]}"})
    void json_that_is_no_object_of_ours_is_refused(String json) throws IOException {
        for (String entry : List.of(CONFIGURATION, CARD)) {
            unpack();
            entries.put(entry, json.getBytes(StandardCharsets.UTF_8));
            assertRefused(pack());
        }
    }

    @Test
    void deep_nesting_is_refused() throws IOException {
        for (String entry : List.of(CONFIGURATION, CARD)) {
            unpack();
            entries.put(entry, "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            assertRefused(pack());
        }
    }

    // --- the arrays

    @Test
    void normalizer_that_names_a_class_is_refused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF("NORMALIZER");
            out.writeInt(1);
            out.writeUTF("CUSTOM");
            out.writeUTF(Bomb.class.getName());
        }
        entries.put(NORMALIZER, bytes.toByteArray());
        assertRefused(pack(), "normalizer");
    }

    /** {@code Nd4j.read} hands declared lengths to native code, which would read past the end of memory. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, 198, 1 << 30, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
    void array_of_another_length_than_it_declares_is_refused(long declared) throws IOException {
        byte[] changed = bytesOf(PARAMETERS).clone();
        int count = count(changed);
        for (int at = 0; at + 8 <= 200; at++) { // wherever the true length stands in the header
            if (ByteBuffer.wrap(changed).getLong(at) == count) {
                unpack();
                byte[] one = changed.clone();
                ByteBuffer.wrap(one).putLong(at, declared);
                entries.put(PARAMETERS, one);
                assertRefused(pack());
            }
        }
    }

    private static int count(byte[] array) throws IOException {
        return (int) Nd4j.read(new ByteArrayInputStream(array)).length();
    }

    @Test
    void array_of_another_form_is_refused() throws IOException {
        INDArray zeros = Nd4j.create(count(bytesOf(PARAMETERS)));
        for (INDArray other : List.of(
                Nd4j.create(3),
                zeros.reshape(2, -1),
                zeros.reshape(-1, 1),
                zeros.castTo(DataType.DOUBLE),
                zeros.castTo(DataType.INT32),
                Nd4j.scalar(1f),
                zeros.dup().putScalar(0, Float.NaN),
                zeros.dup().putScalar(1, Float.POSITIVE_INFINITY))) {
            entries.put(PARAMETERS, written(other));
            assertRefused(pack());
        }
        entries.put(PARAMETERS, written(zeros));
        assertThat(ModelBundle.read(pack())).isNotNull();
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
            unpack();
            entries.put(entry, Arrays.copyOf(bytesOf(entry), bytesOf(entry).length + 1));
            assertRefused(pack());
        }
    }

    // --- the card

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"formatVersion\" : 4|\"formatVersion\" : 2",
                "\"formatVersion\" : 4|\"formatVersion\" : 1.5",
                "\"formatVersion\" : 4|\"formatVersion\" : \"1\"",
                "\"formatVersion\" : 4,|",
                "\"horizon\" : 3|\"horizon\" : -3",
                "\"horizon\" : 3|\"horizon\" : 4",
                "\"horizon\" : 3|\"horizon\" : 3.7",
                "\"horizon\" : 3|\"horizon\" : \"3\"",
                "\"horizon\" : 3|\"horizon\" : null",
                "\"horizon\" : 3|\"horizon\" : 99999999999",
                "\"horizon\" : 3,|",
                "\"horizon\" : 3|\"horizon\" : 3, \"horizon\" : 3",
                "\"horizon\" : 3|\"horizon\" : 3, \"unknown\" : 3",
                "\"patch\" : 2|\"patch\" : 3",
                "\"patch\" : 2|\"patch\" : 4",
                "\"patch\" : 2|\"patch\" : 0",
                "\"shareWeights\" : false|\"shareWeights\" : true",
                "\"shareWeights\" : false|\"shareWeights\" : null",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : [ \"warm\" ]",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : [ \"warm\", \"tiny\", \"more\" ]",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : [ \"warm\", null ]",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : null",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : 7",
                "\"windowScaling\" : \"LAST_VALUE\"|\"windowScaling\" : \"OTHER\"",
                "\"windowScaling\" : \"LAST_VALUE\"|\"windowScaling\" : 1",
                "\"windowScaling\" : \"LAST_VALUE\"|\"windowScaling\" : null",
                "\"calendar\" : [ \"DAY_OF_WEEK\" ]|\"calendar\" : [ ]",
                "\"categories\" : [ \"no\", \"yes\" ]|\"categories\" : [ \"no\" ]",
                "\"categories\" : [ \"no\", \"yes\" ]|\"categories\" : [ \"no\", null ]",
                "\"categories\" : [ \"no\", \"yes\" ]|\"categories\" : 7",
                "\"categories\" : [ \"no\", \"yes\" ]|\"@class\" : \"java.lang.Runtime\"",
                "\"mean\" : 7.0|\"mean\" : \"7\"",
                "\"deviation\" : 0.0|\"deviation\" : -1.0",
                "\"covariates\" : {|\"covariates\" : null, \"others\" : {",
                "\"calendar\" : [ \"DAY_OF_WEEK\" ]|\"calendar\" : [ \"DAY_OF_WEEK\", \"HOUR_OF_DAY\" ]"
            })
    void card_that_makes_no_sense_is_refused(String from, String to) throws IOException {
        change(CARD, from, to == null ? "" : to);
        assertRefused(pack());
    }

    @Test
    void card_of_a_later_version_says_which_one_is_needed() throws IOException {
        change(CARD, "\"formatVersion\" : 4", "\"formatVersion\" : 5");
        assertRefused(pack(), "format version 5, this program reads 4");
    }

    // --- by chance

    @Test
    void flipped_bytes_are_refused_or_harmless() throws IOException {
        Random random = new Random(11);
        List<String> names = List.copyOf(entries.keySet());
        for (int round = 0; round < 400; round++) {
            unpack();
            String entry = names.get(random.nextInt(names.size()));
            byte[] bytes = bytesOf(entry).clone();
            int header = entry.endsWith(".bin") ? Math.min(bytes.length, 220) : bytes.length;
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
            }
            entries.put(entry, bytes);
            assertRefusedOrRead(pack(), "round " + round + ", " + entry);
        }
        for (int round = 0; round < 300; round++) { // the zip itself
            byte[] bytes = good.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            assertRefusedOrRead(file(bytes), "round " + round);
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
