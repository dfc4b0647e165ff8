package org.forecast4j.series;

import java.time.ZonedDateTime;
import java.util.ArrayList;
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
     * The features that make sense at a frequency. The day of the year is among them only where two years are to learn from:
     * seen once, a day of the year is no more than a name for that day.
     *
     * @param from the first moment to learn from
     * @param to the last
     */
    public static List<CalendarFeature> suggestedFor(Frequency frequency, ZonedDateTime from, ZonedDateTime to) {
        List<CalendarFeature> features = new ArrayList<>();
        if (frequency instanceof Frequency.Elapsed) {
            features.add(HOUR_OF_DAY);
        }
        if (frequency instanceof Frequency.Elapsed
                || frequency instanceof Frequency.BusinessDays
                || (frequency instanceof Frequency.Days days && days.days() == 1)) {
            features.add(DAY_OF_WEEK);
        }
        boolean yearly = frequency instanceof Frequency.Months months && months.months() >= 12;
        if (!(frequency instanceof Frequency.Rows)
                && !yearly
                && !to.isBefore(from.plusYears(2).minusDays(1))) {
            features.add(DAY_OF_YEAR);
        }
        return List.copyOf(features);
    }
}
