package org.forecast4j.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** One thing that a chart shows, of a CSS class that gives its colour; named in the legend unless its name is empty. */
sealed interface Mark {
    String name();

    String css();

    /** The places on the x axis that must be seen. */
    default DoubleStream xs() {
        return DoubleStream.empty();
    }

    /** The values that must be seen. */
    default DoubleStream ys() {
        return DoubleStream.empty();
    }

    /** Through points in ascending order of x; a NaN breaks it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Line(String name, String css, double[] x, double[] y) implements Mark {
        @Override
        public DoubleStream xs() {
            return Arrays.stream(x);
        }

        @Override
        public DoubleStream ys() {
            return Arrays.stream(y);
        }
    }

    /** Between two lines. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Band(String name, String css, double[] x, double[] lower, double[] upper) implements Mark {
        @Override
        public DoubleStream xs() {
            return Arrays.stream(x);
        }

        @Override
        public DoubleStream ys() {
            return DoubleStream.concat(Arrays.stream(lower), Arrays.stream(upper));
        }
    }

    /** From zero. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bars(String name, String css, double[] x, double[] y) implements Mark {
        @Override
        public DoubleStream xs() {
            return Arrays.stream(x).flatMap(at -> DoubleStream.of(at - 0.5, at + 0.5));
        }

        @Override
        public DoubleStream ys() {
            return Arrays.stream(y);
        }
    }

    /** A stretch of the x axis. */
    record Zone(String name, String css, double from, double to) implements Mark {
        @Override
        public DoubleStream xs() {
            return DoubleStream.of(from, to);
        }
    }

    /** Upright, at a place. */
    record Rule(String name, String css, double at) implements Mark {
        @Override
        public DoubleStream xs() {
            return DoubleStream.of(at);
        }
    }

    /** Level, at a value. */
    record Level(String name, String css, double at) implements Mark {
        @Override
        public DoubleStream ys() {
            return DoubleStream.of(at);
        }
    }
}
