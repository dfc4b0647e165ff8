package org.forecast4j.nn.device;

import java.util.Optional;
import java.util.ServiceLoader;
import org.forecast4j.UserError;

/** The ways that the class path holds. */
final class ClassPathLibraries implements GpuLibraries {
    /** Loads the backend's natives when it is initialised, and nothing else. */
    private static final String ND4J_NATIVES = "org.nd4j.linalg.jcublas.bindings.Nd4jCuda";

    @Override
    public boolean has(GpuWay way) {
        String file = way.className().replace('.', '/') + ".class";
        return ClassPathLibraries.class.getClassLoader().getResource(file) != null;
    }

    @Override
    public Optional<Problem> problem(GpuWay way) {
        try {
            switch (way) {
                case CUDNN -> ServiceLoader.load(GpuTrial.class).forEach(GpuTrial::run);
                case ND4J_CUDA -> Class.forName(ND4J_NATIVES);
            }
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            return Optional.of(problem(way, e));
        }
    }

    /** What a failure means to the user. */
    static Problem problem(GpuWay way, Throwable failure) {
        if (failure instanceof UserError full) {
            return new Problem(String.valueOf(full.getMessage()), "free its memory");
        } else if (failure instanceof RuntimeException) { // a call of CUDA's was refused
            return new Problem(firstCause(failure), "update the driver, or build for another CUDA (profile cuda13)");
        }
        String profiles = way.profile() + "," + way.profile() + "-redist";
        return new Problem(
                firstCause(failure), "build with NVIDIA's libraries (" + DeviceChoice.command(profiles) + ")");
    }

    /** A native library that is missing lies under errors of initialisation. */
    private static String firstCause(Throwable error) {
        Throwable first = error;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        String message = String.valueOf(first.getMessage()).lines().findFirst().orElse("");
        return first.getClass().getSimpleName() + ": "
                + message.replaceAll("\\S*[/\\\\](?=\\S)", ""); // files without folders
    }
}
