package org.forecast4j.job;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.StringReader;
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
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;

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
            String text = Files.readString(file);
            checkPlain(file, text);
            try (JsonParser parser = new YAMLFactory().createParser(text)) {
                return Settings.of(values(file, parser, folder == null ? Path.of("") : folder));
            }
        } catch (YAMLException e) {
            Mark mark = e instanceof MarkedYAMLException marked ? marked.getProblemMark() : null;
            String problem = e instanceof MarkedYAMLException marked ? marked.getProblem() : e.getMessage();
            throw UserError.usage(file + (mark == null ? "" : ":" + (mark.getLine() + 1)) + ": not YAML ("
                            + firstLine(String.valueOf(problem)) + "); expected lines like 'horizon: 14'")
                    .causedBy(e);
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
        Map<String, Settings.Key> known = new LinkedHashMap<>();
        Settings.keys().forEach(key -> known.put(key.name(), key));
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw UserError.usage(file + ":1: expected keys and values, one per line, like 'horizon: 14'");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            String where = file + ":" + parser.currentTokenLocation().getLineNr();
            Settings.Key found = known.get(key);
            if (found == null) {
                throw UserError.usage(
                        where + ": unknown key '" + key + "'" + Suggestion.of(key, List.copyOf(known.keySet())));
            }
            if (values.containsKey(key)) {
                throw UserError.usage(where + ": '" + key + "' stands here a second time; leave one");
            }
            values.put(key, new Settings.Value(text(parser, where, found), where, folder));
        }
        return values;
    }

    /** Refuses what a reader of one flat document would pass over: further documents, anchors and aliases. */
    private static void checkPlain(Path file, String text) {
        int documents = 0;
        for (Event event : new Yaml().parse(new StringReader(text))) {
            String where = file + ":" + (event.getStartMark().getLine() + 1);
            if (event instanceof DocumentStartEvent && documents++ > 0) {
                throw UserError.usage(where
                        + ": found a second document, after '---', expected one; give each job a file of " + "its own");
            }
            if (event instanceof NodeEvent node && node.getAnchor() != null) {
                throw UserError.usage(where + ": found an anchor or an alias of YAML, "
                        + (event instanceof AliasEvent ? "*" : "&") + node.getAnchor()
                        + ", expected the value itself; write it out, or put it in quotes where it is a word");
            }
        }
    }

    private static String text(JsonParser parser, String where, Settings.Key key) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
            List<String> parts = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parts.add(scalar(parser, where, key.name()));
            }
            return key.type() == List.class ? ListText.join(parts) : String.join(",", parts);
        }
        return scalar(parser, where, key.name());
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
