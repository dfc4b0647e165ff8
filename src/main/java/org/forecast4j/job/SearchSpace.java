package org.forecast4j.job;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.forecast4j.UserError;
import org.forecast4j.nn.Cell;
import org.forecast4j.window.Shuffle;

/**
 * The settings that a tuning tries: a few values of each, every combination of which is a trial. What the job names stays
 * as it is, what it leaves open is searched around the value chosen for it, and what it lists for tuning is searched.
 *
 * @param own the job's own combination
 * @param values the values of each of {@link #KEYS}, where {@code hidden} is units of one layer
 */
record SearchSpace(Map<String, String> own, Map<String, List<String>> values) {
    private static final String LAYERS = "layers";

    /** In the order in which tables show them. */
    static final List<String> KEYS =
            List.of("cell", "lookback", "patch", "hidden", LAYERS, "dropout", "learning-rate", "batch");

    /**
     * Combinations to be tried.
     *
     * @param trials settings by key, trial 0 the job's own
     * @param rejected why others that were drawn are not tried, counted
     */
    record Drawn(List<Map<String, String>> trials, Map<String, Integer> rejected) {
        /** How many, the job's own not counted. */
        int count() {
            return trials.size() - 1;
        }
    }

    SearchSpace {
        own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** @param choice what is chosen where the job leaves it open */
    static SearchSpace of(Settings settings, Job job, Choice choice) {
        TuningSettings wanted = job.tuning();
        int lookback = choice.window().lookback();
        int patch = choice.window().patch();
        int units = choice.hidden().get(0);
        double rate = job.training().learningRate();
        boolean hiddenOpen = !settings.has("hidden");
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put("cell", texts(wanted.tuneCell(), List.of(job.network().cell()), (Function<Cell, String>)
                Settings::word));
        values.put(
                "lookback",
                texts(
                        wanted.tuneLookback(),
                        settings.has("lookback")
                                ? List.of(lookback)
                                : List.of(Math.max(1, lookback / 2 / patch) * patch, lookback, 2 * lookback),
                        String::valueOf));
        values.put(
                "patch",
                texts(
                        wanted.tunePatch(),
                        settings.has("patch") ? List.of(patch) : List.of(largestPart(patch), patch),
                        String::valueOf));
        values.put(
                "hidden",
                texts(
                        wanted.tuneHidden(),
                        hiddenOpen ? List.of(Math.max(1, units / 2), units, 2 * units) : List.of(units),
                        String::valueOf));
        values.put(
                LAYERS,
                texts(
                        wanted.tuneLayers(),
                        hiddenOpen ? List.of(1, 2) : List.of(choice.hidden().size()),
                        String::valueOf));
        values.put(
                "dropout",
                texts(
                        wanted.tuneDropout(),
                        settings.has("dropout") ? List.of(choice.dropout()) : List.of(0.0, 0.2, 0.5, choice.dropout()),
                        SearchSpace::text));
        values.put(
                "learning-rate",
                texts(
                        wanted.tuneLearningRate(),
                        settings.has("learning-rate")
                                ? List.of(rate)
                                : List.of(rate / 4, rate / 2, rate, Math.min(1, 2 * rate)),
                        SearchSpace::text));
        values.put("batch", texts(wanted.tuneBatch(), List.of(choice.batch()), String::valueOf));
        Map<String, String> own = new LinkedHashMap<>();
        own.put("cell", Settings.word(job.network().cell()));
        own.put("lookback", String.valueOf(lookback));
        own.put("patch", String.valueOf(patch));
        own.put("hidden", choice.hidden().stream().map(String::valueOf).collect(Collectors.joining(",")));
        own.put("dropout", text(choice.dropout()));
        own.put("learning-rate", text(rate));
        own.put("batch", String.valueOf(choice.batch()));
        return new SearchSpace(own, values);
    }

    private static <T> List<String> texts(List<T> wanted, List<T> otherwise, Function<T, String> text) {
        return (wanted.isEmpty() ? otherwise : wanted)
                .stream().map(text).distinct().toList();
    }

    private static String text(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** The largest proper divisor; 1 of 1. */
    private static int largestPart(int patch) {
        int part = Math.max(1, patch / 2);
        while (patch % part != 0) {
            part--;
        }
        return part;
    }

    /** How many combinations there are, the impossible ones included. */
    long size() {
        long size = 1;
        for (List<String> of : values.values()) {
            size = Math.multiplyExact(size, of.size());
        }
        return size;
    }

    /** The settings in which trials differ. */
    List<String> varied() {
        return KEYS.stream()
                .filter(key -> own.containsKey(key))
                .filter(key -> values.getOrDefault(key, List.of()).size() > 1
                        || (key.equals("hidden")
                                && values.getOrDefault(LAYERS, List.of()).size() > 1)
                        || !values.getOrDefault(key, List.of()).contains(own.get(key)))
                .toList();
    }

    /**
     * Draws combinations at random, each once, the job's own left out (Bergstra and Bengio, "Random Search for
     * Hyper-Parameter Optimization", Journal of Machine Learning Research 13, 2012). Impossible ones are drawn past and
     * counted; where the space has fewer possible ones than wanted, it gives all.
     *
     * @param rows training rows of the longest series, which a lookback and the horizon must fit into
     * @throws UserError where no combination is possible
     */
    Drawn draw(int wanted, long seed, int rows, int horizon) {
        Shuffle order = new Shuffle(size(), seed);
        List<Map<String, String>> trials = new ArrayList<>(List.of(own));
        Map<String, Integer> rejected = new TreeMap<>();
        for (long at = 0; at < size() && trials.size() <= wanted; at++) {
            Map<String, String> drawn = combination(order.at(at));
            String reason = impossible(drawn, rows, horizon);
            if (!reason.isEmpty()) {
                rejected.merge(reason, 1, Integer::sum);
            } else if (!drawn.equals(own)) {
                trials.add(drawn);
            }
        }
        if (trials.size() == 1) {
            throw UserError.usage(
                    "nothing to tune: of " + size() + " combinations none is possible beside the job's own"
                            + (rejected.isEmpty() ? "" : " (" + counted(rejected) + ")")
                            + "; leave settings open or list values, for instance tune-hidden: 32,64,128");
        }
        return new Drawn(trials, rejected);
    }

    static String counted(Map<String, Integer> rejected) {
        return rejected.entrySet().stream()
                .map(entry -> entry.getValue() + ": " + entry.getKey())
                .collect(Collectors.joining("; "));
    }

    private Map<String, String> combination(long number) {
        Map<String, String> drawn = new LinkedHashMap<>();
        long rest = number;
        for (String key : KEYS) {
            List<String> of = values.getOrDefault(key, List.of());
            drawn.put(key, of.get((int) (rest % of.size())));
            rest /= of.size();
        }
        drawn.put("hidden", hidden(drawn));
        drawn.remove(LAYERS);
        return drawn;
    }

    /** Layers of equal size, except where they are what the job itself has. */
    private String hidden(Map<String, String> drawn) {
        String units = drawn.getOrDefault("hidden", "");
        int layers = Integer.parseInt(drawn.getOrDefault(LAYERS, "1"));
        String[] ours = own.getOrDefault("hidden", "").split(",", -1);
        return ours.length == layers && ours[0].equals(units)
                ? String.join(",", ours)
                : String.join(",", Collections.nCopies(layers, units));
    }

    /** Why no network can be of these settings; empty where one can. */
    private static String impossible(Map<String, String> drawn, int rows, int horizon) {
        int lookback = Integer.parseInt(drawn.getOrDefault("lookback", "0"));
        int patch = Integer.parseInt(drawn.getOrDefault("patch", "0"));
        if (lookback % patch != 0) {
            return "patch does not divide lookback";
        }
        return (long) lookback + horizon > rows ? "lookback and horizon exceed the training rows" : "";
    }
}
