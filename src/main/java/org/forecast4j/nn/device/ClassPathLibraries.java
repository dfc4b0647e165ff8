package org.forecast4j.nn.device;

import java.util.Optional;
import java.util.ServiceLoader;

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
    public Optional<String> problem(GpuWay way) {
        try {
            switch (way) {
                case CUDNN -> ServiceLoader.load(GpuTrial.class).forEach(GpuTrial::run);
                case ND4J_CUDA -> Class.forName(ND4J_NATIVES);
            }
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            return Optional.of(firstCause(e));
        }
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
