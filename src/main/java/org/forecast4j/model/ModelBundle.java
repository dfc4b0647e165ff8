package org.forecast4j.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.forecast4j.nn.Networks;
import org.forecast4j.nn.recurrent.StockNames;
import org.forecast4j.window.ColumnScaler;
import org.forecast4j.window.Encoding;
import org.forecast4j.window.WindowSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained model as one file: the zip that DL4J's {@code ModelSerializer} opens, with {@code forecast4j.json} beside the
 * network and its normalizer. The same model makes the same bytes.
 *
 * <p>Reading trusts nothing: entries and classes that are not on a list are refused before anything is instantiated,
 * arrays are parsed here and not by native code, and no Java object is ever deserialised, so that a file from a stranger
 * can neither run code nor bring the process down.
 */
public record ModelBundle(ModelCard card, NetworkForecaster forecaster) {

    private static final String CARD_JSON = "forecast4j.json";
    private static final Set<String> ENTRIES = Set.of(
            ModelSerializer.CONFIGURATION_JSON,
            ModelSerializer.COEFFICIENTS_BIN,
            ModelSerializer.UPDATER_BIN,
            ModelSerializer.NORMALIZER_BIN,
            CARD_JSON);
    private static final int LARGEST_JSON = 64 << 20;
    private static final int LARGEST_NORMALIZER = 16 << 20;
    private static final int NESTING = 64;
    private static final int LONGEST_REASON = 80;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    // --- writing

    /**
     * Writes the file; the stream stays open.
     *
     * @throws UserError (data) where an entry is larger than {@link #read} takes
     */
    public void write(OutputStream stream) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(stream, StandardCharsets.UTF_8);
        MultiLayerNetwork network = forecaster.network();
        // Under stock names: any DL4J program opens it.
        String configuration = StockNames.toStock(Networks.portable(network).toJson());
        put(zip, ModelSerializer.CONFIGURATION_JSON, configuration.getBytes(StandardCharsets.UTF_8));
        put(zip, ModelSerializer.COEFFICIENTS_BIN, bytes(network.params()));
        INDArray updaterState = network.getUpdater().getStateViewArray();
        if (updaterState != null && !updaterState.isEmpty()) {
            put(zip, ModelSerializer.UPDATER_BIN, bytes(updaterState));
        }
        ByteArrayOutputStream normalizer = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault()
                .write(forecaster.encoding().scalers().pooled().toNormalizer(), normalizer);
        put(
                zip,
                ModelSerializer.NORMALIZER_BIN,
                checked(ModelSerializer.NORMALIZER_BIN, normalizer.toByteArray(), LARGEST_NORMALIZER));
        byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(card);
        put(zip, CARD_JSON, checked(CARD_JSON, json, LARGEST_JSON));
        zip.finish();
    }

    /** A model that cannot be opened is none. */
    private static byte[] checked(String name, byte[] content, int most) {
        if (content.length > most) {
            throw UserError.data("the model's " + name + " would take " + content.length + " bytes, expected " + most
                    + " bytes at most; give fewer targets, series or coverages (interval), or a shorter horizon");
        }
        return content;
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
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            checkEntries(file, zip);
            ModelCard card = card(file, json(zip, CARD_JSON));
            ColumnScaler scaler = scaler(zip);
            MultiLayerNetwork network = network(file, zip);
            return assemble(file, card, scaler, network);
        } catch (UserError e) {
            throw e.kind() == UserError.Kind.MODEL
                    ? e
                    : damaged(file, String.valueOf(e.getMessage())).causedBy(e);
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            throw damaged(file, firstLine(refused(e))).causedBy(e);
        }
    }

    private static void checkEntries(Path file, ZipFile zip) {
        Set<String> found = new HashSet<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            if (!ENTRIES.contains(entry.getName())) {
                throw UserError.model(file + ": holds " + Quoted.of(entry.getName())
                        + ", which no forecast4j model has; use a model.zip written by forecast4j");
            }
            if (!found.add(entry.getName())) {
                throw damaged(file, "it holds " + entry.getName() + " twice");
            }
        }
        for (String needed : ENTRIES) {
            if (!found.contains(needed) && !needed.equals(ModelSerializer.UPDATER_BIN)) {
                throw UserError.model(
                        file + ": " + needed + " is missing; use a model.zip written by forecast4j, not changed since");
            }
        }
    }

    /** An entry's bytes. No more than {@code most} are ever unpacked, whatever the entry claims to hold. */
    private static byte[] bytes(ZipFile zip, String name, int most) throws IOException {
        try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
            byte[] bytes = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new IOException(name + " is larger than " + most + " bytes");
            }
            return bytes;
        }
    }

    private static JsonNode json(ZipFile zip, String name) throws IOException {
        return JSON.readTree(new String(bytes(zip, name, LARGEST_JSON), StandardCharsets.UTF_8));
    }

    private static ModelCard card(Path file, JsonNode tree) throws IOException {
        JsonNode version = tree.path("formatVersion");
        if (!version.isInt()) {
            throw damaged(file, CARD_JSON + " has no format version");
        }
        if (version.intValue() != ModelCard.FORMAT) {
            throw UserError.model(file + ": has format version " + version + ", this program reads " + ModelCard.FORMAT
                    + "; use the version of forecast4j that wrote it, or train again");
        }
        return JSON.treeToValue(tree, ModelCard.class);
    }

    /** The header names a kind of normalizer, or a class to instantiate: only the one kind that we write is let through. */
    private static ColumnScaler scaler(ZipFile zip) throws IOException {
        byte[] bytes = bytes(zip, ModelSerializer.NORMALIZER_BIN, LARGEST_NORMALIZER);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            boolean ours = in.readUTF().equals("NORMALIZER")
                    && in.readInt() == 1
                    && in.readUTF().equals(NormalizerType.STANDARDIZE.toString())
                    && !in.readBoolean(); // of labels it would hold more
            if (!ours) {
                throw new IOException("its normalizer is of a kind that forecast4j never writes");
            }
            double[] means = ArrayFile.doubles(in);
            double[] deviations = ArrayFile.doubles(in);
            ArrayFile.checkEnd(in);
            return ColumnScaler.of(means, deviations);
        }
    }

    private static MultiLayerNetwork network(Path file, ZipFile zip) throws IOException {
        MultiLayerConfiguration configuration =
                NetworkJson.read(file, json(zip, ModelSerializer.CONFIGURATION_JSON), JSON);
        long parameters = NetworkJson.parameters(configuration);
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init(array(zip, ModelSerializer.COEFFICIENTS_BIN, parameters), false);
        if (zip.getEntry(ModelSerializer.UPDATER_BIN) != null) {
            INDArray state = array(zip, ModelSerializer.UPDATER_BIN, 2 * parameters); // Adam's two moments
            network.getUpdater().setStateViewArray(network, state, false);
        }
        return network;
    }

    /** A row of exactly so many values; larger entries are refused unread. */
    private static INDArray array(ZipFile zip, String name, long values) throws IOException {
        byte[] bytes = bytes(zip, name, Math.toIntExact(values * Float.BYTES + ArrayFile.LARGEST_HEADER));
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            float[] read = ArrayFile.floats(in);
            ArrayFile.checkEnd(in);
            if (read.length != values) {
                throw new IOException(name + " holds " + read.length + " values, the network has room for " + values);
            }
            return Nd4j.createFromArray(read);
        }
    }

    private static ModelBundle assemble(Path file, ModelCard card, ColumnScaler scaler, MultiLayerNetwork network)
            throws IOException {
        Encoding encoding = new Encoding(
                new WindowSpec(card.lookback(), card.horizon(), card.patch(), card.emission(), card.horizonPatch()),
                new Encoding.Columns(card.columns().size(), card.shareWeights(), card.identity()),
                card.windowScaler(),
                card.calendar(),
                card.quantiles(),
                card.scalers(scaler),
                card.covariates());
        NetworkJson.checkRoom(encoding.spec().horizonSteps(), Math.max(encoding.inputs(), encoding.outputs()));
        int layers = network.getnLayers();
        if (scaler.columns() != card.columns().size()
                || network.layerInputSize(0) != encoding.inputs()
                || network.layerSize(layers - 1) != encoding.outputs()
                || !NetworkJson.decodes(
                        network.getLayerWiseConfigurations(), encoding.spec().horizonSteps())
                || !runs(network, encoding)) {
            throw damaged(file, "its network, normalizer and description do not fit each other");
        }
        checkCalibration(file, card);
        return new ModelBundle(card, new NetworkForecaster(network, encoding, card.limits(), card.calibration()));
    }

    private static void checkCalibration(Path file, ModelCard card) {
        Calibration calibration = card.calibration();
        boolean fits = calibration.margins().size() == calibration.coverages().size()
                && calibration.margins().stream()
                        .allMatch(columns -> columns.size() == card.columns().size()
                                && columns.stream()
                                        .allMatch(steps -> steps.size() == card.horizon()
                                                && steps.stream().allMatch(Double::isFinite)));
        if (!fits) {
            throw damaged(file, "its intervals do not fit its columns and horizon");
        }
    }

    /** Whether layer fits layer, which DL4J finds out only when it runs. */
    private static boolean runs(MultiLayerNetwork network, Encoding encoding) {
        int steps = Math.min(encoding.spec().inputSteps(), 2);
        INDArray outputs = network.output(Nd4j.zeros(DataType.FLOAT, 1, encoding.inputs(), steps), false);
        int emitted =
                switch (encoding.spec().emission()) {
                    case AT_ONCE, DECODED -> encoding.spec().outputSteps();
                    case CONTINUED, EVERY_STEP -> steps;
                };
        return Arrays.equals(outputs.shape(), new long[] {1, encoding.outputs(), emitted});
    }

    private static UserError damaged(Path file, String found) {
        return UserError.model(file + ": cannot be read as a model (" + found
                + "); use a model.zip written by forecast4j, not changed since");
    }

    /** What a record says of its content, where that is what is wrong: Jackson wraps it in words of its own. */
    private static Throwable refused(Throwable e) {
        return e instanceof ValueInstantiationException && e.getCause() != null ? e.getCause() : e;
    }

    private static String firstLine(Throwable e) {
        String message =
                e.getMessage() == null ? "unexpected content" : e.getMessage().strip();
        return Quoted.plain(message.lines().findFirst().orElse("unexpected content"), LONGEST_REASON);
    }
}
