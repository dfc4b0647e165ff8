package org.forecast4j.io;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.forecast4j.series.DuplicatePolicy;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.GapPolicy;
import org.forecast4j.series.OrderPolicy;

/**
 * What to read, and how.
 *
 * @param input a CSV file, plain or gzipped, or a folder with one such file per series ({@code .csv} or {@code .csv.gz},
 *     named by the series' id)
 * @param time the column of timestamps; without one, rows are numbered and have no calendar
 * @param values the columns to read, or {@link #ALL} alone: every column but time and id whose first value is a number
 * @param id the column that names the series, where one file holds several
 * @param frequency the distance between rows; inferred where empty
 * @param covariates the columns beside the values; {@link #ALL} leaves them out
 */
public record SourceSpec(
        Path input,
        Optional<String> time,
        List<String> values,
        Optional<String> id,
        CsvFormat format,
        Optional<Frequency> frequency,
        DuplicatePolicy duplicates,
        OrderPolicy order,
        GapPolicy gaps,
        CovariateNames covariates) {
    /** Stands for all columns of numbers. */
    public static final String ALL = "all";

    public SourceSpec {
        values = List.copyOf(values);
        if (values.isEmpty() && covariates.known().isEmpty()) {
            throw UserError.usage("no column to read; name the columns (--target), or give all");
        }
        if (new HashSet<>(values).size() < values.size()) {
            throw UserError.usage("columns " + Quoted.of(String.join(",", values))
                    + ": found one of them twice, expected each once; leave the repetition out (--target)");
        }
        if (time.isPresent() && time.equals(id)) {
            throw UserError.usage("column " + Quoted.of(time.get())
                    + " cannot hold both the timestamps and the series ids; name another (--time, --id)");
        }
        for (String value : values) {
            if (time.filter(value::equals).isPresent()
                    || id.filter(value::equals).isPresent()) {
                throw UserError.usage("column " + Quoted.of(value)
                        + " holds the " + (time.filter(value::equals).isPresent() ? "timestamps" : "series ids")
                        + " and cannot be a value too; leave it out of the columns (--target)");
            }
        }
        for (String name : covariates.all()) {
            boolean timestamps = time.filter(name::equals).isPresent();
            if (timestamps || id.filter(name::equals).isPresent() || values.contains(name)) {
                throw UserError.usage("column " + Quoted.of(name) + ": found it as a covariate and as "
                        + (values.contains(name) ? "a target" : timestamps ? "the timestamps" : "the series ids")
                        + ", expected one of them; leave it out of the covariates (--" + covariates.role(name) + ")");
            }
        }
        boolean numbered = frequency.filter(Frequency.Rows.class::isInstance).isPresent();
        if (frequency.isPresent() && numbered == time.isPresent()) {
            throw UserError.usage("frequency " + frequency.get().label() + (numbered ? " with" : " without")
                    + " a time column makes no sense; "
                    + (numbered ? "leave out one of them" : "name the column of timestamps")
                    + " (--frequency, --time)");
        }
    }

    /** Columns of one file with timestamps: duplicates and disorder are errors, gaps take the previous value. */
    public static SourceSpec of(Path input, String time, String... values) {
        return of(input, Optional.of(time), List.of(values));
    }

    /** Columns of one file, with timestamps or without, and the policies of {@link #of(Path, String, String...)}. */
    public static SourceSpec of(Path input, Optional<String> time, List<String> values) {
        return new SourceSpec(
                input,
                time,
                values,
                Optional.empty(),
                CsvFormat.defaults(),
                Optional.empty(),
                DuplicatePolicy.ERROR,
                OrderPolicy.ERROR,
                GapPolicy.PREVIOUS,
                CovariateNames.NONE);
    }

    public SourceSpec withCovariates(CovariateNames names) {
        return new SourceSpec(input, time, values, id, format, frequency, duplicates, order, gaps, names);
    }

    /** The same of another file that holds known covariates alone. */
    SourceSpec ofKnown(Path file) {
        CovariateNames known = new CovariateNames(List.of(), covariates.known(), List.of(), List.of());
        return new SourceSpec(file, time, List.of(), id, format, frequency, duplicates, order, gaps, known);
    }

    public SourceSpec withId(String column) {
        return new SourceSpec(
                input, time, values, Optional.of(column), format, frequency, duplicates, order, gaps, covariates);
    }

    public SourceSpec withFormat(CsvFormat form) {
        return new SourceSpec(input, time, values, id, form, frequency, duplicates, order, gaps, covariates);
    }

    public SourceSpec withFrequency(Frequency step) {
        return new SourceSpec(input, time, values, id, format, Optional.of(step), duplicates, order, gaps, covariates);
    }

    public SourceSpec withDuplicates(DuplicatePolicy policy) {
        return new SourceSpec(input, time, values, id, format, frequency, policy, order, gaps, covariates);
    }

    public SourceSpec withOrder(OrderPolicy policy) {
        return new SourceSpec(input, time, values, id, format, frequency, duplicates, policy, gaps, covariates);
    }

    public SourceSpec withGaps(GapPolicy policy) {
        return new SourceSpec(input, time, values, id, format, frequency, duplicates, order, policy, covariates);
    }

    /** Whether the columns are to be found, not named. */
    boolean allColumns() {
        return values.equals(List.of(ALL));
    }
}
