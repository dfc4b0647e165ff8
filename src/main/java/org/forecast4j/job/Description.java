package org.forecast4j.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.forecast4j.Quoted;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.model.ModelBundle;
import org.forecast4j.model.ModelCard;
import org.forecast4j.nn.LayerParameters;
import org.forecast4j.nn.device.DeviceChoice;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.device.Gpu;
import org.forecast4j.nn.device.GpuDriver;
import org.forecast4j.nn.kernel.Kernels;
import org.forecast4j.nn.kernel.Nonlinearity;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.forecast4j.series.DataProfile;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What a file of data, a model or the machine holds, for people and for machines.
 *
 * @param lines the same in words, without control characters
 */
public record Description(List<String> lines, ObjectNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Description {
        lines = lines.stream().map(Quoted::plain).toList(); // names come from files
    }

    /** Describes data: the settings name input and columns; a missing target means all columns of numbers. */
    public static Description ofData(Settings settings) {
        Devices.ofThisProcess().current(); // before ND4J is touched
        Settings complete = settings.withDefault("target", "all").withDefault("horizon", "1");
        List<String> lines = new ArrayList<>();
        Reading reading = new Reading(JobProgress.lines(lines::add));
        SeriesSet data = reading.read(reading.timed(complete).toJob());
        ObjectNode json = JSON.createObjectNode();
        json.put("fingerprint", data.fingerprint());
        for (DataProfile profile : data.profile()) {
            lines.addAll(lines(profile));
            json.withArray("series").add(tree(profile));
        }
        return new Description(lines, json);
    }

    private static List<String> lines(DataProfile profile) {
        List<String> lines = new ArrayList<>();
        String name = profile.id().isEmpty() ? "series" : "series '" + profile.id() + "'";
        lines.add(name + ": " + profile.rows() + " rows, " + profile.frequency().label() + " apart, from "
                + time(profile.first(), profile.zoned()) + " to " + time(profile.last(), profile.zoned()) + "; "
                + profile.counts().missing() + " rows missing, "
                + profile.counts().duplicates() + " duplicates");
        lines.add(String.format(
                Locale.ROOT,
                "  %-20s %9s %8s %12s %12s %12s %12s  %s",
                "column",
                "observed",
                "missing",
                "min",
                "max",
                "mean",
                "sd",
                "season"));
        for (DataProfile.OfColumn column : profile.columns()) {
            String season = column.seasonality()
                    .map(s -> String.format(Locale.ROOT, "%d rows (%.2f)", s.lag(), s.strength()))
                    .orElse("none seen");
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-20s %9d %8d %12.6g %12.6g %12.6g %12.6g  %s",
                    column.name(),
                    column.observed(),
                    column.missing(),
                    column.min(),
                    column.max(),
                    column.mean(),
                    column.sd(),
                    season));
        }
        return lines;
    }

    private static String time(ZonedDateTime time, boolean zoned) {
        return zoned
                ? time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                : time.toLocalDateTime().toString();
    }

    private static ObjectNode tree(DataProfile profile) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", profile.id());
        node.put("rows", profile.rows());
        node.put("frequency", profile.frequency().label());
        node.put("first", time(profile.first(), profile.zoned()));
        node.put("last", time(profile.last(), profile.zoned()));
        node.put("missingRows", profile.counts().missing());
        node.put("duplicates", profile.counts().duplicates());
        for (DataProfile.OfColumn column : profile.columns()) {
            ObjectNode one = node.withArray("columns").addObject();
            one.put("name", column.name());
            one.put("observed", column.observed());
            one.put("missing", column.missing());
            one.put("min", column.min());
            one.put("max", column.max());
            one.put("mean", column.mean());
            one.put("sd", column.sd());
            column.seasonality()
                    .ifPresent(s ->
                            one.putObject("seasonality").put("lag", s.lag()).put("strength", s.strength()));
        }
        return node;
    }

    /** Describes what recurrent layers are computed by on this machine. */
    public static Description ofDevice() {
        Devices devices = Devices.ofThisProcess();
        DeviceChoice choice = devices.current();
        List<String> lines = new ArrayList<>(List.of(choice.sentence()));
        ObjectNode json = JSON.createObjectNode();
        json.put("device", choice.way().isPresent() ? "gpu" : "cpu").put("choice", choice.sentence());
        addGpus(devices, lines, json);
        Kernels kernels = Kernels.ofThisMachine();
        int cores = Runtime.getRuntime().availableProcessors();
        lines.add(cores + " cores, " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                + "; recurrent layers compute on " + kernels.threads() + " threads");
        json.put("cores", cores).put("threads", kernels.threads());
        lines.add("kernels, fastest first: " + kernels.names());
        kernels.all().forEach(kernel -> json.withArray("kernels").add(kernel.name()));
        for (RecurrentCell.Kind kind : RecurrentCell.Kind.values()) {
            RecurrentCell cell = new RecurrentCell(kind, 1, 1, Nonlinearity.TANH, Nonlinearity.SIGMOID);
            String chosen = kernels.choose(cell, DataType.FLOAT).name();
            String name = Settings.word(kind);
            lines.add(String.format(Locale.ROOT, "  %-18s by %s", name, chosen));
            json.withObject("/chosen").put(name, chosen);
        }
        json.put("trains", kernels.trainsNetworks() ? "networks" : "layers");
        if (kernels.trainsNetworks()) {
            lines.add("networks of these layers stay on the GPU while they train");
        }
        Kernels.preferred().ifPresent(name -> lines.add("preferred by the user: " + name));
        kernels.notice().ifPresent(lines::add);
        return new Description(lines, json);
    }

    private static void addGpus(Devices devices, List<String> lines, ObjectNode json) {
        if (devices.gpus() instanceof GpuDriver.Gpus gpus) {
            for (Gpu gpu : gpus.all()) {
                lines.add(String.format(
                        Locale.ROOT, "  %s, %.1f GiB, driver for CUDA %s", gpu, gpu.memory() / 0x1p30, gpus.cuda()));
                json.withArray("gpus")
                        .addObject()
                        .put("name", gpu.name())
                        .put("capability", gpu.capability().toString())
                        .put("memory", gpu.memory())
                        .put("driverCuda", gpus.cuda().toString());
            }
        }
    }

    /** Describes a model: what it forecasts, its layers, and where each layer's number of parameters comes from. */
    public static Description ofModel(Path file) {
        Devices.ofThisProcess().current(); // before ND4J is touched
        ModelBundle bundle = ModelBundle.read(file);
        ModelCard card = bundle.card();
        List<String> lines = new ArrayList<>();
        lines.add("forecasts " + String.join(", ", card.columns()) + ", " + card.horizon() + " rows of "
                + card.frequency() + " ahead"
                + (card.horizonPatch() < card.horizon() ? ", " + card.horizonPatch() + " at a step," : "")
                + " from the last " + card.lookback() + " (patch " + card.patch() + ")");
        lines.add("trained on " + card.trainedRows() + " rows for " + card.epochs() + " epochs, seed " + card.seed()
                + ", forecast4j " + card.versions().forecast4j() + ", Deeplearning4j "
                + card.versions().deeplearning4j());
        if (card.windowScaler().share() < 1) {
            lines.add(Fitting.shares(card.windowScaler().share()));
        }
        if (card.covariates().all().findAny().isPresent()) {
            lines.add("covariates: " + CovariateNotes.describe(card.covariates()));
        }
        lines.add("has seen rows until " + card.seenUntil());
        if (card.scores().has("update")) {
            lines.add(card.scores().path("update").path("sentence").asText());
        }
        if (card.scores().has("verdict")) {
            lines.add(
                    "verdict: " + card.scores().path("verdict").path("sentence").asText());
        }
        ObjectNode json = JSON.createObjectNode();
        json.set("card", JSON.valueToTree(card));
        long total = 0;
        for (LayerParameters layer : LayerParameters.of(bundle.forecaster().network())) {
            total += layer.count();
            json.withArray("layers").add(JSON.valueToTree(layer));
            if (layer.weights().isEmpty()) {
                lines.add(String.format(Locale.ROOT, "  %-10s %-16s no parameters", layer.name(), layer.kind()));
                continue;
            }
            String shapes = layer.weights().stream()
                    .map(w -> w.name() + " "
                            + w.shape().stream().map(String::valueOf).collect(Collectors.joining("x", "[", "]")))
                    .collect(Collectors.joining(", "));
            lines.add(String.format(Locale.ROOT, "  %-10s %-16s %s", layer.name(), layer.kind(), shapes));
            lines.add(String.format(Locale.ROOT, "  %27s %s = %d parameters", "", layer.formula(), layer.count()));
        }
        lines.add("  " + total + " parameters in all");
        json.put("parameters", total);
        return new Description(lines, json);
    }
}
