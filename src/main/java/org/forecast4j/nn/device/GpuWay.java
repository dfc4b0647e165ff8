package org.forecast4j.nn.device;

import org.forecast4j.nn.device.Gpu.Capability;
import org.forecast4j.nn.device.GpuDriver.CudaVersion;

/** The ways to compute on a GPU that this program can be built with, the better one first. */
public enum GpuWay {
    /** Training steps whole, recurrent layers by NVIDIA's cuDNN 9. */
    CUDNN("cuDNN", "cudnn", 50, Integer.MAX_VALUE, 12000, "525", "org.forecast4j.nn.kernel.CudnnKernels"),
    /** Deeplearning4j's own backend for CUDA 11.6, whose code is of capabilities 3.7 to 8.6 and runs up to 8.9. */
    ND4J_CUDA("Deeplearning4j's CUDA backend", "cuda", 37, 89, 11000, "450", "org.nd4j.linalg.jcublas.JCublasBackend");

    private final String label;
    private final String profile;
    /** Ten times the least compute capability. */
    private final int least;

    private final int greatest;
    /** The least version of CUDA that the driver must run, as NVIDIA writes it. */
    private final int cuda;

    private final String driver;
    private final String className;

    GpuWay(String label, String profile, int least, int greatest, int cuda, String driver, String className) {
        this.label = label;
        this.profile = profile;
        this.least = least;
        this.greatest = greatest;
        this.cuda = cuda;
        this.driver = driver;
        this.className = className;
    }

    /** For people. */
    public String label() {
        return label;
    }

    /** The Maven profile that builds it in. */
    public String profile() {
        return profile;
    }

    /** The class that shows it is built in. */
    String className() {
        return className;
    }

    boolean serves(Capability capability) {
        int number = 10 * capability.major() + capability.minor();
        return number >= least && number <= greatest;
    }

    /** The capabilities it serves, for people. */
    String range() {
        String from = least / 10 + "." + least % 10;
        return greatest == Integer.MAX_VALUE ? from + " and up" : from + " to " + greatest / 10 + "." + greatest % 10;
    }

    boolean runsOn(CudaVersion version) {
        return version.number() >= cuda;
    }

    /** What it asks of the driver, for people. */
    String driverNeeded() {
        return "one for CUDA " + new CudaVersion(cuda) + " (" + driver + " or later)";
    }
}
