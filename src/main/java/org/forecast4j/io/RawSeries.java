package org.forecast4j.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntFunction;

/** One series as the file has it: rows in growing primitive arrays, NaN where a value is missing. */
final class RawSeries {
    private static final double[] DROPPED = {};
    private static final int FIRST_CAPACITY = 4;

    private final String id;
    private final Path file;
    private long[] seconds = new long[FIRST_CAPACITY];
    private int[] lines = new int[FIRST_CAPACITY];
    private final double[][] values;
    private final double[] fixed;
    private int rows;

    /** @param statics how many columns have one value for all rows */
    RawSeries(String id, Path file, int columns, int statics) {
        this.id = id;
        this.file = file;
        this.values = new double[columns][FIRST_CAPACITY];
        this.fixed = new double[statics];
        Arrays.fill(fixed, Double.NaN);
    }

    String id() {
        return id;
    }

    Path file() {
        return file;
    }

    int rows() {
        return rows;
    }

    long second(int row) {
        return seconds[row];
    }

    double value(int row, int column) {
        return values[column][row];
    }

    /** Whether any row has a value of a column. */
    boolean observed(int column) {
        for (int row = 0; row < rows; row++) {
            if (!Double.isNaN(values[column][row])) {
                return true;
            }
        }
        return false;
    }

    /** File and line of a row. */
    String place(int row) {
        return CsvRecords.place(file, lines[row]);
    }

    /** Copies one row. Columns that were dropped are passed over. */
    void append(long second, long line, double[] row) {
        if (rows == seconds.length) {
            int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, rows + 1L + rows / 2);
            seconds = Arrays.copyOf(seconds, capacity);
            lines = Arrays.copyOf(lines, capacity);
            for (int c = 0; c < values.length; c++) {
                values[c] = values[c] == DROPPED ? DROPPED : Arrays.copyOf(values[c], capacity);
            }
        }
        seconds[rows] = second;
        lines[rows] = (int) Math.min(Integer.MAX_VALUE, line);
        for (int c = 0; c < values.length; c++) {
            if (values[c] != DROPPED) {
                values[c][rows] = row[c];
            }
        }
        rows++;
    }

    /** Takes the value of a static column, NaN where a row lacks it. Says whether it is the one of the rows before. */
    boolean agree(int column, double value) {
        fixed[column] = Double.isNaN(fixed[column]) ? value : fixed[column];
        return Double.isNaN(value) || value == fixed[column];
    }

    /** The value of a static column; NaN where no row had it. */
    double fixed(int column) {
        return fixed[column];
    }

    /** Lets go of a column. */
    void drop(int column) {
        values[column] = DROPPED;
    }

    /** The seconds of all rows, not a copy; as many as there are rows count. */
    long[] seconds() {
        return seconds;
    }

    void dropSeconds() {
        seconds = new long[0];
        lines = new int[0];
    }

    /** Hands over a column's values, exactly as many as there are rows, and lets go of them. */
    double[] takeValues(int column) {
        double[] taken = values[column];
        values[column] = DROPPED;
        return taken.length == rows ? taken : Arrays.copyOf(taken, rows);
    }

    /** Sorts the rows by time, those of one timestamp in the order of the file. Says whether anything moved. */
    boolean sort() {
        boolean sorted = true;
        for (int row = 1; row < rows && sorted; row++) {
            sorted = seconds[row - 1] <= seconds[row];
        }
        if (sorted) {
            return false;
        }
        int[] order = order();
        long[] sortedSeconds = new long[rows];
        int[] sortedLines = new int[rows];
        for (int row = 0; row < rows; row++) {
            sortedSeconds[row] = seconds[order[row]];
            sortedLines[row] = lines[order[row]];
        }
        seconds = sortedSeconds;
        lines = sortedLines;
        for (int c = 0; c < values.length; c++) {
            if (values[c] != DROPPED) {
                double[] moved = new double[rows];
                for (int row = 0; row < rows; row++) {
                    moved[row] = values[c][order[row]];
                }
                values[c] = moved;
            }
        }
        return true;
    }

    /** Merge sort of row numbers: stable, and without an object for each row. */
    private int[] order() {
        int[] from = new int[rows];
        Arrays.setAll(from, row -> row);
        int[] to = new int[rows];
        for (long width = 1; width < rows; width *= 2) {
            for (long start = 0; start < rows; start += 2 * width) {
                int middle = (int) Math.min(start + width, rows);
                int end = (int) Math.min(start + 2 * width, rows);
                int left = (int) start;
                int right = middle;
                for (int at = (int) start; at < end; at++) {
                    boolean takeLeft = right >= end || (left < middle && seconds[from[left]] <= seconds[from[right]]);
                    to[at] = from[takeLeft ? left++ : right++];
                }
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    /** Keeps one row of each run of equal timestamps: the first or last of it, or the mean of what it observed. */
    int merge(IntFunction<Merging> merging) {
        BitSet ends = new BitSet(rows);
        for (int row = 0; row < rows; row++) {
            ends.set(row, row + 1 == rows || seconds[row] != seconds[row + 1]);
        }
        int kept = ends.cardinality();
        if (kept == rows) {
            return 0;
        }
        for (int c = 0; c < values.length; c++) {
            if (values[c] != DROPPED) {
                mergeColumn(values[c], ends, merging.apply(c));
            }
        }
        int to = 0;
        for (int end = ends.nextSetBit(0); end >= 0; end = ends.nextSetBit(end + 1)) {
            seconds[to] = seconds[end];
            lines[to] = lines[end];
            to++;
        }
        int merged = rows - kept;
        rows = kept;
        return merged;
    }

    private static void mergeColumn(double[] column, BitSet ends, Merging merging) {
        int to = 0;
        int start = 0;
        for (int end = ends.nextSetBit(0); end >= 0; end = ends.nextSetBit(end + 1)) {
            column[to++] = merging.of(column, start, end + 1);
            start = end + 1;
        }
    }

    /** What becomes of the values from one row to before another. */
    interface Merging {
        double of(double[] values, int from, int to);
    }
}
