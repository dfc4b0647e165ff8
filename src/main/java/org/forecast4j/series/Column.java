package org.forecast4j.series;

import java.util.Arrays;
import java.util.BitSet;

/**
 * One named column of finite numbers. Values that the file did not hold are filled in and not {@linkplain #observed
 * observed}: they may stand in a lookback, but no score and no scaler counts them.
 */
public final class Column {
    private final String name;
    private final double[] values;
    private final BitSet filled;

    private Column(String name, double[] values, BitSet filled) {
        this.name = name;
        this.values = values;
        this.filled = filled;
    }

    /** A column without holes. */
    public static Column of(String name, double... values) {
        return new Column(name, checked(name, values.clone()), new BitSet());
    }

    /** A column whose values at the set bits were filled in. */
    public static Column of(String name, double[] values, BitSet filled) {
        return new Column(name, checked(name, values.clone()), (BitSet) filled.clone());
    }

    /** Takes the arrays over without copying them: the caller must let go of both. For columns of millions of rows. */
    static Column adopt(String name, double[] values, BitSet filled) {
        return new Column(name, checked(name, values), filled);
    }

    private static double[] checked(String name, double[] values) {
        for (int row = 0; row < values.length; row++) {
            if (!Double.isFinite(values[row])) {
                throw new IllegalArgumentException("column '" + name + "' holds " + values[row] + " in row " + row
                        + "; fill the gaps of a series before making columns of it");
            }
        }
        return values;
    }

    /** The first rows alone; the others are not there to be seen. */
    public Column before(int end) {
        return new Column(name, Arrays.copyOf(values, end), filled.get(0, end));
    }

    public String name() {
        return name;
    }

    public int length() {
        return values.length;
    }

    public double value(int row) {
        return values[row];
    }

    /** Whether the value stood in the data, not filled in. */
    public boolean observed(int row) {
        return !filled.get(row);
    }

    /** The first row that holds an observed value; the length where none does. */
    public int firstObserved() {
        return Math.min(filled.nextClearBit(0), values.length);
    }

    /** The last row before {@code end} that holds an observed value; -1 where none does. */
    public int lastObserved(int end) {
        return filled.previousClearBit(end - 1);
    }

    /** The number of filled rows. */
    public int filledRows() {
        return filled.cardinality();
    }

    /** Whether every row from {@code from} to before {@code to} is observed. */
    public boolean observed(int from, int to) {
        int next = filled.nextSetBit(from);
        return next < 0 || next >= to;
    }

    /** A copy of the rows from {@code from} to before {@code to}. */
    Column rows(int from, int to) {
        return new Column(name, Arrays.copyOfRange(values, from, to), filled.get(from, to));
    }

    /** The same with more rows after the last, all of them observed. */
    Column then(double[] more) {
        double[] all = Arrays.copyOf(values, values.length + more.length);
        System.arraycopy(more, 0, all, values.length, more.length);
        return new Column(name, checked(name, all), filled);
    }

    @Override
    public String toString() {
        return name + "[" + values.length + " rows, " + filledRows() + " filled]";
    }
}
