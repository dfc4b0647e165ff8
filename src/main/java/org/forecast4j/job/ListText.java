package org.forecast4j.job;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A list as the text of a setting: parts with commas between them, a part that holds a comma in double quotes, and a quote
 * inside those doubled, as in a CSV file.
 */
final class ListText {
    private ListText() {}

    static String join(List<String> parts) {
        return parts.stream().map(ListText::quoted).collect(Collectors.joining(","));
    }

    private static String quoted(String part) {
        boolean plain = part.indexOf(',') < 0 && !part.strip().startsWith("\"");
        return plain ? part : '"' + part.replace("\"", "\"\"") + '"';
    }

    /** @throws IllegalArgumentException where a quote is not closed or something follows it */
    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int open = start;
            while (open < text.length() && Character.isWhitespace(text.charAt(open))) {
                open++;
            }
            boolean quoted = open < text.length() && text.charAt(open) == '"';
            int from = quoted ? afterQuotes(text, open) : start;
            int comma = text.indexOf(',', from);
            int end = comma < 0 ? text.length() : comma;
            String rest = text.substring(from, end).strip();
            if (quoted && !rest.isEmpty()) {
                throw new IllegalArgumentException("'" + rest + "' after a quote");
            }
            parts.add(quoted ? text.substring(open + 1, from - 1).replace("\"\"", "\"") : rest);
            start = end + 1;
        }
        return parts;
    }

    private static int afterQuotes(String text, int open) {
        int close = text.indexOf('"', open + 1);
        while (close >= 0 && close + 1 < text.length() && text.charAt(close + 1) == '"') {
            close = text.indexOf('"', close + 2);
        }
        if (close < 0) {
            throw new IllegalArgumentException("a quote that is not closed");
        }
        return close + 1;
    }
}
