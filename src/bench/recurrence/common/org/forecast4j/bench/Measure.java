package org.forecast4j.bench;

/** What is timed. */
public enum Measure {
    /** Forward, mean squared error over all time steps, backward, Adam; one batch. */
    TRAINING_STEP,
    /** The forward pass of a batch of {@link #INFERENCE_BATCH} windows, without gradients. */
    INFERENCE,
    /** One time step of one series, the state carried on from the step before. */
    ONE_STEP,
    /** The recurrent layer's forward and backward pass alone, without a network around it. */
    RECURRENCE,
    /** A product of two square matrices of {@link #GEMM_SIZE}, which shows what the machine can do. */
    GEMM;

    public static final int INFERENCE_BATCH = 512;

    public static final int GEMM_SIZE = 1536;
}
