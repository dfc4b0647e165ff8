package org.forecast4j.window;

import org.forecast4j.UserError;

/**
 * The shape of a window: {@code lookback} known values, read as {@code lookback / patch} time steps of {@code patch}
 * values each, and {@code horizon} values to forecast, emitted in {@code horizon / horizonPatch} steps.
 *
 * @param horizonPatch values that a step of the horizon emits; the horizon itself where all are emitted at once
 */
public record WindowSpec(int lookback, int horizon, int patch, int horizonPatch) {

    /** A window whose horizon is emitted at once. */
    public WindowSpec(int lookback, int horizon, int patch) {
        this(lookback, horizon, patch, horizon);
    }

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
        if (horizonPatch < 1 || horizon % horizonPatch != 0) {
            throw new IllegalArgumentException("a horizon of " + horizon + " cannot be emitted in patches of "
                    + horizonPatch + "; give a divisor of it");
        }
    }

    /** Time steps of the recurrence. */
    public int steps() {
        return lookback / patch;
    }

    /** The same window, its horizon emitted in patches of so many values. */
    public WindowSpec withHorizonPatch(int values) {
        return new WindowSpec(lookback, horizon, patch, values);
    }

    /** Steps of the horizon. */
    public int horizonSteps() {
        return horizon / horizonPatch;
    }

    /** Rows that one window covers. */
    public int rows() {
        return lookback + horizon;
    }
}
