package org.forecast4j.window;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.List;

/** How a value of one covariate becomes inputs of a network, as its training rows say. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(CovariateCoding.Numbers.class), @JsonSubTypes.Type(CovariateCoding.Categories.class)})
public sealed interface CovariateCoding {
    String name();

    /** Inputs that one value makes. */
    int inputs();

    /**
     * What writes values of a column.
     *
     * @param words of the column, which need not be those of the training rows; empty for numbers
     */
    Writer writer(List<String> words);

    /** Writes the inputs that a value makes, all of them: the memory is used again. */
    interface Writer {
        void write(double value, float[] into, int at);
    }

    /**
     * A number, less the training rows' mean and divided by their deviation. One that never varied there says nothing, and
     * is 0 whatever value it takes later.
     *
     * @param deviation the population's; 0 for a constant
     */
    record Numbers(String name, double mean, double deviation) implements CovariateCoding {
        public Numbers {
            if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation < 0) {
                throw new IllegalArgumentException("mean " + mean + " and deviation " + deviation + " of covariate '"
                        + name + "'; expected finite numbers, the deviation not below zero");
            }
        }

        @Override
        public int inputs() {
            return 1;
        }

        @Override
        public Writer writer(List<String> words) {
            return (value, into, at) -> into[at] = deviation == 0 ? 0 : (float) ((value - mean) / deviation);
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
        public Writer writer(List<String> words) {
            int[] places = words.stream().mapToInt(categories::indexOf).toArray();
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
