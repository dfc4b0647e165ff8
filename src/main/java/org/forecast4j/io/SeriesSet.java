package org.forecast4j.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.forecast4j.series.DataProfile;
import org.forecast4j.series.RowCounts;
import org.forecast4j.series.TimeSeries;

/**
 * What was read.
 *
 * @param source the input's path, for messages
 * @param series in the order in which their ids first appear; all with the same columns and the same frequency
 * @param counts what became of each series' rows, in the same order
 * @param notes one line each: frequency, rows, gaps and how they were filled, duplicates
 * @param fingerprint SHA-256 of the bytes of all files read, in hexadecimal digits
 * @param without in words, which series are not among them: those in which every value of a target or covariate is missing
 */
public record SeriesSet(
        String source,
        List<TimeSeries> series,
        List<RowCounts> counts,
        List<String> notes,
        String fingerprint,
        Optional<String> without) {

    public SeriesSet {
        series = List.copyOf(series);
        counts = List.copyOf(counts);
        notes = List.copyOf(notes);
        if (series.isEmpty() || series.size() != counts.size()) {
            throw new IllegalArgumentException(series.size() + " series with " + counts.size() + " row counts");
        }
    }

    /** The same with fewer columns. */
    public SeriesSet select(List<String> names) {
        return new SeriesSet(
                source, series.stream().map(one -> one.select(names)).toList(), counts, notes, fingerprint, without);
    }

    /** A description of every series. */
    public List<DataProfile> profile() {
        List<DataProfile> profiles = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            profiles.add(DataProfile.of(series.get(i), counts.get(i)));
        }
        return profiles;
    }
}
