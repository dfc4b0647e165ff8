package org.forecast4j.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.forecast4j.UserError;
import org.forecast4j.window.ColumnScaler;
import org.forecast4j.window.Encoding;
import org.forecast4j.window.WindowSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained model as one file: the zip that DL4J's {@code ModelSerializer} opens, with {@code forecast4j.json} beside the
 * network and its normalizer. The same model makes the same bytes.
 *
 * <p>Reading trusts nothing: entries and classes that are not on a list are refused before anything is instantiated, and
 * no Java object is ever deserialised, so that a file from a stranger cannot run code.
 */
public record ModelBundle(ModelCard card, NetworkForecaster forecaster) {

    private static final String CARD_JSON = "forecast4j.json";
    private static final Set<String> ENTRIES = Set.of(
            ModelSerializer.CONFIGURATION_JSON,
            ModelSerializer.COEFFICIENTS_BIN,
            ModelSerializer.UPDATER_BIN,
            ModelSerializer.NORMALIZER_BIN,
            CARD_JSON);
    private static final long LARGEST_JSON = 16L << 20;
    private static final long LARGEST_ARRAY = 1L << 31;

    /** Packages whose classes a network configuration may name: DL4J's and ours, nothing with side effects among them. */
    private static final Pattern KNOWN_CLASS = Pattern.compile("org\\.(deeplearning4j\\.nn\\.(conf|weights)"
            + "|nd4j\\.linalg\\.(activations\\.impl|learning\\.config|lossfunctions\\.impl|schedule)"
            + "|forecast4j\\.nn)\\.[\\w.$]+");

    private static final Pattern CLASS_NAME = Pattern.compile("[a-z_]\\w*(\\.[a-z_]\\w*)+\\.[A-Z][\\w$]*");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    // --- writing

    /** Writes the file; the stream stays open. */
    public void write(OutputStream stream) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(stream, StandardCharsets.UTF_8);
        MultiLayerNetwork network = forecaster.network();
        String configuration = network.getLayerWiseConfigurations().toJson();
        put(zip, ModelSerializer.CONFIGURATION_JSON, configuration.getBytes(StandardCharsets.UTF_8));
        put(zip, ModelSerializer.COEFFICIENTS_BIN, bytes(network.params()));
        INDArray updaterState = network.getUpdater().getStateViewArray();
        if (updaterState != null && !updaterState.isEmpty()) {
            put(zip, ModelSerializer.UPDATER_BIN, bytes(updaterState));
        }
        ByteArrayOutputStream normalizer = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault().write(forecaster.encoding().scaler().toNormalizer(), normalizer);
        put(zip, ModelSerializer.NORMALIZER_BIN, normalizer.toByteArray());
        put(zip, CARD_JSON, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(card));
        zip.finish();
    }

    private static byte[] bytes(INDArray array) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Nd4j.write(array, out);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // no clock: the same model, the same bytes
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    // --- reading

    /**
     * Opens a model file.
     *
     * @throws UserError where it is missing, damaged, made by something else or by a later version, or holds what a model
     *     file has no business to hold
     */
    public static ModelBundle read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserError.model(file + ": " + (Files.exists(file) ? "not a file" : "no such model file")
                    + "; give the model.zip that a training wrote");
        }
        try {
            Map<String, byte[]> entries = entries(file);
            ModelCard card = card(file, entries);
            checkClasses(file, entry(entries, ModelSerializer.CONFIGURATION_JSON));
            checkNormalizer(file, entry(entries, ModelSerializer.NORMALIZER_BIN));
            return assemble(file, entries, card);
        } catch (UserError e) {
            throw e;
        } catch (Exception | OutOfMemoryError e) {
            throw damaged(file, firstLine(e)).causedBy(e);
        }
    }

    private static Map<String, byte[]> entries(Path file) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (!ENTRIES.contains(entry.getName())) {
                    throw UserError.model(file + ": holds '" + shorten(entry.getName())
                            + "', which no forecast4j model has; use a model.zip written by forecast4j");
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), read(file, entry.getName(), in));
                }
            }
        }
        for (String needed : ENTRIES) {
            if (!entries.containsKey(needed) && !needed.equals(ModelSerializer.UPDATER_BIN)) {
                throw UserError.model(
                        file + ": " + needed + " is missing; use a model.zip written by forecast4j, not changed since");
            }
        }
        return entries;
    }

    private static byte[] entry(Map<String, byte[]> entries, String name) {
        return Objects.requireNonNull(entries.get(name), name);
    }

    private static byte[] read(Path file, String name, InputStream in) throws IOException {
        long most = name.endsWith(".json") ? LARGEST_JSON : LARGEST_ARRAY - 1024;
        byte[] bytes = in.readNBytes((int) most);
        if (in.read() >= 0) {
            throw damaged(file, name + " is larger than " + most + " bytes");
        }
        return bytes;
    }

    private static ModelCard card(Path file, Map<String, byte[]> entries) throws IOException {
        JsonNode tree = JSON.readTree(entry(entries, CARD_JSON));
        int version = tree.path("formatVersion").asInt(-1);
        if (version != ModelCard.FORMAT) {
            throw UserError.model(file + ": has format version " + version + ", this program reads " + ModelCard.FORMAT
                    + "; use the version of forecast4j that wrote it, or train again");
        }
        return JSON.treeToValue(tree, ModelCard.class);
    }

    private static void checkClasses(Path file, byte[] configuration) throws IOException {
        JsonNode tree = JSON.readTree(configuration);
        checkClasses(file, tree);
    }

    private static void checkClasses(Path file, JsonNode node) {
        if (node.isTextual()) {
            checkClass(file, node.textValue());
        }
        node.fieldNames().forEachRemaining(name -> checkClass(file, name));
        node.elements().forEachRemaining(child -> checkClasses(file, child));
    }

    private static void checkClass(Path file, String text) {
        if (CLASS_NAME.matcher(text.strip()).matches()
                && !KNOWN_CLASS.matcher(text.strip()).matches()) {
            throw UserError.model(file + ": its network configuration names the class " + shorten(text)
                    + ", which no forecast4j model has; use a model from a source that you trust");
        }
    }

    /** The header names a kind of normalizer, or a class to instantiate: only the one kind that we write is let through. */
    private static void checkNormalizer(Path file, byte[] normalizer) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(normalizer))) {
            boolean ours = in.readUTF().equals("NORMALIZER")
                    && in.readInt() > 0
                    && in.readUTF().equals(NormalizerType.STANDARDIZE.toString());
            if (!ours) {
                throw damaged(file, "its normalizer is of a kind that forecast4j never writes");
            }
        }
    }

    private static ModelBundle assemble(Path file, Map<String, byte[]> entries, ModelCard card) throws Exception {
        String json = new String(entry(entries, ModelSerializer.CONFIGURATION_JSON), StandardCharsets.UTF_8);
        MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
        network.init(array(entry(entries, ModelSerializer.COEFFICIENTS_BIN)), false);
        byte[] updaterState = entries.get(ModelSerializer.UPDATER_BIN);
        if (updaterState != null) {
            network.getUpdater().setStateViewArray(network, array(updaterState), false);
        }
        NormalizerStandardize normalizer = NormalizerSerializer.getDefault()
                .restore(new ByteArrayInputStream(entry(entries, ModelSerializer.NORMALIZER_BIN)));
        ColumnScaler scaler = ColumnScaler.of(normalizer);
        Encoding encoding = new Encoding(
                new WindowSpec(card.lookback(), card.horizon(), card.patch()),
                card.columns().size(),
                card.shareWeights(),
                card.windowScaling(),
                card.calendar(),
                scaler);
        int layers = network.getnLayers();
        if (scaler.columns() != card.columns().size()
                || network.layerInputSize(0) != encoding.inputs()
                || network.layerSize(layers - 1) != encoding.outputs()) {
            throw damaged(file, "its network, normalizer and description do not fit each other");
        }
        return new ModelBundle(card, new NetworkForecaster(network, encoding));
    }

    private static INDArray array(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return Nd4j.read(in);
        }
    }

    private static UserError damaged(Path file, String found) {
        return UserError.model(file + ": cannot be read as a model (" + found
                + "); use a model.zip written by forecast4j, not changed since");
    }

    private static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage()).strip();
        return e.getClass().getSimpleName() + ": "
                + shorten(message.lines().findFirst().orElse(""));
    }

    private static String shorten(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > 80 ? printable.substring(0, 77) + "..." : printable;
    }
}
