package org.forecast4j.report;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Lines, bands and bars over one pair of axes, drawn as SVG of any size and told as a table. Colours are CSS classes, so
 * that the page chooses them for light, dark and print. A NaN breaks a line; a million points make as many bytes as the
 * chart has pixels.
 */
final class Chart {
    /** What the x values are; times are seconds since the epoch on the series' own clock. */
    enum Across {
        NUMBERS,
        TIMES
    }

    private sealed interface Mark {
        String name();

        String css();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Line(String name, String css, double[] x, double[] y) implements Mark {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Band(String name, String css, double[] x, double[] lower, double[] upper) implements Mark {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Bars(String name, String css, double[] x, double[] y) implements Mark {}

    private record Zone(String name, String css, double from, double to) implements Mark {}

    private record Rule(String name, String css, double at) implements Mark {}

    private record Level(String name, String css, double at) implements Mark {}

    private static final double FONT = 12.5;

    /** A character's mean width in a sans-serif font. */
    private static final double LETTER = 0.56 * FONT;

    private static final int LONGEST_NAME = 34;
    private static final double LEGEND_ROW = 20;
    private static final double SWATCH = 22;
    private static final int TABLE_ROWS = 100;

    /** Pixels between points from which on each gets a dot. */
    private static final double FAR_APART = 18;

    /** Half the width of a band that has one point. */
    private static final double NARROW_BAND = 4;

    /** Beyond this a coordinate would overflow when scaled. */
    private static final double LARGEST = 1e300;

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
        marks.add(new Line(name, css, x, y));
        return this;
    }

    Chart band(String name, String css, double[] x, double[] lower, double[] upper) {
        marks.add(new Band(name, css, x, lower, upper));
        return this;
    }

    Chart bars(String name, String css, double[] x, double[] y) {
        marks.add(new Bars(name, css, x, y));
        return fromZero();
    }

    /** A stretch of the x axis with a background of its own, named inside the chart. */
    Chart zone(String name, String css, double from, double to) {
        marks.add(new Zone(name, css, from, to));
        return this;
    }

    /** A vertical line, named in the legend. */
    Chart rule(String name, String css, double at) {
        marks.add(new Rule(name, css, at));
        return this;
    }

    /** A horizontal line, named in the legend unless the name is empty. */
    Chart level(String name, String css, double at) {
        marks.add(new Level(name, css, at));
        return this;
    }

    /** Lets the y axis begin at zero. */
    Chart fromZero() {
        fromZero = true;
        return this;
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

    // ---------------------------------------------------------------- drawing

    /** Where values lie on the canvas. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Frame(double[] xs, double[] ys, double left, double right, double top, double bottom) {
        double x(double value) {
            return left + (value - xs[0]) / (xs[1] - xs[0]) * (right - left);
        }

        double y(double value) {
            return bottom - (value - ys[0]) / (ys[1] - ys[0]) * (bottom - top);
        }
    }

    /** The chart as an {@code svg} element of this many units, of class {@code chart} and more. */
    String svg(int width, int height, String css) {
        double[] xs = range(false);
        double[] ys = padded(range(true));
        List<List<Mark>> legend = legend(width);
        double top = 6 + legend.size() * LEGEND_ROW + (yName.isEmpty() ? 4 : 22);
        double bottom = height - (xName.isEmpty() ? 24 : 42);
        List<Ticks.Tick> yTicks = Ticks.numbers(ys[0], ys[1], (int) Math.max(2, (bottom - top) / 44));
        double left = 10
                + yTicks.stream().mapToInt(tick -> tick.label().length()).max().orElse(1) * LETTER;
        Frame frame = new Frame(xs, ys, left, width - 12.0, top, bottom);

        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart ")
                .append(css)
                .append("\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" role=\"img\" aria-label=\"")
                .append(Html.escape(inWords()))
                .append("\">\n");
        zones(svg, frame);
        axes(svg, frame, yTicks);
        for (Mark mark : marks) {
            draw(svg, mark, frame);
        }
        zoneNames(svg, frame);
        for (int row = 0; row < legend.size(); row++) {
            legendRow(svg, legend.get(row), 18 + row * LEGEND_ROW);
        }
        if (!yName.isEmpty()) {
            text(svg, "name", 2, top - 12, Html.brief(yName, (int) (width / LETTER)));
        }
        if (!xName.isEmpty()) {
            text(svg, "name end", frame.right(), height - 6.0, Html.escape(xName));
        }
        return svg.append("</svg>\n").toString();
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

    private void axes(StringBuilder svg, Frame frame, List<Ticks.Tick> yTicks) {
        for (Ticks.Tick tick : yTicks) {
            double y = frame.y(tick.at());
            svg.append("<path class=\"grid\" d=\"M")
                    .append(at(frame.left()))
                    .append(' ')
                    .append(at(y));
            svg.append('H').append(at(frame.right())).append("\"/>");
            text(svg, "tick end", frame.left() - 6, y + 4, tick.label());
        }
        List<Ticks.Tick> xTicks = xTicks(frame);
        svg.append("<path class=\"axis\" d=\"M").append(at(frame.left())).append(' ');
        svg.append(at(frame.bottom())).append('H').append(at(frame.right()));
        for (Ticks.Tick tick : xTicks) {
            svg.append('M')
                    .append(at(frame.x(tick.at())))
                    .append(' ')
                    .append(at(frame.bottom()))
                    .append("v4");
        }
        svg.append("\"/>\n");
        for (Ticks.Tick tick : xTicks) {
            double half = tick.label().length() * LETTER / 2;
            double x = Math.min(frame.x(tick.at()), frame.right() + 10 - half);
            text(svg, "tick mid", Math.max(x, half), frame.bottom() + 18, tick.label());
        }
        svg.append('\n');
    }

    /** As many as fit beside each other. */
    private List<Ticks.Tick> xTicks(Frame frame) {
        double width = frame.right() - frame.left();
        double low = frame.xs()[0];
        double high = frame.xs()[1];
        for (int about = (int) (width / 60); ; about--) {
            List<Ticks.Tick> ticks =
                    across == Across.TIMES ? Ticks.times(low, high, about) : Ticks.counts(low, high, about);
            int longest =
                    ticks.stream().mapToInt(tick -> tick.label().length()).max().orElse(0);
            if (about <= 1 || ticks.size() * (longest * LETTER + 14) <= width) {
                return ticks;
            }
        }
    }

    private void draw(StringBuilder svg, Mark mark, Frame frame) {
        if (mark instanceof Line line) {
            line(svg, line, frame);
        } else if (mark instanceof Band band) {
            band(svg, band, frame);
        } else if (mark instanceof Bars bars) {
            bars(svg, bars, frame);
        } else if (mark instanceof Rule rule) {
            path(svg, rule.css(), "M" + at(frame.x(rule.at())) + ' ' + at(frame.top()) + 'V' + at(frame.bottom()));
        } else if (mark instanceof Level level) {
            path(svg, level.css(), "M" + at(frame.left()) + ' ' + at(frame.y(level.at())) + 'H' + at(frame.right()));
        }
    }

    private static void line(StringBuilder svg, Line line, Frame frame) {
        double[] x = Arrays.stream(line.x()).map(frame::x).toArray();
        double[] y = Arrays.stream(line.y()).map(frame::y).toArray();
        StringBuilder d = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        double apart = x.length < 2 ? 0 : (x[x.length - 1] - x[0]) / (x.length - 1);
        boolean sparse = !line.css().startsWith("c") && apart > FAR_APART;
        for (int from = 0; from < x.length; from++) {
            if (!Double.isFinite(y[from])) {
                continue;
            }
            int to = from;
            while (to < x.length && Double.isFinite(y[to])) {
                to++;
            }
            boolean first = true;
            for (int point : Thinning.visible(x, y, from, to)) {
                d.append(first ? 'M' : 'L').append(at(x[point])).append(' ').append(at(y[point]));
                if (sparse || to == from + 1) {
                    dots.append('M')
                            .append(at(x[point]))
                            .append(' ')
                            .append(at(y[point]))
                            .append("h0");
                }
                first = false;
            }
            from = to;
        }
        path(svg, line.css(), d.toString());
        if (dots.length() > 0) {
            path(svg, line.css() + " dots", dots.toString());
        }
    }

    private static void band(StringBuilder svg, Band band, Frame frame) {
        double[] x = Arrays.stream(band.x()).map(frame::x).toArray();
        double[] lower = Arrays.stream(band.lower()).map(frame::y).toArray();
        double[] upper = Arrays.stream(band.upper()).map(frame::y).toArray();
        StringBuilder d = new StringBuilder();
        for (int from = 0; from < x.length; from++) {
            if (!Double.isFinite(lower[from] + upper[from])) {
                continue;
            }
            int to = from;
            while (to < x.length && Double.isFinite(lower[to] + upper[to])) {
                to++;
            }
            if (to == from + 1) {
                d.append('M').append(at(x[from] - NARROW_BAND)).append(' ').append(at(upper[from]));
                d.append('h').append(at(2 * NARROW_BAND)).append('V').append(at(lower[from]));
                d.append('h').append(at(-2 * NARROW_BAND)).append('Z');
                continue;
            }
            char move = 'M';
            for (int point : Thinning.visible(x, upper, from, to)) {
                d.append(move).append(at(x[point])).append(' ').append(at(upper[point]));
                move = 'L';
            }
            int[] back = Thinning.visible(x, lower, from, to);
            for (int i = back.length - 1; i >= 0; i--) {
                d.append('L').append(at(x[back[i]])).append(' ').append(at(lower[back[i]]));
            }
            d.append('Z');
            from = to;
        }
        path(svg, band.css(), d.toString());
    }

    private static void bars(StringBuilder svg, Bars bars, Frame frame) {
        double room = (frame.right() - frame.left()) / Math.max(1, bars.x().length);
        double half = Math.max(0.5, Math.min(9, room * 0.32));
        StringBuilder d = new StringBuilder();
        for (int i = 0; i < bars.x().length; i++) {
            if (Double.isFinite(bars.y()[i])) {
                d.append('M')
                        .append(at(frame.x(bars.x()[i]) - half))
                        .append(' ')
                        .append(at(frame.y(0)));
                d.append('V').append(at(frame.y(bars.y()[i]))).append('h').append(at(2 * half));
                d.append('V').append(at(frame.y(0))).append('Z');
            }
        }
        path(svg, bars.css(), d.toString());
    }

    private void zones(StringBuilder svg, Frame frame) {
        for (Mark mark : marks) {
            if (mark instanceof Zone zone) {
                double from = Math.max(frame.left(), frame.x(zone.from()));
                double to = Math.min(frame.right(), frame.x(zone.to()));
                path(
                        svg,
                        zone.css(),
                        "M" + at(from) + ' ' + at(frame.top()) + 'H' + at(to) + 'V' + at(frame.bottom()) + 'H'
                                + at(from) + 'Z');
            }
        }
    }

    private void zoneNames(StringBuilder svg, Frame frame) {
        for (Mark mark : marks) {
            if (mark instanceof Zone zone) {
                double from = Math.max(frame.left(), frame.x(zone.from()));
                double to = Math.min(frame.right(), frame.x(zone.to()));
                if (to - from > zone.name().length() * LETTER + 8) {
                    text(svg, "zone mid", (from + to) / 2, frame.top() + 14, Html.escape(zone.name()));
                }
            }
        }
    }

    /** The named marks, in rows that fit: the forecast first, bands last and the narrow ones before the wide ones. */
    private List<List<Mark>> legend(double width) {
        List<List<Mark>> rows = new ArrayList<>();
        double used = Double.POSITIVE_INFINITY;
        List<Mark> named = marks.stream()
                .filter(mark -> !mark.name().isEmpty() && !(mark instanceof Zone))
                .sorted(Comparator.comparing((Mark mark) -> !mark.css().equals("forecast"))
                        .thenComparing(mark -> mark instanceof Band ? mark.css() : ""))
                .toList();
        for (Mark mark : named) {
            double wide = legendWidth(mark);
            if (used + wide > width) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.get(rows.size() - 1).add(mark);
            used += wide;
        }
        return rows;
    }

    private static double legendWidth(Mark mark) {
        return SWATCH + 6 + Math.min(LONGEST_NAME, mark.name().length()) * LETTER + 14;
    }

    private static void legendRow(StringBuilder svg, List<Mark> row, double y) {
        double x = 2;
        for (Mark mark : row) {
            boolean area = mark instanceof Band || mark instanceof Bars;
            String swatch = area
                    ? "M" + at(x) + ' ' + at(y - 9) + 'h' + at(SWATCH) + "v10h-" + at(SWATCH) + 'Z'
                    : "M" + at(x) + ' ' + at(y - 4) + 'h' + at(SWATCH);
            path(svg, mark.css(), swatch);
            text(svg, "key", x + SWATCH + 6, y, Html.brief(mark.name(), LONGEST_NAME));
            x += legendWidth(mark);
        }
    }

    private static void path(StringBuilder svg, String css, String d) {
        if (!d.isEmpty()) {
            svg.append("<path class=\"").append(css).append("\" d=\"").append(d).append("\"/>\n");
        }
    }

    private static void text(StringBuilder svg, String css, double x, double y, String escaped) {
        svg.append("<text class=\"")
                .append(css)
                .append("\" x=\"")
                .append(at(x))
                .append("\" y=\"")
                .append(at(y));
        svg.append("\">").append(escaped).append("</text>");
    }

    /** A coordinate with one decimal, kept near the canvas. */
    private static String at(double value) {
        double tenths = Math.rint(Math.max(-1e5, Math.min(1e5, value)) * 10) / 10;
        return tenths == Math.rint(tenths) ? String.valueOf((long) tenths) : String.valueOf(tenths);
    }

    // ---------------------------------------------------------------- ranges

    private double[] range(boolean ofY) {
        double[] values = marks.stream()
                .flatMapToDouble(mark -> ofY ? ys(mark) : xs(mark))
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

    private double[] padded(double[] range) {
        double pad = (range[1] - range[0]) * 0.05;
        double head = marks.stream().anyMatch(mark -> mark instanceof Zone) ? 2.5 * pad : pad; // for the zones' names
        return new double[] {
            fromZero && range[0] == 0 ? 0 : range[0] - pad, fromZero && range[1] == 0 ? 0 : range[1] + head
        };
    }

    private static DoubleStream xs(Mark mark) {
        if (mark instanceof Line line) {
            return Arrays.stream(line.x());
        } else if (mark instanceof Band band) {
            return Arrays.stream(band.x());
        } else if (mark instanceof Bars bars) {
            return Arrays.stream(bars.x()).flatMap(x -> DoubleStream.of(x - 0.5, x + 0.5));
        } else if (mark instanceof Zone zone) {
            return DoubleStream.of(zone.from(), zone.to());
        } else if (mark instanceof Rule rule) {
            return DoubleStream.of(rule.at());
        }
        return DoubleStream.empty();
    }

    private static DoubleStream ys(Mark mark) {
        if (mark instanceof Line line) {
            return Arrays.stream(line.y());
        } else if (mark instanceof Band band) {
            return DoubleStream.concat(Arrays.stream(band.lower()), Arrays.stream(band.upper()));
        } else if (mark instanceof Bars bars) {
            return Arrays.stream(bars.y());
        } else if (mark instanceof Level level) {
            return DoubleStream.of(level.at());
        }
        return DoubleStream.empty();
    }

    // ---------------------------------------------------------------- the table

    /** The same numbers as an HTML table; of many rows, evenly chosen ones. */
    String table() {
        List<String> headings = new ArrayList<>();
        List<double[]> columns = new ArrayList<>();
        List<double[]> places = new ArrayList<>();
        for (Mark mark : marks) {
            if (mark instanceof Line line) {
                add(headings, places, columns, line.name(), line.x(), line.y());
            } else if (mark instanceof Bars bars) {
                add(headings, places, columns, bars.name(), bars.x(), bars.y());
            } else if (mark instanceof Band band) {
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
                .append(Html.brief(heading, LONGEST_NAME))
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
        return marks.stream().flatMapToDouble(Chart::xs).limit(100).allMatch(x -> x % 86_400 == 0);
    }
}
