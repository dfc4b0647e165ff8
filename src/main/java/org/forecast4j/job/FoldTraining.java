package org.forecast4j.job;

/** Which rows a fold of a backtest learns from. */
public enum FoldTraining {
    /** All before its test block. */
    EXPANDING,
    /** As many before its test block as the first fold has. */
    SLIDING
}
