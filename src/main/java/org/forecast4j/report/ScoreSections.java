package org.forecast4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.IntervalScore;
import org.forecast4j.eval.Scores;
import org.forecast4j.eval.Verdict;
import org.jspecify.annotations.Nullable;

/** The sections that tell how good the forecasts were: verdict, scores, errors by step, intervals, series and columns. */
final class ScoreSections {
    private static final int ENDS_OF_A_TABLE = 12;

    private final Body body;
    private final StringBuilder html;
    private final Evaluation scored;

    ScoreSections(Body body, Evaluation scored) {
        this.body = body;
        this.html = body.html();
        this.scored = scored;
    }

    /** The page's first words. */
    void verdict() {
        html.append("<section class=\"verdict ")
                .append(state(scored.verdict()))
                .append("\" aria-labelledby=\"verdict-h\">\n<h2 id=\"verdict-h\">")
                .append(words(scored.verdict()))
                .append("</h2>\n<p>")
                .append(Html.escape(upperFirst(scored.verdict().sentence())))
                .append(".</p>\n<dl class=\"tiles\">\n");
        tiles();
        html.append("</dl>\n");
        body.close();
    }

    private static String state(Verdict verdict) {
        double skill = verdict.skill() == null ? -1 : verdict.skill();
        return verdict.beatsBaselines() ? "good" : skill <= 0 || verdict.laggedCopy() ? "bad" : "unsure";
    }

    private String words(Verdict verdict) {
        String simple = scored.baselines().containsKey("ets") ? "baseline" : "naive forecast";
        return switch (state(verdict)) {
            case "good" -> "Better than every " + simple;
            case "unsure" -> "Perhaps better than the " + simple + "s";
            default -> verdict.laggedCopy() ? "A lagged copy of the last value" : "No better than a " + simple;
        };
    }

    private void tiles() {
        Verdict verdict = scored.verdict();
        Scores.Original own = scored.scores().original();
        Scores.@Nullable Original best = Optional.ofNullable(scored.baselines().get(verdict.bestBaseline()))
                .map(Scores::original)
                .orElse(null);
        tile(
                "Skill",
                Html.percent(verdict.skill()),
                "less squared error than " + verdict.bestBaseline() + ", the best" + " baseline");
        tile("p-value of that", Html.p(verdict.pValue()), "Diebold-Mariano test; below 0.05 is not put down to chance");
        tile(
                "Mean absolute error",
                Html.number(own.mae()),
                best == null ? "in the data's units" : verdict.bestBaseline() + ": " + Html.number(best.mae()));
        tile("MASE", Html.number(own.mase()), "below 1 is better than the seasonal naive forecast was in training");
        if (!scored.intervals().isEmpty()) {
            IntervalScore interval = scored.intervals().get(0);
            tile(
                    Html.coverage(interval.coverage()) + " interval holds",
                    Html.percent(interval.measured()),
                    "of the true values");
        }
        tile(
                "Scored",
                String.format(Locale.ROOT, "%,d", scored.labels()),
                String.format(Locale.ROOT, "values in %,d test windows", scored.evaluatedWindows()));
    }

    private void tile(String name, String value, String words) {
        html.append("<div><dt>")
                .append(Html.escape(name))
                .append("</dt><dd>")
                .append(value)
                .append("<small>");
        html.append(Html.escape(words)).append("</small></dd></div>\n");
    }

    void scores() {
        body.open(
                "scores",
                "Scores",
                "On the same test windows for all. Scaled errors count in each column's training deviation; skill is the"
                        + " part of a baseline's squared error that the network saves; p says how likely such a difference"
                        + " is by chance.");
        html.append(
                "<div class=\"scroll\"><table>\n<caption>Errors of the network and of the naive forecasts</caption>\n");
        body.head("", "skill", "p", "scaled MSE", "scaled MAE", "MAE", "RMSE", "sMAPE %", "MASE", "R\u00B2");
        row(
                true,
                "network",
                scored.scores(),
                Html.percent(scored.verdict().skill()),
                Html.p(scored.verdict().pValue()));
        Map<String, Verdict.Comparison> comparisons = scored.verdict().comparisons().stream()
                .collect(Collectors.toMap(Verdict.Comparison::baseline, comparison -> comparison));
        scored.baselines().forEach((name, scores) -> {
            Verdict.@Nullable Comparison comparison = comparisons.get(name);
            row(
                    false,
                    name + (name.equals(scored.verdict().bestBaseline()) ? " (best)" : ""),
                    scores,
                    comparison == null ? "" : Html.percent(comparison.skill()),
                    comparison == null ? "" : Html.p(comparison.pValue()));
        });
        html.append("</tbody></table></div>\n");
        body.close();
    }

    private void row(boolean own, String name, Scores scores, String skill, String p) {
        Scores.Original original = scores.original();
        html.append(own ? "<tr class=\"own\">" : "<tr>")
                .append("<th scope=\"row\">")
                .append(Html.escape(name));
        html.append("</th>");
        body.cells(
                skill,
                p,
                Html.number(scores.scaled().mse()),
                Html.number(scores.scaled().mae()),
                Html.number(original.mae()),
                Html.number(original.rmse()),
                Html.number(original.smape()),
                Html.number(original.mase()),
                Html.number(original.r2()));
    }

    private boolean scaled() {
        return scored.scores().perColumn().size() > 1;
    }

    void steps() {
        body.open("steps", "Error by step ahead", "How the error grows with the distance, beside the naive forecasts.");
        String unit = scaled() ? "mean absolute error, in training deviations" : "mean absolute error";
        Chart chart = new Chart("Error by step ahead", Chart.Across.NUMBERS, "steps ahead", unit).fromZero();
        int number = 0;
        for (Map.Entry<String, Scores> baseline : scored.baselines().entrySet()) {
            double[] errors = errors(baseline.getValue());
            chart.line(baseline.getKey(), "c" + Math.min(number++, 5), Body.upTo(errors.length), errors);
        }
        double[] own = errors(scored.scores());
        chart.line("network", "forecast", Body.upTo(own.length), own);
        body.alone(chart);
        body.close();
    }

    private double[] errors(Scores scores) {
        Scores.PerStep steps = scores.perStep();
        return values(scaled() ? steps.scaledMae() : steps.mae());
    }

    private static double[] values(Collection<@Nullable Double> values) {
        return values.stream()
                .mapToDouble(value -> value == null ? Double.NaN : value)
                .toArray();
    }

    void intervals() {
        if (scored.intervals().isEmpty()) {
            return;
        }
        body.open(
                "intervals",
                "Intervals",
                "How often the truth lay inside, beside how often it was meant to. A solid line below its dashed one: the"
                        + " intervals were too narrow at that distance.");
        Chart chart =
                new Chart("Measured coverage by step ahead", Chart.Across.NUMBERS, "steps ahead", "% of true values");
        int number = 0;
        for (IntervalScore interval : scored.intervals()) {
            double[] measured = interval.perStep().stream()
                    .mapToDouble(step -> step.measured() == null ? Double.NaN : 100 * step.measured())
                    .toArray();
            String name = Html.coverage(interval.coverage());
            chart.level(number == scored.intervals().size() - 1 ? "meant" : "", "nominal", 100 * interval.coverage())
                    .line(
                            name + " interval",
                            number == 0 ? "forecast" : "c" + Math.min(number - 1, 5),
                            Body.upTo(measured.length),
                            measured);
            number++;
        }
        html.append("<div class=\"grid\">\n");
        body.figure(chart, true, "", "");
        html.append("</div>\n<div class=\"scroll\"><table>\n<caption>Intervals on the test rows</caption>\n");
        body.head("meant to hold", "held", "mean width", "scaled width", "scaled Winkler score", "WQL");
        for (IntervalScore interval : scored.intervals()) {
            html.append("<tr><th scope=\"row\">")
                    .append(Html.coverage(interval.coverage()))
                    .append("</th>");
            body.cells(
                    Html.percent(interval.measured()),
                    Html.number(interval.width()),
                    Html.number(interval.scaledWidth()),
                    Html.number(interval.scaledWinkler()),
                    Html.number(interval.wql()));
        }
        html.append("</tbody></table></div>\n");
        body.close();
    }

    /** Where there are many series, or many columns: the skill of all, and the worst and the best. */
    void many() {
        if (scored.perSeries().size() > 1) {
            manySeries();
        }
        if (scored.scores().perColumn().size() > 1) {
            manyColumns();
        }
    }

    private void manySeries() {
        List<Map.Entry<String, Evaluation.OfSeries>> ranked = scored.perSeries().entrySet().stream()
                .filter(entry -> entry.getValue().scaled().mse() != null)
                .sorted(Comparator.comparingDouble(entry ->
                        -Optional.ofNullable(entry.getValue().scaled().mse()).orElse(0.0)))
                .toList();
        double[] skills = ranked.stream()
                .map(entry -> entry.getValue().skill())
                .mapToDouble(skill -> skill == null ? Double.NaN : 100 * skill)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        long won = Arrays.stream(skills).filter(skill -> skill > 0).count();
        body.open(
                "series",
                "Series",
                "On " + won + " of " + skills.length + " series the network is better than "
                        + Html.escape(scored.verdict().bestBaseline()) + ", the best baseline over all.");
        if (skills.length > ENDS_OF_A_TABLE) {
            html.append("<div class=\"grid\">\n");
            body.figure(
                    new Chart("Skill of every series, in ascending order", Chart.Across.NUMBERS, "series", "skill, %")
                            .level("", "zero", 0)
                            .line("skill", "forecast", Body.upTo(skills.length), skills),
                    true,
                    "",
                    "");
            html.append("</div>\n");
        }
        html.append("<div class=\"scroll\"><table>\n<caption>")
                .append(ends(ranked.size(), "series"))
                .append("</caption>\n");
        body.head("series", "scaled MSE", "MAE", "RMSE", "sMAPE %", "MASE", "skill", "windows");
        for (Map.Entry<String, Evaluation.OfSeries> entry : ends(ranked)) {
            Evaluation.OfSeries one = entry.getValue();
            html.append("<tr><th scope=\"row\">")
                    .append(Html.brief(entry.getKey(), 40))
                    .append("</th>");
            body.cells(
                    Html.number(one.scaled().mse()),
                    Html.number(one.mae()),
                    Html.number(one.rmse()),
                    Html.number(one.smape()),
                    Html.number(one.mase()),
                    Html.percent(one.skill()),
                    String.valueOf(one.windows()));
        }
        html.append("</tbody></table></div>\n");
        body.close();
    }

    private void manyColumns() {
        List<Map.Entry<String, Scores.OfColumn>> ranked = scored.scores().perColumn().entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        entry -> -Optional.ofNullable(entry.getValue().mase()).orElse(0.0)))
                .toList();
        body.open("columns", "Columns", "");
        html.append("<div class=\"scroll\"><table>\n<caption>")
                .append(ends(ranked.size(), "columns"))
                .append("</caption>\n");
        body.head("column", "MAE", "RMSE", "sMAPE %", "MASE", "R\u00B2", "correlation", "values");
        for (Map.Entry<String, Scores.OfColumn> entry : ends(ranked)) {
            Scores.OfColumn one = entry.getValue();
            html.append("<tr><th scope=\"row\">")
                    .append(Html.brief(entry.getKey(), 40))
                    .append("</th>");
            body.cells(
                    Html.number(one.mae()),
                    Html.number(one.rmse()),
                    Html.number(one.smape()),
                    Html.number(one.mase()),
                    Html.number(one.r2()),
                    Html.number(one.pc()),
                    String.valueOf(one.labels()));
        }
        html.append("</tbody></table></div>\n");
        body.close();
    }

    private static String ends(int all, String what) {
        return all > 2 * ENDS_OF_A_TABLE
                ? "The " + ENDS_OF_A_TABLE + " worst and the " + ENDS_OF_A_TABLE + " best of " + all + " " + what
                        + ", the worst first"
                : "All " + all + " " + what + ", the worst first";
    }

    private static <T> List<T> ends(List<T> all) {
        if (all.size() <= 2 * ENDS_OF_A_TABLE) {
            return all;
        }
        List<T> ends = new ArrayList<>(all.subList(0, ENDS_OF_A_TABLE));
        ends.addAll(all.subList(all.size() - ENDS_OF_A_TABLE, all.size()));
        return ends;
    }

    private static String upperFirst(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT)
                        + text.substring(text.offsetByCodePoints(0, 1));
    }
}
