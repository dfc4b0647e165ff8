package org.forecast4j.nn.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The kernels of {@code network.cu}, compiled for the GPU that computes. */
final class DeviceCode implements AutoCloseable {
    private static final String SOURCE = "network.cu";
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final int THREADS = 256;
    /** More go over their values in turns. */
    private static final int MOST_BLOCKS = 4096;

    private static final int MOST_ARGUMENTS = 16;

    private final CUstream_st stream;
    private final CUmod_st module = new CUmod_st();
    private final Map<String, CUfunc_st> functions = new HashMap<>();
    /** Of one launch; the call copies them. */
    private final LongPointer values = new LongPointer(MOST_ARGUMENTS);

    private final PointerPointer<Pointer> arguments = new PointerPointer<>(MOST_ARGUMENTS);

    /** @param compiled what {@link #compile} made */
    DeviceCode(byte[] compiled, CUstream_st stream) {
        this.stream = stream;
        try (BytePointer code = new BytePointer(compiled)) {
            Cuda.checkDriver("cuModuleLoadData", cudart.cuModuleLoadData(module, code));
        }
        for (int i = 0; i < MOST_ARGUMENTS; i++) {
            arguments.put(i, values.getPointer(i));
        }
    }

    /** Compiles for the GPU that computes, in some tenths of a second. */
    static byte[] compile() {
        int own = capability();
        int[] known = knownCapabilities();
        if (Arrays.stream(known).anyMatch(one -> one == own)) {
            // Machine code: a driver that is older than the compiler would not translate what that emits else.
            return compile("sm_" + own, nvrtc::nvrtcGetCUBINSize, nvrtc::nvrtcGetCUBIN);
        }
        int older = Arrays.stream(known)
                .filter(one -> one < own)
                .max()
                .orElseThrow(() -> new IllegalStateException("CUDA's compiler knows compute capabilities "
                        + Arrays.toString(known) + " (times ten), not " + own));
        return compile("compute_" + older, nvrtc::nvrtcGetPTXSize, nvrtc::nvrtcGetPTX);
    }

    private interface SizeOf {
        int into(_nvrtcProgram program, SizeTPointer size);
    }

    private interface Result {
        int into(_nvrtcProgram program, byte[] code);
    }

    private static byte[] compile(String target, SizeOf sizeOf, Result result) {
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer source = new BytePointer(source());
                BytePointer name = new BytePointer(SOURCE);
                BytePointer architecture = new BytePointer("--gpu-architecture=" + target);
                PointerPointer<BytePointer> options = new PointerPointer<>(new BytePointer[] {architecture});
                SizeTPointer size = new SizeTPointer(1)) {
            Cuda.checkCompiler(
                    "nvrtcCreateProgram",
                    nvrtc.nvrtcCreateProgram(
                            program, source, name, 0, (PointerPointer<?>) null, (PointerPointer<?>) null));
            try {
                if (nvrtc.nvrtcCompileProgram(program, 1, options) != 0) {
                    throw new IllegalStateException(SOURCE + " does not compile for " + target + ": " + log(program));
                }
                Cuda.checkCompiler("NVRTC", sizeOf.into(program, size));
                byte[] code = new byte[Math.toIntExact(size.get())];
                Cuda.checkCompiler("NVRTC", result.into(program, code));
                return code;
            } finally {
                nvrtc.nvrtcDestroyProgram(program);
            }
        }
    }

    private static String source() {
        try (InputStream in = Objects.requireNonNull(DeviceCode.class.getResourceAsStream(SOURCE), SOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + SOURCE, e);
        }
    }

    private static String log(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            nvrtc.nvrtcGetProgramLogSize(program, size);
            try (BytePointer log = new BytePointer(size.get())) {
                nvrtc.nvrtcGetProgramLog(program, log);
                return log.getString();
            }
        }
    }

    /** Of the GPU that computes, times ten. */
    private static int capability() {
        int[] device = new int[1];
        int[] major = new int[1];
        int[] minor = new int[1];
        Cuda.check("cudaGetDevice", cudart.cudaGetDevice(device));
        Cuda.check("cudaDeviceGetAttribute", cudart.cudaDeviceGetAttribute(major, CAPABILITY_MAJOR, device[0]));
        Cuda.check("cudaDeviceGetAttribute", cudart.cudaDeviceGetAttribute(minor, CAPABILITY_MINOR, device[0]));
        return 10 * major[0] + minor[0];
    }

    private static int[] knownCapabilities() {
        int[] count = new int[1];
        Cuda.checkCompiler("nvrtcGetNumSupportedArchs", nvrtc.nvrtcGetNumSupportedArchs(count));
        int[] known = new int[count[0]];
        Cuda.checkCompiler("nvrtcGetSupportedArchs", nvrtc.nvrtcGetSupportedArchs(known));
        return known;
    }

    /**
     * Starts a kernel over so many values.
     *
     * @param given its arguments but for the last, the number of values; each a pointer to the device's memory, an int, a long
     *     or a float
     */
    void launch(String kernel, long count, Object... given) {
        for (int i = 0; i < given.length; i++) {
            put(i, given[i]);
        }
        put(given.length, count);
        int blocks = (int) Math.max(1, Math.min(MOST_BLOCKS, (count + THREADS - 1) / THREADS));
        Cuda.checkDriver(
                kernel,
                cudart.cuLaunchKernel(
                        function(kernel), blocks, 1, 1, THREADS, 1, 1, 0, stream, arguments, (PointerPointer<?>) null));
    }

    private void put(int place, Object argument) {
        long bits;
        if (argument instanceof Pointer pointer) {
            bits = pointer.address();
        } else if (argument instanceof Integer number) {
            bits = Integer.toUnsignedLong(number);
        } else if (argument instanceof Long number) {
            bits = number;
        } else if (argument instanceof Float number) {
            bits = Integer.toUnsignedLong(Float.floatToRawIntBits(number));
        } else {
            throw new IllegalArgumentException("argument " + place + " of a kernel: " + argument);
        }
        values.put(place, bits);
    }

    private CUfunc_st function(String kernel) {
        return functions.computeIfAbsent(kernel, name -> {
            CUfunc_st function = new CUfunc_st();
            Cuda.checkDriver(name, cudart.cuModuleGetFunction(function, module, name));
            return function;
        });
    }

    @Override
    public void close() {
        cudart.cuModuleUnload(module);
        arguments.close();
        values.close();
    }
}
