package org.forecast4j.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Scores;
import org.forecast4j.eval.Verdict;

/**
 * What came of updating a model: the champion against the challenger that went on from its weights.
 *
 * @param model the champion's file
 * @param seenUntil the last row that the champion had seen
 * @param windows that both forecast, all after it
 * @param champion its scores there
 * @param challenger its scores there
 * @param pValue of the difference of their squared errors
 */
record Update(
        String model, String seenUntil, long windows, Scores.Scaled champion, Scores.Scaled challenger, double pValue) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param duel the challenger's scores, with the champion's as a baseline of this name */
    static Update of(String model, String seenUntil, Evaluation duel, String name) {
        Verdict.Comparison comparison = duel.verdict().comparisons().stream()
                .filter(one -> one.baseline().equals(name))
                .findFirst()
                .orElseThrow();
        Scores.Scaled champion = duel.baselines().entrySet().stream()
                .filter(entry -> entry.getKey().equals(name))
                .map(entry -> entry.getValue().scaled())
                .findFirst()
                .orElseThrow();
        return new Update(
                model,
                seenUntil,
                duel.evaluatedWindows(),
                champion,
                duel.scores().scaled(),
                comparison.pValue());
    }

    private static double mse(Scores.Scaled scores) {
        Double mse = scores.mse();
        return mse == null ? Double.POSITIVE_INFINITY : mse;
    }

    /** Whether the challenger takes the champion's place. */
    boolean replaced() {
        return mse(challenger) < mse(champion);
    }

    /** In a line, for the log. */
    String sentence() {
        return "update: "
                + (replaced()
                        ? "the new model is better and replaces " + model
                        : "the new model is no better, " + model + " is kept")
                + numbers();
    }

    /** The same of a backtest's fold, which replaces no file. */
    String sentenceOfFold() {
        return (replaced() ? "the new model is better" : "the new model is no better, the old one forecasts")
                + numbers();
    }

    private String numbers() {
        return String.format(
                Locale.ROOT,
                ": scaled MSE %.4f, the old one %.4f, on %d validation windows after %s that neither was trained on (p %s)",
                mse(challenger),
                mse(champion),
                windows,
                seenUntil,
                pValue < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "= %.3f", pValue));
    }

    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("model", model);
        json.put("replaced", replaced());
        json.put("seenUntil", seenUntil);
        json.put("windows", windows);
        json.set("old", JSON.valueToTree(champion));
        json.set("new", JSON.valueToTree(challenger));
        json.put("pValue", pValue);
        return json;
    }
}
