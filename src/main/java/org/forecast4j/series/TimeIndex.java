package org.forecast4j.series;

import java.time.ZonedDateTime;

/**
 * The timestamps of a series: {@code length} steps of one frequency from a start. Row numbers at or past the length give
 * the timestamps of the future.
 *
 * @param zoned whether the timestamps carry a time zone; without one they are local times and written so
 */
public record TimeIndex(ZonedDateTime start, Frequency frequency, int length, boolean zoned) {
    public TimeIndex {
        if (length < 0) {
            throw new IllegalArgumentException("length " + length + " is below zero");
        }
    }

    /** The timestamp of a row. */
    public ZonedDateTime at(long row) {
        return frequency.plus(start, row);
    }

    /** A row's number, counted from a moment that is the same for all series of the frequency. */
    public long position(long row) {
        return frequency.position(start) + row;
    }

    /** The first row whose timestamp is after {@code time}: how many rows lie at or before it. */
    public int rowsUpTo(ZonedDateTime time) {
        int low = 0;
        int high = length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).isAfter(time)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** How many rows lie before {@code time}. */
    public int rowsBefore(ZonedDateTime time) {
        return rowsUpTo(time.minusNanos(1));
    }

    /**
     * The last row at or before {@code row} from which the same timestamps can be counted. It is another row only where a
     * short month or a clock set forward moved that one: a series of 30ths cannot start on a 28th.
     */
    public int startAt(int row) {
        int from = row;
        while (!frequency.plus(at(from), -from).equals(start)) {
            from--;
        }
        return from;
    }
}
