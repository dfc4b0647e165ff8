package org.forecast4j.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.UserError;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.Covariates;
import org.forecast4j.series.History;

/**
 * How a series' covariates become inputs of each time step.
 *
 * <p>A step holds, of each past covariate, the values of the step's own rows, beside the targets'; of each known covariate
 * the values of its own rows and then those of the horizon to forecast; of each static covariate its value. Beside a target
 * of the past stands what came with it, so that its effect can be told from the level. The whole horizon stands at every
 * step, not at the last alone and not moved along with the step: what every step repeats cannot be forgotten on the way,
 * and was learned in fewer epochs when both were tried. Only a network that forecasts from every step is given each step's
 * own horizon; and where the horizon has steps of its own, these hold it, and no other does.
 */
public record CovariateCodings(List<CovariateCoding> past, List<CovariateCoding> known, List<CovariateCoding> statics) {
    public static final CovariateCodings NONE = new CovariateCodings(List.of(), List.of(), List.of());

    public CovariateCodings {
        past = List.copyOf(past);
        known = List.copyOf(known);
        statics = List.copyOf(statics);
    }

    /**
     * Fits to the training rows of each part.
     *
     * @param scaling whether each series' past and known numbers have a scale of their own, as its targets do: a price tells
     *     by how far it lies from that product's usual one. Flags and static numbers have one for all
     */
    public static CovariateCodings fit(List<Windows.Part> training, SeriesScaling scaling) {
        return new CovariateCodings(
                fit(training, Covariates::past, scaling),
                fit(training, Covariates::known, scaling),
                fit(training, Covariates::statics, SeriesScaling.POOLED));
    }

    private static List<CovariateCoding> fit(
            List<Windows.Part> training, Function<Covariates, List<Covariate>> role, SeriesScaling scaling) {
        List<CovariateCoding> codings = new ArrayList<>();
        int count = role.apply(training.get(0).series().covariates()).size();
        for (int k = 0; k < count; k++) {
            int covariate = k;
            List<Rows> rows = training.stream()
                    .map(part ->
                            Rows.of(part, role.apply(part.series().covariates()).get(covariate)))
                    .toList();
            codings.add(rows.get(0).covariate().categorical() ? categories(rows) : numbers(rows, scaling));
        }
        return codings;
    }

    /** The training rows of one series' covariate. */
    private record Rows(String series, Covariate covariate, int from, int to) {
        static Rows of(Windows.Part part, Covariate covariate) {
            boolean once = covariate.column().length() == 1;
            return new Rows(part.series().id(), covariate, once ? 0 : part.from(), once ? 1 : part.to());
        }

        DoubleStream observed() {
            return IntStream.range(from, to)
                    .filter(row -> covariate.column().observed(row))
                    .mapToDouble(row -> covariate.column().value(row));
        }
    }

    private static CovariateCoding categories(List<Rows> rows) {
        TreeSet<String> words = new TreeSet<>();
        for (Rows own : rows) {
            own.observed().forEach(value -> words.add(own.covariate().words().get((int) value)));
        }
        return new CovariateCoding.Categories(rows.get(0).covariate().name(), List.copyOf(words));
    }

    private static CovariateCoding numbers(List<Rows> rows, SeriesScaling scaling) {
        String name = rows.get(0).covariate().name();
        ColumnScaler.Moments moments = new ColumnScaler.Moments();
        rows.forEach(own -> moments.add(own.covariate().column(), own.from(), own.to()));
        double deviation = moments.count() == 0 ? 0 : Math.sqrt(moments.squares() / moments.count());
        if (!Double.isFinite(deviation)) {
            throw UserError.data("column '" + name
                    + "' holds values so large that their mean square is no number; give it in a larger unit");
        }
        Map<String, CovariateCoding.Scale> each = new HashMap<>();
        boolean flag = rows.stream()
                        .flatMapToDouble(Rows::observed)
                        .distinct()
                        .limit(3)
                        .count()
                < 3;
        if (scaling == SeriesScaling.EACH && !flag) {
            CovariateCoding.Scale pooled = new CovariateCoding.Scale(moments.mean(), deviation);
            rows.forEach(own -> each.put(
                    own.series(), CovariateCoding.Scale.of(own.covariate().column(), own.from(), own.to(), pooled)));
        }
        return new CovariateCoding.Numbers(name, moments.mean(), deviation, each);
    }

    /** All of them: past, known, static. */
    public Stream<CovariateCoding> all() {
        return Stream.of(past, known, statics).flatMap(List::stream);
    }

    /** Inputs of one time step. */
    int inputs(WindowSpec spec) {
        int inputs = Math.addExact(
                Math.multiplyExact(spec.patch(), width(past)), Math.multiplyExact(knownRows(spec), width(known)));
        return Math.addExact(inputs, width(statics));
    }

    /** Rows of a known covariate that each step holds. */
    private static int knownRows(WindowSpec spec) {
        return spec.emission() == Emission.CONTINUED ? spec.patch() : Math.addExact(spec.patch(), spec.horizon());
    }

    private static int width(List<CovariateCoding> codings) {
        return codings.stream().mapToInt(CovariateCoding::inputs).sum();
    }

    /**
     * Writes one sample's inputs. What they are is asked of the history alone, which knows no target and no past covariate
     * after its end.
     *
     * @param at where the covariates' inputs begin among those of a step
     */
    void encode(History history, WindowSpec spec, Steps steps, int at) {
        Covariates values = history.series().covariates();
        int next = at;
        boolean continued = spec.emission() == Emission.CONTINUED;
        Held own = new Held(spec.patch(), spec.patch(), 0);
        for (int k = 0; k < past.size(); k++) {
            int covariate = k;
            next = encode(
                    past.get(k),
                    values.past().get(k),
                    history,
                    spec,
                    own,
                    steps,
                    next,
                    ahead -> history.past(covariate, -ahead));
        }
        int held = knownRows(spec);
        Held planned = new Held(held, held, continued ? spec.horizonPatch() : 0);
        for (int k = 0; k < known.size(); k++) {
            int covariate = k;
            next = encode(
                    known.get(k),
                    values.known().get(k),
                    history,
                    spec,
                    planned,
                    steps,
                    next,
                    ahead -> history.known(covariate, ahead));
        }
        for (int k = 0; k < statics.size(); k++) {
            double value = values.statics().get(k).column().value(0);
            next = encode(
                    statics.get(k),
                    values.statics().get(k),
                    history,
                    spec,
                    new Held(1, 1, 1),
                    steps,
                    next,
                    ahead -> value);
        }
    }

    /**
     * How many values of a covariate a time step has room for, and how many it holds at steps of the lookback and at those
     * of the horizon; zeros stand for the rest.
     */
    private record Held(int room, int before, int ahead) {}

    /**
     * Writes a covariate's values at each step: those of the step's own rows, then those of the horizon.
     *
     * @param ahead gives the value so many rows after the origin, which is row 0
     * @return where the next covariate's inputs begin
     */
    private static int encode(
            CovariateCoding coding,
            Covariate covariate,
            History history,
            WindowSpec spec,
            Held rows,
            Steps steps,
            int at,
            IntToDoubleFunction ahead) {
        CovariateCoding.Writer writer = coding.writer(covariate, history);
        int inputs = coding.inputs();
        for (int step = 0; step < spec.inputSteps(); step++) {
            int first = steps.first(step) + at;
            int held = step < spec.steps() ? rows.before() : rows.ahead();
            for (int i = 0; i < held; i++) {
                writer.write(ahead.applyAsDouble(row(spec, step, i)), steps.features(), first + i * inputs);
            }
            Arrays.fill(steps.features(), first + held * inputs, first + rows.room() * inputs, 0);
        }
        return at + rows.room() * inputs;
    }

    /** The row of a step's value {@code i}, after the origin. */
    private static int row(WindowSpec spec, int step, int i) {
        if (step >= spec.steps()) {
            return (step - spec.steps()) * spec.horizonPatch() + 1 + i;
        }
        int own = step * spec.patch() + 1 - spec.lookback();
        boolean goesOn = i < spec.patch() || spec.emission() == Emission.EVERY_STEP;
        return goesOn ? own + i : i - spec.patch() + 1;
    }

    /**
     * Where one sample's inputs lie.
     *
     * @param features time-major, {@code [inputSteps, batch, inputs]}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Steps(float[] features, int sample, int batch, int inputs) {
        int first(int step) {
            return (step * batch + sample) * inputs;
        }
    }
}
