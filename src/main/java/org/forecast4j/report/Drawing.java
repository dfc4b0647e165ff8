package org.forecast4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A chart on a canvas of so many units, as SVG. */
final class Drawing {
    static final int LONGEST_NAME = 34;

    private static final double FONT = 12.5;

    /** A character's mean width in a sans-serif font. */
    private static final double LETTER = 0.56 * FONT;

    private static final double LEGEND_ROW = 20;
    private static final double SWATCH = 22;

    /** Pixels between points from which on each gets a dot. */
    private static final double FAR_APART = 18;

    /** Half the width of a band that has one point. */
    private static final double NARROW_BAND = 4;

    private final Chart chart;
    private final int width;
    private final int height;

    Drawing(Chart chart, int width, int height) {
        this.chart = chart;
        this.width = width;
        this.height = height;
    }

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

    /** An {@code svg} element of class {@code chart} and more. */
    String svg(String css) {
        double[] xs = chart.range(false);
        double[] ys = chart.paddedRange();
        List<List<Mark>> legend = legend();
        double top = 6 + legend.size() * LEGEND_ROW + (chart.yName().isEmpty() ? 4 : 22);
        double bottom = height - (chart.xName().isEmpty() ? 24 : 42);
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
                .append(Html.escape(chart.inWords()))
                .append("\">\n");
        zones(svg, frame);
        axes(svg, frame, yTicks);
        for (Mark mark : chart.marks()) {
            draw(svg, mark, frame);
        }
        zoneNames(svg, frame);
        for (int row = 0; row < legend.size(); row++) {
            legendRow(svg, legend.get(row), 18 + row * LEGEND_ROW);
        }
        if (!chart.yName().isEmpty()) {
            text(svg, "name", 2, top - 12, Html.brief(chart.yName(), (int) (width / LETTER)));
        }
        if (!chart.xName().isEmpty()) {
            text(svg, "name end", frame.right(), height - 6.0, Html.escape(chart.xName()));
        }
        return svg.append("</svg>\n").toString();
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
            List<Ticks.Tick> ticks = chart.across() == Chart.Across.TIMES
                    ? Ticks.times(low, high, about)
                    : Ticks.counts(low, high, about);
            int longest =
                    ticks.stream().mapToInt(tick -> tick.label().length()).max().orElse(0);
            if (about <= 1 || ticks.size() * (longest * LETTER + 14) <= width) {
                return ticks;
            }
        }
    }

    private void draw(StringBuilder svg, Mark mark, Frame frame) {
        if (mark instanceof Mark.Line line) {
            line(svg, line, frame);
        } else if (mark instanceof Mark.Band band) {
            band(svg, band, frame);
        } else if (mark instanceof Mark.Bars bars) {
            bars(svg, bars, frame);
        } else if (mark instanceof Mark.Rule rule) {
            path(svg, rule.css(), "M" + at(frame.x(rule.at())) + ' ' + at(frame.top()) + 'V' + at(frame.bottom()));
        } else if (mark instanceof Mark.Level level) {
            path(svg, level.css(), "M" + at(frame.left()) + ' ' + at(frame.y(level.at())) + 'H' + at(frame.right()));
        }
    }

    private static void line(StringBuilder svg, Mark.Line line, Frame frame) {
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

    private static void band(StringBuilder svg, Mark.Band band, Frame frame) {
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

    private static void bars(StringBuilder svg, Mark.Bars bars, Frame frame) {
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
        for (Mark mark : chart.marks()) {
            if (mark instanceof Mark.Zone zone) {
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
        for (Mark mark : chart.marks()) {
            if (mark instanceof Mark.Zone zone) {
                double from = Math.max(frame.left(), frame.x(zone.from()));
                double to = Math.min(frame.right(), frame.x(zone.to()));
                if (to - from > zone.name().length() * LETTER + 8) {
                    text(svg, "zone mid", (from + to) / 2, frame.top() + 14, Html.escape(zone.name()));
                }
            }
        }
    }

    /** The named chart.marks(), in rows that fit: the forecast first, bands last and the narrow ones before the wide ones. */
    private List<List<Mark>> legend() {
        List<List<Mark>> rows = new ArrayList<>();
        double used = Double.POSITIVE_INFINITY;
        List<Mark> named = chart.marks().stream()
                .filter(mark -> !mark.name().isEmpty() && !(mark instanceof Mark.Zone))
                .sorted(Comparator.comparing((Mark mark) -> !mark.css().equals("forecast"))
                        .thenComparing(mark -> mark instanceof Mark.Band ? mark.css() : ""))
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
            boolean area = mark instanceof Mark.Band || mark instanceof Mark.Bars;
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
}
