package org.forecast4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.IntervalScore;
import org.forecast4j.eval.Scores;
import org.forecast4j.eval.Verdict;
import org.forecast4j.model.Forecast;
import org.forecast4j.series.Split;
import org.forecast4j.series.TimeSeries;
import org.jspecify.annotations.Nullable;

/** Composes the page: which sections, charts and tables a report has, and what is said about them. */
final class Page {
    private static final int WIDE = 960;
    private static final int HALF = 470;
    private static final int NARROW = 400;
    private static final int WIDE_HEIGHT = 320;
    private static final int HEIGHT = 270;

    /** Rows before the forecast that its chart shows, in horizons. */
    private static final int HORIZONS_BEFORE = 4;

    private static final int FEWEST_BEFORE = 60;
    private static final int ENDS_OF_A_TABLE = 12;

    /** Standard errors of white noise's autocorrelation within which 95 % lie. */
    private static final double WHITE = 1.96;

    private final Report report;
    private final List<Panel> panels;
    private final Optional<Evaluation> evaluation;
    private final StringBuilder html = new StringBuilder();
    private final StringBuilder contents = new StringBuilder();

    Page(Report report) {
        this.report = report;
        evaluation = report.tested().map(Report.Tested::evaluation);
        panels = Panel.choose(report.series(), evaluation);
    }

    Optional<String> svg() {
        return panels.stream()
                .filter(panel -> report.futures().containsKey(panel.series().id()))
                .findFirst()
                .map(panel -> future(panel).standalone(960, 360, Report.resource("chart.css")));
    }

    String html() {
        verdict();
        futures();
        evaluation.ifPresent(this::scores);
        report.tested().ifPresent(tested -> {
            List<Trial> trials = new ArrayList<>();
            for (Panel panel : panels) {
                trials.add(Trial.of(panel, tested.forecaster(), tested.windows(), trials.isEmpty()));
            }
            trials(trials);
            steps(tested.evaluation());
            intervals(tested.evaluation());
            residuals(trials.get(0));
        });
        many();
        training();
        provenance();
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                // The browser itself refuses whatever would leave the page.
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
                + " img-src data:; base-uri 'none'; form-action 'none'\"/>\n"
                + "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                + "<link rel=\"icon\" href=\"data:,\"/>\n"
                + "<title>" + Html.brief(title(), 120) + "</title>\n<style>\n" + Report.resource("chart.css")
                + Report.resource("page.css") + "</style>\n</head>\n<body>\n<header>\n<h1>" + Html.brief(title(), 160)
                + "</h1>\n<p class=\"soft\">" + Html.escape(subtitle()) + "</p>\n<nav aria-label=\"Contents\">"
                + contents
                + "</nav>\n</header>\n<main>\n" + html
                + "</main>\n<footer><p>Made by Forecast4j. This page loads nothing"
                + " from elsewhere: it can be kept, mailed and printed as it is.</p></footer>\n</body>\n</html>\n";
    }

    private String title() {
        List<String> columns = report.series().get(0).columnNames();
        String what = columns.size() <= 3 ? String.join(", ", columns) : columns.size() + " columns";
        return "Forecast of " + what;
    }

    private String subtitle() {
        List<TimeSeries> series = report.series();
        TimeSeries first = series.get(0);
        Panel panel = panels.get(0);
        long rows = series.stream().mapToLong(TimeSeries::length).sum();
        String span = series.size() == 1
                ? ", " + panel.when(0) + " to " + panel.when(first.length() - 1L)
                : " in " + series.size() + " series";
        String step = panel.across() == Chart.Across.TIMES
                ? ", " + first.index().frequency().label() + " apart"
                : "";
        return report.source() + ": " + String.format(java.util.Locale.ROOT, "%,d", rows) + " rows" + span + step;
    }

    // ---------------------------------------------------------------- sections

    private void open(String id, String heading, String words) {
        contents.append("<a href=\"#").append(id).append("\">").append(heading).append("</a>");
        html.append("<section id=\"")
                .append(id)
                .append("\" aria-labelledby=\"")
                .append(id)
                .append("-h\">\n<h2 id=\"");
        html.append(id).append("-h\">").append(heading).append("</h2>\n");
        if (!words.isEmpty()) {
            html.append("<p class=\"soft\">").append(words).append("</p>\n");
        }
    }

    private void close() {
        html.append("</section>\n");
    }

    private void figure(Chart chart, boolean whole, String heading, String caption) {
        html.append("<figure").append(whole ? " class=\"whole\"" : "").append(">\n");
        if (!heading.isEmpty()) {
            html.append("<h3>").append(Html.escape(heading)).append("</h3>\n");
        }
        html.append(chart.svg(whole ? WIDE : HALF, whole ? WIDE_HEIGHT : HEIGHT, "wide"));
        html.append(chart.svg(NARROW, HEIGHT, "narrow"));
        if (!caption.isEmpty()) {
            html.append("<figcaption>").append(caption).append("</figcaption>\n");
        }
        html.append("<details><summary>The numbers</summary>\n")
                .append(chart.table())
                .append("</details>\n</figure>\n");
    }

    private void verdict() {
        String state = evaluation.map(e -> state(e.verdict())).orElse("none");
        html.append("<section class=\"verdict ").append(state).append("\" aria-labelledby=\"verdict-h\">\n");
        if (evaluation.isEmpty()) {
            html.append("<h2 id=\"verdict-h\">Not scored here</h2>\n<p>");
            html.append(report.earlierVerdict()
                    .map(sentence -> "When the model was trained, it was found: " + Html.escape(sentence) + ".")
                    .orElse("This page holds forecasts; whether they are better than naive ones was not measured."));
            html.append("</p>\n");
        } else {
            Evaluation scored = evaluation.get();
            html.append("<h2 id=\"verdict-h\">").append(words(scored.verdict())).append("</h2>\n<p>");
            html.append(Html.escape(upperFirst(scored.verdict().sentence()))).append(".</p>\n<dl class=\"tiles\">\n");
            tiles(scored);
            html.append("</dl>\n");
        }
        close();
    }

    private static String state(Verdict verdict) {
        double skill = verdict.skill() == null ? -1 : verdict.skill();
        return verdict.beatsBaselines() ? "good" : skill <= 0 || verdict.laggedCopy() ? "bad" : "unsure";
    }

    private static String words(Verdict verdict) {
        return switch (state(verdict)) {
            case "good" -> "Better than every naive forecast";
            case "unsure" -> "Perhaps better than the naive forecasts";
            default -> verdict.laggedCopy() ? "A lagged copy of the last value" : "No better than a naive forecast";
        };
    }

    private void tiles(Evaluation scored) {
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
                String.format(java.util.Locale.ROOT, "%,d", scored.labels()),
                String.format(java.util.Locale.ROOT, "values in %,d test windows", scored.evaluatedWindows()));
    }

    private void tile(String name, String value, String words) {
        html.append("<div><dt>")
                .append(Html.escape(name))
                .append("</dt><dd>")
                .append(value)
                .append("<small>");
        html.append(Html.escape(words)).append("</small></dd></div>\n");
    }

    private void futures() {
        List<Panel> shown = panels.stream()
                .filter(panel -> report.futures().containsKey(panel.series().id()))
                .toList();
        int steps = shown.isEmpty() ? 0 : forecast(shown.get(0)).point()[0].length;
        if (!shown.isEmpty()) {
            open("forecast", "Forecast", count(shown.size(), steps));
            html.append("<div class=\"grid\">\n");
            for (int i = 0; i < shown.size(); i++) {
                boolean alone = i == 0 && shown.size() % 2 == 1;
                figure(
                        future(shown.get(i)),
                        alone,
                        shown.size() > 1 ? shown.get(i).title() : "",
                        "");
            }
            html.append("</div>\n");
            close();
        }
        open("history", "The whole history", "");
        html.append("<div class=\"grid\">\n");
        figure(history(panels.get(0)), true, panels.size() > 1 ? panels.get(0).title() : "", "");
        html.append("</div>\n");
        close();
    }

    private String count(int shown, int steps) {
        int columns = report.series().get(0).columns().size();
        long all = (long) report.futures().size() * columns;
        String some = all > shown ? "; " + shown + " of " + all + " forecasts are shown" : "";
        boolean bands = report.futures().values().stream()
                .anyMatch(forecast -> !forecast.intervals().isEmpty());
        return "What follows the last row, " + steps + (steps == 1 ? " step" : " steps") + " ahead"
                + (bands ? ". The bands are meant to hold the truth as often as they say, each step by itself" : "")
                + some
                + ".";
    }

    private Forecast forecast(Panel panel) {
        return java.util.Objects.requireNonNull(
                report.futures().get(panel.series().id()));
    }

    private Chart future(Panel panel) {
        Forecast forecast = forecast(panel);
        int length = panel.series().length();
        int steps = forecast.point()[0].length;
        int before = Math.max(FEWEST_BEFORE, HORIZONS_BEFORE * steps);
        Panel.Points known = panel.observed(Math.max(0, length - before), length);
        Chart chart = new Chart(
                panel.name() + ", " + steps + (steps == 1 ? " step" : " steps") + " ahead",
                panel.across(),
                panel.across() == Chart.Across.TIMES ? "" : "row",
                panel.values().name());
        double[] x = panel.x(length, steps);
        bands(chart, x, forecast.intervals(), panel.column());
        return chart.line("observed", "truth", known.x(), known.y())
                .line("forecast", "forecast", x, forecast.point()[panel.column()]);
    }

    /** The widest first, so that the narrower ones lie on top. */
    private static void bands(Chart chart, double[] x, List<Forecast.Interval> intervals, int column) {
        for (int i = intervals.size() - 1; i >= 0; i--) {
            Forecast.Interval interval = intervals.get(i);
            chart.band(
                    Html.coverage(interval.coverage()) + " interval",
                    "band" + Math.min(i, 2),
                    x,
                    interval.lower()[column],
                    interval.upper()[column]);
        }
    }

    private Chart history(Panel panel) {
        int length = panel.series().length();
        Chart chart = new Chart(
                panel.name() + ", all rows",
                panel.across(),
                panel.across() == Chart.Across.TIMES ? "" : "row",
                panel.values().name());
        Split.@Nullable Bounds bounds = report.bounds().get(panel.series().id());
        if (bounds != null) {
            zone(chart, panel, "training", "zone", 0, bounds.trainEnd());
            zone(chart, panel, "validation", "zone-validation", bounds.trainEnd(), bounds.validationEnd());
            zone(chart, panel, "test", "zone-test", bounds.validationEnd(), bounds.testEnd());
        }
        Panel.Points known = panel.observed(0, length);
        chart.line("observed", "truth", known.x(), known.y());
        if (report.futures().containsKey(panel.series().id())) {
            Forecast forecast = forecast(panel);
            double[] point = forecast.point()[panel.column()];
            chart.line("forecast", "forecast", panel.x(length, point.length), point);
        }
        return chart;
    }

    private static void zone(Chart chart, Panel panel, String name, String css, int from, int to) {
        if (to > from) {
            chart.zone(name, css, panel.x(from), panel.x(to - 1L));
        }
    }

    private void scores(Evaluation scored) {
        open(
                "scores",
                "Scores",
                "On the same test windows for all. Scaled errors count in each column's training deviation; skill is the"
                        + " part of a baseline's squared error that the network saves; p says how likely such a difference"
                        + " is by chance.");
        html.append(
                "<div class=\"scroll\"><table>\n<caption>Errors of the network and of the naive forecasts</caption>\n");
        head("", "skill", "p", "scaled MSE", "scaled MAE", "MAE", "RMSE", "sMAPE %", "MASE", "R\u00B2");
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
        close();
    }

    private void head(String... headings) {
        html.append("<thead><tr>");
        for (String heading : headings) {
            html.append("<th scope=\"col\">").append(Html.escape(heading)).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
    }

    private void row(boolean own, String name, Scores scores, String skill, String p) {
        Scores.Original original = scores.original();
        html.append(own ? "<tr class=\"own\">" : "<tr>")
                .append("<th scope=\"row\">")
                .append(Html.escape(name));
        html.append("</th>");
        cells(
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

    private void cells(String... values) {
        for (String value : values) {
            html.append("<td>").append(value).append("</td>");
        }
        html.append("</tr>\n");
    }

    private void trials(List<Trial> trials) {
        List<Trial> shown =
                trials.stream().filter(trial -> !trial.origins().isEmpty()).toList();
        if (shown.isEmpty()) {
            return;
        }
        open(
                "test",
                "Forecast against truth",
                "On test rows that the network has not been trained on. Each piece of the line was forecast from the row"
                        + " before it; the next piece begins afresh.");
        html.append("<div class=\"grid\">\n");
        for (int i = 0; i < shown.size(); i++) {
            boolean alone = i == 0 && shown.size() % 2 == 1;
            figure(
                    trial(shown.get(i)),
                    alone,
                    shown.size() > 1 ? shown.get(i).panel().title() : "",
                    "");
        }
        html.append("</div>\n");
        close();
    }

    private static Chart trial(Trial trial) {
        Panel panel = trial.panel();
        List<Trial.Origin> origins = trial.origins();
        int steps = origins.get(0).forecast().point()[0].length;
        int first = origins.get(0).row();
        int last = Math.min(
                panel.series().length(), origins.get(origins.size() - 1).row() + steps);
        int points = origins.size() * (steps + 1);
        double[] x = new double[points];
        double[] y = new double[points];
        double[] lower = new double[points];
        double[] upper = new double[points];
        Optional<Double> coverage = origins.get(0).forecast().intervals().stream()
                .map(Forecast.Interval::coverage)
                .findFirst();
        for (int o = 0; o < origins.size(); o++) {
            Forecast forecast = origins.get(o).forecast();
            for (int h = 0; h <= steps; h++) {
                int at = o * (steps + 1) + h;
                boolean gap = h == steps; // between the pieces
                x[at] = panel.x(origins.get(o).row() + Math.min(h, steps - 1L));
                y[at] = gap ? Double.NaN : forecast.point()[0][h];
                lower[at] = gap || coverage.isEmpty()
                        ? Double.NaN
                        : forecast.intervals().get(0).lower()[0][h];
                upper[at] = gap || coverage.isEmpty()
                        ? Double.NaN
                        : forecast.intervals().get(0).upper()[0][h];
            }
        }
        Panel.Points truth = panel.observed(Math.max(0, first - steps), last);
        Chart chart = new Chart(
                panel.name() + ", forecasts of the test rows from " + origins.size()
                        + (origins.size() == 1 ? " origin" : " origins"),
                panel.across(),
                panel.across() == Chart.Across.TIMES ? "" : "row",
                panel.values().name());
        coverage.ifPresent(part -> chart.band(Html.coverage(part) + " interval", "band0", x, lower, upper));
        return chart.line("observed", "truth", truth.x(), truth.y()).line("forecast", "forecast", x, y);
    }

    private boolean scaled() {
        return report.series().get(0).columns().size() > 1;
    }

    private void steps(Evaluation scored) {
        open("steps", "Error by step ahead", "How the error grows with the distance, beside the naive forecasts.");
        String unit = scaled() ? "mean absolute error, in training deviations" : "mean absolute error";
        Chart chart = new Chart("Error by step ahead", Chart.Across.NUMBERS, "steps ahead", unit).fromZero();
        int number = 0;
        for (Map.Entry<String, Scores> baseline : scored.baselines().entrySet()) {
            double[] errors = errors(baseline.getValue());
            chart.line(baseline.getKey(), "c" + Math.min(number++, 5), upTo(errors.length), errors);
        }
        double[] own = errors(scored.scores());
        chart.line("network", "forecast", upTo(own.length), own);
        html.append("<div class=\"grid\">\n");
        figure(chart, true, "", "");
        html.append("</div>\n");
        close();
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

    /** 1 to {@code count}. */
    private static double[] upTo(int count) {
        return IntStream.rangeClosed(1, count).asDoubleStream().toArray();
    }

    private void intervals(Evaluation scored) {
        if (scored.intervals().isEmpty()) {
            return;
        }
        open(
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
                            upTo(measured.length),
                            measured);
            number++;
        }
        html.append("<div class=\"grid\">\n");
        figure(chart, true, "", "");
        html.append("</div>\n<div class=\"scroll\"><table>\n<caption>Intervals on the test rows</caption>\n");
        head("meant to hold", "held", "mean width", "scaled width", "scaled Winkler score", "WQL");
        for (IntervalScore interval : scored.intervals()) {
            html.append("<tr><th scope=\"row\">")
                    .append(Html.coverage(interval.coverage()))
                    .append("</th>");
            cells(
                    Html.percent(interval.measured()),
                    Html.number(interval.width()),
                    Html.number(interval.scaledWidth()),
                    Html.number(interval.scaledWinkler()),
                    Html.number(interval.wql()));
        }
        html.append("</tbody></table></div>\n");
        close();
    }

    private void residuals(Trial trial) {
        SortedMap<Integer, Double> residuals = trial.residuals();
        int count = residuals.size();
        if (count < 8) {
            return;
        }
        Panel panel = trial.panel();
        int season = panel.series().index().frequency().season();
        int lags = Math.max(1, Math.min(count / 4, Math.max(20, Math.min(60, 2 * season + 1))));
        double[] correlations = Trial.autocorrelation(residuals, lags);
        double bound = WHITE / Math.sqrt(count);
        long outside =
                Arrays.stream(correlations).filter(r -> Math.abs(r) > bound).count();
        double mean = residuals.values().stream().mapToDouble(e -> e).average().orElse(0);
        open(
                "residuals",
                "Residuals one step ahead",
                "Truth less forecast, of the last " + count + " test windows"
                        + (panels.size() > 1 ? " of " + Html.escape(panel.title()) : "") + ". Their mean is "
                        + Html.number(mean) + "; " + outside + " of " + lags
                        + " autocorrelations lie outside the bounds that 95 % of a good forecast's keep to"
                        + (outside > Math.ceil(0.05 * lags) + 1
                                ? ": the residuals hold something that the forecast could still learn."
                                : "."));
        double[] x =
                residuals.keySet().stream().mapToDouble(row -> panel.x(row)).toArray();
        double[] y = residuals.values().stream().mapToDouble(e -> e).toArray();
        html.append("<div class=\"grid\">\n");
        figure(
                new Chart(
                                "Residuals over time",
                                panel.across(),
                                panel.across() == Chart.Across.TIMES ? "" : "row",
                                panel.values().name())
                        .level("", "zero", 0)
                        .line("truth less forecast", "truth", x, y),
                false,
                "",
                "");
        figure(
                new Chart("Autocorrelation of the residuals", Chart.Across.NUMBERS, "lag", "correlation")
                        .bars("autocorrelation", "bars", upTo(lags), correlations)
                        .level("", "zero", 0)
                        .level("bounds of 95 %", "nominal", bound)
                        .level("", "nominal", -bound),
                false,
                "",
                "");
        html.append("</div>\n");
        close();
    }

    /** Where there are many series, or many columns: the skill of all, and the worst and the best. */
    private void many() {
        if (evaluation.isEmpty()) {
            return;
        }
        Evaluation scored = evaluation.get();
        if (scored.perSeries().size() > 1) {
            manySeries(scored);
        }
        if (scored.scores().perColumn().size() > 1) {
            manyColumns(scored);
        }
    }

    private void manySeries(Evaluation scored) {
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
        open(
                "series",
                "Series",
                "On " + won + " of " + skills.length + " series the network is better than "
                        + Html.escape(scored.verdict().bestBaseline()) + ", the best baseline over all.");
        if (skills.length > ENDS_OF_A_TABLE) {
            html.append("<div class=\"grid\">\n");
            figure(
                    new Chart("Skill of every series, in ascending order", Chart.Across.NUMBERS, "series", "skill, %")
                            .level("", "zero", 0)
                            .line("skill", "forecast", upTo(skills.length), skills),
                    true,
                    "",
                    "");
            html.append("</div>\n");
        }
        html.append("<div class=\"scroll\"><table>\n<caption>")
                .append(ends(ranked.size(), "series"))
                .append("</caption>\n");
        head("series", "scaled MSE", "MAE", "RMSE", "sMAPE %", "MASE", "skill", "windows");
        for (Map.Entry<String, Evaluation.OfSeries> entry : ends(ranked)) {
            Evaluation.OfSeries one = entry.getValue();
            html.append("<tr><th scope=\"row\">")
                    .append(Html.brief(entry.getKey(), 40))
                    .append("</th>");
            cells(
                    Html.number(one.scaled().mse()),
                    Html.number(one.mae()),
                    Html.number(one.rmse()),
                    Html.number(one.smape()),
                    Html.number(one.mase()),
                    Html.percent(one.skill()),
                    String.valueOf(one.windows()));
        }
        html.append("</tbody></table></div>\n");
        close();
    }

    private void manyColumns(Evaluation scored) {
        List<Map.Entry<String, Scores.OfColumn>> ranked = scored.scores().perColumn().entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        entry -> -Optional.ofNullable(entry.getValue().mase()).orElse(0.0)))
                .toList();
        open("columns", "Columns", "");
        html.append("<div class=\"scroll\"><table>\n<caption>")
                .append(ends(ranked.size(), "columns"))
                .append("</caption>\n");
        head("column", "MAE", "RMSE", "sMAPE %", "MASE", "R\u00B2", "correlation", "values");
        for (Map.Entry<String, Scores.OfColumn> entry : ends(ranked)) {
            Scores.OfColumn one = entry.getValue();
            html.append("<tr><th scope=\"row\">")
                    .append(Html.brief(entry.getKey(), 40))
                    .append("</th>");
            cells(
                    Html.number(one.mae()),
                    Html.number(one.rmse()),
                    Html.number(one.smape()),
                    Html.number(one.mase()),
                    Html.number(one.r2()),
                    Html.number(one.pc()),
                    String.valueOf(one.labels()));
        }
        html.append("</tbody></table></div>\n");
        close();
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

    private void training() {
        List<Report.Epoch> epochs = report.epochs();
        if (epochs.isEmpty()) {
            return;
        }
        double[] x = epochs.stream().mapToDouble(Report.Epoch::number).toArray();
        Chart chart =
                new Chart("Training and validation error by epoch", Chart.Across.NUMBERS, "epoch", "scaled error");
        epochs.stream()
                .filter(Report.Epoch::best)
                .reduce((before, after) -> after)
                .ifPresent(best -> chart.rule("kept: epoch " + best.number(), "rule", best.number()));
        chart.line(
                "training loss",
                "truth",
                x,
                epochs.stream().mapToDouble(Report.Epoch::trainingLoss).toArray());
        double[] validation =
                epochs.stream().mapToDouble(Report.Epoch::validationMse).toArray();
        if (Arrays.stream(validation).anyMatch(Double::isFinite)) {
            chart.line("validation MSE", "forecast", x, validation);
        }
        open(
                "training",
                "Training",
                "The loss while learning, and the error on the validation rows that chose the epoch whose weights were"
                        + " kept. They are measured in different units where windows are scaled; their shapes compare,"
                        + " their heights need not.");
        html.append("<div class=\"grid\">\n");
        figure(chart, true, "", "");
        html.append("</div>\n");
        close();
    }

    private void provenance() {
        open("provenance", "Provenance", "What this came from, so that it can be made again.");
        words(report.facts(), "Facts");
        html.append("<details><summary>All settings</summary>\n");
        words(report.settings(), "Settings, defaults included");
        html.append("</details>\n");
        close();
    }

    private void words(Map<String, String> all, String caption) {
        html.append("<div class=\"scroll\"><table class=\"words\">\n<caption>")
                .append(caption)
                .append("</caption>\n<tbody>\n");
        all.forEach((key, value) -> html.append("<tr><th scope=\"row\">")
                .append(Html.escape(key))
                .append("</th><td>")
                .append(Html.escape(value))
                .append("</td></tr>\n"));
        html.append("</tbody></table></div>\n");
    }

    private static String upperFirst(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 1)).toUpperCase(java.util.Locale.ROOT)
                        + text.substring(text.offsetByCodePoints(0, 1));
    }
}
