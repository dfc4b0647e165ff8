package org.forecast4j.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.Scores;
import org.jspecify.annotations.Nullable;

/** The section that tells how each fold of a backtest went, beside the baselines. */
final class FoldSection {
    private final Body body;
    private final List<Report.Fold> folds;

    /** @param folds none where the job was no backtest */
    FoldSection(Body body, List<Report.Fold> folds) {
        this.body = body;
        this.folds = folds;
    }

    void folds() {
        if (folds.isEmpty()) {
            return;
        }
        body.open(
                "folds",
                "Folds",
                "Each fold was forecast by what the rows before it taught. Errors count in the deviation of the fold's own"
                        + " training rows. A network that wins in one fold alone was lucky there.");
        if (folds.size() > 1) {
            body.alone(chart());
        }
        table();
        body.close();
    }

    private Chart chart() {
        Chart chart = new Chart("Error by fold", Chart.Across.NUMBERS, "fold", "scaled mean squared error").fromZero();
        double[] numbers = Body.upTo(folds.size());
        Set<String> baselines = folds.get(0).evaluation().baselines().keySet();
        int number = 0;
        for (String baseline : baselines) {
            double[] errors = errors(fold -> fold.baselines().get(baseline));
            chart.line(baseline, "c" + Math.min(number++, 5), numbers, errors);
        }
        return chart.line("network", "forecast", numbers, errors(Evaluation::scores));
    }

    private double[] errors(Function<Evaluation, @Nullable Scores> of) {
        return folds.stream()
                .mapToDouble(fold -> Optional.ofNullable(of.apply(fold.evaluation()))
                        .map(scores -> scores.scaled().mse())
                        .orElse(Double.NaN))
                .toArray();
    }

    private void table() {
        StringBuilder html = body.html();
        html.append("<div class=\"scroll\"><table>\n<caption>The network in each fold</caption>\n");
        body.head("fold", "tests from", "windows", "skill", "p", "scaled MSE", "scaled MAE", "MAE", "best baseline");
        for (int k = 0; k < folds.size(); k++) {
            Evaluation fold = folds.get(k).evaluation();
            html.append("<tr><th scope=\"row\">").append(k + 1).append("</th>");
            body.cells(
                    Html.escape(folds.get(k).start()),
                    String.valueOf(fold.evaluatedWindows()),
                    Html.percent(fold.verdict().skill()),
                    Html.p(fold.verdict().pValue()),
                    Html.number(fold.scores().scaled().mse()),
                    Html.number(fold.scores().scaled().mae()),
                    Html.number(fold.scores().original().mae()),
                    Html.escape(fold.verdict().bestBaseline()));
        }
        html.append("</tbody></table></div>\n");
    }
}
