package org.forecast4j.io;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.Quoted;
import org.forecast4j.Suggestion;
import org.forecast4j.UserError;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.GapPolicy;
import org.forecast4j.series.OrderPolicy;
import org.forecast4j.series.TimeGrid;

/** Gathers the rows of one or many files by series. */
final class Gathering {
    /** Of more categories each is seen too rarely to learn from, and each is an input of its own. */
    static final int MOST_CATEGORIES = 100;

    /** A column of measurements taken for ids would make a series of every row. */
    private static final int MOST_SERIES = 200_000;

    private final SourceSpec spec;
    private final Timestamps timestamps;
    private final Numbers numbers;
    private final Map<String, RawSeries> series = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** The columns to read; with {@code all}, the candidates of the first file. The covariates stand last. */
    private List<String> names = List.of();

    private int targets;

    /** The words of each column in the order of their numbers; of a column of numbers none. */
    private List<Map<String, Integer>> words = List.of();

    private boolean[] categorical = {};

    private boolean[] dropped = {};
    private boolean[] decided = {};

    /** The row being read. */
    private double[] row = {};

    Gathering(SourceSpec spec) {
        this.spec = spec;
        this.timestamps = new Timestamps(spec.time().orElse(""), spec.format());
        this.numbers = new Numbers(spec.format());
    }

    /** @param known the known covariates alone are read: what was read of them before says which are words, and how numbered */
    Gathering(SourceSpec spec, List<Covariate> known) {
        this(spec);
        useNames(List.of());
        for (int c = 0; c < known.size(); c++) {
            decided[c] = true;
            categorical[c] = known.get(c).categorical();
            for (String word : known.get(c).words()) {
                words.get(c).put(word, words.get(c).size());
            }
        }
    }

    Optional<RawSeries> find(String id) {
        return Optional.ofNullable(series.get(id));
    }

    Collection<RawSeries> series() {
        return series.values();
    }

    Timestamps timestamps() {
        return timestamps;
    }

    List<String> notes() {
        return notes;
    }

    String name(int column) {
        return names.get(column);
    }

    /** The number of the first covariate's column; past ones come first, then known, then static ones. */
    int targets() {
        return targets;
    }

    /** The words of a column; empty where it holds numbers. */
    List<String> words(int column) {
        return List.copyOf(words.get(column).keySet());
    }

    /** Whether a column holds words. */
    boolean categorical(int column) {
        return categorical[column];
    }

    /** The numbers of the target columns that hold numbers. */
    int[] columns() {
        int[] columns = new int[targets];
        int count = 0;
        for (int c = 0; c < columns.length; c++) {
            if (!dropped[c] && decided[c]) {
                columns[count++] = c;
            } else if (!dropped[c] && !spec.allColumns()) {
                columns[count++] = c;
            } else if (!dropped[c]) {
                notes.add("column " + Quoted.of(names.get(c)) + " left out: every value is missing");
            }
        }
        return Arrays.copyOf(columns, count);
    }

    /** Reads a file to its end. */
    void read(CsvRecords records, Path file, String seriesId) {
        if (!records.hasNext()) {
            throw UserError.data(TextLines.name(file) + ": the file is empty, expected "
                    + (spec.format().header() ? "a header line and rows" : "rows") + "; check that it was written");
        }
        boolean header = spec.format().header();
        String[] cells = records.cells();
        List<String> columns = header ? header(cells, records) : numbered(cells.length);
        if (header && !records.hasNext()) {
            throw UserError.data(TextLines.name(file) + ": found a header line and no rows, expected at least one row;"
                    + " check that the file was written to its end, or give --header false");
        }
        Layout layout = layout(columns, file);
        if (!header) {
            row(cells, layout, records, seriesId);
        }
        while (records.hasNext()) {
            row(records.cells(), layout, records, seriesId);
        }
        records.finish();
    }

    /** Where in a row the cells lie; -1 for a column that there is none of. */
    private record Layout(Path file, int width, int time, int id, List<Integer> values, List<Integer> unnamed) {}

    /** The names of columns in a file without a header. */
    static List<String> numbered(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            names.add("c" + i);
        }
        return names;
    }

    private static List<String> header(String[] cells, CsvRecords records) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < cells.length; i++) {
            if (!cells[i].isEmpty() && !seen.add(cells[i])) {
                throw UserError.data(records.place() + ", column " + (i + 1) + ": found the name " + Quoted.of(cells[i])
                        + " a second time, expected different names; rename a column, or give --header false if this is"
                        + " no header");
            }
        }
        return List.of(cells);
    }

    private Layout layout(List<String> columns, Path file) {
        List<Integer> unnamed = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).isEmpty()) {
                unnamed.add(c);
            }
        }
        boolean several = unnamed.size() > 1; // of separators at the ends of the lines, most likely
        int time = spec.time().map(name -> find(name, columns, file, "--time")).orElse(-1);
        int id = spec.id().map(name -> find(name, columns, file, "--id")).orElse(-1);
        if (names.isEmpty()) {
            List<String> chosen = new ArrayList<>(spec.values());
            if (spec.allColumns()) {
                chosen = new ArrayList<>(columns);
                spec.time().ifPresent(chosen::remove);
                spec.id().ifPresent(chosen::remove);
                chosen.removeAll(spec.covariates().all());
                chosen.removeIf(name -> several && name.isEmpty());
            }
            useNames(chosen);
        }
        List<Integer> values = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            String option = c < targets ? "target" : spec.covariates().role(names.get(c));
            values.add(dropped[c] ? -1 : find(names.get(c), columns, file, "--" + option));
        }
        return new Layout(file, columns.size(), time, id, values, several ? unnamed : List.of());
    }

    /** Makes room for the targets and the covariates. */
    private void useNames(List<String> chosen) {
        names = new ArrayList<>(chosen);
        names.addAll(spec.covariates().all());
        targets = chosen.size();
        dropped = new boolean[names.size()];
        decided = new boolean[names.size()];
        categorical = new boolean[names.size()];
        words = names.stream()
                .<Map<String, Integer>>map(name -> new LinkedHashMap<>())
                .toList();
        row = new double[rowColumns()];
    }

    /** Columns that have a value in each row: all but the static covariates. */
    private int rowColumns() {
        return names.size() - spec.covariates().statics().size();
    }

    private static int find(String name, List<String> columns, Path file, String option) {
        int at = columns.indexOf(name);
        if (at < 0) {
            List<String> safe = columns.stream()
                    .map(Quoted::plain)
                    .map(column -> column.indexOf(',') < 0 ? column : '"' + column + '"') // as it must be given
                    .toList();
            String hint = Suggestion.of(name, safe);
            throw UserError.data(TextLines.name(file) + ": found no column " + Quoted.of(name) + ", expected one of "
                    + shortened(String.join(", ", safe)) + (hint.startsWith("; did") ? hint : "; correct the name")
                    + " (" + option + ")");
        }
        return at;
    }

    private static String shortened(String text) {
        return text.length() > 400 ? text.substring(0, 400) + "..." : text;
    }

    private void row(String[] cells, Layout layout, CsvRecords records, String seriesId) {
        if (cells.length != layout.width()) {
            throw UserError.data(records.place() + ": found " + cells.length + " cells, expected " + layout.width()
                    + " as in the first line, separated by " + Quoted.of(String.valueOf(records.separator()))
                    + "; correct the row, or give the separator (--separator)");
        }
        for (int c : layout.unnamed()) {
            if (!numbers.missing(cells[c])) {
                throw UserError.data(records.place() + ", column " + (c + 1) + ": found " + Quoted.of(cells[c])
                        + " in one of several columns without a name, expected nothing there; name the column in the header, "
                        + "or give --header false if this is no header");
            }
        }
        RawSeries target = target(layout.id() < 0 ? seriesId : cells[layout.id()], layout, records);
        long previous = target.rows() == 0 ? Timestamps.NONE : target.second(target.rows() - 1);
        long second = target.rows();
        if (layout.time() >= 0) {
            second = timestamps.read(cells[layout.time()], records, previous);
            if (second < previous && spec.order() == OrderPolicy.ERROR) {
                throw records.error(
                        spec.time().orElse(""),
                        cells[layout.time()],
                        "a timestamp after that of " + target.place(target.rows() - 1),
                        "sort the file, or have it sorted (--order sort)"
                                + (spec.id().isPresent() ? "" : ", or name the column that tells series apart (--id)"));
            }
        }
        for (int c = 0; c < row.length; c++) {
            row[c] = dropped[c] ? Double.NaN : value(cells[layout.values().get(c)], c, records);
        }
        for (int c = row.length; c < names.size(); c++) {
            String cell = cells[layout.values().get(c)];
            if (!target.agree(c - row.length, value(cell, c, records))) {
                double first = target.fixed(c - row.length);
                throw records.error(
                        names.get(c),
                        cell,
                        Quoted.of(categorical[c] ? words(c).get((int) first) : String.valueOf(first))
                                + " as in the rows of " + name(target) + " before",
                        "a static covariate has one value in all rows of a series: correct the cell, or make it a past or "
                                + "known covariate (--past-covariates, --known-covariates)");
            }
        }
        target.append(second, records.line(), row);
    }

    private static String name(RawSeries one) {
        return one.id().isEmpty() ? "the series" : "series " + Quoted.of(one.id());
    }

    private RawSeries target(String id, Layout layout, CsvRecords records) {
        RawSeries found = series.get(id);
        if (found != null) {
            return found;
        }
        if (layout.id() >= 0 && id.isEmpty()) {
            throw records.error(spec.id().orElse(""), id, "the id of a series", "fill the cell in");
        }
        if (series.size() == MOST_SERIES) {
            throw records.error(
                    spec.id().orElse(""),
                    id,
                    "at most " + MOST_SERIES + " series",
                    "name the column that tells series apart (--id)");
        }
        RawSeries fresh = new RawSeries(id, layout.file(), row.length, names.size() - row.length);
        for (int c = 0; c < targets; c++) {
            if (dropped[c]) {
                fresh.drop(c);
            }
        }
        series.put(id, fresh);
        return fresh;
    }

    private double value(String cell, int column, CsvRecords records) {
        if (numbers.missing(cell)) {
            if (spec.gaps() == GapPolicy.ERROR && (decided[column] || !candidate(column))) {
                throw records.error(
                        names.get(column),
                        cell,
                        "a value in every row",
                        "fill it in, or have gaps filled (--gaps previous)");
            }
            return Double.NaN;
        }
        if (!decided[column]) {
            if (candidate(column) && !numbers.numeric(cell)) {
                dropped[column] = true;
                series.values().forEach(one -> one.drop(column));
                notes.add("column " + Quoted.of(names.get(column)) + " left out: its first value " + Quoted.of(cell)
                        + " is no number");
                return Double.NaN;
            }
            decided[column] = true;
            categorical[column] = column >= targets
                    && (spec.covariates().categorical().contains(names.get(column)) || !numbers.numeric(cell));
        }
        return categorical[column] ? number(cell, column, records) : numbers.read(cell, records, names.get(column));
    }

    /** Whether a column is left out where it turns out to hold no numbers. */
    private boolean candidate(int column) {
        return spec.allColumns() && column < targets;
    }

    /** The number that stands for a word. */
    private double number(String word, int column, CsvRecords records) {
        Map<String, Integer> numbered = words.get(column);
        if (!numbered.containsKey(word) && numbered.size() == MOST_CATEGORIES) {
            throw records.error(
                    names.get(column),
                    word,
                    "at most " + MOST_CATEGORIES + " different words in a categorical covariate",
                    "make fewer categories of them, or leave the column out (--"
                            + spec.covariates().role(names.get(column)) + ")");
        }
        return numbered.computeIfAbsent(word, fresh -> numbered.size());
    }

    /** A moment as a message shows it. */
    String text(long second) {
        return TimeGrid.text(Instant.ofEpochSecond(second).atZone(timestamps.zone()), timestamps.zoned());
    }
}
