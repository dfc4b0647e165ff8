package org.forecast4j;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text from files as it may stand in a message or on a terminal: one line, not too long, no control characters. */
public final class Quoted {
    private static final int LONGEST = 40;
    private static final int NAMED = 3;

    private Quoted() {}

    /** The text in single quotes, cut to 40 characters, control characters escaped. */
    public static String of(String text) {
        return "'" + plain(text, LONGEST) + "'";
    }

    /** The first three of these texts, each in single quotes. */
    public static String some(Collection<String> texts) {
        return texts.stream().limit(NAMED).map(Quoted::of).collect(Collectors.joining(", "))
                + (texts.size() > NAMED ? ", ..." : "");
    }

    /** The text cut to so many characters, control characters escaped. */
    public static String plain(String text, int longest) {
        return plain(text.length() > longest ? text.substring(0, longest - 3) + "..." : text);
    }

    /** The text with control characters escaped: a terminal would obey them. */
    public static String plain(String text) {
        if (text.codePoints().allMatch(Quoted::harmless)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .forEach(c ->
                        safe.append(harmless(c) ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c)));
        return safe.toString();
    }

    /** Not a control character, half of a character, the end of a line, or a turn of the direction of writing. */
    private static boolean harmless(int c) {
        boolean ends = c == '\u2028' || c == '\u2029';
        boolean turns = (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
        return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE && !ends && !turns;
    }
}
