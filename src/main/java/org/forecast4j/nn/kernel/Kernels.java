package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.forecast4j.UserError;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.device.GpuWay;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The kernels this machine can run, fastest first. Which one computes a layer follows from what the layer needs: the first
 * that knows its cell and type. A user may prefer one over the faster ones, by the Java property {@value #PROPERTY} or the
 * environment variable {@value #VARIABLE}.
 *
 * @param all fastest first; the last computes everything
 * @param products the fastest matrix products
 * @param threads how many threads compute together in the fastest
 * @param notice what a user should know where the fastest kernel is missing
 * @param trainings of whole networks, where a GPU has them
 */
public record Kernels(
        List<RecurrentKernel> all,
        Products products,
        int threads,
        Optional<String> notice,
        Optional<Function<NetworkParts, Optional<DeviceTraining>>> trainings) {
    public static final String PROPERTY = "forecast4j.kernel";
    public static final String VARIABLE = "FORECAST4J_KERNEL";

    public Kernels {
        all = List.copyOf(all);
    }

    /** Those of this machine: a GPU's where {@link Devices} chose it, and the processor's, which are found out once. */
    public static Kernels ofThisMachine() {
        Devices devices = Devices.ofThisProcess();
        boolean gpu = devices.current().way().equals(Optional.of(GpuWay.CUDNN));
        return gpu ? Found.onGpu(devices.tf32()) : Found.KERNELS;
    }

    private Kernels behind(GpuKernels gpu, boolean tf32) {
        return new Kernels(
                Stream.concat(Stream.of(gpu.kernel(tf32)), all.stream()).toList(),
                products,
                threads,
                notice,
                Optional.of(network -> gpu.training(network, tf32)));
    }

    /** Whether whole networks are trained on a GPU: one computes, and the user prefers no kernel of layers. */
    public boolean trainsNetworks() {
        return trainings.isPresent() && preferred().isEmpty();
    }

    /** A training of a whole network on a GPU; empty where none does that, or the network has a part that it does not. */
    public Optional<DeviceTraining> training(NetworkParts network) {
        return trainsNetworks() ? trainings.flatMap(gpu -> gpu.apply(network)) : Optional.empty();
    }

    /** Loading natives and starting threads is once for the process. */
    private static final class Found {
        static final Kernels KERNELS = find();
        private static final Map<Boolean, Kernels> ON_GPU = new ConcurrentHashMap<>();

        static Kernels onGpu(boolean tf32) {
            return ON_GPU.computeIfAbsent(tf32, any -> ServiceLoader.load(GpuKernels.class)
                    .findFirst()
                    .map(gpu -> KERNELS.behind(gpu, tf32))
                    .orElseThrow(() -> new IllegalStateException("no kernels for the GPU that was chosen")));
        }

        private static Kernels find() {
            List<RecurrentKernel> found = new ArrayList<>();
            Optional<String> notice = Optional.empty();
            int threads = allowedThreads();
            if (!Nd4j.getEnvironment().isCPU()) {
                // The others take an array's memory for the processor's own.
                Products none = new Products(new OpenBlasGemm(), new Workers(0));
                return new Kernels(
                        List.of(new Nd4jKernel(), new ReferenceKernel()), none, threads, notice, Optional.empty());
            }
            Workers workers = new Workers(0); // OpenBLAS has its own
            Gemm openBlas = new OpenBlasGemm();
            Products products = new Products(openBlas, workers);
            found.add(new CpuKernel("cpu-plain", openBlas, workers));
            found.add(new ReferenceKernel());
            try {
                Gemm oneDnn = new OneDnnGemm();
                Workers team = new Workers(threads - 1);
                found.add(0, new CpuKernel("cpu", oneDnn, team));
                products = new Products(oneDnn, team);
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                notice = Optional.of(
                        "oneDNN is not there for this system (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                                + "): recurrent layers run by the kernel cpu-plain, several times slower");
            }
            return new Kernels(found, products, threads, notice, Optional.empty());
        }

        /** One for each core, or as many as OpenMP is told to use. */
        private static int allowedThreads() {
            int cores = Runtime.getRuntime().availableProcessors();
            String limit = System.getenv("OMP_NUM_THREADS");
            boolean limited = limit != null && limit.matches("[1-9][0-9]{0,3}");
            return limited ? Math.min(cores, Integer.parseInt(limit)) : cores;
        }
    }

    /** What the user prefers, where the user does. */
    public static Optional<String> preferred() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).or(() -> Optional.ofNullable(System.getenv(VARIABLE)));
    }

    /**
     * The kernel for a layer.
     *
     * @throws UserError where the preferred kernel is none of this machine's
     */
    public RecurrentKernel choose(RecurrentCell cell, DataType type) {
        Optional<String> preferred = preferred();
        preferred.ifPresent(this::checkName);
        Stream<RecurrentKernel> first = all.stream()
                .filter(kernel -> preferred.isPresent() && preferred.get().equals(kernel.name()));
        return Stream.concat(first, all.stream())
                .filter(kernel -> kernel.supports(cell, type))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no kernel computes " + cell + " in " + type));
    }

    private void checkName(String wanted) {
        if (all.stream().noneMatch(kernel -> kernel.name().equals(wanted))) {
            throw UserError.usage("kernel " + wanted + ": this machine has " + names() + "; give one of them in "
                    + VARIABLE + ", or none to have the fastest");
        }
    }

    /** The names, fastest first, for people. */
    public String names() {
        return all.stream().map(RecurrentKernel::name).collect(Collectors.joining(", "));
    }
}
