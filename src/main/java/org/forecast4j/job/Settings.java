package org.forecast4j.job;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.forecast4j.Suggestion;
import org.forecast4j.UserError;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.Split;

/**
 * Settings by key, as text, from a job file or from options; turned into a {@link Job} by its records' components. One
 * declaration, the {@link Setting} beside a component, serves job files, options, help and the reference page.
 */
public final class Settings {

    /** A key with what the help says of it. */
    public record Key(String name, Setting setting, Class<?> type) {
        /** Whether a saved model has its own, which no job that only scores it or forecasts with it can change. */
        public boolean ofModel() {
            return OF_MODEL.contains(name);
        }
    }

    /** A value with the place it came from, for messages; paths in it count from {@code folder}. */
    record Value(String text, String where, Path folder) {}

    /** Stands for a value that is chosen from the data. */
    private static final String AUTO = "auto";

    /** Stands for nothing, of the settings whose sample ends with it. */
    static final String NONE = "none";

    /** What is of no use on another day or machine. */
    private static final List<String> PLACES = List.of("input", "future", "output", "update", "device", "tf32", "ui");

    private static final Set<String> OF_MODEL = ofModel();

    private final Map<String, Value> values;

    private Settings(Map<String, Value> values) {
        this.values = values;
    }

    public static Settings none() {
        return new Settings(Map.of());
    }

    static Settings of(Map<String, Value> values) {
        return new Settings(new LinkedHashMap<>(values));
    }

    /** All but where the data are, how they are written and which of their rows are scored. */
    private static Set<String> ofModel() {
        Set<String> others = new HashSet<>(PLACES);
        others.addAll(List.of("time", "id", "report", "split", "short-series"));
        Arrays.stream(Job.Format.class.getRecordComponents())
                .map(component -> kebab(component.getName()))
                .forEach(others::add);
        return keys().stream()
                .map(Key::name)
                .filter(name -> !others.contains(name))
                .collect(Collectors.toSet());
    }

    /** All keys, in the order of the records. */
    public static List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        for (RecordComponent part : Job.class.getRecordComponents()) {
            for (RecordComponent component : part.getType().getRecordComponents()) {
                keys.add(new Key(
                        kebab(component.getName()), component.getAnnotation(Setting.class), component.getType()));
            }
        }
        return keys;
    }

    /** The same settings with one more, which wins over an earlier one; a relative path counts from here. */
    public Settings with(String key, String text, String where) {
        Map<String, Value> more = new LinkedHashMap<>(values);
        more.put(key, new Value(text, where, Path.of("")));
        return new Settings(more);
    }

    /** The same settings with what was left to be chosen. */
    Settings settled(Map<String, String> chosen) {
        Map<String, Value> all = new LinkedHashMap<>(values);
        chosen.forEach((key, text) -> all.put(key, new Value(text, "chosen from the data", Path.of(""))));
        return new Settings(all);
    }

    /**
     * The same settings with one more, given by a program: {@code Settings.none().with("horizon", 14)}.
     *
     * @param value written as in a job file by its {@code toString}; a relative path counts from the working folder
     * @throws UserError where no setting has that key
     */
    public Settings with(String key, Object value) {
        List<String> known = keys().stream().map(Key::name).toList();
        if (!known.contains(key)) {
            throw UserError.usage("unknown setting '" + key + "'" + Suggestion.of(key, known));
        }
        return with(key, value.toString(), "settings");
    }

    /**
     * The same settings on top of those a model was trained with. A model file has no say in what is read and where is
     * written.
     */
    Settings over(Map<String, String> trained) {
        Map<String, Value> all = new LinkedHashMap<>();
        Map<String, String> taken = new LinkedHashMap<>(trained);
        taken.keySet().removeAll(PLACES);
        taken.forEach((key, text) -> all.put(key, new Value(text, "the model's job", Path.of(""))));
        all.putAll(values);
        return new Settings(all);
    }

    /**
     * The same settings on top of those of a model that is used as it is.
     *
     * @param model its file, for messages
     * @throws UserError where they say of the network or its training what the model's do not
     */
    Settings beside(Path model, Map<String, String> trained) {
        Settings own = none().over(trained).withDefault("input", "unknown");
        for (Key key : keys()) {
            Value given = values.get(key.name());
            if (given == null || !key.ofModel()) {
                continue;
            }
            Settings changed = own.with(key.name(), given.text(), given.where());
            if (!changed.toJob().equals(own.toJob())) {
                throw UserError.usage(
                        given.where() + ": " + key.name() + " '" + given.text() + "' is not that of " + model
                                + ", " + trained.getOrDefault(key.name(), "none") + ", which cannot be changed; leave "
                                + key.name()
                                + " out, or train a model with it");
            }
        }
        return over(trained);
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The same settings with this one, unless it is given. */
    Settings withDefault(String key, String text) {
        return has(key) ? this : with(key, text, "default");
    }

    /** Input, output and the like: a setting that is a path, where it is given. */
    public Optional<Path> place(String key) {
        return Optional.ofNullable(values.get(key)).map(Settings::path);
    }

    /** The same settings without input, future rows, output, device, dashboard and the model to update. */
    Settings withoutPlaces() {
        Map<String, Value> fewer = new LinkedHashMap<>(values);
        fewer.keySet().removeAll(PLACES);
        return new Settings(fewer);
    }

    /** What is given, as text, in the order given. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((key, value) -> texts.put(key, value.text()));
        return texts;
    }

    /** Every setting as text, in alphabetical order, defaults included: what the model file keeps. */
    public Map<String, String> complete() {
        Map<String, String> all = new TreeMap<>();
        for (Key key : keys()) {
            Value given = values.get(key.name());
            if (given != null) {
                all.put(key.name(), given.text());
            } else if (!key.setting().otherwise().isEmpty()) {
                all.put(key.name(), key.setting().otherwise());
            }
        }
        return all;
    }

    /**
     * The job these settings make.
     *
     * @throws UserError naming the place, what is expected and the remedy
     */
    public Job toJob() {
        return read(Job.class);
    }

    /** What the job computes on; all else may still be missing. */
    Job.Machine machine() {
        return read(Job.Machine.class);
    }

    /** Reads a record: of settings, or of records of them. */
    private <T extends Record> T read(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Setting setting = components[i].getAnnotation(Setting.class);
            arguments[i] = setting == null
                    ? read(components[i].getType().asSubclass(Record.class))
                    : value(components[i], setting);
        }
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("cannot make " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }

    private Object value(RecordComponent component, Setting setting) {
        String key = kebab(component.getName());
        Value given = values.get(key);
        if (given == null && setting.required()) {
            throw UserError.usage("'" + key + "' is missing; " + lowerFirst(setting.help()) + ": give " + key + ": "
                    + setting.sample() + " in the job file or --" + key + " " + setting.sample());
        }
        Value value = given == null ? new Value(setting.otherwise(), "default", Path.of("")) : given;
        boolean nothing = setting.otherwise().equals(AUTO)
                ? value.text().equals(AUTO)
                : (given == null && setting.otherwise().isEmpty()) || none(setting, value);
        try {
            return parse(component, value, nothing);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(value.where() + ": " + key + " '" + value.text() + "' cannot be used; expected "
                            + setting.sample() + " (" + lowerFirst(setting.help()) + ")")
                    .causedBy(e);
        }
    }

    private static boolean none(Setting setting, Value value) {
        return setting.sample().endsWith("|" + NONE) && value.text().equals(NONE);
    }

    private static Object parse(RecordComponent component, Value value, boolean nothing) {
        Class<?> type = component.getType();
        if (type == Optional.class) {
            return nothing ? Optional.empty() : Optional.of(one(argument(component), value));
        }
        if (type == OptionalInt.class) {
            return nothing ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value.text()));
        }
        if (type == List.class) {
            Class<?> of = argument(component);
            if (nothing) {
                return List.of();
            }
            return ListText.split(value.text()).stream()
                    .map(part -> one(of, new Value(part, value.where(), value.folder())))
                    .toList();
        }
        return one(type, value);
    }

    private static Class<?> argument(RecordComponent component) {
        return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    }

    private static Object one(Class<?> type, Value value) {
        String text = value.text();
        if (type == String.class) {
            return text;
        } else if (type == int.class || type == Integer.class) {
            return Integer.parseInt(text);
        } else if (type == long.class) {
            return Long.parseLong(text);
        } else if (type == double.class || type == Double.class) {
            return Double.parseDouble(text);
        } else if (type == boolean.class || type == Boolean.class) {
            return bool(text);
        } else if (type == Path.class) {
            return path(value);
        } else if (type == Split.class) {
            return Split.parse(text);
        } else if (type == Refit.class) {
            return Refit.parse(text);
        } else if (type == Frequency.class) {
            return Frequency.parse(text);
        } else if (type.isEnum()) {
            return constant(type, text);
        }
        throw new IllegalStateException("no setting can be of " + type);
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Path path(Value value) {
        try {
            return value.folder().resolve(value.text()).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Object constant(Class<?> type, String text) {
        String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("none of "
                + Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", ")));
    }

    /** A constant as settings write it: {@code LAST_VALUE} is {@code last-value}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String lowerFirst(String text) {
        boolean word = text.length() < 2 || Character.isLowerCase(text.charAt(1)) || text.charAt(1) == ' ';
        return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text; // CSV, L2
    }
}
