package org.forecast4j.window;

import org.forecast4j.UserError;

/**
 * The shape of a window: {@code lookback} known values, read as {@code lookback / patch} time steps of {@code patch}
 * values each, and {@code horizon} values to forecast.
 */
public record WindowSpec(int lookback, int horizon, int patch) {
    public WindowSpec {
        if (lookback < 1) {
            throw UserError.usage("lookback " + lookback + ": expected 1 or more rows; give for instance 28");
        }
        if (horizon < 1) {
            throw UserError.usage("horizon " + horizon + ": expected 1 or more rows; give for instance 14");
        }
        if (patch < 1) {
            throw UserError.usage("patch " + patch + ": expected 1 or more rows; 1 reads point by point");
        }
        if (lookback % patch != 0) {
            int nearest = Math.max(1, Math.round((float) lookback / patch)) * patch;
            throw UserError.usage("patch " + patch + " does not divide lookback " + lookback + "; give lookback "
                    + nearest + " or another patch");
        }
    }

    /** Time steps of the recurrence. */
    public int steps() {
        return lookback / patch;
    }

    /** Rows that one window covers. */
    public int rows() {
        return lookback + horizon;
    }
}
