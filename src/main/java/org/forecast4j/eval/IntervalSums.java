package org.forecast4j.eval;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.forecast4j.model.Forecast;
import org.jspecify.annotations.Nullable;

/** Adds up how an interval of one coverage held, by step and by column. */
final class IntervalSums {

    private static final class Cell {
        private long labels;
        private long inside;
        private double scaledWidth;
        private double width;
        private double scaledOutside;
        private double scaledPinball;
        private double pinball;
        private double truths;

        void add(Cell other) {
            labels += other.labels;
            inside += other.inside;
            scaledWidth += other.scaledWidth;
            width += other.width;
            scaledOutside += other.scaledOutside;
            scaledPinball += other.scaledPinball;
            pinball += other.pinball;
            truths += other.truths;
        }
    }

    private final double coverage;
    private final List<String> columns;
    private final Cell[][] cells; // [column][step]

    IntervalSums(double coverage, List<String> columns, int horizon) {
        this.coverage = coverage;
        this.columns = columns;
        cells = new Cell[columns.size()][horizon];
        for (Cell[] steps : cells) {
            Arrays.setAll(steps, h -> new Cell());
        }
    }

    /** Adds one column of one window; truths that are NaN do not count. */
    void add(int column, double[] truth, Forecast.Interval interval, double deviation) {
        for (int h = 0; h < truth.length; h++) {
            if (!Double.isNaN(truth[h])) {
                add(cells[column][h], truth[h], interval.lower()[column][h], interval.upper()[column][h], deviation);
            }
        }
    }

    private void add(Cell cell, double truth, double lower, double upper, double deviation) {
        double outside = Math.max(0, Math.max(lower - truth, truth - upper));
        double tail = (1 - coverage) / 2;
        double pinball = (pinball(tail, truth, lower) + pinball(1 - tail, truth, upper)) / 2;
        cell.labels++;
        cell.inside += outside == 0 ? 1 : 0;
        cell.width += upper - lower;
        cell.scaledWidth += (upper - lower) / deviation;
        cell.scaledOutside += outside / deviation;
        cell.scaledPinball += pinball / deviation;
        cell.pinball += pinball;
        cell.truths += Math.abs(truth);
    }

    private static double pinball(double level, double truth, double quantile) {
        double under = truth - quantile;
        return Math.max(level * under, (level - 1) * under);
    }

    IntervalScore score() {
        Cell all = new Cell();
        Map<String, @Nullable Double> perColumn = new LinkedHashMap<>();
        for (int c = 0; c < cells.length; c++) {
            Cell column = new Cell();
            Arrays.stream(cells[c]).forEach(column::add);
            perColumn.put(columns.get(c), measured(column));
            all.add(column);
        }
        List<IntervalScore.OfStep> perStep = IntStream.range(0, cells[0].length)
                .mapToObj(h -> {
                    Cell step = new Cell();
                    Arrays.stream(cells).forEach(column -> step.add(column[h]));
                    return new IntervalScore.OfStep(measured(step), Scores.finite(step.scaledWidth / step.labels));
                })
                .toList();
        return new IntervalScore(
                coverage,
                measured(all),
                Scores.finite(all.scaledWidth / all.labels),
                Scores.finite(all.width / all.labels),
                Scores.finite((all.scaledWidth + 2 / (1 - coverage) * all.scaledOutside) / all.labels),
                Scores.finite(all.scaledPinball / all.labels),
                Scores.finite(2 * all.pinball / all.truths),
                perStep,
                Collections.unmodifiableMap(perColumn));
    }

    private static @Nullable Double measured(Cell cell) {
        return Scores.finite((double) cell.inside / cell.labels);
    }
}
