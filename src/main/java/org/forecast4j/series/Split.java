package org.forecast4j.series;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import org.forecast4j.UserError;

/** How a series is cut in time into training, validation and test rows, in this order and without overlap. */
public sealed interface Split {

    Bounds of(TimeIndex index);

    /**
     * Row numbers: training is {@code [0, trainEnd)}, validation {@code [trainEnd, validationEnd)}, test
     * {@code [validationEnd, testEnd)}. Labels keep to their part; a lookback may reach into the part before.
     */
    record Bounds(int trainEnd, int validationEnd, int testEnd) {
        public Bounds {
            if (trainEnd < 1 || validationEnd < trainEnd || testEnd < validationEnd) {
                throw new IllegalArgumentException("the parts end at rows " + trainEnd + ", " + validationEnd + ", "
                        + testEnd + "; they must follow each other");
            }
        }
    }

    /** Parts of the rows, for instance 0.7, 0.1, 0.2. What their sum leaves below 1 stays unused at the end. */
    record Fractions(double train, double validation, double test) implements Split {
        public Fractions {
            double sum = train + validation + test;
            if (!(train > 0 && validation >= 0 && test >= 0 && sum <= 1 + 1e-9)) {
                throw UserError.usage("split " + train + "," + validation + "," + test
                        + ": the parts must be positive and add up to 1 at most; give for instance 0.7,0.1,0.2");
            }
        }

        @Override
        public Bounds of(TimeIndex index) {
            int rows = index.length();
            return new Bounds(
                    Math.max(1, (int) Math.round(rows * train)),
                    Math.max(1, (int) Math.round(rows * (train + validation))),
                    Math.max(1, (int) Math.round(rows * Math.min(1, train + validation + test))));
        }

        @Override
        public String toString() {
            return train + "," + validation + "," + test;
        }
    }

    /** Row counts, for instance 8640, 2880, 2880. Rows after the last part stay unused. */
    record Rows(int train, int validation, int test) implements Split {
        public Rows {
            if (train < 1 || validation < 0 || test < 0) {
                throw UserError.usage("split rows:" + train + "," + validation + "," + test
                        + ": training needs at least one row and no part may be negative");
            }
        }

        @Override
        public Bounds of(TimeIndex index) {
            long sum = (long) train + validation + test;
            if (sum > index.length()) {
                throw UserError.data("split " + this + " asks for " + sum + " rows, the series has " + index.length()
                        + "; give fewer rows");
            }
            return new Bounds(train, train + validation, (int) sum);
        }

        @Override
        public String toString() {
            return "rows:" + train + "," + validation + "," + test;
        }
    }

    /** The last days of training and of validation; the test rows are all that follow. */
    record Dates(LocalDate trainLast, LocalDate validationLast) implements Split {
        public Dates {
            if (validationLast.isBefore(trainLast)) {
                throw UserError.usage("split dates:" + trainLast + "," + validationLast
                        + ": validation ends before training does; give the earlier date first");
            }
        }

        @Override
        public Bounds of(TimeIndex index) {
            int trainEnd = index.rowsUpTo(endOf(trainLast, index));
            if (trainEnd == 0 || trainEnd == index.length()) {
                throw UserError.data("split " + this + " leaves " + (trainEnd == 0 ? "no training" : "no test")
                        + " rows: the series runs from " + index.at(0).toLocalDate() + " to "
                        + index.at(Math.max(0, index.length() - 1)).toLocalDate() + "; give dates inside it");
            }
            return new Bounds(trainEnd, index.rowsUpTo(endOf(validationLast, index)), index.length());
        }

        private static ZonedDateTime endOf(LocalDate day, TimeIndex index) {
            return day.plusDays(1).atStartOfDay(index.start().getZone()).minusNanos(1);
        }

        @Override
        public String toString() {
            return "dates:" + trainLast + "," + validationLast;
        }
    }

    /** Reads {@code 0.7,0.1,0.2}, {@code rows:8640,2880,2880} or {@code dates:2014-06-30,2014-12-31}. */
    static Split parse(String text) {
        String[] parts = text.substring(text.indexOf(':') + 1).split(",", -1);
        List<String> values = Arrays.stream(parts).map(String::strip).toList();
        try {
            if (text.startsWith("rows:") && values.size() == 3) {
                return new Rows(
                        Integer.parseInt(values.get(0)),
                        Integer.parseInt(values.get(1)),
                        Integer.parseInt(values.get(2)));
            }
            if (text.startsWith("dates:") && values.size() == 2) {
                return new Dates(LocalDate.parse(values.get(0)), LocalDate.parse(values.get(1)));
            }
            if (text.indexOf(':') < 0 && values.size() == 3) {
                return new Fractions(
                        Double.parseDouble(values.get(0)),
                        Double.parseDouble(values.get(1)),
                        Double.parseDouble(values.get(2)));
            }
        } catch (NumberFormatException | java.time.format.DateTimeParseException e) {
            throw unreadable(text).causedBy(e);
        }
        throw unreadable(text);
    }

    private static UserError unreadable(String text) {
        return UserError.usage("split '" + text + "' cannot be read; give three fractions (0.7,0.1,0.2), row counts "
                + "(rows:8640,2880,2880) or the last days of training and validation (dates:2014-06-30,2014-12-31)");
    }
}
