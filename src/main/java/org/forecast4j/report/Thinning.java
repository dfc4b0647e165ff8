package org.forecast4j.report;

import java.util.Arrays;

/** Leaves out the points of a line that nobody can see. */
final class Thinning {
    private Thinning() {}

    /**
     * Of every pixel column the first, lowest, highest and last point, which drawn look like all of them; every point
     * where there are few.
     *
     * @param x positions in pixels, ascending
     * @param from first point of a stretch without gaps
     * @param to one past its last
     * @return which points to draw, in order
     */
    static int[] visible(double[] x, double[] y, int from, int to) {
        int[] kept = new int[to - from];
        int count = 0;
        for (int begin = from; begin < to; ) {
            int end = begin + 1;
            int low = begin;
            int high = begin;
            while (end < to && Math.floor(x[end]) == Math.floor(x[begin])) {
                low = y[end] < y[low] ? end : low;
                high = y[end] > y[high] ? end : high;
                end++;
            }
            for (int point : new int[] {begin, Math.min(low, high), Math.max(low, high), end - 1}) {
                if (count == 0 || kept[count - 1] < point) {
                    kept[count++] = point;
                }
            }
            begin = end;
        }
        return Arrays.copyOf(kept, count);
    }
}
