package org.forecast4j.job;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.Suggestion;
import org.forecast4j.UserError;
import org.forecast4j.io.AtomicFiles;

/**
 * Reads and writes a job file: YAML, one key per line, a value being a word, a number or a list of them. A key that is unknown or
 * stands twice is an error. Paths in it count from the file's folder.
 */
public final class JobFile {
    private static final long LARGEST = 1 << 20;

    private JobFile() {}

    public static Settings read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserError.usage(file + ": " + (Files.exists(file) ? "not a file" : "no such job file")
                    + "; give the path of a YAML job file");
        }
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (Files.size(file) > LARGEST) {
                throw UserError.usage(
                        file + ": larger than a job file can be (1 MiB); is it the data? Give it as --input");
            }
            try (JsonParser parser = new YAMLFactory().createParser(Files.readString(file))) {
                return Settings.of(values(file, parser, folder == null ? Path.of("") : folder));
            }
        } catch (JsonProcessingException e) {
            throw UserError.usage(file + place(e) + ": not YAML (" + firstLine(e.getOriginalMessage())
                            + "); expected lines like 'horizon: 14'")
                    .causedBy(e);
        } catch (IOException e) {
            throw UserError.usage(file + ": cannot be read (" + e.getMessage() + "); expected a text file in UTF-8")
                    .causedBy(e);
        }
    }

    /**
     * Writes a job file that {@link #read} takes.
     *
     * @param comment lines that stand above the keys
     * @param texts values by key, as settings write them; paths count from the file's folder
     */
    static void write(Path file, List<String> comment, Map<String, String> texts) {
        AtomicFiles.write(file, out -> {
            StringWriter yaml = new StringWriter();
            comment.forEach(line -> yaml.append("# ").append(line).append('\n'));
            YAMLFactory format = YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .build();
            try (JsonGenerator generator = format.createGenerator(yaml)) {
                generator.writeStartObject();
                for (Map.Entry<String, String> entry : texts.entrySet()) {
                    generator.writeStringField(entry.getKey(), entry.getValue());
                }
                generator.writeEndObject();
            }
            out.write(yaml.toString().getBytes(StandardCharsets.UTF_8));
        });
    }

    private static Map<String, Settings.Value> values(Path file, JsonParser parser, Path folder) throws IOException {
        Map<String, Settings.Value> values = new LinkedHashMap<>();
        List<String> known = Settings.keys().stream().map(Settings.Key::name).toList();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw UserError.usage(file + ":1: expected keys and values, one per line, like 'horizon: 14'");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            String where = file + ":" + parser.currentTokenLocation().getLineNr();
            if (!known.contains(key)) {
                throw UserError.usage(where + ": unknown key '" + key + "'" + Suggestion.of(key, known));
            }
            if (values.containsKey(key)) {
                throw UserError.usage(where + ": '" + key + "' stands here a second time; leave one");
            }
            values.put(key, new Settings.Value(text(parser, where, key), where, folder));
        }
        return values;
    }

    private static String text(JsonParser parser, String where, String key) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
            List<String> parts = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parts.add(scalar(parser, where, key));
            }
            return String.join(",", parts);
        }
        return scalar(parser, where, key);
    }

    private static String scalar(JsonParser parser, String where, String key) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) { // whose text would be "null"
            throw UserError.usage(
                    where + ": '" + key + "' has no value; give one (the word null in quotes), or leave the line out");
        }
        if (token == null || !token.isScalarValue()) {
            throw UserError.usage(
                    where + ": '" + key + "' holds keys of its own; expected one value or a list of values");
        }
        return parser.getText();
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }
}
