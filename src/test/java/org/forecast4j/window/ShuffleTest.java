package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {

    @Test
    void every_element_stands_at_one_position() {
        int[] sizes = IntStream.concat(IntStream.rangeClosed(1, 130), IntStream.of(255, 256, 257, 1000, 4097, 65_537))
                .toArray();
        for (int size : sizes) {
            for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE, 12_345}) {
                Shuffle shuffle = new Shuffle(size, seed);
                boolean[] seen = new boolean[size];
                for (int i = 0; i < size; i++) {
                    seen[(int) shuffle.at(i)] = true;
                }
                assertThat(seen).as("size %d, seed %d", size, seed).doesNotContain(false);
            }
        }
    }

    @Test
    void seeds_give_different_orders_and_the_same_seed_the_same() {
        assertThat(order(100, 1)).isEqualTo(order(100, 1)).isNotEqualTo(order(100, 2));
        assertThat(IntStream.range(0, 200)
                        .mapToObj(seed -> Arrays.toString(order(100, seed)))
                        .distinct())
                .hasSize(200);
    }

    private static long[] order(int size, long seed) {
        Shuffle shuffle = new Shuffle(size, seed);
        return LongStream.range(0, size).map(shuffle::at).toArray();
    }

    /** A batch that held neighbouring windows would be no random sample. */
    @Test
    void neighbours_do_not_stay_together() {
        Shuffle shuffle = new Shuffle(10_000, 3);
        long near = LongStream.range(0, 9_999)
                .filter(i -> Math.abs(shuffle.at(i) - shuffle.at(i + 1)) < 100)
                .count();
        assertThat(near).isBetween(120L, 280L); // 2 % of 9999 is 200, four deviations are 56
    }

    /** Chi-square over 16 x 16 cells of position against element; 255 degrees of freedom, 330 is p = 0.001. */
    @Test
    void elements_are_spread_evenly_over_positions() {
        int[] cells = new int[256];
        for (long seed = 0; seed < 20; seed++) {
            Shuffle shuffle = new Shuffle(1600, seed * 1_000_003L);
            for (int i = 0; i < 1600; i++) {
                cells[i / 100 * 16 + (int) shuffle.at(i) / 100]++;
            }
        }
        double chiSquare = Arrays.stream(cells)
                .mapToDouble(n -> (n - 125) * (n - 125) / 125.0)
                .sum();
        assertThat(chiSquare).isLessThan(330);
    }

    @Test
    void huge_sizes_need_no_memory() {
        Shuffle shuffle = new Shuffle(1L << 40, 5);
        assertThat(LongStream.range(0, 1000).map(shuffle::at).distinct().max().orElseThrow())
                .isBetween(1L << 38, (1L << 40) - 1);
    }

    @Test
    void empty_is_refused() {
        assertThatThrownBy(() -> new Shuffle(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
