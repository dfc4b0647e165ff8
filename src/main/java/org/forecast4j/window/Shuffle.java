package org.forecast4j.window;

/**
 * A seeded permutation of {@code 0 .. size - 1} that needs no memory: a Feistel network over the next even power of two,
 * repeated until the result falls inside (cycle walking; Black and Rogaway, "Ciphers with Arbitrary Finite Domains",
 * 2002). Shuffling a hundred million windows costs nothing but arithmetic, and any position can be looked up alone.
 */
public final class Shuffle {
    private static final int ROUNDS = 4;

    /** SplitMix64's step from one draw to the next. */
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long size;
    private final int halfBits;
    private final long[] keys = new long[ROUNDS];

    public Shuffle(long size, long seed) {
        if (size < 1) {
            throw new IllegalArgumentException("a permutation of " + size + " elements");
        }
        this.size = size;
        int bits = Math.max(2, 64 - Long.numberOfLeadingZeros(size - 1));
        this.halfBits = (bits + 1) / 2;
        for (int round = 0; round < ROUNDS; round++) {
            keys[round] = mix(seed + round * GOLDEN_GAMMA);
        }
    }

    /** The element at a position. */
    public long at(long position) {
        long value = position;
        do {
            value = permute(value);
        } while (value >= size);
        return value;
    }

    private long permute(long value) {
        long mask = (1L << halfBits) - 1;
        long left = value >>> halfBits;
        long right = value & mask;
        for (long key : keys) {
            long next = left ^ (mix(right ^ key) & mask);
            left = right;
            right = next;
        }
        return (left << halfBits) | right;
    }

    /** A number from 0 to below 1 that looks drawn, the same for the same seed and position. */
    static double uniform(long seed, long position) {
        return (mix(mix(seed) + position * GOLDEN_GAMMA) >>> 11) * 0x1p-53;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
