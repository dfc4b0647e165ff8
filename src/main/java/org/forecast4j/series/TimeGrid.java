package org.forecast4j.series;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.forecast4j.UserError;

/** The regular index that irregular rows lie on, and where each of them lies. */
public final class TimeGrid {
    /** Filling more rows than this is refused where it is also more than {@link #GROWTH} times what was read. */
    private static final long MANY = 1_000_000;

    private static final long GROWTH = 10;

    private final TimeIndex index;
    private final int rows;
    private final int[] positions;

    private TimeGrid(TimeIndex index, int rows, int[] positions) {
        this.index = index;
        this.rows = rows;
        this.positions = positions;
    }

    /**
     * Lays rows on the grid that the first of them opens.
     *
     * @param seconds strictly increasing seconds since the epoch; the first {@code rows} of them count
     * @param zone whose calendar the frequency follows
     * @param zoned whether the timestamps carry a time zone
     * @param where names a row in messages, for instance by file and line
     * @throws UserError (data) for the first row that is not on the grid, and for a gap too large to fill
     */
    public static TimeGrid lay(
            long[] seconds, int rows, Frequency frequency, ZoneId zone, boolean zoned, IntFunction<String> where) {
        if (rows < 1) {
            throw new IllegalArgumentException("a grid needs at least one row");
        }
        ZonedDateTime start = at(seconds[0], zone);
        int[] positions = {};
        long previous = -1;
        for (int row = 0; row < rows; row++) {
            long position = position(seconds, row, start, frequency);
            if (position <= previous) {
                throw offGrid(where.apply(row), at(seconds[row], zone), start, frequency, zoned);
            }
            if (position != row && positions.length == 0) {
                positions = new int[rows];
                Arrays.setAll(positions, i -> i);
            }
            if ((position >= MANY && position >= GROWTH * rows) || position >= Integer.MAX_VALUE - 8) {
                throw UserError.data(where.apply(row) + ": found " + text(at(seconds[row], zone), zoned)
                        + ", which makes " + (position + 1) + " rows at the frequency " + frequency.label() + " out of "
                        + rows + " read, expected smaller gaps; correct the timestamp or give another frequency"
                        + " (--frequency)");
            }
            if (positions.length > 0) {
                positions[row] = (int) position;
            }
            previous = position;
        }
        return new TimeGrid(new TimeIndex(start, frequency, (int) previous + 1, zoned), rows, positions);
    }

    private static long position(long[] seconds, int row, ZonedDateTime start, Frequency frequency) {
        if (frequency instanceof Frequency.Elapsed elapsed) {
            long step = elapsed.step().toSeconds();
            long since = seconds[row] - seconds[0];
            return since % step == 0 ? since / step : -1;
        }
        OptionalLong steps = frequency.stepsBetween(start, at(seconds[row], start.getZone()));
        return steps.orElse(-1);
    }

    private static UserError offGrid(
            String where, ZonedDateTime time, ZonedDateTime start, Frequency frequency, boolean zoned) {
        return UserError.data(where + ": found " + text(time, zoned) + ", expected a timestamp in steps of "
                + frequency.label() + " from " + text(start, zoned)
                + "; correct the row, give the frequency (--frequency) or the time zone (--zone), or have the rows"
                + " numbered (--time none)");
    }

    private static ZonedDateTime at(long seconds, ZoneId zone) {
        return Instant.ofEpochSecond(seconds).atZone(zone);
    }

    /** A timestamp for messages: the date alone at midnight, with its offset where it has one. */
    public static String text(ZonedDateTime time, boolean zoned) {
        if (zoned) {
            return time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        }
        return time.toLocalTime().toSecondOfDay() == 0
                ? time.toLocalDate().toString()
                : time.toLocalDateTime().toString();
    }

    public TimeIndex index() {
        return index;
    }

    /** How many rows of the index the data did not hold. */
    public int missingRows() {
        return index.length() - rows;
    }

    /** The row of the index that a row of the data becomes. */
    public int position(int row) {
        return positions.length == 0 ? row : positions[row];
    }

    /**
     * Spreads values over the index, NaN in the rows between. Where nothing is missing the array is returned as it is, not
     * a copy of it.
     */
    public double[] spread(double[] values) {
        if (values.length != rows) {
            throw new IllegalArgumentException(values.length + " values for " + rows + " rows");
        }
        if (missingRows() == 0) {
            return values;
        }
        double[] spread = new double[index.length()];
        Arrays.fill(spread, Double.NaN);
        for (int row = 0; row < rows; row++) {
            spread[positions[row]] = values[row];
        }
        return spread;
    }
}
