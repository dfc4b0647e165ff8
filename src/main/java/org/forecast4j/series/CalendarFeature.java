package org.forecast4j.series;

import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;

/** A position in a calendar cycle, known for every row of past and future, given as a sine and a cosine. */
public enum CalendarFeature {
    HOUR_OF_DAY,
    DAY_OF_WEEK,
    DAY_OF_YEAR;

    /** Where in the cycle a moment lies, from 0 to below 1. */
    public double phase(ZonedDateTime time) {
        return switch (this) {
            case HOUR_OF_DAY -> time.toLocalTime().toSecondOfDay() / 86_400.0;
            case DAY_OF_WEEK -> (time.getDayOfWeek().getValue() - 1) / 7.0;
            case DAY_OF_YEAR ->
                (time.getDayOfYear() - 1) / (double) time.toLocalDate().lengthOfYear();
        };
    }

    /**
     * The features that tell a network what its lookback does not. A cycle that a lookback shows twice needs no name; and
     * one that the rows to learn from do not hold twice is none: seen once, a day of the year is no more than a name for
     * that day.
     *
     * @param from the first moment to learn from
     * @param rows how many follow it, itself included
     * @param lookback rows the network sees
     */
    public static List<CalendarFeature> suggestedFor(Frequency frequency, ZonedDateTime from, long rows, int lookback) {
        if (frequency instanceof Frequency.Rows) {
            return List.of();
        }
        ZonedDateTime learned = frequency.plus(from, rows);
        ZonedDateTime seen = frequency.plus(from, lookback);
        ZonedDateTime row = frequency.plus(from, 1);
        return Arrays.stream(values())
                .filter(feature -> feature.after(from, 1).isAfter(row) // changes from row to row
                        && feature.after(from, 2).isAfter(seen)
                        && !feature.after(from, 2).isAfter(learned))
                .toList();
    }

    /** The moment so many cycles later. */
    private ZonedDateTime after(ZonedDateTime time, int cycles) {
        return switch (this) {
            case HOUR_OF_DAY -> time.plusDays(cycles);
            case DAY_OF_WEEK -> time.plusWeeks(cycles);
            case DAY_OF_YEAR -> time.plusYears(cycles);
        };
    }
}
