package org.forecast4j.series;

import java.util.List;

/**
 * What stands beside the targets and may tell something of them.
 *
 * @param column its values; of a covariate of words each value is the number of a word in {@code words}
 * @param words the words it may hold; empty for one of numbers
 */
public record Covariate(Column column, List<String> words) {
    public Covariate {
        words = List.copyOf(words);
    }

    /** A covariate of numbers. */
    public static Covariate of(Column column) {
        return new Covariate(column, List.of());
    }

    public String name() {
        return column.name();
    }

    /** Whether its values are words. */
    public boolean categorical() {
        return !words.isEmpty();
    }

    /** The same with more rows after the last, all of them observed. */
    public Covariate then(double[] values, List<String> allWords) {
        return new Covariate(column.then(values), allWords);
    }

    Covariate rows(int from, int to) {
        return new Covariate(column.rows(from, to), words);
    }
}
