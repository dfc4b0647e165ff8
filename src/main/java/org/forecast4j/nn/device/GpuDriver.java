package org.forecast4j.nn.device;

import java.util.List;

/** NVIDIA's driver, asked once for what it has. */
public interface GpuDriver {

    /** Looks; never throws for anything a machine may lack. */
    Found look();

    /** What a look at the driver found. */
    sealed interface Found {}

    /**
     * No GPU that could be used.
     *
     * @param why in words, without a full stop
     * @param remedy what the user can do
     */
    record Nothing(String why, String remedy) implements Found {}

    /**
     * GPUs, the one that computes first.
     *
     * @param cuda the newest CUDA that the driver runs
     */
    record Gpus(CudaVersion cuda, List<Gpu> all) implements Found {
        public Gpus {
            all = List.copyOf(all);
            if (all.isEmpty()) {
                throw new IllegalArgumentException("expected one GPU or more; where there is none say Nothing");
            }
        }

        /** The one that computes. */
        public Gpu first() {
            return all.get(0);
        }
    }

    /**
     * A version of CUDA.
     *
     * @param number as NVIDIA writes it: 12040 is 12.4
     */
    record CudaVersion(int number) {
        @Override
        public String toString() {
            return number / 1000 + "." + number % 1000 / 10;
        }
    }
}
