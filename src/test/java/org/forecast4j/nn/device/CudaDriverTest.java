package org.forecast4j.nn.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.forecast4j.nn.device.GpuDriver.CudaVersion;
import org.forecast4j.nn.device.GpuDriver.Gpus;
import org.forecast4j.nn.device.GpuDriver.Nothing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The driver's library, played by small ones that a C compiler makes here. */
class CudaDriverTest {
    @TempDir
    Path folder;

    /** A library with the functions that we call, and what they return. */
    private static final String DRIVER = """
            #include <string.h>
            int cuInit(unsigned flags) { return INIT; }
            int cuDriverGetVersion(int *version) { *version = VERSION; return 0; }
            int cuDeviceGetCount(int *count) { *count = COUNT; return 0; }
            int cuDeviceGet(int *device, int index) { *device = 40 + index; return 0; }
            int cuDeviceGetName(char *name, int length, int device) {
                strncpy(name, device == 40 ? "Model A" : "Model B", length); return 0; }
            int cuDeviceGetAttribute(int *value, int attribute, int device) {
                *value = attribute == 75 ? MAJOR + device - 40 : attribute == 76 ? MINOR : -1; return 0; }
            int cuDeviceTotalMem_v2(unsigned long long *bytes, int device) { *bytes = 85899345920ull; return 0; }
            """;

    private Path library(String source, String... definitions) throws IOException, InterruptedException {
        Path c = Files.writeString(folder.resolve("driver.c"), source);
        Path library = folder.resolve("libcuda-stub.so");
        List<String> command =
                new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-o", library.toString(), c.toString()));
        command.addAll(List.of(definitions));
        Process compiler = new ProcessBuilder(command).inheritIO().start();
        assertThat(compiler.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(compiler.exitValue()).isZero();
        return library;
    }

    private static void assumeCompiler() {
        boolean found = List.of(String.valueOf(System.getenv("PATH")).split(":")).stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path, "gcc")));
        assumeTrue(found, "no gcc to make a driver's library with: the driver's calls are not tried");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void gpus_are_read_from_the_drivers_library() throws Exception {
        assumeCompiler();
        Path library = library(DRIVER, "-DINIT=0", "-DVERSION=12040", "-DCOUNT=2", "-DMAJOR=8", "-DMINOR=6");

        assertThat(CudaDriver.in(library).look())
                .isEqualTo(new Gpus(
                        new CudaVersion(12040),
                        List.of(
                                new Gpu("Model A", new Gpu.Capability(8, 6), 80L << 30),
                                new Gpu("Model B", new Gpu.Capability(9, 6), 80L << 30))));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_driver_that_shows_no_gpu_says_so() throws Exception {
        assumeCompiler();
        Path library = library(DRIVER, "-DINIT=100", "-DVERSION=0", "-DCOUNT=0", "-DMAJOR=0", "-DMINOR=0");

        assertNothing(library, "the driver is there and shows no GPU");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_library_that_lacks_the_functions_is_no_driver() throws Exception {
        assumeCompiler();

        assertNothing(library("int nothing;"), "cannot be used: ");
    }

    @Test
    void a_library_that_is_not_there_is_no_driver() {
        assertNothing(folder.resolve("libcuda.so.1"), "cannot be used: ");
    }

    private static void assertNothing(Path library, String why) {
        assertThat(CudaDriver.in(library).look())
                .isInstanceOfSatisfying(
                        Nothing.class,
                        nothing -> assertThat(nothing.why()).contains(why).hasLineCount(1));
    }

    @Test
    void versions_of_cuda_are_written_as_people_do() {
        assertThat(List.of(11040, 12000, 13010).stream().map(CudaVersion::new))
                .map(CudaVersion::toString)
                .containsExactly("11.4", "12.0", "13.1");
    }
}
