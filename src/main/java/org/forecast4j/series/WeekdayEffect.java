package org.forecast4j.series;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Whether a column's days differ by weekday, in rows shorter than a day. */
public final class WeekdayEffect {
    private static final int WEEKDAYS = 7;

    /** About the 0.1 % point of F with 6 and many degrees of freedom. */
    private static final double SIGNIFICANT = 4;

    private WeekdayEffect() {}

    /**
     * Compares the changes from one day's mean to the next by weekday (one-way analysis of variance; the changes, for the
     * level wanders). Needs three weeks.
     *
     * @param rows how many are looked at, from the first on
     */
    public static boolean shown(TimeIndex index, Column column, int rows) {
        double[] sums = new double[WEEKDAYS];
        double[] squares = new double[WEEKDAYS];
        int[] counts = new int[WEEKDAYS];
        List<Double> means = dailyMeans(index, column, rows);
        DayOfWeek first = index.at(0).getDayOfWeek();
        for (int day = 1; day < means.size(); day++) {
            double change = means.get(day) - means.get(day - 1);
            if (!Double.isNaN(change)) {
                int weekday = first.plus(day).getValue() - 1;
                sums[weekday] += change;
                squares[weekday] += change * change;
                counts[weekday]++;
            }
        }
        double sum = 0;
        double explained = 0;
        double within = 0;
        int count = 0;
        for (int w = 0; w < WEEKDAYS; w++) {
            if (counts[w] < 2) {
                return false;
            }
            sum += sums[w];
            count += counts[w];
            explained += sums[w] * sums[w] / counts[w];
            within += squares[w] - sums[w] * sums[w] / counts[w];
        }
        double between = explained - sum * sum / count;
        double statistic = between / (WEEKDAYS - 1) / (within / (count - WEEKDAYS));
        return statistic > SIGNIFICANT;
    }

    /** NaN for a day without an observed value. */
    private static List<Double> dailyMeans(TimeIndex index, Column column, int rows) {
        List<Double> means = new ArrayList<>();
        LocalDate day = index.at(0).toLocalDate();
        double sum = 0;
        int count = 0;
        for (int row = 0; row < rows; row++) {
            LocalDate today = index.at(row).toLocalDate();
            while (day.isBefore(today)) {
                means.add(sum / count);
                day = day.plusDays(1);
                sum = 0;
                count = 0;
            }
            if (column.observed(row)) {
                sum += column.value(row);
                count++;
            }
        }
        means.add(sum / count);
        return means;
    }
}
