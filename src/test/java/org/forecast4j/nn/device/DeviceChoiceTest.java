package org.forecast4j.nn.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.UserError;
import org.forecast4j.nn.device.GpuDriver.CudaVersion;
import org.forecast4j.nn.device.GpuDriver.Gpus;
import org.forecast4j.nn.device.GpuDriver.Nothing;
import org.forecast4j.nn.device.GpuLibraries.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceChoiceTest {
    private static final GpuDriver NONE = () -> new Nothing("no NVIDIA GPU, or no driver for it", "install a driver");

    /** A machine of one GPU. */
    private static GpuDriver gpu(int major, int minor, int cuda) {
        Gpu gpu = new Gpu("Model X", new Gpu.Capability(major, minor), 80L << 30);
        return () -> new Gpus(new CudaVersion(cuda), List.of(gpu));
    }

    /** A program built with some ways, and what is wrong with each. */
    private record Built(Map<GpuWay, Optional<Problem>> ways) implements GpuLibraries {
        static Built with(GpuWay... ways) {
            Map<GpuWay, Optional<Problem>> all = new EnumMap<>(GpuWay.class);
            for (GpuWay way : ways) {
                all.put(way, Optional.empty());
            }
            return new Built(all);
        }

        @Override
        public boolean has(GpuWay way) {
            return ways.containsKey(way);
        }

        @Override
        public Optional<Problem> problem(GpuWay way) {
            return ways.getOrDefault(way, Optional.of(new Problem("not asked for", "ask")));
        }
    }

    private static final Built PLAIN = Built.with();
    private static final Built CUDA = Built.with(GpuWay.ND4J_CUDA);
    private static final Built CUDNN = Built.with(GpuWay.CUDNN);
    private static final Built CUDNN_WITHOUT_LIBRARIES = new Built(Map.of(
            GpuWay.CUDNN,
            Optional.of(ClassPathLibraries.problem(GpuWay.CUDNN, new UnsatisfiedLinkError("libcudnn.so.9")))));

    @ParameterizedTest
    @CsvSource({"3,7,11040", "8,6,12040", "8,9,13000"})
    void deeplearning4js_backend_serves_capabilities_up_to_8_9(int major, int minor, int cuda) {
        DeviceChoice choice = DeviceChoice.of(Device.GPU, gpu(major, minor, cuda), CUDA);

        assertThat(choice.way()).contains(GpuWay.ND4J_CUDA);
        assertThat(choice.sentence())
                .isEqualTo("computing on Model X (compute capability " + major + "." + minor
                        + ") by Deeplearning4j's CUDA backend");
        assertThat(choice.worthSaying()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"5,0", "8,6", "9,0", "10,0", "12,0"})
    void cudnn_serves_every_capability_from_5_0_on(int major, int minor) {
        assertThat(DeviceChoice.of(Device.AUTO, gpu(major, minor, 12040), CUDNN).way())
                .contains(GpuWay.CUDNN);
    }

    @Test
    void a_hopper_is_not_left_to_a_backend_that_would_die_on_it() {
        DeviceChoice choice = DeviceChoice.of(Device.AUTO, gpu(9, 0, 12040), CUDA);

        assertThat(choice.way()).isEmpty();
        assertThat(choice.worthSaying()).isTrue();
        assertThat(choice.sentence())
                .isEqualTo("computing on the CPU: Model X (compute capability 9.0) is left alone: Deeplearning4j's CUDA"
                        + " backend serves compute capability 3.7 to 8.9; to use it build the program for it (mvn -Pcudnn"
                        + " -DskipTests clean package)");
    }

    @Test
    void a_gpu_that_the_backend_does_not_serve_is_an_error_that_names_gpu_capability_and_profile() {
        assertRefused(
                gpu(9, 0, 12040),
                CUDA,
                "device gpu: Model X (compute capability 9.0): Deeplearning4j's CUDA backend serves compute capability 3.7"
                        + " to 8.9; build the program for it (mvn -Pcudnn -DskipTests clean package), or use the CPU"
                        + " (--device cpu)");
    }

    @Test
    void a_program_built_for_no_gpu_says_how_to_build_it() {
        assertRefused(
                gpu(8, 6, 12040),
                PLAIN,
                "device gpu: Model X (compute capability 8.6): this program is built without a way to use it; build the"
                        + " program for it (mvn -Pcudnn -DskipTests clean package), or use the CPU (--device cpu)");
        assertThat(DeviceChoice.of(Device.AUTO, gpu(8, 6, 12040), PLAIN).worthSaying())
                .isTrue();
    }

    @Test
    void an_old_gpu_is_sent_to_the_profile_that_serves_it() {
        assertRefused(gpu(3, 7, 11040), CUDNN, "-Pcuda ");
        assertRefused(gpu(3, 0, 11040), CUDNN, "use a newer GPU");
    }

    @Test
    void a_driver_that_is_too_old_is_named_with_what_is_needed() {
        assertRefused(
                gpu(8, 6, 11040),
                CUDNN,
                "device gpu: Model X (compute capability 8.6): its driver is for CUDA 11.4, cuDNN needs one for CUDA 12.0"
                        + " (525 or later); update the driver, or use the CPU (--device cpu)");
        assertThat(DeviceChoice.of(Device.AUTO, gpu(8, 6, 11040), CUDNN).way()).isEmpty();
    }

    @Test
    void a_gpu_that_is_full_or_whose_driver_refuses_is_no_matter_of_missing_libraries() {
        Problem full = ClassPathLibraries.problem(GpuWay.CUDNN, UserError.usage("the GPU has no room"));
        Problem refused =
                ClassPathLibraries.problem(GpuWay.CUDNN, new IllegalStateException("cudaStreamCreate failed"));

        assertThat(full).isEqualTo(new Problem("the GPU has no room", "free its memory"));
        assertThat(refused)
                .isEqualTo(new Problem(
                        "IllegalStateException: cudaStreamCreate failed",
                        "update the driver, or build for another CUDA (profile cuda13)"));
    }

    @Test
    void missing_libraries_are_named_with_the_profile_that_brings_them() {
        assertRefused(
                gpu(9, 0, 12040),
                CUDNN_WITHOUT_LIBRARIES,
                "device gpu: Model X (compute capability 9.0): cuDNN cannot be used: UnsatisfiedLinkError: libcudnn.so.9;"
                        + " build with NVIDIA's libraries (mvn -Pcudnn,cudnn-redist -DskipTests clean package), or use the CPU"
                        + " (--device cpu)");
    }

    @Test
    void without_a_driver_a_gpu_is_refused_and_the_cpu_taken() {
        assertRefused(
                NONE,
                PLAIN,
                "device gpu: no NVIDIA GPU, or no driver for it; install a driver; then build the program for it (mvn"
                        + " -Pcudnn -DskipTests clean package), or use the CPU (--device cpu)");
        assertThat(DeviceChoice.of(Device.AUTO, NONE, PLAIN))
                .isEqualTo(new DeviceChoice(
                        Optional.empty(), "computing on the CPU: no NVIDIA GPU, or no driver for it", false));
        assertThat(DeviceChoice.of(Device.AUTO, NONE, CUDNN).worthSaying())
                .as("a program built for a GPU")
                .isTrue();
    }

    @Test
    void who_asks_for_the_cpu_gets_it_and_no_driver_is_asked() {
        GpuDriver driver = () -> {
            throw new AssertionError("asked");
        };

        assertThat(DeviceChoice.of(Device.CPU, driver, CUDNN).way()).isEmpty();
    }

    private static void assertRefused(GpuDriver driver, GpuLibraries libraries, String message) {
        assertThatThrownBy(() -> DeviceChoice.of(Device.GPU, driver, libraries))
                .isInstanceOf(UserError.class)
                .message()
                .contains(message)
                .hasLineCount(1);
    }

    // --- one process

    @Test
    void a_process_may_go_from_cudnn_to_the_cpu_and_back() {
        Devices devices = new Devices(gpu(9, 0, 12040), CUDNN);

        assertThat(devices.current().way()).contains(GpuWay.CUDNN);
        assertThat(devices.tf32()).isFalse();
        assertThat(devices.use(Device.CPU, false).way()).isEmpty();
        assertThat(devices.use(Device.GPU, true).way()).contains(GpuWay.CUDNN);
        assertThat(devices.tf32()).isTrue();
    }

    @Test
    void a_process_cannot_leave_the_backend_it_has_begun_with() {
        Devices devices = new Devices(gpu(8, 6, 12040), CUDA);
        devices.use(Device.GPU, false);

        assertThatThrownBy(() -> devices.use(Device.CPU, false))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("device cpu: Deeplearning4j already computes in this process");
    }
}
