package org.forecast4j.eval;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a forecaster is worth its trouble, in numbers and in a sentence.
 *
 * @param skill {@code 1 - MSE / MSE of the best baseline}, scaled (Murphy, "Skill Scores Based on the Mean Square Error",
 *     1988): 1 is perfect, 0 no better, below 0 worse; null where the baseline is perfect and the forecaster is not
 * @param bestBaseline the baseline of the smallest scaled MSE
 * @param pValue of the difference to it, by {@link DieboldMariano}; 1 where the test cannot be made
 * @param beatsBaselines whether it is better than every baseline, each with p below 0.05
 * @param laggedCopy whether its forecasts hardly leave the last value and are, by enough windows to test it, not significantly better: in mean
 *     squares over all scaled labels they move less than a tenth as far from the last value as the truth does. A forecast
 *     that moves little but rightly has skill against the last value and is none
 * @param comparisons with every baseline
 */
public record Verdict(
        @Nullable Double skill,
        String bestBaseline,
        double pValue,
        boolean beatsBaselines,
        boolean laggedCopy,
        List<Comparison> comparisons,
        String sentence) {

    /** The level below which a difference is not put down to chance. */
    private static final double SIGNIFICANT = 0.05;

    private static final double COPY = 0.1;

    /** From so many times the error on its exact size tells nothing more. */
    private static final double MANY = 1000;

    /**
     * Against one baseline.
     *
     * @param statistic below zero where the forecaster's error is smaller; null where it is infinite
     */
    public record Comparison(
            String baseline,
            @Nullable Double skill,
            @Nullable Double statistic,
            double pValue) {}

    /**
     * What the evaluator found against one baseline.
     *
     * @param words what a sentence calls it
     * @param last whether it is the last value
     */
    record Match(String name, String words, boolean last, double mse, double baselineMse, DieboldMariano test) {
        double skill() {
            return mse == baselineMse ? 0 : 1 - mse / baselineMse;
        }

        boolean tested() {
            return test.variance() != DieboldMariano.Variance.TOO_FEW;
        }

        boolean won() {
            return skill() > 0 && test.statistic() < 0 && test.pValue() < SIGNIFICANT;
        }

        Comparison comparison() {
            return new Comparison(name, Scores.finite(skill()), Scores.finite(test.statistic()), test.pValue());
        }
    }

    public Verdict {
        comparisons = List.copyOf(comparisons);
    }

    /**
     * @param matches at least one
     * @param movement mean squared distance of the forecast from the last value over that of the truth; NaN where neither
     *     moves
     */
    static Verdict of(List<Match> matches, double movement) {
        Match best = matches.stream()
                .min(Comparator.comparingDouble(Match::baselineMse))
                .orElseThrow();
        boolean beats = matches.stream().allMatch(Match::won);
        Optional<Match> last = matches.stream().filter(Match::last).findFirst();
        boolean copy = movement < COPY
                && last.filter(match -> match.tested() && !match.won()).isPresent();
        String sentence = copy
                ? lagged(last.orElseThrow(), best, movement)
                : sentence(best, matches.stream().filter(match -> !match.won()).findFirst());
        return new Verdict(
                Scores.finite(best.skill()),
                best.name(),
                best.test().pValue(),
                beats,
                copy,
                matches.stream().map(Match::comparison).toList(),
                sentence);
    }

    private static String lagged(Match last, Match best, double movement) {
        return "a lagged copy of the last value: its forecasts move " + percent(movement)
                + " as much as the truth (mean squares) and are " + (last.skill() > 0 ? "not provably" : "no")
                + " better ("
                + skill(last) + ", " + p(last) + "): use " + best.words();
    }

    /** @param notBeaten a baseline that is not clearly worse */
    private static String sentence(Match best, Optional<Match> notBeaten) {
        if (!best.tested()) {
            int windows = best.test().origins();
            return (best.skill() > 0 ? "better than " : "no better than ") + "the best baseline, " + best.words() + " ("
                    + skill(best) + "), but " + windows + (windows == 1 ? " test window is" : " test windows are")
                    + " too few to tell from chance";
        }
        if (notBeaten.isEmpty()) {
            return "beats every baseline: " + percent(best.skill()) + " lower squared error than the best of them, "
                    + best.words() + " (" + p(best) + ")";
        }
        if (best.skill() <= 0) {
            return "does not beat " + best.words() + " (" + skill(best) + ", " + p(best) + "): use " + best.words();
        }
        String better = "better than the best baseline, " + best.words() + ", by " + percent(best.skill());
        if (!best.won()) {
            return better + ", but that may be chance (" + p(best) + ")";
        }
        Match other = notBeaten.get();
        return better + " (" + p(best) + "), but against " + other.words() + " it may be chance (" + skill(other) + ", "
                + p(other) + ")";
    }

    private static String skill(Match match) {
        if (Double.isInfinite(match.skill())) {
            return "which makes no error";
        }
        return match.skill() < 1 - MANY
                ? "more than " + (int) MANY + " times its squared error"
                : "skill " + percent(match.skill());
    }

    private static String percent(double part) {
        String text = String.format(Locale.ROOT, "%.1f %%", 100 * part);
        return text.equals("-0.0 %") ? "0.0 %" : text;
    }

    private static String p(Match match) {
        double p = match.test().pValue();
        return p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, p < 0.1 ? "p = %.3f" : "p = %.2f", p);
    }
}
