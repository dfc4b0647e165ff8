package org.forecast4j.report;

import java.util.Map;
import java.util.stream.IntStream;

/** The page's text as it grows: sections with their entries in the contents, figures and tables. */
final class Body {
    private static final int WIDE = 960;
    private static final int HALF = 470;
    private static final int NARROW = 400;
    private static final int WIDE_HEIGHT = 320;
    private static final int HEIGHT = 270;

    private final StringBuilder html = new StringBuilder();
    private final StringBuilder contents = new StringBuilder();

    /** What stands there so far, to be added to. */
    StringBuilder html() {
        return html;
    }

    /** Links to the sections so far. */
    CharSequence contents() {
        return contents;
    }

    void open(String id, String heading, String words) {
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

    void close() {
        html.append("</section>\n");
    }

    void figure(Chart chart, boolean whole, String heading, String caption) {
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

    /** A chart over the page's whole width. */
    void alone(Chart chart) {
        html.append("<div class=\"grid\">\n");
        figure(chart, true, "", "");
        html.append("</div>\n");
    }

    /** A table's headings; its rows follow. */
    void head(String... headings) {
        html.append("<thead><tr>");
        for (String heading : headings) {
            html.append("<th scope=\"col\">").append(Html.escape(heading)).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
    }

    /** The rest of a row, after its heading; already escaped. */
    void cells(String... values) {
        for (String value : values) {
            html.append("<td>").append(value).append("</td>");
        }
        html.append("</tr>\n");
    }

    /** A table of names and what they stand for. */
    void words(Map<String, String> all, String caption) {
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

    /** 1 to {@code count}. */
    static double[] upTo(int count) {
        return IntStream.rangeClosed(1, count).asDoubleStream().toArray();
    }
}
