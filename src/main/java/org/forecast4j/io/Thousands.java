package org.forecast4j.io;

import java.util.regex.Pattern;

/** The sign between the groups of three digits of a number, as in 1,234.5. */
public enum Thousands {
    NONE(""),
    COMMA(","),
    POINT("."),
    /** A no-break space as well. */
    BLANK(" "),
    APOSTROPHE("'");

    private final String sign;

    Thousands(String sign) {
        this.sign = sign;
    }

    /** Whether the sign is this one too. */
    boolean is(char other) {
        return sign.equals(String.valueOf(other));
    }

    /**
     * A number without the signs between its thousands. Where groups are not of three digits they stay as they are, so that
     * it is no number: of 1,5 nobody can tell what was meant.
     */
    String removed(String number) {
        if (this == NONE) {
            return number;
        }
        String plain = this == BLANK ? number.replace('\u00a0', ' ').replace('\u202f', ' ') : number;
        if (!plain.contains(sign)) {
            return plain;
        }
        int from = plain.startsWith("-") || plain.startsWith("+") ? 1 : 0;
        int to = from;
        while (to < plain.length() && (is(plain.charAt(to)) || Character.isDigit(plain.charAt(to)))) {
            to++;
        }
        String[] groups = plain.substring(from, to).split(Pattern.quote(sign), -1);
        boolean grouped = !groups[0].isEmpty() && groups[0].length() <= 3;
        for (int i = 1; i < groups.length; i++) {
            grouped &= groups[i].length() == 3;
        }
        return grouped ? plain.substring(0, from) + String.join("", groups) + plain.substring(to) : plain;
    }
}
