package org.forecast4j.nn.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.forecast4j.UserError;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.config.ND4JClassLoading;

/**
 * The device of this process. ND4J chooses its backend once, when it is first touched; whoever wants a device asks before.
 */
public final class Devices {
    private static final Devices PROCESS = new Devices(CudaDriver.ofThisMachine(), new ClassPathLibraries());

    private final GpuDriver driver;
    private final GpuLibraries libraries;
    private @Nullable DeviceChoice current;
    private boolean tf32;

    Devices(GpuDriver driver, GpuLibraries libraries) {
        this.driver = driver;
        this.libraries = libraries;
    }

    public static Devices ofThisProcess() {
        return PROCESS;
    }

    /**
     * Chooses what computes from now on.
     *
     * @param tf32 whether a GPU's matrix products may round their factors to 10 bits
     * @throws UserError where a GPU is wanted and cannot be had, or another backend has been used already
     */
    public synchronized DeviceChoice use(Device wanted, boolean tf32) {
        DeviceChoice choice = DeviceChoice.of(wanted, driver, libraries);
        if (current != null && usesBackend(current) != usesBackend(choice)) {
            throw UserError.usage("device " + wanted.name().toLowerCase(Locale.ROOT)
                    + ": Deeplearning4j already computes in this process on another device; start a new one");
        }
        if (current == null && libraries.has(GpuWay.ND4J_CUDA) && !usesBackend(choice)) {
            hideCudaBackend();
        }
        this.tf32 = tf32;
        current = choice;
        return choice;
    }

    /** What computes; chosen now if it was not before. */
    public synchronized DeviceChoice current() {
        return current != null ? current : use(Device.AUTO, false);
    }

    public synchronized boolean tf32() {
        return tf32;
    }

    /** What the driver shows, for people. */
    public GpuDriver.Found gpus() {
        return driver.look();
    }

    private static boolean usesBackend(DeviceChoice choice) {
        return choice.way().equals(Optional.of(GpuWay.ND4J_CUDA));
    }

    /** ND4J would try its CUDA backend first, and print a stack trace where that fails. */
    private static void hideCudaBackend() {
        ND4JClassLoading.setNd4jClassloader(new WithoutCudaBackend(Devices.class.getClassLoader()));
    }

    /** Shows ND4J every backend but the one for CUDA. */
    private static final class WithoutCudaBackend extends ClassLoader {
        private static final String BACKENDS = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

        WithoutCudaBackend(ClassLoader parent) {
            super(parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            Enumeration<URL> found = super.getResources(name);
            if (!name.equals(BACKENDS)) {
                return found;
            }
            List<URL> kept = new ArrayList<>();
            for (URL one : Collections.list(found)) {
                if (!text(one).contains(GpuWay.ND4J_CUDA.className())) {
                    kept.add(one);
                }
            }
            return Collections.enumeration(kept);
        }

        private static String text(URL file) {
            try (InputStream in = file.openStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
    }
}
