package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An evaluation as lines of text, 80 columns wide. */
public final class ScoreTable {
    private ScoreTable() {}

    public static List<String> lines(Evaluation evaluation) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%-20s %9s %9s %10s %10s %8s %7s",
                "",
                "scaledMSE",
                "scaledMAE",
                "MAE",
                "RMSE",
                "sMAPE %",
                "MASE"));
        lines.add(line("network", evaluation.scores()));
        evaluation.baselines().forEach((name, scores) -> lines.add(line(name, scores)));
        return lines;
    }

    private static String line(String name, Scores scores) {
        return String.format(
                Locale.ROOT,
                "%-20s %9.4f %9.4f %10s %10s %8.2f %7.3f",
                name,
                scores.scaled().mse(),
                scores.scaled().mae(),
                readable(scores.original().mae()),
                readable(scores.original().rmse()),
                scores.original().smape(),
                scores.original().mase());
    }

    /** Four significant digits or more, without an exponent where the number allows. */
    private static String readable(double value) {
        double size = Math.abs(value);
        if (size >= 1e7 || (size < 1e-3 && size > 0)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        return String.format(Locale.ROOT, size >= 1000 ? "%.1f" : size >= 1 ? "%.3f" : "%.5f", value);
    }
}
