package org.forecast4j.nn.device;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * NVIDIA's driver library, which every machine with a driver has whatever else is installed. Where the system shows no
 * device of NVIDIA's the library is not even looked for: that costs a machine without a GPU nothing.
 */
final class CudaDriver implements GpuDriver {
    /** Names another file as the driver's library; for tests, and for drivers in odd places. */
    static final String LIBRARY_PROPERTY = "forecast4j.cuda-driver";

    private static final String INSTALL = "install NVIDIA's driver";
    private static final int NO_DEVICE = 100;
    private static final int STUB_LIBRARY = 34;
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;

    /** What Linux shows where NVIDIA's driver is loaded: a card, Windows' own seen from WSL, an embedded GPU. */
    private static final List<Path> DEVICES =
            List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"), Path.of("/dev/nvhost-gpu"), Path.of("/dev/nvgpu"));

    private final Optional<String> library;

    private CudaDriver(Optional<String> library) {
        this.library = library;
    }

    static CudaDriver ofThisMachine() {
        return new CudaDriver(Optional.ofNullable(System.getProperty(LIBRARY_PROPERTY))
                .or(() -> Platform.isWindows() ? Optional.of("nvcuda") : onLinux()));
    }

    /** The library in this file. */
    static CudaDriver in(Path library) {
        return new CudaDriver(Optional.of(library.toString()));
    }

    private static Optional<String> onLinux() {
        return DEVICES.stream().anyMatch(Files::exists) ? Optional.of("libcuda.so.1") : Optional.empty();
    }

    @Override
    public Found look() {
        if (library.isEmpty()) {
            return new Nothing("no NVIDIA GPU, or no driver for it", INSTALL);
        }
        try {
            return new Calls(NativeLibrary.getInstance(library.get())).look();
        } catch (UnsatisfiedLinkError e) {
            String reason = Stream.of(String.valueOf(e.getMessage()).split("\\R", 2))
                    .findFirst()
                    .orElse("");
            return new Nothing("the driver's library " + library.get() + " cannot be used: " + reason, INSTALL);
        }
    }

    /** The driver's functions, each of which returns zero where it succeeds. */
    private record Calls(NativeLibrary driver) {

        Found look() {
            int status = call("cuInit", 0);
            if (status == NO_DEVICE) {
                return new Nothing(
                        "the driver is there and shows no GPU", "let it be seen: CUDA_VISIBLE_DEVICES, --gpus all");
            } else if (status == STUB_LIBRARY) {
                return new Nothing("the driver's library is the toolkit's stub", INSTALL);
            } else if (status != 0) {
                return new Nothing(
                        "the driver does not start (cuInit returned " + status + ")",
                        "restart the machine, or install the driver anew");
            }
            IntByReference version = new IntByReference();
            IntByReference count = new IntByReference();
            if (call("cuDriverGetVersion", version) != 0 || call("cuDeviceGetCount", count) != 0) {
                return new Nothing("the driver does not say what it has", "install the driver anew");
            }
            List<Gpu> gpus = new ArrayList<>();
            for (int i = 0; i < count.getValue(); i++) {
                gpu(i).ifPresent(gpus::add);
            }
            return gpus.isEmpty()
                    ? new Nothing("the driver shows no GPU", "let it be seen: CUDA_VISIBLE_DEVICES, --gpus all")
                    : new Gpus(new CudaVersion(version.getValue()), gpus);
        }

        private Optional<Gpu> gpu(int index) {
            IntByReference device = new IntByReference();
            byte[] name = new byte[256];
            IntByReference major = new IntByReference();
            IntByReference minor = new IntByReference();
            LongByReference memory = new LongByReference();
            if (call("cuDeviceGet", device, index) != 0
                    || call("cuDeviceGetName", name, name.length, device.getValue()) != 0
                    || call("cuDeviceGetAttribute", major, CAPABILITY_MAJOR, device.getValue()) != 0
                    || call("cuDeviceGetAttribute", minor, CAPABILITY_MINOR, device.getValue()) != 0
                    || call("cuDeviceTotalMem_v2", memory, device.getValue()) != 0) {
                return Optional.empty();
            }
            String text = new String(name, StandardCharsets.UTF_8);
            int end = text.indexOf('\0');
            return Optional.of(new Gpu(
                    end < 0 ? text : text.substring(0, end),
                    new Gpu.Capability(major.getValue(), minor.getValue()),
                    memory.getValue()));
        }

        private int call(String function, Object... arguments) {
            Function found = driver.getFunction(function);
            return found.invokeInt(arguments);
        }
    }
}
