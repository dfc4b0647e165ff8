package org.forecast4j.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.FloatPointer;
import org.forecast4j.nn.device.Device;
import org.forecast4j.nn.device.Devices;
import org.forecast4j.nn.device.GpuWay;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kernels by themselves. Where there is no GPU they are skipped, and say so. */
class DeviceCodeTest {
    private static final int COUNT = 100_000;

    @BeforeEach
    void needs_a_gpu() {
        assumeTrue(
                Devices.ofThisProcess().use(Device.AUTO, false).way().equals(Optional.of(GpuWay.CUDNN)),
                "no GPU: its kernels are not tried");
    }

    /** What is left of ones. */
    private static float[] dropped(float keep, long seed) {
        float[] left = new float[COUNT];
        try (DeviceContext context = new DeviceContext(DeviceCode.compile(), false);
                DeviceMemory memory = new DeviceMemory();
                FloatPointer host = new FloatPointer(COUNT)) {
            FloatPointer values = memory.floats(COUNT);
            context.code().launch("fill", COUNT, values, 1f);
            context.code().launch("drop", COUNT, values, values, keep, seed);
            context.stream().toHost(host, values, (long) COUNT * Float.BYTES);
            context.stream().await();
            host.get(left);
        }
        return left;
    }

    private static long kept(float[] left) {
        return IntStream.range(0, COUNT).filter(i -> left[i] != 0).count();
    }

    /** Four deviations of the binomial distribution: sqrt(100,000 x 0.8 x 0.2) = 126. */
    @Test
    void of_dropped_values_as_many_are_kept_as_the_chance_says_and_their_mean_stays() {
        float[] left = dropped(0.8f, 7);

        assertThat((double) kept(left)).isCloseTo(80_000, Offset.offset(4 * 126.0));
        for (float value : left) {
            assertThat(value).isIn(0f, 1 / 0.8f);
        }
    }

    /** Of two independent halves both keep a value with a chance of a quarter: sqrt(100,000 x 0.25 x 0.75) = 137. */
    @Test
    void another_seed_drops_others() {
        float[] one = dropped(0.5f, 7);
        float[] other = dropped(0.5f, 8);

        assertThat(dropped(0.5f, 7)).isEqualTo(one);
        double both =
                IntStream.range(0, COUNT).filter(i -> one[i] * other[i] != 0).count();
        assertThat(both).isCloseTo(25_000, Offset.offset(4 * 137.0));
    }
}
