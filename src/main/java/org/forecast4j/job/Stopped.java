package org.forecast4j.job;

/** Ends a job's work when a stop is asked for; whoever began the work says what becomes of it. */
final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
}
