package org.forecast4j.window;

/** What the scale of values is measured on where there are several series. */
public enum SeriesScaling {
    /** All series together. Good where they are of one kind and size. */
    POOLED,
    /** Each series alone. Good where one series counts in thousands and the next in ones. */
    EACH
}
