package org.forecast4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.series.TimeSeries;

/** Composes the page: which sections a report has, in which order, and what stands around them. */
final class Page {
    private final Report report;
    private final List<Panel> panels;
    private final Optional<Evaluation> evaluation;
    private final Body body = new Body();
    private final RowSections rows;

    Page(Report report) {
        this.report = report;
        evaluation = report.tested().map(Report.Tested::evaluation);
        panels = Panel.choose(report.series(), evaluation);
        rows = new RowSections(body, report, panels);
    }

    Optional<String> svg() {
        return panels.stream()
                .filter(panel -> report.futures().containsKey(panel.series().id()))
                .findFirst()
                .map(panel -> rows.future(panel).standalone(960, 360, Report.resource("chart.css")));
    }

    String html() {
        Optional<ScoreSections> scores = evaluation.map(scored -> new ScoreSections(body, scored));
        scores.ifPresentOrElse(ScoreSections::verdict, this::notScored);
        rows.futures();
        scores.ifPresent(ScoreSections::scores);
        new FoldSection(body, report.folds()).folds();
        report.tested().ifPresent(tested -> {
            List<Trial> trials = new ArrayList<>();
            for (Panel panel : panels) {
                trials.add(Trial.of(panel, tested.forecaster(), tested.windows(), trials.isEmpty()));
            }
            rows.trials(trials);
            scores.ifPresent(ScoreSections::steps);
            scores.ifPresent(ScoreSections::intervals);
            rows.residuals(trials.get(0));
        });
        scores.ifPresent(ScoreSections::many);
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
                + body.contents()
                + "</nav>\n</header>\n<main>\n" + body.html()
                + "</main>\n<footer><p>Made by Forecast4j. This page loads nothing"
                + " from elsewhere: it can be kept, mailed and printed as it is.</p></footer>\n</body>\n</html>\n";
    }

    private String title() {
        List<String> columns = report.series().get(0).columnNames();
        String what = columns.size() <= 3 ? String.join(", ", columns) : columns.size() + " columns";
        return (report.folds().isEmpty() ? "Forecast of " : "Backtest of ") + what;
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
        return report.source() + ": " + String.format(Locale.ROOT, "%,d", rows) + " rows" + span + step;
    }

    private void notScored() {
        body.html()
                .append("<section class=\"verdict none\" aria-labelledby=\"verdict-h\">\n")
                .append("<h2 id=\"verdict-h\">Not scored here</h2>\n<p>")
                .append(report.earlierVerdict()
                        .map(sentence -> "When the model was trained, it was found: " + Html.escape(sentence) + ".")
                        .orElse("This page holds forecasts; whether they are better than naive ones was not measured."))
                .append("</p>\n");
        body.close();
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
        String start = epochs.stream().anyMatch(Report.Epoch::best)
                ? ""
                : " None was better than what the network began with.";
        body.open(
                "training",
                "Training",
                "The loss while learning, and the error on the validation rows that chose the epoch whose weights were"
                        + " kept. They are measured in different units where windows are scaled; their shapes compare,"
                        + " their heights need not." + start);
        body.alone(chart);
        body.close();
    }

    private void provenance() {
        body.open("provenance", "Provenance", "What this came from, so that it can be made again.");
        body.words(report.facts(), "Facts");
        body.html().append("<details><summary>All settings</summary>\n");
        body.words(report.settings(), "Settings, defaults included");
        body.html().append("</details>\n");
        body.close();
    }
}
