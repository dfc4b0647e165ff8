package org.forecast4j.job;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.Covariates;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.window.CovariateCoding;
import org.forecast4j.window.CovariateCodings;

/** What a job has to say of its covariates. */
final class CovariateNotes {
    /** More words than these are counted, not named. */
    private static final int NAMED = 5;

    private CovariateNotes() {}

    /** A line for each covariate that the training rows leave without meaning, and for words that they did not hold. */
    static List<String> of(CovariateCodings codings, List<TimeSeries> series) {
        List<String> notes = new ArrayList<>();
        note(codings.past(), series.stream().map(one -> one.covariates().past()).toList(), notes);
        note(
                codings.known(),
                series.stream().map(one -> one.covariates().known()).toList(),
                notes);
        note(
                codings.statics(),
                series.stream().map(one -> one.covariates().statics()).toList(),
                notes);
        return notes;
    }

    private static void note(List<CovariateCoding> codings, List<List<Covariate>> ofSeries, List<String> notes) {
        for (int k = 0; k < codings.size(); k++) {
            CovariateCoding coding = codings.get(k);
            if (coding instanceof CovariateCoding.Numbers numbers && numbers.deviation() == 0) {
                notes.add(
                        "covariate " + Quoted.of(coding.name()) + " is constant in the training rows: it says nothing");
            } else if (coding instanceof CovariateCoding.Categories categories) {
                Set<String> unseen = new LinkedHashSet<>();
                for (List<Covariate> covariates : ofSeries) {
                    unseen.addAll(covariates.get(k).words());
                }
                categories.categories().forEach(unseen::remove);
                if (!unseen.isEmpty()) {
                    notes.add("covariate " + Quoted.of(coding.name()) + ": " + some(unseen)
                            + " not among the training rows' categories; counted as none of them");
                }
            }
        }
    }

    private static String some(Set<String> words) {
        return words.size() > NAMED
                ? words.size() + " words are"
                : words.stream().map(Quoted::of).collect(Collectors.joining(", "))
                        + (words.size() == 1 ? " is" : " are");
    }

    /** Checks that covariates are words where a model was trained on words, and numbers where it was trained on numbers. */
    static void requireKinds(Covariates covariates, CovariateCodings codings) {
        requireNumbers(covariates.past(), codings.past());
        requireNumbers(covariates.known(), codings.known());
        requireNumbers(covariates.statics(), codings.statics());
    }

    private static void requireNumbers(List<Covariate> covariates, List<CovariateCoding> codings) {
        for (int k = 0; k < codings.size(); k++) { // words are read as such where the model knows them as words
            Covariate covariate = covariates.get(k);
            if (covariate.categorical() && codings.get(k) instanceof CovariateCoding.Numbers) {
                throw UserError.data("column " + Quoted.of(covariate.name()) + ": found words ("
                        + Quoted.of(covariate.words().get(0))
                        + "), expected numbers, which the model was trained on; correct the file");
            }
        }
    }

    /** In words: {@code past wind, weather (fog, rain, sun); static region (north, south)}. */
    static String describe(CovariateCodings codings) {
        List<String> roles = new ArrayList<>();
        describe("past", codings.past(), roles);
        describe("known", codings.known(), roles);
        describe("static", codings.statics(), roles);
        return Quoted.plain(String.join("; ", roles));
    }

    private static void describe(String role, List<CovariateCoding> codings, List<String> roles) {
        if (!codings.isEmpty()) {
            roles.add(codings.stream()
                    .map(coding -> coding.name()
                            + (coding instanceof CovariateCoding.Categories categories
                                    ? " (" + String.join(", ", categories.categories()) + ")"
                                    : ""))
                    .collect(Collectors.joining(", ", role + " ", "")));
        }
    }
}
