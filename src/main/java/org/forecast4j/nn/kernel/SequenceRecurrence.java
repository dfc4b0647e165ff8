package org.forecast4j.nn.kernel;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.forecast4j.nn.kernel.Runs.Run;
import org.forecast4j.nn.kernel.SequenceEngine.Session;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer on a {@link SequenceEngine}. Masks become {@link Runs}; where backpropagation is truncated the steps before are
 * run once more, for the state that the rest begins with.
 */
final class SequenceRecurrence implements Recurrence {
    private final RecurrentCell cell;
    private final WeightSpace space;
    private final Session inferring;
    private final Session training;

    /** The state before the steps that backpropagation goes through. */
    private final NativeFloats middle = new NativeFloats();

    private Optional<Trained> trained = Optional.empty();

    /** What the training session holds: a pass over these runs of the inputs. */
    private record Trained(Inputs inputs, Runs runs) {}

    SequenceRecurrence(RecurrentCell cell, SequenceEngine engine) {
        this.cell = cell;
        space = engine.weightSpace();
        inferring = engine.session();
        training = engine.session();
    }

    // --- forward

    @Override
    public void infer(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        NativeFloats.keeping(
                () -> whole(inferring, false, weights, inputs, output, state), weights, inputs, output, state);
    }

    @Override
    public void forward(Weights weights, Inputs inputs, INDArray output, INDArray state) {
        NativeFloats.keeping(
                () -> trained = Optional.of(new Trained(inputs, whole(training, true, weights, inputs, output, state))),
                weights,
                inputs,
                output,
                state);
    }

    /** All steps, with the results written to arrays. */
    private Runs whole(
            Session session, boolean train, Weights weights, Inputs inputs, INDArray output, INDArray state) {
        Runs runs = Runs.of(inputs, 0, inputs.time());
        run(session, train, weights, inputs, runs, inputs.state().map(NativeFloats::ofRows));
        scatter(session, Session::output, cell.units(), runs, NativeFloats.ofRows(output));
        takeState(session, runs, NativeFloats.ofRows(state));
        return runs;
    }

    private void run(
            Session session, boolean train, Weights weights, Inputs inputs, Runs runs, Optional<FloatPointer> first) {
        if (runs.all().isEmpty()) {
            return;
        }
        session.shape(runs.time(), runs.lengths());
        space.pack(weights, session.weights());
        gather(NativeFloats.ofRows(inputs.values()), cell.inputs(), runs, session.input());
        putState(first, runs, session.firstState());
        session.forward(train);
    }

    // --- backward

    @Override
    public void backward(Weights weights, INDArray epsilon, int steps, Weights gradients, INDArray inputEpsilon) {
        Inputs inputs = trained.orElseThrow(() -> new IllegalStateException("backward before any forward"))
                .inputs();
        int first = Math.max(0, inputs.time() - steps);
        NativeFloats.keeping(
                () -> {
                    Runs runs = from(first, weights);
                    FloatPointer dX = NativeFloats.ofRows(inputEpsilon);
                    NativeFloats.zero(dX, (long) first * inputs.batch() * cell.inputs());
                    if (runs.all().isEmpty()) {
                        NativeFloats.zero(
                                NativeFloats.ofColumns(gradients.input()),
                                gradients.input().length());
                        NativeFloats.zero(
                                NativeFloats.ofColumns(gradients.recurrent()),
                                gradients.recurrent().length());
                        NativeFloats.zero(
                                NativeFloats.ofRows(gradients.bias()),
                                gradients.bias().length());
                    } else {
                        gather(NativeFloats.ofRows(epsilon), cell.units(), runs, training.outputEpsilon());
                        training.backward();
                        space.unpack(training.gradient(), gradients);
                    }
                    scatter(training, Session::inputEpsilon, cell.inputs(), runs, dX);
                },
                weights,
                inputs,
                epsilon,
                gradients,
                inputEpsilon);
    }

    /** Has the training session hold a pass over the steps from {@code first} on. */
    private Runs from(int first, Weights weights) {
        Trained held = trained.orElseThrow();
        if (held.runs().from() == first) {
            return held.runs();
        }
        Inputs inputs = held.inputs();
        Optional<FloatPointer> state = inputs.state().map(NativeFloats::ofRows);
        if (first > 0) {
            Runs before = Runs.of(inputs, 0, first);
            run(inferring, false, weights, inputs, before, state);
            FloatPointer between = middle.atLeast(stateFloats(inputs.batch()));
            takeState(inferring, before, between);
            state = Optional.of(between);
        }
        Runs runs = Runs.of(inputs, first, inputs.time());
        run(training, true, weights, inputs, runs, state);
        trained = Optional.of(new Trained(inputs, runs));
        return runs;
    }

    // --- states

    private long stateFloats(int sequences) {
        return (long) cell.kind().states() * sequences * cell.units();
    }

    /** Hands each run the state that it begins with. */
    private void putState(Optional<FloatPointer> state, Runs runs, FloatPointer to) {
        int count = runs.all().size();
        NativeFloats.zero(to, stateFloats(count));
        state.ifPresent(given -> {
            for (int n = 0; n < count; n++) {
                Run run = runs.all().get(n);
                if (runs.isFirst(run)) {
                    copyState(given, run.example(), runs.batch(), to, n, count);
                }
            }
        });
    }

    /** The state that the last step leaves: that of the runs that end with it. */
    private void takeState(Session session, Runs runs, FloatPointer to) {
        NativeFloats.zero(to, stateFloats(runs.batch()));
        int count = runs.all().size();
        for (int n = 0; n < count; n++) {
            Run run = runs.all().get(n);
            if (runs.isLast(run)) {
                copyState(session.lastState(), n, count, to, run.example(), runs.batch());
            }
        }
    }

    private void copyState(FloatPointer from, int row, int rows, FloatPointer to, int toRow, int toRows) {
        int units = cell.units();
        for (long s = 0; s < cell.kind().states(); s++) {
            NativeFloats.copy(
                    NativeFloats.at(from, (s * rows + row) * units),
                    NativeFloats.at(to, (s * toRows + toRow) * units),
                    units);
        }
    }

    // --- sequences

    private interface Part {
        FloatPointer of(Session session);
    }

    /** From {@code [time, batch, width]} to the runs, {@code [time of the runs, runs, width]}. */
    private static void gather(FloatPointer batch, int width, Runs runs, FloatPointer to) {
        FloatPointer from = NativeFloats.at(batch, (long) runs.from() * runs.batch() * width);
        if (runs.whole()) {
            NativeFloats.copy(from, to, length(runs, width));
            return;
        }
        float[] all = new float[Math.toIntExact(length(runs, width))];
        from.get(all, 0, all.length);
        List<Run> each = runs.all();
        float[] padded = new float[runs.time() * each.size() * width];
        for (int n = 0; n < each.size(); n++) {
            Run run = each.get(n);
            for (int t = 0; t < run.length(); t++) {
                System.arraycopy(all, runs.row(run, t) * width, padded, (t * each.size() + n) * width, width);
            }
        }
        to.put(padded, 0, padded.length);
    }

    /** Back again, with zeros where no run is. */
    private static void scatter(Session session, Part part, int width, Runs runs, FloatPointer batch) {
        FloatPointer to = NativeFloats.at(batch, (long) runs.from() * runs.batch() * width);
        if (runs.whole()) {
            NativeFloats.copy(part.of(session), to, length(runs, width));
            return;
        }
        float[] all = new float[Math.toIntExact(length(runs, width))];
        List<Run> each = runs.all();
        float[] padded = new float[runs.time() * each.size() * width];
        if (padded.length > 0) {
            part.of(session).get(padded, 0, padded.length);
        }
        for (int n = 0; n < each.size(); n++) {
            Run run = each.get(n);
            for (int t = 0; t < run.length(); t++) {
                System.arraycopy(padded, (t * each.size() + n) * width, all, runs.row(run, t) * width, width);
            }
        }
        to.put(all, 0, all.length);
    }

    private static long length(Runs runs, int width) {
        return (long) (runs.to() - runs.from()) * runs.batch() * width;
    }
}
