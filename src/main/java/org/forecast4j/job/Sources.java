package org.forecast4j.job;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.forecast4j.UserError;
import org.forecast4j.io.CsvFormat;
import org.forecast4j.io.SourceSpec;

/** Turns a job's words about its file into what the reader takes. */
final class Sources {
    private Sources() {}

    static SourceSpec of(Job job, List<String> columns) {
        Job.Format format = job.format();
        return new SourceSpec(
                job.data().input(),
                job.data().time(),
                columns,
                job.data().id(),
                new CsvFormat(
                        separator(format.separator()),
                        '"',
                        format.header(),
                        format.decimal().equals("comma") ? ',' : '.',
                        format.timestamp(),
                        format.zone().map(Sources::zone),
                        format.missing(),
                        charset(format.encoding())),
                format.frequency(),
                format.duplicates(),
                format.order(),
                format.gaps());
    }

    private static Optional<Character> separator(String text) {
        return switch (text) {
            case "auto" -> Optional.empty();
            case "tab" -> Optional.of('\t');
            default -> {
                if (text.length() != 1) {
                    throw UserError.usage(
                            "separator '" + text + "': expected auto, tab or a single character, for instance ;");
                }
                yield Optional.of(text.charAt(0));
            }
        };
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw UserError.usage(
                            "zone '" + text + "' is unknown; give a name like Europe/Berlin or an offset like +01:00")
                    .causedBy(e);
        }
    }

    private static Charset charset(String text) {
        try {
            return Charset.forName(text);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw UserError.usage("encoding '" + text + "' is unknown; give a name like UTF-8 or ISO-8859-1")
                    .causedBy(e);
        }
    }
}
