package org.forecast4j.model;

import java.util.Optional;
import org.forecast4j.UserError;

/** The least and the greatest value that a forecast may take, in original units: counts, say, are never below 0. */
public record Limits(Optional<Double> min, Optional<Double> max) {
    /** Any value. */
    public static final Limits NONE = new Limits(Optional.empty(), Optional.empty());

    public Limits {
        if (min.isPresent() && max.isPresent() && !(min.get() < max.get())) {
            throw UserError.usage("min " + min.get() + " and max " + max.get() + ": expected min below max");
        }
    }

    /** The values, cut to the limits in place. */
    double[][] cut(double[][] values) {
        if (min.isEmpty() && max.isEmpty()) {
            return values;
        }
        double least = min.orElse(Double.NEGATIVE_INFINITY);
        double greatest = max.orElse(Double.POSITIVE_INFINITY);
        for (double[] steps : values) {
            for (int h = 0; h < steps.length; h++) {
                steps[h] = Math.min(Math.max(steps[h], least), greatest);
            }
        }
        return values;
    }
}
