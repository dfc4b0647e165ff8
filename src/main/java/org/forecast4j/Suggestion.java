package org.forecast4j;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses which word was meant, for messages. */
public final class Suggestion {
    private Suggestion() {}

    /** The end of a message: the nearest known word where one is near, and all of them. */
    public static String of(String word, Collection<String> known) {
        String all = "; known are " + String.join(", ", known);
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(nearest -> distance(word, nearest) <= Math.max(2, word.length() / 3))
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse(all);
    }

    /** Levenshtein's edit distance, upper and lower case alike. */
    static int distance(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT);
        String right = b.toLowerCase(Locale.ROOT);
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int swap = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(swap, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
