package org.forecast4j.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.forecast4j.UserError;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Scores;
import org.jspecify.annotations.Nullable;

/**
 * What a tuning came to.
 *
 * @param scores each trial's score in the last rung that it took part in
 * @param naive the naive forecasts' scores on the same windows
 */
record TuningResult(
        Settings settings,
        SearchSpace space,
        SearchSpace.Drawn drawn,
        List<Rung> rungs,
        List<TrialScore> scores,
        Evaluation naive) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A console shows no more of them; the files have all. */
    private static final int SHOWN = 12;

    /**
     * The best of those that reached the last rung; the job as it is where none is better.
     *
     * @throws UserError where every training failed
     */
    TrialScore best() {
        TrialScore best = ranked().get(0);
        if (best.mse() == null) {
            throw UserError.usage("every trial's training diverged; give smaller learning rates, for instance "
                    + "tune-learning-rate: 0.0001,0.001");
        }
        return best;
    }

    /** Those that came furthest first, among them the smallest error first. */
    private List<TrialScore> ranked() {
        return scores.stream()
                .sorted(Comparator.comparingInt((TrialScore score) -> -score.rung())
                        .thenComparing(TrialScore::rank)
                        .thenComparing(TrialScore::trial))
                .toList();
    }

    private TrialScore untuned() {
        return scores.get(0);
    }

    private String bestNaive() {
        return naive.verdict().bestBaseline();
    }

    private static double mse(@Nullable Scores scores) {
        Double mse = scores == null ? null : scores.scaled().mse();
        return mse == null ? Double.NaN : mse;
    }

    private double naiveMse() {
        return mse(naive.baselines().get(bestNaive()));
    }

    private static String name(TrialScore score) {
        return score.trial() == 0 ? "untuned" : "trial " + score.trial();
    }

    /** What it was worth, in words. */
    String sentence() {
        TrialScore best = best();
        String against = String.format(
                Locale.ROOT,
                "%s %% %s squared error than %s, the best naive forecast, there",
                decimal(Math.abs(100 * (1 - best.rank() / naiveMse())), 1),
                best.rank() < naiveMse() ? "less" : "more",
                bestNaive());
        if (best.trial() == 0) {
            return "Tuning: none of " + drawn.count()
                    + " trials is better than the job as it is on the validation rows, " + "which has " + against
                    + "; tuned.yaml holds the job's own settings.";
        }
        String gain = untuned().mse() == null
                ? "the job as it is could not be trained"
                : decimal(100 * (1 - best.rank() / untuned().rank()), 1)
                        + " % less squared error on the validation rows than the job as it is";
        return "Tuning: trial " + best.trial() + ": " + gain + ", and " + against + ". The best of " + drawn.count()
                + " looks better than it is: 'run tuned.yaml' scores it on the test rows.";
    }

    private static String decimal(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    // --- the console

    /** The best trials, the job as it is and the naive forecasts as a table, and the sentence. */
    List<String> lines() {
        List<TrialScore> ranked = ranked();
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", "rung", "epoch", "MSE", "MAE", "skill %"));
        head.addAll(space.varied());
        rows.add(head);
        for (int i = 0; i < ranked.size(); i++) {
            if (i < SHOWN || ranked.get(i).trial() == 0) {
                rows.add(line(ranked.get(i)));
            }
        }
        naive.baselines()
                .forEach((name, of) -> rows.add(List.of(
                        name,
                        "",
                        "",
                        number(of.scaled().mse()),
                        number(of.scaled().mae()),
                        skill(mse(of)))));
        List<String> lines = new ArrayList<>(aligned(rows));
        if (ranked.size() > rows.size() - 1 - naive.baselines().size()) {
            lines.add("all " + drawn.count() + " trials: tune.csv");
        }
        lines.add("");
        lines.add(sentence());
        return lines;
    }

    private List<String> line(TrialScore score) {
        List<String> cells = new ArrayList<>(List.of(
                name(score),
                String.valueOf(score.rung()),
                epochs(score),
                number(score.mse()),
                number(score.mae()),
                skill(score.rank())));
        Map<String, String> of = drawn.trials().get(score.trial());
        space.varied().forEach(key -> cells.add(of.getOrDefault(key, "")));
        return cells;
    }

    private static String epochs(TrialScore score) {
        return score.bestEpochs().stream().map(String::valueOf).collect(Collectors.joining("/"));
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : decimal(value, 4);
    }

    /** Against the best naive forecast. */
    private String skill(double mse) {
        return Double.isFinite(mse) ? decimal(100 * (1 - mse / naiveMse()), 1).replaceFirst("^-(0\\.0)$", "$1") : "-";
    }

    private static List<String> aligned(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < row.size(); c++) {
                line.append(c == 0 ? "" : "  ");
                line.append(String.format(Locale.ROOT, "%" + (c == 0 ? "-" : "") + widths[c] + "s", row.get(c)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    // --- the files

    List<String> headings() {
        List<String> headings =
                new ArrayList<>(List.of("name", "chosen", "rung", "best_epochs", "scaled_mse", "scaled_mae"));
        space.own().keySet().forEach(key -> headings.add(key.replace('-', '_')));
        return headings;
    }

    /** A row for each trial by its number, then one for each naive forecast. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (TrialScore score : scores) {
            List<String> row = new ArrayList<>(List.of(
                    name(score),
                    String.valueOf(score.equals(best())),
                    String.valueOf(score.rung()),
                    epochs(score),
                    full(score.mse()),
                    full(score.mae())));
            row.addAll(drawn.trials().get(score.trial()).values());
            rows.add(row);
        }
        naive.baselines().forEach((name, of) -> {
            List<String> row = new ArrayList<>(List.of(
                    name,
                    "false",
                    "",
                    "",
                    full(of.scaled().mse()),
                    full(of.scaled().mae())));
            space.own().keySet().forEach(key -> row.add(""));
            rows.add(row);
        });
        return rows;
    }

    private static String full(@Nullable Double value) {
        return value == null ? "" : value.toString();
    }

    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.set("space", JSON.valueToTree(space.values()));
        json.put("combinations", space.size());
        json.set("rejected", JSON.valueToTree(drawn.rejected()));
        json.set("rungs", JSON.valueToTree(rungs));
        ArrayNode all = json.putArray("trials");
        for (TrialScore score : scores) {
            ObjectNode one = JSON.valueToTree(score);
            one.set("settings", JSON.valueToTree(drawn.trials().get(score.trial())));
            all.add(one);
        }
        ObjectNode baselines = json.putObject("baselines");
        naive.baselines().forEach((name, of) -> baselines.set(name, JSON.valueToTree(of.scaled())));
        json.put("validationWindows", naive.evaluatedWindows());
        json.put("bestBaseline", bestNaive());
        json.put("chosen", best().trial());
        json.put("sentence", sentence());
        return json;
    }

    /** What stands above the settings in {@code tuned.yaml}. */
    List<String> comment() {
        return List.of("Written by 'forecast4j tune'. " + sentence());
    }

    /** The job's settings with the best trial's, for a job file in the output folder. */
    Map<String, String> tuned(Job job, Choice choice) {
        Map<String, String> texts = new LinkedHashMap<>(settings.texts());
        texts.keySet().removeIf(key -> key.startsWith("tune-"));
        for (String read : List.of("input", "future")) {
            settings.place(read)
                    .ifPresent(file -> texts.put(read, from(job.data().output(), file)));
        }
        texts.put("output", "tuned");
        texts.putAll(choice.settings());
        texts.putAll(drawn.trials().get(best().trial()));
        return texts;
    }

    /** A path as it is written in a file of that folder: relative where it can be, with slashes. */
    private static String from(Path folder, Path file) {
        Path base = folder.toAbsolutePath().normalize();
        Path whole = file.toAbsolutePath().normalize();
        boolean related = base.getRoot() != null && base.getRoot().equals(whole.getRoot());
        return related ? base.relativize(whole).toString().replace('\\', '/') : whole.toString();
    }
}
