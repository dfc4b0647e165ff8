package org.forecast4j.model;

import java.util.Arrays;
import java.util.List;
import org.forecast4j.series.History;

/** Continues series. Baselines and networks alike; whoever scores one cannot tell which it is. */
public interface Forecaster {
    /** A short name for tables, for instance {@code naive}. */
    String name();

    /** How many steps past the last known row are forecast. */
    int horizon();

    /**
     * Point forecasts from each history, in original units.
     *
     * @return indexed {@code [history][target column][step]}, step 0 being the row after the last known one
     */
    double[][][] forecast(List<History> histories);

    /** How many histories of so many columns to hand over in a call, so that what it returns stays small in memory. */
    default int historiesPerCall(int columns) {
        return (int) Math.max(1, Math.min(256, 2_000_000 / ((long) columns * horizon())));
    }

    /** Forecasts from each history, with intervals where the forecaster has any. */
    default List<Forecast> forecasts(List<History> histories) {
        return Arrays.stream(forecast(histories)).map(Forecast::of).toList();
    }
}
