package org.forecast4j.report;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lines, bands and bars over one pair of axes, {@linkplain Drawing drawn} as SVG of any size, said in words and told as a
 * table. Colours are CSS classes, so
 * that the page chooses them for light, dark and print. A NaN breaks a line; a million points make as many bytes as the
 * chart has pixels.
 */
final class Chart {
    /** What the x values are; times are seconds since the epoch on the series' own clock. */
    enum Across {
        NUMBERS,
        TIMES
    }

    /** Beyond this a coordinate would overflow when scaled. */
    private static final double LARGEST = 1e300;

    private static final int TABLE_ROWS = 100;

    private final String title;
    private final Across across;
    private final String xName;
    private final String yName;
    private final List<Mark> marks = new ArrayList<>();
    private boolean fromZero;

    /** @param title what it shows, in a few words: what a reader who cannot see the chart is told first */
    Chart(String title, Across across, String xName, String yName) {
        this.title = title;
        this.across = across;
        this.xName = xName;
        this.yName = yName;
    }

    /** A line through points in ascending order of x. */
    Chart line(String name, String css, double[] x, double[] y) {
        marks.add(new Mark.Line(name, css, x, y));
        return this;
    }

    Chart band(String name, String css, double[] x, double[] lower, double[] upper) {
        marks.add(new Mark.Band(name, css, x, lower, upper));
        return this;
    }

    Chart bars(String name, String css, double[] x, double[] y) {
        marks.add(new Mark.Bars(name, css, x, y));
        return fromZero();
    }

    /** A stretch of the x axis with a background of its own, named inside the chart. */
    Chart zone(String name, String css, double from, double to) {
        marks.add(new Mark.Zone(name, css, from, to));
        return this;
    }

    /** A vertical line, named in the legend. */
    Chart rule(String name, String css, double at) {
        marks.add(new Mark.Rule(name, css, at));
        return this;
    }

    /** A horizontal line, named in the legend unless the name is empty. */
    Chart level(String name, String css, double at) {
        marks.add(new Mark.Level(name, css, at));
        return this;
    }

    /** Lets the y axis begin at zero. */
    Chart fromZero() {
        fromZero = true;
        return this;
    }

    String title() {
        return title;
    }

    Across across() {
        return across;
    }

    String xName() {
        return xName;
    }

    String yName() {
        return yName;
    }

    List<Mark> marks() {
        return Collections.unmodifiableList(marks);
    }

    /** The chart as an {@code svg} element of this many units, of class {@code chart} and more. */
    String svg(int width, int height, String css) {
        return new Drawing(this, width, height).svg(css);
    }

    /** The chart as a file of its own, with a heading on its own background. */
    String standalone(int width, int height, String style) {
        int head = 40;
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width
                + "\" height=\"" + (height + head) + "\" viewBox=\"0 0 " + width + ' ' + (height + head)
                + "\" role=\"img\">\n<title>" + Html.escape(title) + "</title>\n<style>\n" + style
                + "</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
                + "<text class=\"heading\" x=\"14\" y=\"27\">" + Html.brief(title, width / 9) + "</text>\n"
                + svg(width - 16, height, "")
                        .replaceFirst(
                                "<svg ",
                                "<svg x=\"8\" y=\"" + head + "\" width=\"" + (width - 16) + "\" height=\"" + height
                                        + "\" ")
                + "</svg>\n";
    }

    /** The chart in words. */
    String inWords() {
        double[] xs = range(false);
        double[] ys = range(true);
        List<String> names =
                marks.stream().map(Mark::name).filter(name -> !name.isEmpty()).toList();
        return title + ". Shows " + String.join(", ", names) + "; "
                + (xName.isEmpty() ? "" : xName + " ") + "from " + xText(xs[0], true) + " to " + xText(xs[1], true)
                + ", "
                + (yName.isEmpty() ? "values" : yName) + " from " + Html.number(ys[0]) + " to " + Html.number(ys[1])
                + ".";
    }

    /** The least and the greatest value, of the y axis or else the x axis; never the same number. */
    double[] range(boolean ofY) {
        double[] values = marks.stream()
                .flatMapToDouble(mark -> ofY ? mark.ys() : mark.xs())
                .filter(Double::isFinite)
                .map(value -> Math.max(-LARGEST, Math.min(LARGEST, value)))
                .collect(
                        () -> new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
                        Chart::widen,
                        (a, b) -> {
                            widen(a, b[0]);
                            widen(a, b[1]);
                        });
        if (values[0] > values[1]) {
            return new double[] {0, 1};
        }
        if (ofY && fromZero) {
            widen(values, 0);
        }
        if (values[0] == values[1]) {
            double about = Math.max(ofY ? Math.abs(values[0]) * 0.1 : 1, 1e-9);
            return new double[] {values[0] - about, values[1] + about};
        }
        return values;
    }

    private static void widen(double[] range, double value) {
        range[0] = Math.min(range[0], value);
        range[1] = Math.max(range[1], value);
    }

    /** The range of the y axis with room around what is drawn. */
    double[] paddedRange() {
        double[] range = range(true);
        double pad = (range[1] - range[0]) * 0.05;
        double head =
                marks.stream().anyMatch(mark -> mark instanceof Mark.Zone) ? 2.5 * pad : pad; // for the zones' names
        return new double[] {
            fromZero && range[0] == 0 ? 0 : range[0] - pad, fromZero && range[1] == 0 ? 0 : range[1] + head
        };
    }

    /** The same numbers as an HTML table; of many rows, evenly chosen ones. */
    String table() {
        List<String> headings = new ArrayList<>();
        List<double[]> columns = new ArrayList<>();
        List<double[]> places = new ArrayList<>();
        for (Mark mark : marks) {
            if (mark instanceof Mark.Line line) {
                add(headings, places, columns, line.name(), line.x(), line.y());
            } else if (mark instanceof Mark.Bars bars) {
                add(headings, places, columns, bars.name(), bars.x(), bars.y());
            } else if (mark instanceof Mark.Band band) {
                add(headings, places, columns, band.name() + " from", band.x(), band.lower());
                add(headings, places, columns, band.name() + " to", band.x(), band.upper());
            }
        }
        Map<Double, double[]> rows = new TreeMap<>();
        for (int c = 0; c < columns.size(); c++) {
            for (int i = 0; i < columns.get(c).length; i++) {
                double value = columns.get(c)[i];
                if (Double.isFinite(value)) {
                    rows.computeIfAbsent(places.get(c)[i], x -> {
                        double[] empty = new double[columns.size()];
                        Arrays.fill(empty, Double.NaN);
                        return empty;
                    })[c] = value;
                }
            }
        }
        return table(headings, rows);
    }

    private static void add(
            List<String> headings, List<double[]> places, List<double[]> columns, String name, double[] x, double[] y) {
        headings.add(name);
        places.add(x);
        columns.add(y);
    }

    private String table(List<String> headings, Map<Double, double[]> rows) {
        int every = (rows.size() + TABLE_ROWS - 1) / TABLE_ROWS;
        boolean clock = across == Across.TIMES && rows.keySet().stream().anyMatch(x -> x % 86_400 != 0);
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n");
        html.append("<caption>").append(Html.escape(title));
        html.append(every > 1 ? ", every " + every + ". of " + rows.size() + " rows" : "")
                .append("</caption>\n");
        html.append("<thead><tr><th scope=\"col\">");
        html.append(xName.isEmpty() ? across == Across.TIMES ? "time" : "row" : Html.escape(xName))
                .append("</th>");
        headings.forEach(heading -> html.append("<th scope=\"col\">")
                .append(Html.brief(heading, Drawing.LONGEST_NAME))
                .append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        int number = 0;
        for (Map.Entry<Double, double[]> row : rows.entrySet()) {
            if (number++ % every == 0) {
                html.append("<tr><th scope=\"row\">")
                        .append(xText(row.getKey(), clock))
                        .append("</th>");
                for (double value : row.getValue()) {
                    html.append("<td>")
                            .append(Double.isNaN(value) ? "" : Html.number(value))
                            .append("</td>");
                }
                html.append("</tr>\n");
            }
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private String xText(double x, boolean clock) {
        if (across == Across.NUMBERS) {
            return x == Math.rint(x) ? String.format(Locale.ROOT, "%.0f", x) : Html.number(x);
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond((long) x, 0, ZoneOffset.UTC);
        boolean midnight = time.toLocalTime().toSecondOfDay() == 0;
        return time.format(DateTimeFormatter.ofPattern(
                !clock || (midnight && rowsAreDays())
                        ? "uuuu-MM-dd"
                        : x % 60 == 0 ? "uuuu-MM-dd HH:mm" : "uuuu-MM-dd HH:mm:ss"));
    }

    private boolean rowsAreDays() {
        return marks.stream().flatMapToDouble(Mark::xs).limit(100).allMatch(x -> x % 86_400 == 0);
    }
}
