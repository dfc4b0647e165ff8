package org.forecast4j.io;

import java.util.List;
import java.util.stream.Stream;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;

/**
 * The columns to read as covariates, by role.
 *
 * @param past known up to now
 * @param known known in advance
 * @param statics one value for each series
 * @param categorical those of them whose values are words even where they look like numbers; others are words where the
 *     first value is no number
 */
public record CovariateNames(List<String> past, List<String> known, List<String> statics, List<String> categorical) {
    public static final CovariateNames NONE = new CovariateNames(List.of(), List.of(), List.of(), List.of());

    public CovariateNames {
        past = List.copyOf(past);
        known = List.copyOf(known);
        statics = List.copyOf(statics);
        categorical = List.copyOf(categorical);
        List<String> all = Stream.of(past, known, statics).flatMap(List::stream).toList();
        for (int i = 0; i < all.size(); i++) {
            if (all.indexOf(all.get(i)) < i) {
                throw UserError.usage(
                        "column " + Quoted.of(all.get(i)) + ": found it twice among the covariates, expected "
                                + "one role; name it in one of --past-covariates, --known-covariates and --static-covariates");
            }
        }
        for (String name : categorical) {
            if (!all.contains(name)) {
                throw UserError.usage(
                        "column " + Quoted.of(name) + ": found it as categorical, expected one of the "
                                + "covariates; name it as one (--past-covariates, --known-covariates, --static-covariates) too");
            }
        }
    }

    /** All names: past, known, static. */
    public List<String> all() {
        return Stream.of(past, known, statics).flatMap(List::stream).toList();
    }

    /** The setting that names a column. */
    String role(String name) {
        return past.contains(name)
                ? "past-covariates"
                : known.contains(name) ? "known-covariates" : "static-covariates";
    }
}
