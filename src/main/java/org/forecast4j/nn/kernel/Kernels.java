package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.forecast4j.UserError;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernels this machine can run, fastest first. Which one computes a layer follows from what the layer needs: the first
 * that knows its cell and type. The Java property {@code forecast4j.kernel} names one to prefer over the faster ones.
 */
public final class Kernels {
    /** Names the kernel to use wherever it can compute the layer. */
    public static final String PROPERTY = "forecast4j.kernel";

    private static final Logger log = LoggerFactory.getLogger(Kernels.class);

    private final List<RecurrentKernel> kernels;

    Kernels(List<RecurrentKernel> kernels) {
        this.kernels = List.copyOf(kernels);
    }

    /** Those of this machine; found out once. */
    public static Kernels ofThisMachine() {
        return Holder.KERNELS;
    }

    private static final class Holder {
        static final Kernels KERNELS = new Kernels(find());

        private static List<RecurrentKernel> find() {
            List<RecurrentKernel> found = new ArrayList<>();
            try {
                found.add(new CpuKernel("cpu", new OneDnnGemm(), new Workers(threads() - 1)));
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                log.info("no oneDNN for this platform ({}); recurrent layers run by slower kernels", e.toString());
            }
            found.add(new CpuKernel("cpu-plain", new OpenBlasGemm(), new Workers(0)));
            found.add(new ReferenceKernel());
            return found;
        }

        /** One for each core, or as many as OpenMP is told to use. */
        private static int threads() {
            int cores = Runtime.getRuntime().availableProcessors();
            String limit = System.getenv("OMP_NUM_THREADS");
            boolean limited = limit != null && limit.matches("[1-9][0-9]{0,3}");
            return limited ? Math.min(cores, Integer.parseInt(limit)) : cores;
        }
    }

    /** Fastest first. */
    public List<RecurrentKernel> all() {
        return kernels;
    }

    /** The kernel for a layer. The last of them, the reference, computes everything. */
    public RecurrentKernel choose(RecurrentCell cell, DataType type) {
        Optional<String> wanted = Optional.ofNullable(System.getProperty(PROPERTY));
        wanted.ifPresent(this::checkName);
        return kernels.stream()
                .filter(kernel -> wanted.isEmpty() || wanted.get().equals(kernel.name()))
                .filter(kernel -> kernel.supports(cell, type))
                .findFirst()
                .orElseGet(() -> kernels.stream()
                        .filter(kernel -> kernel.supports(cell, type))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no kernel computes " + cell + " in " + type)));
    }

    private void checkName(String wanted) {
        if (kernels.stream().noneMatch(kernel -> kernel.name().equals(wanted))) {
            throw UserError.usage("kernel " + wanted + ": this machine has "
                    + kernels.stream().map(RecurrentKernel::name).collect(Collectors.joining(", "))
                    + "; give one of them, or none to have the fastest");
        }
    }
}
