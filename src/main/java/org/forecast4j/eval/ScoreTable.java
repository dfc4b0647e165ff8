package org.forecast4j.eval;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.forecast4j.Quoted;
import org.jspecify.annotations.Nullable;

/** An evaluation as lines of text, 80 columns wide where the names are no longer than 19 characters. */
public final class ScoreTable {
    private static final int NAME = 19;
    private static final int WORST_SERIES = 3;

    private ScoreTable() {}

    /** The table whose first row is called {@code network}. */
    public static List<String> lines(Evaluation evaluation) {
        return lines("network", evaluation);
    }

    /**
     * One row for the forecaster, one for each baseline. The last column is the forecaster's skill: in a baseline's row
     * against that baseline, in its own against the best of them.
     *
     * @param name what the first row is called
     */
    public static List<String> lines(String name, Evaluation evaluation) {
        Map<String, Verdict.Comparison> comparisons = evaluation.verdict().comparisons().stream()
                .collect(Collectors.toMap(Verdict.Comparison::baseline, comparison -> comparison));
        List<String> lines = new ArrayList<>();
        lines.add(row("", "scaled", "scaled", "", "", "sMAPE", "", "skill"));
        lines.add(row("", "MSE", "MAE", "MAE", "RMSE", "%", "MASE", "%"));
        lines.add(line(name, evaluation.scores(), evaluation.verdict().skill()));
        evaluation.baselines().forEach((baseline, scores) -> {
            Verdict.@Nullable Comparison comparison = comparisons.get(baseline);
            lines.add(line(baseline, scores, comparison == null ? null : comparison.skill()));
        });
        return List.copyOf(lines);
    }

    /**
     * A backtest's folds, a line for each: the skill is against the fold's best baseline.
     *
     * @param starts the first timestamp that each forecasts
     */
    public static List<String> folds(List<String> starts, List<Evaluation> folds) {
        List<String> lines = new ArrayList<>();
        lines.add(foldRow("", "", "", "scaled", "scaled", "skill", ""));
        lines.add(foldRow("fold", "tests from", "windows", "MSE", "MAE", "%", "against"));
        for (int k = 0; k < folds.size(); k++) {
            Evaluation fold = folds.get(k);
            Double skill = fold.verdict().skill();
            lines.add(foldRow(
                    k + 1,
                    starts.get(k),
                    fold.evaluatedWindows(),
                    fixed(fold.scores().scaled().mse(), 4),
                    fixed(fold.scores().scaled().mae(), 4),
                    fixed(skill == null ? null : Double.valueOf(100 * skill), 1),
                    fold.verdict().bestBaseline()));
        }
        return List.copyOf(lines);
    }

    private static String foldRow(Object... cells) {
        return String.format(Locale.ROOT, "%4s  %-25s %7s %7s %7s %7s  %s", cells)
                .stripTrailing();
    }

    /** Where there are several series: how many of them beat the best baseline, and the worst of them. */
    public static Optional<String> series(Evaluation evaluation) {
        List<Map.Entry<String, Evaluation.OfSeries>> ranked = evaluation.perSeries().entrySet().stream()
                .filter(one -> one.getValue().skill() != null)
                .sorted(Comparator.comparingDouble(ScoreTable::skill))
                .toList();
        if (ranked.size() < 2) {
            return Optional.empty();
        }
        long better = ranked.stream().filter(one -> skill(one) > 0).count();
        String worst = ranked.stream()
                .limit(WORST_SERIES)
                .map(one -> "'" + Quoted.plain(one.getKey()) + "' " + fixed(100 * skill(one), 1))
                .collect(Collectors.joining(", "));
        return Optional.of(better + " of " + ranked.size() + " series are forecast better than by "
                + evaluation.verdict().bestBaseline() + "; the least skill, in %: " + worst);
    }

    private static double skill(Map.Entry<String, Evaluation.OfSeries> series) {
        return Objects.requireNonNull(series.getValue().skill());
    }

    /** How the intervals held, a line for each; none where there are none. */
    public static List<String> intervals(Evaluation evaluation) {
        return evaluation.intervals().stream()
                .map(interval -> String.format(
                        Locale.ROOT,
                        "%s %% interval: holds %s %% of the labels, mean width %s",
                        new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT))
                                .format(100 * interval.coverage()),
                        fixed(interval.measured() == null ? null : 100 * interval.measured(), 1),
                        significant(interval.width())))
                .toList();
    }

    private static String line(String name, Scores scores, @Nullable Double skill) {
        return row(
                name,
                fixed(scores.scaled().mse(), 4),
                fixed(scores.scaled().mae(), 4),
                significant(scores.original().mae()),
                significant(scores.original().rmse()),
                fixed(scores.original().smape(), 2),
                fixed(scores.original().mase(), 3),
                fixed(skill == null ? null : Double.valueOf(100 * skill), 1));
    }

    private static String row(String name, Object... cells) {
        Object[] all = new Object[cells.length + 1];
        all[0] = name.length() > NAME ? name.substring(0, NAME - 1) + "~" : name;
        System.arraycopy(cells, 0, all, 1, cells.length);
        return String.format(Locale.ROOT, "%-19s %7s %7s %9s %9s %7s %7s %7s", all)
                .stripTrailing();
    }

    /** Seven characters at most, with fewer decimals or an exponent for large numbers. */
    private static String fixed(@Nullable Double value, int decimals) {
        if (value == null) {
            return "-";
        }
        for (int d = decimals; d >= 0; d--) {
            String text = String.format(Locale.ROOT, "%." + d + "f", value);
            if (text.length() <= 7) {
                return text.matches("-0\\.?0*") ? text.substring(1) : text;
            }
        }
        return String.format(Locale.ROOT, "%.0e", value);
    }

    /** Four significant digits or more, without an exponent where the number allows. */
    private static String significant(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        double size = Math.abs(value);
        if (size >= 1e7 || (size < 1e-3 && size > 0)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        return String.format(Locale.ROOT, size >= 1000 ? "%.1f" : size >= 1 ? "%.3f" : "%.5f", value);
    }
}
