package org.forecast4j.io;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.forecast4j.UserError;

/** Writes results as JSON. */
public final class JsonFiles {
    private JsonFiles() {}

    /**
     * Writes a record, map or tree as indented JSON with a last line end; NaN and infinities become strings.
     *
     * @throws UserError (data) where the file cannot be written; the one that was there stays as it was
     */
    public static void write(Path file, Object content) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        ObjectMapper mapper = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        AtomicFiles.write(file, out -> {
            mapper.writer(printer).writeValue(out, content);
            out.write('\n');
        });
    }
}
