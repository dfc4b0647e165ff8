package org.forecast4j.io;

/** Text from files as it may stand in a message: one line, not too long, no control characters. */
final class Quoted {
    private static final int LONGEST = 40;

    private Quoted() {}

    /** The text in single quotes, cut to 40 characters, control characters escaped. */
    static String of(String text) {
        return "'" + plain(text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text) + "'";
    }

    /** The text with control characters escaped. */
    static String plain(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean harmless =
                    !Character.isISOControl(c) && !Character.isSurrogate(c) && c != '\u2028' && c != '\u2029';
            safe.append(harmless ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return safe.toString();
    }
}
