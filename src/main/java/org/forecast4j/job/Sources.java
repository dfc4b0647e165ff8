package org.forecast4j.job;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.forecast4j.UserError;
import org.forecast4j.io.CovariateNames;
import org.forecast4j.io.CsvFormat;
import org.forecast4j.io.SourceSpec;
import org.forecast4j.io.TimeColumns;
import org.forecast4j.model.ModelCard;
import org.forecast4j.window.CovariateCoding;
import org.forecast4j.window.CovariateCodings;

/** Turns a job's words about its file into what the reader takes. */
final class Sources {
    private Sources() {}

    /** What a job reads. */
    static SourceSpec of(Job job) {
        return of(job, job.data().target(), covariates(job.covariates()));
    }

    private static CovariateNames covariates(CovariateSettings names) {
        return new CovariateNames(
                names.pastCovariates(), names.knownCovariates(), names.staticCovariates(), names.categorical());
    }

    /** What a job reads for a model: the columns it was trained on. */
    static SourceSpec of(Job job, ModelCard model) {
        CovariateCodings codings = model.covariates();
        return of(
                job,
                model.columns(),
                new CovariateNames(
                        names(codings.past().stream()),
                        names(codings.known().stream()),
                        names(codings.statics().stream()),
                        names(codings.all().filter(CovariateCoding.Categories.class::isInstance))));
    }

    private static List<String> names(Stream<CovariateCoding> codings) {
        return codings.map(CovariateCoding::name).toList();
    }

    /** The columns of a job's data that may be its time: none of its targets, series ids and covariates. */
    static TimeColumns timeColumns(Job job) {
        List<String> taken = new ArrayList<>(job.data().target());
        job.data().id().ifPresent(taken::add);
        taken.addAll(covariates(job.covariates()).all());
        return TimeColumns.of(job.data().input(), csv(job.format()), taken);
    }

    private static CsvFormat csv(Job.Format format) {
        return new CsvFormat(
                separator(format.separator()),
                '"',
                format.header(),
                format.decimal().equals("comma") ? ',' : '.',
                format.thousands(),
                format.timestamp(),
                format.zone().map(Sources::zone),
                format.missing(),
                charset(format.encoding()));
    }

    private static SourceSpec of(Job job, List<String> columns, CovariateNames covariates) {
        Job.Format format = job.format();
        return new SourceSpec(
                job.data().input(),
                job.data().time(),
                columns,
                job.data().id(),
                csv(format),
                format.frequency(),
                format.duplicates(),
                format.order(),
                format.gaps(),
                covariates);
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
