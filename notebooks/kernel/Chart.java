package org.forecast4j.notebook;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.rapaio.jupyter.kernel.global.Global;

/** A chart of lines for a notebook: {@code Chart.of("Title", "x", "y").line("name", ys).show()}. */
public final class Chart {
    /** Told apart by people who see colours differently, too (Okabe and Ito). */
    private static final List<Color> COLOURS = List.of(
            new Color(0x3c3c3c), new Color(0xd55e00), new Color(0x0072b2), new Color(0x009e73), new Color(0xcc79a7),
            new Color(0xe69f00), new Color(0x56b4e9));

    private static final int WIDTH = 860;
    private static final int HEIGHT = 340;

    private final XYChart chart;
    private int lines;

    private Chart(String title, String x, String y) {
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .theme(ChartTheme.Matlab)
                .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15))
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        chart.getStyler()
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setPlotGridLinesColor(new Color(0xe0e0e0))
                .setPlotGridLinesStroke(new BasicStroke(0.6f));
        chart.getStyler().setPlotTicksMarksVisible(false).setDatePattern("yyyy-MM-dd");
    }

    public static Chart of(String title, String x, String y) {
        return new Chart(title, x, y);
    }

    /** Logarithmic values. */
    public Chart logarithmic() {
        chart.getStyler().setYAxisLogarithmic(true);
        return this;
    }

    /** Between these values. */
    public Chart from(double least, double greatest) {
        chart.getStyler().setYAxisMin(least).setYAxisMax(greatest);
        return this;
    }

    /** A line over 1, 2, 3...; a value that is not a number leaves a gap. */
    public Chart line(String name, double[] values) {
        return line(name, counted(values), values);
    }

    public Chart line(String name, double[] x, double[] values) {
        return styled(chart.addSeries(name, x, values), lines++);
    }

    /** A line over time. */
    public Chart line(String name, List<ZonedDateTime> times, double[] values) {
        return styled(chart.addSeries(name, dates(times), boxed(values)), lines++);
    }

    /** Points that are not joined. */
    public Chart points(String name, double[] x, double[] values) {
        XYSeries series = chart.addSeries(name, x, values);
        styled(series, lines++);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
        int opacity = values.length < 50 ? 0xff000000 : 0x60000000; // many lie on top of each other
        series.setMarkerColor(new Color(series.getLineColor().getRGB() & 0xffffff | opacity, true));
        chart.getStyler().setMarkerSize(values.length < 50 ? 11 : 5);
        return this;
    }

    /** The two bounds of an interval, in the colour of the line before. */
    public Chart bounds(String name, List<ZonedDateTime> times, double[] lower, double[] upper) {
        for (int side = 0; side < 2; side++) {
            String unique = side == 0 ? name : name + " (upper)";
            XYSeries series = chart.addSeries(unique, dates(times), boxed(side == 0 ? lower : upper));
            styled(series, lines - 1);
            series.setLineStyle(SeriesLines.DASH_DASH).setLineWidth(1.2f).setShowInLegend(side == 0);
        }
        return this;
    }

    private Chart styled(XYSeries series, int colour) {
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(COLOURS.get(colour % COLOURS.size()));
        series.setLineStyle(SeriesLines.SOLID).setLineWidth(1.8f);
        return this;
    }

    /** Shows the chart below the cell. */
    public void show() {
        if (lines > 4) { // a row of so many names would not fit
            chart.getStyler().setLegendPosition(LegendPosition.OutsideE).setLegendLayout(LegendLayout.Vertical);
        }
        Global.display(BitmapEncoder.getBufferedImage(chart));
    }

    private static List<Date> dates(List<ZonedDateTime> times) {
        return times.stream().map(time -> Date.from(time.toInstant())).toList();
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static double[] counted(double[] values) {
        return IntStream.rangeClosed(1, values.length).asDoubleStream().toArray();
    }
}
