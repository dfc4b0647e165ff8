package org.forecast4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page as a whole; what it looks like is checked in a browser by {@code src/test/browser/check-report}. */
class ReportTest {
    private static final int TWO_MEGABYTES = 2_000_000;

    private static Document parsed(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setExpandEntityReferences(false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    /** Well-formed, and nothing in it that a browser would fetch or run. */
    private static Document sound(String html) throws Exception {
        Document page = parsed(html);
        for (String name : List.of("script", "img", "iframe", "object", "embed", "image", "use", "foreignObject")) {
            assertThat(page.getElementsByTagName(name).getLength()).as(name).isZero();
        }
        NodeList all = page.getElementsByTagName("*");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            ids.add(element.getAttribute("id"));
            for (String reference : List.of("href", "src", "xlink:href", "srcset", "action", "data")) {
                assertThat(element.getAttribute(reference)).as(reference).matches("|#[a-z-]+|data:,");
            }
            for (int a = 0; a < element.getAttributes().getLength(); a++) {
                assertThat(element.getAttributes().item(a).getNodeName()).doesNotStartWith("on");
            }
        }
        ids.removeIf(String::isEmpty);
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(html).doesNotContainPattern("url\\(|@import").doesNotContain("NaN", "Infinity", "\u0000");
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(TWO_MEGABYTES);
        return page;
    }

    private static long charts(Document page) {
        NodeList charts = page.getElementsByTagName("svg");
        for (int i = 0; i < charts.getLength(); i++) {
            assertThat(((Element) charts.item(i)).getAttribute("aria-label")).isNotBlank();
        }
        return charts.getLength();
    }

    @Test
    void one_series_gets_every_section() throws Exception {
        String html = Reports.kept(
                "one", Reports.whole(List.of(Reports.wave("", Frequency.parse("1d"), 1400, 7, 3, "temp")), 14, 7));

        Document page = sound(html);
        for (String id : List.of(
                "forecast", "history", "scores", "test", "steps", "intervals", "residuals", "training", "provenance")) {
            assertThat(html).contains("<section id=\"" + id + "\"");
        }
        assertThat(html).doesNotContain("<section id=\"series\"", "<section id=\"columns\"");
        assertThat(html).contains("Better than every naive forecast", "seasonal-naive-7", "80\u00A0% interval");
        assertThat(charts(page)).isEqualTo(2 * 8); // forecast, history, test, steps, intervals, 2 residuals, training
        assertThat(page.getElementsByTagName("details").getLength()).isEqualTo(8 + 1); // a table each, and the settings
    }

    @Test
    void that_no_epoch_was_better_than_the_start_is_said() throws Exception {
        Report whole = Reports.whole(List.of(Reports.wave("", Frequency.parse("1d"), 400, 7, 3, "temp")), 14, 7);
        assertThat(whole.html()).contains("kept: epoch 14").doesNotContain("None was better");
        Report start = Reports.withEpochs(whole, List.of(new Report.Epoch(1, 0.5, 0.4, false)));
        assertThat(start.html()).contains("None was better").doesNotContain("kept: epoch");
    }

    @Test
    void a_backtest_shows_its_folds_below_the_verdict_over_all() throws Exception {
        String html = Reports.kept(
                "backtest",
                Reports.backtest(List.of(Reports.wave("", Frequency.parse("1d"), 1400, 7, 3, "temp")), 14, 7));

        Document page = sound(html);
        assertThat(html).contains("Backtest of temp", "<section id=\"folds\"", "The network in each fold");
        assertThat(html).contains("These are of the last fold.").doesNotContain("<section id=\"forecast\"");
        assertThat(html.indexOf("Better than every naive forecast")).isLessThan(html.indexOf("id=\"folds\""));
        assertThat(charts(page)).isEqualTo(2 * 7); // history, folds, test, steps, intervals, 2 residuals
    }

    @Test
    void of_500_series_the_worst_the_best_and_some_between_are_shown() throws Exception {
        String html = Reports.kept("many", Reports.whole(Reports.many(500, "sales"), 24, 24));

        Document page = sound(html);
        assertThat(html).contains("(worst of 500)", "(best of 500)", "(middle of 500)", "6 of 500 forecasts are shown");
        assertThat(html).contains("The 12 worst and the 12 best of 500 series");
        assertThat(charts(page)).isLessThan(2 * 25);
    }

    @Test
    void many_columns_of_many_series_are_one_page() throws Exception {
        String html = Reports.kept("columns", Reports.whole(Reports.many(3, "a", "b", "c", "d"), 12, 24));

        sound(html);
        assertThat(html).contains("<section id=\"series\"", "<section id=\"columns\"", "shop 1 \u00B7 a");
    }

    @Test
    void a_million_rows_fit() throws Exception {
        TimeSeries series = Reports.wave("", Frequency.parse("1min"), 1_000_000, 60, 2, "load");

        String html = Reports.kept("million", Reports.forecastOnly(List.of(series), 60, 60));

        sound(html);
        assertThat(html.length()).isLessThan(400_000);
    }

    @Test
    void ten_rows_without_timestamps_are_drawn_too() throws Exception {
        TimeSeries series = Reports.wave("", new Frequency.Rows(), 10, 2, 2, "y");

        String html = Reports.kept("ten", Reports.forecastOnly(List.of(series), 1, 2));

        sound(html);
        assertThat(html).contains("When the model was trained, it was found: beats every baseline.");
    }

    @Test
    void names_that_are_markup_stay_text() throws Exception {
        List<TimeSeries> series = List.of(
                Reports.wave(Reports.HOSTILE, Frequency.parse("month"), 300, 12, 1, Reports.HOSTILE),
                Reports.wave("b", Frequency.parse("month"), 300, 12, 2, Reports.HOSTILE));

        Report report = Reports.whole(series, 6, 12);
        String html = Reports.kept("hostile", report);

        sound(html);
        assertThat(html).contains("&lt;script&gt;alert(1)").doesNotContain("<script", "<img", "\u202E");
        parsed(report.svg().orElseThrow());
        assertThat(report.svg().orElseThrow()).doesNotContain("<script");
    }

    @Test
    void the_forecast_is_also_a_picture_of_its_own() throws Exception {
        Report report =
                Reports.forecastOnly(List.of(Reports.wave("", Frequency.parse("1d"), 200, 7, 3, "temp")), 14, 7);

        Document svg = parsed(report.svg().orElseThrow());

        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("temp, 14 steps ahead");
        Matcher outside =
                Pattern.compile("https?://[^\"]*").matcher(report.svg().orElseThrow());
        while (outside.find()) {
            assertThat(outside.group()).isEqualTo("http://www.w3.org/2000/svg");
        }
    }

    @Test
    void values_that_never_change_and_huge_ones_are_drawn() throws Exception {
        Column flat = Column.of("flat", new double[200]);
        double[] huge = new double[200];
        huge[0] = -1.7e308;
        huge[199] = 1.7e308;
        TimeSeries like = Reports.wave("", Frequency.parse("1h"), 200, 24, 1, "y");

        sound(Reports.forecastOnly(
                        List.of(new TimeSeries("", like.index(), List.of(flat, Column.of("huge", huge)))), 5, 24)
                .html());
    }
}
