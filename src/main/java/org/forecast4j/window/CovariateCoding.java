package org.forecast4j.window;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.forecast4j.series.Column;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.History;

/** How a value of one covariate becomes inputs of a network, as its training rows say. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(CovariateCoding.Numbers.class), @JsonSubTypes.Type(CovariateCoding.Categories.class)})
public sealed interface CovariateCoding {
    String name();

    /** Inputs that one value makes. */
    int inputs();

    /**
     * What writes values of a covariate.
     *
     * @param covariate the history's, whose words need not be those of the training rows
     */
    Writer writer(Covariate covariate, History history);

    /** Writes the inputs that a value makes, all of them: the memory is used again. */
    interface Writer {
        void write(double value, float[] into, int at);
    }

    /**
     * A number, less a mean and divided by a deviation, those of the training rows. One that never varied there says nothing,
     * and is 0 whatever value it takes later.
     *
     * @param deviation the population's; 0 for a constant
     * @param each the scales of the series by their ids, where each has its own, and one never seen before that of its rows up
     *     to the origin; empty where {@code mean} and {@code deviation} serve all
     */
    record Numbers(String name, double mean, double deviation, Map<String, Scale> each) implements CovariateCoding {
        /** One scale for all series. */
        public Numbers(String name, double mean, double deviation) {
            this(name, mean, deviation, Map.of());
        }

        public Numbers {
            if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation < 0) {
                throw new IllegalArgumentException("mean " + mean + " and deviation " + deviation + " of covariate '"
                        + name + "'; expected finite numbers, the deviation not below zero");
            }
            each = Collections.unmodifiableMap(new TreeMap<>(each));
        }

        @Override
        public int inputs() {
            return 1;
        }

        @Override
        public Writer writer(Covariate covariate, History history) {
            Scale scale = scale(covariate, history);
            return (value, into, at) ->
                    into[at] = deviation == 0 ? 0 : (float) ((value - scale.mean()) / scale.deviation());
        }

        private Scale scale(Covariate covariate, History history) {
            Scale pooled = new Scale(mean, deviation);
            if (each.isEmpty()) {
                return pooled;
            }
            Scale own = each.get(history.series().id());
            return own != null ? own : Scale.of(covariate.column(), 0, history.end(), pooled);
        }
    }

    /** A mean, and a deviation that is 0 only for a covariate that never varies. */
    record Scale(double mean, double deviation) {
        public Scale {
            if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation < 0) {
                throw new IllegalArgumentException(
                        "mean " + mean + " and deviation " + deviation + "; expected finite numbers, none below zero");
            }
        }

        /** That of some rows; where they show nothing, or always the same, their unit is that of all series together. */
        static Scale of(Column column, int from, int to, Scale pooled) {
            ColumnScaler.Moments moments = new ColumnScaler.Moments();
            moments.add(column, from, to);
            return new Scale(moments.meanOr(pooled.mean()), moments.deviationOr(pooled.deviation()));
        }
    }

    /** A word: 1 at its place among the categories of the training rows, else 0; all 0 for a word not among them. */
    record Categories(String name, List<String> categories) implements CovariateCoding {
        public Categories {
            categories = List.copyOf(categories);
        }

        @Override
        public int inputs() {
            return categories.size();
        }

        @Override
        public Writer writer(Covariate covariate, History history) {
            int[] places =
                    covariate.words().stream().mapToInt(categories::indexOf).toArray();
            return (value, into, at) -> {
                Arrays.fill(into, at, at + inputs(), 0);
                int place = places[(int) value];
                if (place >= 0) {
                    into[at + place] = 1;
                }
            };
        }
    }
}
