package org.forecast4j.bench;

/** One library, in a process of its own. */
public interface Contestant {
    /** Libraries and versions, for the head of the table; one line. */
    String describe();

    /** Builds what the measure needs. */
    Workload prepare(Measure measure, Network network) throws Exception;
}
