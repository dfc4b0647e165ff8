package org.forecast4j.window;

import org.forecast4j.UserError;

/**
 * The shape of a window: {@code lookback} known values, read as {@code lookback / patch} time steps of {@code patch}
 * values each, and {@code horizon} values to forecast.
 *
 * @param emission when a network emits the horizon
 * @param horizonPatch values that a step emits; the horizon itself where it is not emitted in patches
 */
public record WindowSpec(int lookback, int horizon, int patch, Emission emission, int horizonPatch) {

    /** A window whose horizon is emitted at once. */
    public WindowSpec(int lookback, int horizon, int patch) {
        this(lookback, horizon, patch, Emission.AT_ONCE, horizon);
    }

    public WindowSpec {
        if (lookback < 1) {
            throw UserError.usage("lookback " + lookback + ": expected 1 or more rows; give for instance 28");
        }
        if (horizon < 1) {
            throw UserError.usage("horizon " + horizon + ": expected 1 or more rows; give for instance 14");
        }
        if ((long) lookback + horizon > Integer.MAX_VALUE) {
            throw UserError.usage("lookback " + lookback + " and horizon " + horizon
                    + ": more rows than a series can hold; give a shorter one");
        }
        if (patch < 1) {
            throw UserError.usage("patch " + patch + ": expected 1 or more rows; 1 reads point by point");
        }
        if (lookback % patch != 0) {
            long times = Math.max(1, Math.min(Integer.MAX_VALUE / patch, Math.round((double) lookback / patch)));
            throw UserError.usage("patch " + patch + " does not divide lookback " + lookback + "; give lookback "
                    + times * patch + " or another patch");
        }
        if (horizonPatch < 1 || horizon % horizonPatch != 0 || (horizonPatch < horizon && !emission.patches())) {
            throw new IllegalArgumentException("a horizon of " + horizon + " cannot be emitted " + emission
                    + " in patches of " + horizonPatch + "; give a divisor of it, or all of it where it is no patch");
        }
        if (emission == Emission.CONTINUED && horizonPatch > patch) {
            throw new IllegalArgumentException("a patch of the horizon of " + horizonPatch
                    + " rows has no room in a step of " + patch + "; give " + patch + " at most");
        }
    }

    /** The same window, its horizon emitted so, in patches of so many values. */
    public WindowSpec emitted(Emission how, int values) {
        return new WindowSpec(lookback, horizon, patch, how, values);
    }

    /** The largest part of the horizon that is no longer than a patch of the lookback. */
    public int longestHorizonPatch() {
        int part = Math.min(patch, horizon);
        while (horizon % part != 0) {
            part--;
        }
        return part;
    }

    /** Time steps of the lookback. */
    public int steps() {
        return lookback / patch;
    }

    /** Steps of the horizon. */
    public int horizonSteps() {
        return horizon / horizonPatch;
    }

    /** Time steps of a network's inputs. */
    public int inputSteps() {
        return emission == Emission.CONTINUED ? Math.addExact(steps(), horizonSteps()) : steps();
    }

    /** Time steps of a network's outputs. */
    public int outputSteps() {
        return switch (emission) {
            case AT_ONCE -> 1;
            case DECODED -> horizonSteps();
            case CONTINUED, EVERY_STEP -> inputSteps();
        };
    }

    /** How many of the last outputs' steps are the forecast. */
    public int forecastSteps() {
        return emission.patches() ? horizonSteps() : 1;
    }

    /** How many of the last outputs' steps have labels. */
    public int labelledSteps() {
        return emission == Emission.EVERY_STEP ? steps() : forecastSteps();
    }

    /** Rows that one window covers. */
    public int rows() {
        return lookback + horizon;
    }
}
