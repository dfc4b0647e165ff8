package org.forecast4j.io;

import java.util.List;
import java.util.Locale;

/** Turns cells into finite numbers, or NaN where the value is missing. */
final class Numbers {
    private static final List<String> NOT_FINITE =
            List.of("nan", "inf", "infinity", "+inf", "-inf", "-infinity", "+infinity");

    private final String[] missing;
    private final char decimal;
    private final Thousands thousands;

    Numbers(CsvFormat format) {
        this.missing = format.missing().stream().map(String::strip).toArray(String[]::new);
        this.decimal = format.decimal();
        this.thousands = format.thousands();
    }

    boolean missing(String cell) {
        for (String word : missing) {
            if (word.equalsIgnoreCase(cell)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a cell means a number, if not a finite one. */
    boolean numeric(String cell) {
        return !Double.isNaN(parse(cell)) || notFinite(cell);
    }

    private static boolean notFinite(String cell) {
        return NOT_FINITE.contains(cell.toLowerCase(Locale.ROOT));
    }

    /**
     * The number in a cell that is not missing.
     *
     * @param column for the message, with the place that the records have reached
     */
    double read(String cell, CsvRecords records, String column) {
        double value = parse(cell);
        if (Double.isNaN(value)) {
            throw records.error(
                    column,
                    cell,
                    notFinite(cell)
                            ? "a finite number"
                            : "a number with decimal " + (decimal == '.' ? "point" : "comma"),
                    notFinite(cell)
                            ? "correct the cell, or name the word as a missing value (--missing)"
                            : "correct the cell, give the decimal sign (--decimal) or the one between thousands"
                                    + " (--thousands), or name the text as a missing value (--missing)");
        }
        if (Double.isInfinite(value)) {
            throw records.error(column, cell, "a number below 1.8e308", "correct the cell");
        }
        return value;
    }

    /** The number, or NaN where the cell holds none. Double.parseDouble alone would take 1d, 0x1p3 and NaN for numbers. */
    private double parse(String cell) {
        String digits = thousands.removed(cell);
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            boolean allowed = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == decimal || c == 'e' || c == 'E';
            if (!allowed) {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(decimal == '.' ? digits : digits.replace(decimal, '.'));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
