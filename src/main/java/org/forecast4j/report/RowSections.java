package org.forecast4j.report;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.forecast4j.model.Forecast;
import org.forecast4j.series.Split;
import org.jspecify.annotations.Nullable;

/** The sections that draw rows over time: forecasts, history, forecasts against the truth, residuals. */
final class RowSections {
    /** Rows before the forecast that its chart shows, in horizons. */
    private static final int HORIZONS_BEFORE = 4;

    private static final int FEWEST_BEFORE = 60;

    /** Folds whose numbers find room in a chart. */
    private static final int MOST_NAMED = 12;

    /** Standard errors of white noise's autocorrelation within which 95 % lie. */
    private static final double WHITE = 1.96;

    private final Body body;
    private final StringBuilder html;
    private final Report report;
    private final List<Panel> panels;

    RowSections(Body body, Report report, List<Panel> panels) {
        this.body = body;
        this.html = body.html();
        this.report = report;
        this.panels = panels;
    }

    void futures() {
        List<Panel> shown = panels.stream()
                .filter(panel -> report.futures().containsKey(panel.series().id()))
                .toList();
        int steps = shown.isEmpty() ? 0 : forecast(shown.get(0)).point()[0].length;
        if (!shown.isEmpty()) {
            body.open("forecast", "Forecast", count(shown.size(), steps));
            html.append("<div class=\"grid\">\n");
            for (int i = 0; i < shown.size(); i++) {
                boolean alone = i == 0 && shown.size() % 2 == 1;
                body.figure(
                        future(shown.get(i)),
                        alone,
                        shown.size() > 1 ? shown.get(i).title() : "",
                        "");
            }
            html.append("</div>\n");
            body.close();
        }
        body.open(
                "history",
                "The whole history",
                report.folds().isEmpty() ? "" : "The coloured stretches are the folds' test blocks.");
        html.append("<div class=\"grid\">\n");
        body.figure(
                history(panels.get(0)), true, panels.size() > 1 ? panels.get(0).title() : "", "");
        html.append("</div>\n");
        body.close();
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
        return Objects.requireNonNull(report.futures().get(panel.series().id()));
    }

    Chart future(Panel panel) {
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
        for (int k = 0; k < report.folds().size(); k++) {
            Report.Fold fold = report.folds().get(k);
            int from = panel.series().index().rowsBefore(fold.from());
            int to = panel.series().index().rowsUpTo(fold.to());
            String name = report.folds().size() > MOST_NAMED ? "" : String.valueOf(k + 1);
            zone(chart, panel, name, k % 2 == 0 ? "zone-test" : "zone-validation", from, to);
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

    void trials(List<Trial> trials) {
        List<Trial> shown =
                trials.stream().filter(trial -> !trial.origins().isEmpty()).toList();
        if (shown.isEmpty()) {
            return;
        }
        body.open(
                "test",
                "Forecast against truth",
                "On test rows that the network has not been trained on. Each piece of the line was forecast from the row"
                        + " before it; the next piece begins afresh."
                        + (report.folds().isEmpty() ? "" : " These are of the last fold."));
        html.append("<div class=\"grid\">\n");
        for (int i = 0; i < shown.size(); i++) {
            boolean alone = i == 0 && shown.size() % 2 == 1;
            body.figure(
                    trial(shown.get(i)),
                    alone,
                    shown.size() > 1 ? shown.get(i).panel().title() : "",
                    "");
        }
        html.append("</div>\n");
        body.close();
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

    void residuals(Trial trial) {
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
        body.open(
                "residuals",
                "Residuals one step ahead",
                "Truth less forecast, of the last " + count + " test windows"
                        + (report.folds().isEmpty() ? "" : " of the last fold")
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
        body.figure(
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
        body.figure(
                new Chart("Autocorrelation of the residuals", Chart.Across.NUMBERS, "lag", "correlation")
                        .bars("autocorrelation", "bars", Body.upTo(lags), correlations)
                        .level("", "zero", 0)
                        .level("bounds of 95 %", "nominal", bound)
                        .level("", "nominal", -bound),
                false,
                "",
                "");
        html.append("</div>\n");
        body.close();
    }
}
