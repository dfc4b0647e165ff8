package org.forecast4j.model;

import org.forecast4j.UserError;

/** The least and the greatest value that a forecast may take, in original units: counts, say, are never below 0. */
public record Limits(double min, double max) {
    /** Any finite value. */
    public static final Limits NONE = new Limits(-Double.MAX_VALUE, Double.MAX_VALUE);

    public Limits {
        if (!(min < max)) {
            throw UserError.usage("min " + min + " and max " + max + ": expected min below max");
        }
    }

    /** The values, cut to the limits in place. */
    double[][] cut(double[][] values) {
        for (double[] steps : values) {
            for (int h = 0; h < steps.length; h++) {
                steps[h] = Math.min(Math.max(steps[h], min), max);
            }
        }
        return values;
    }
}
