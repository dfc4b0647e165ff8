package org.forecast4j.eval;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Whether the network is worth its trouble, in numbers and in a sentence.
 *
 * @param skill {@code 1 - MSE / MSE of the best baseline}, scaled (Murphy, "Skill Scores Based on the Mean Square Error",
 *     1988): 1 is perfect, 0 no better, below 0 worse
 * @param bestBaseline the baseline of the smallest error
 * @param pValue of the difference to it, Diebold and Mariano's test
 * @param beatsBaselines whether it is better than every baseline, each with p below 0.05
 * @param laggedCopy whether its forecasts are the last value with hardly a change, and no better for it
 * @param comparisons with every baseline
 */
public record Verdict(
        double skill,
        String bestBaseline,
        double pValue,
        boolean beatsBaselines,
        boolean laggedCopy,
        List<Comparison> comparisons,
        String sentence) {

    /** The level below which a difference is not put down to chance. */
    private static final double SIGNIFICANT = 0.05;

    /**
     * A forecast that moves from the last value by less than this part of what the truth moves, in mean squares, is a copy
     * of it.
     */
    private static final double COPY = 0.1;

    /** With fewer origins than this many horizons, the test has next to nothing to go by. */
    private static final int FEW_HORIZONS = 3;

    /** Against one baseline. The statistic is below zero where the network's error is smaller. */
    public record Comparison(String baseline, double skill, double statistic, double pValue) {
        boolean won() {
            return skill > 0 && pValue < SIGNIFICANT;
        }
    }

    public Verdict {
        comparisons = List.copyOf(comparisons);
    }

    /**
     * @param comparisons at least one
     * @param inWords the baselines' names in words, in the order of the comparisons
     * @param movement mean squared distance of the forecast from the last value over that of the truth
     */
    static Verdict of(List<Comparison> comparisons, List<String> inWords, double movement, int origins, int horizon) {
        Comparison best = comparisons.stream()
                .min(Comparator.comparingDouble(Comparison::skill))
                .orElseThrow();
        boolean beats = comparisons.stream().allMatch(Comparison::won);
        boolean beatsLast =
                comparisons.stream().filter(c -> c.baseline().equals("naive")).anyMatch(Comparison::won);
        boolean copy = movement < COPY && !beatsLast;
        String sentence = sentence(best, inWords.get(comparisons.indexOf(best)), beats, copy);
        if (origins < FEW_HORIZONS * horizon) {
            sentence +=
                    "; " + origins + " test windows are few for a horizon of " + horizon + ", more would tell better";
        }
        return new Verdict(best.skill(), best.baseline(), best.pValue(), beats, copy, comparisons, sentence);
    }

    private static String sentence(Comparison best, String name, boolean beats, boolean copy) {
        String p = best.pValue() < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", best.pValue());
        String percent = String.format(Locale.ROOT, "%.1f %%", 100 * best.skill());
        if (beats) {
            return "beats every baseline: squared error " + percent + " below the best of them, " + name + " (" + p
                    + ")";
        }
        String lagged = copy ? "; its forecast is a lagged copy of the last value" : "";
        if (best.won() || best.skill() > 0) {
            return "better than the best baseline, " + name + ", by " + percent + ", but that may be chance (" + p + ")"
                    + lagged;
        }
        return "does not beat " + name + " (skill " + percent + ", " + p + ")" + lagged + ": use " + name + " instead";
    }
}
