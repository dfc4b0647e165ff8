package org.forecast4j.io;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.Covariates;
import org.forecast4j.series.DuplicatePolicy;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.FrequencyInference;
import org.forecast4j.series.GapPolicy;
import org.forecast4j.series.OrderPolicy;
import org.forecast4j.series.RowCounts;
import org.forecast4j.series.TimeGrid;
import org.forecast4j.series.TimeSeries;

/** Makes regular series of gathered rows: sorted, without duplicates, on one frequency, with gaps filled. */
final class Assembly {
    private final SourceSpec spec;
    private final Gathering gathered;
    private final ZoneId zone;
    private final List<TimeSeries> series = new ArrayList<>();
    private final List<RowCounts> counts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<List<String>> words = new ArrayList<>(); // of each covariate, shared by all series

    Assembly(SourceSpec spec, Gathering gathered) {
        this.spec = spec;
        this.gathered = gathered;
        this.zone = gathered.timestamps().zone();
    }

    SeriesSet assemble(String source, String fingerprint) {
        int[] columns = gathered.columns();
        if (columns.length == 0) {
            throw UserError.data(source + ": found no column of numbers, expected at least one; name the columns"
                    + " (--target) or give separator or decimal sign (--separator, --decimal)");
        }
        List<Integer> merged = new ArrayList<>();
        int sorted = 0;
        for (RawSeries raw : gathered.series()) {
            sorted += spec.time().isPresent() && spec.order() == OrderPolicy.SORT && raw.sort() ? 1 : 0;
            merged.add(spec.time().isPresent() ? merge(raw) : 0);
        }
        for (int k = 0; k < spec.covariates().all().size(); k++) {
            words.add(gathered.words(gathered.targets() + k));
        }
        Frequency frequency = frequency();
        Set<String> without = without(columns);
        int next = 0;
        for (RawSeries raw : gathered.series()) {
            int duplicates = merged.get(next++);
            if (!without.contains(raw.id())) {
                regular(raw, columns, frequency, duplicates);
            }
        }
        summarise(frequency, sorted);
        Optional<String> left = without.isEmpty()
                ? Optional.empty()
                : Optional.of("found " + without.size()
                        + " series in which every value of a target or covariate is missing (" + Quoted.some(without)
                        + ")");
        left.ifPresent(found -> notes.add(found + ": left out"));
        List<String> all = new ArrayList<>(gathered.notes());
        all.addAll(0, notes);
        return new SeriesSet(source, series, counts, all, fingerprint, left);
    }

    /** The series that lack all values of a target or covariate: no reason to refuse the others. None where all are such. */
    private Set<String> without(int[] columns) {
        Set<String> without = new LinkedHashSet<>();
        for (RawSeries raw : gathered.series()) {
            boolean lacks = Arrays.stream(columns).anyMatch(column -> !raw.observed(column));
            for (int k = 0; k < spec.covariates().all().size(); k++) {
                int fixed = k
                        - spec.covariates().past().size()
                        - spec.covariates().known().size();
                lacks |= fixed < 0 ? !raw.observed(gathered.targets() + k) : Double.isNaN(raw.fixed(fixed));
            }
            if (lacks) {
                without.add(raw.id());
            }
        }
        return without.size() == gathered.series().size() ? Set.of() : without;
    }

    private int merge(RawSeries raw) {
        return switch (spec.duplicates()) {
            case FIRST -> raw.merge(column -> (values, from, to) -> values[from]);
            case LAST -> raw.merge(column -> Assembly::last);
            case MEAN -> raw.merge(column -> gathered.categorical(column) ? Assembly::last : Assembly::mean);
            case ERROR -> {
                for (int row = 1; row < raw.rows(); row++) {
                    if (raw.second(row) == raw.second(row - 1)) {
                        throw UserError.data(raw.place(row) + ", column "
                                + Quoted.of(spec.time().orElse("")) + ": found "
                                + gathered.text(raw.second(row)) + " as in " + raw.place(row - 1)
                                + ", expected each timestamp once in a series; delete a row, choose which counts"
                                + " (--duplicates first), or name the column that tells series apart (--id)");
                    }
                }
                yield 0;
            }
        };
    }

    private static double last(double[] values, int from, int to) {
        return values[to - 1];
    }

    /** The mean of the values that are there; NaN where none is. */
    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        int count = 0;
        for (int row = from; row < to; row++) {
            if (!Double.isNaN(values[row])) {
                sum += values[row];
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /** The frequency asked for, else that of the longest series. */
    private Frequency frequency() {
        if (spec.time().isEmpty()) {
            return new Frequency.Rows();
        }
        if (spec.frequency().isPresent()) {
            return spec.frequency().get();
        }
        RawSeries longest = null;
        for (RawSeries raw : gathered.series()) {
            longest = longest == null || raw.rows() > longest.rows() ? raw : longest;
        }
        if (longest == null || longest.rows() < 2) {
            throw UserError.data(Quoted.plain(spec.input().toString()) + ": found one row only"
                    + (gathered.series().size() > 1 ? " in each series" : "")
                    + ", expected at least two to see the frequency; give more rows, or the frequency (--frequency)");
        }
        return infer(longest).orElseThrow();
    }

    private Optional<Frequency> infer(RawSeries raw) {
        return FrequencyInference.infer(raw.seconds(), raw.rows(), zone);
    }

    private void regular(RawSeries raw, int[] columns, Frequency frequency, int duplicates) {
        int rows = raw.rows();
        TimeGrid grid = TimeGrid.lay(
                raw.seconds(),
                rows,
                frequency,
                zone,
                gathered.timestamps().zoned(),
                row -> raw.place(row) + ", column " + Quoted.of(spec.time().orElse("")));
        refuseSparse(raw, grid, frequency);
        if (spec.gaps() == GapPolicy.ERROR && grid.missingRows() > 0) {
            throw missingRow(raw, grid);
        }
        raw.dropSeconds();
        List<Column> filled = new ArrayList<>();
        for (int column : columns) {
            filled.add(filled(raw, column, grid, spec.gaps()));
        }
        series.add(new TimeSeries(raw.id(), grid.index(), filled, covariates(raw, grid)));
        counts.add(new RowCounts(rows + duplicates, duplicates, grid.missingRows()));
    }

    private Column filled(RawSeries raw, int column, TimeGrid grid, GapPolicy policy) {
        double[] values = grid.spread(raw.takeValues(column));
        return whole(raw, column, values, policy, grid.index().frequency().season());
    }

    private Column whole(RawSeries raw, int column, double[] values, GapPolicy policy, int season) {
        try {
            return policy.fill(gathered.name(column), values, season);
        } catch (UserError e) {
            throw UserError.data(TextLines.name(raw.file())
                            + (raw.id().isEmpty() ? "" : ", series " + Quoted.of(raw.id())) + ", " + e.getMessage())
                    .causedBy(e);
        }
    }

    private Covariates covariates(RawSeries raw, TimeGrid grid) {
        int next = gathered.targets();
        List<Covariate> past = new ArrayList<>();
        List<Covariate> known = new ArrayList<>();
        List<Covariate> statics = new ArrayList<>();
        for (int k = 0; k < spec.covariates().past().size(); k++) {
            past.add(covariate(raw, next++, grid));
        }
        for (int k = 0; k < spec.covariates().known().size(); k++) {
            known.add(covariate(raw, next++, grid));
        }
        for (int k = 0; k < spec.covariates().statics().size(); k++) {
            Column value = whole(raw, next, new double[] {raw.fixed(k)}, GapPolicy.PREVIOUS, 1);
            statics.add(new Covariate(value, words.get(next++ - gathered.targets())));
        }
        return new Covariates(past, known, statics);
    }

    private Covariate covariate(RawSeries raw, int column, TimeGrid grid) {
        List<String> ofColumn = words.get(column - gathered.targets());
        boolean between = spec.gaps() == GapPolicy.LINEAR && !ofColumn.isEmpty(); // there is nothing between two words
        return new Covariate(filled(raw, column, grid, between ? GapPolicy.PREVIOUS : spec.gaps()), ofColumn);
    }

    /** A series mostly of gaps has a frequency of its own. */
    private void refuseSparse(RawSeries raw, TimeGrid grid, Frequency frequency) {
        if (spec.frequency().isPresent()
                || spec.time().isEmpty()
                || grid.missingRows() <= raw.rows()
                || raw.rows() < 3) {
            return;
        }
        infer(raw).filter(own -> !own.equals(frequency)).ifPresent(own -> {
            throw UserError.data(TextLines.name(raw.file()) + ": found the frequency " + own.label() + " in series "
                    + Quoted.of(raw.id()) + ", expected " + frequency.label()
                    + " as in the longest series; read them apart, or give the frequency (--frequency)");
        });
    }

    private UserError missingRow(RawSeries raw, TimeGrid grid) {
        int row = 0;
        while (grid.position(row) == row) {
            row++;
        }
        return UserError.data(raw.place(row) + ", column "
                + Quoted.of(spec.time().orElse("")) + ": found "
                + gathered.text(raw.second(row)) + ", expected "
                + TimeGrid.text(grid.index().at(row), grid.index().zoned()) + " first at the frequency "
                + grid.index().frequency().label() + "; add the missing row, or have gaps filled (--gaps previous)");
    }

    private void summarise(Frequency frequency, int sorted) {
        long rows = 0;
        long duplicates = 0;
        long missingRows = 0;
        long missingValues = 0;
        for (int i = 0; i < series.size(); i++) {
            rows += counts.get(i).read();
            duplicates += counts.get(i).duplicates();
            missingRows += counts.get(i).missing();
            Covariates covariates = series.get(i).covariates();
            List<Column> columns = new ArrayList<>(series.get(i).columns());
            covariates.past().forEach(one -> columns.add(one.column()));
            covariates.known().forEach(one -> columns.add(one.column()));
            for (Column column : columns) {
                missingValues += column.filledRows() - counts.get(i).missing();
            }
        }
        notes.add((series.size() == 1 ? "" : series.size() + " series, ") + rows + " rows"
                + (series.size() == 1 && spec.time().isPresent() ? span(series.get(0)) : ""));
        if (spec.time().isEmpty()) {
            notes.add("no time column: rows are numbered");
        } else {
            notes.add("frequency " + frequency.label() + (spec.frequency().isPresent() ? "" : ", inferred"));
        }
        if (!spec.covariates().all().isEmpty()) {
            notes.add("covariates: " + covariates());
        }
        if (sorted > 0) {
            notes.add("rows sorted by time" + (series.size() == 1 ? "" : " in " + sorted + " series"));
        }
        if (duplicates > 0) {
            notes.add(duplicates + " rows with a timestamp already there: "
                    + (spec.duplicates() == DuplicatePolicy.MEAN
                            ? "their mean kept"
                            : "the " + (spec.duplicates() == DuplicatePolicy.FIRST ? "first" : "last") + " kept"));
        }
        if (missingRows + missingValues > 0) {
            notes.add("gaps: " + missingRows + " missing rows and " + missingValues + " missing values, filled with "
                    + switch (spec.gaps()) {
                        case LINEAR -> "straight lines";
                        case SEASONAL -> "the value one season before";
                        default -> "the previous value";
                    });
        }
    }

    /** In words: {@code past wind, weather (5 words); static region (3 words)}. */
    private String covariates() {
        Covariates of = series.get(0).covariates();
        List<String> roles = new ArrayList<>();
        roles.add(role("past", of.past()));
        roles.add(role("known", of.known()));
        roles.add(role("static", of.statics()));
        roles.removeIf(String::isEmpty);
        return String.join("; ", roles);
    }

    private static String role(String role, List<Covariate> covariates) {
        return covariates.isEmpty()
                ? ""
                : covariates.stream()
                        .map(one -> Quoted.plain(one.name())
                                + (one.categorical() ? " (" + one.words().size() + " words)" : ""))
                        .collect(Collectors.joining(", ", role + " ", ""));
    }

    private static String span(TimeSeries one) {
        return ", " + TimeGrid.text(one.index().at(0), one.index().zoned()) + " to "
                + TimeGrid.text(one.index().at(one.length() - 1L), one.index().zoned());
    }
}
