package org.forecast4j.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A mask as sequences of different lengths. At a masked step the state becomes zero, so that each run of steps that count is
 * a sequence of its own, which begins with zeros; but those that begin with the first step begin with what it finds.
 *
 * @param from the first step of the whole
 * @param to the step after its last
 * @param whole whether every example is one run of all steps, as without a mask
 */
record Runs(int batch, int from, int to, List<Run> all, boolean whole) {

    /** Steps of one example that count. */
    record Run(int example, int from, int length) {
        int to() {
            return from + length;
        }
    }

    /** The runs of a batch from one step to another. */
    static Runs of(Inputs inputs, int from, int to) {
        List<Run> runs = new ArrayList<>();
        Optional<float[]> mask = inputs.mask()
                .map(array -> array.castTo(DataType.FLOAT).dup('c').data().asFloat());
        for (int b = 0; b < inputs.batch(); b++) {
            int row = b * inputs.time();
            add(runs, b, from, to, t -> mask.isEmpty() || mask.get()[row + t] != 0);
        }
        boolean whole = runs.size() == inputs.batch() && runs.stream().allMatch(run -> run.length() == to - from);
        return new Runs(inputs.batch(), from, to, List.copyOf(runs), whole);
    }

    private static void add(List<Run> runs, int example, int from, int to, IntPredicate counts) {
        int start = from;
        for (int t = from; t <= to; t++) {
            if (t == to || !counts.test(t)) {
                if (t > start) {
                    runs.add(new Run(example, start, t - start));
                }
                start = t + 1;
            }
        }
    }

    /** Steps of the longest run. */
    int time() {
        return all.stream().mapToInt(Run::length).max().orElse(0);
    }

    int[] lengths() {
        return all.stream().mapToInt(Run::length).toArray();
    }

    /** Whether a run begins with what the whole's first step finds. */
    boolean isFirst(Run run) {
        return run.from() == from;
    }

    /** Whether a run's end is the whole's. */
    boolean isLast(Run run) {
        return run.to() == to;
    }

    /** The row of a run's step among {@code [steps from the first on, batch]}. */
    int row(Run run, int step) {
        return (run.from() - from + step) * batch + run.example();
    }
}
