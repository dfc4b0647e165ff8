package org.forecast4j.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Text and numbers on their way into the page. Everything that comes from data or settings goes through here. */
final class Html {
    private static final int DIGITS = 4;
    private static final String MISSING = "\u2013";

    /** From so many times on, digits before the point say less than their number. */
    private static final double MANY = 10_000;

    private static final char REPLACEMENT = '\uFFFD';

    private Html() {}

    /** Text for content and quoted attributes, in HTML and in SVG; what XML cannot hold becomes U+FFFD. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> {
                    if (allowed(c)) {
                        safe.appendCodePoint(c);
                    } else {
                        safe.append(REPLACEMENT);
                    }
                }
            }
        });
        return safe.toString();
    }

    /** No control characters, halves of a surrogate pair, non-characters or marks that turn the direction of writing. */
    private static boolean allowed(int c) {
        boolean control = c < 0x20 || (c >= 0x7F && c < 0xA0);
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        return !control && !surrogate && !turns && (c & 0xFFFE) != 0xFFFE;
    }

    /** Escaped, and cut to a length that a chart has room for. */
    static String brief(String text, int most) {
        int length = text.codePointCount(0, text.length());
        return escape(
                length <= most
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, Math.max(1, most - 1))) + "\u2026");
    }

    /** Four significant digits, a dash where there is no number. */
    static String number(@Nullable Double value) {
        if (value == null || !Double.isFinite(value)) {
            return MISSING;
        }
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size >= 1e9 || size < 1e-4) {
            return signed(String.format(Locale.ROOT, "%.3e", value));
        }
        BigDecimal rounded = size >= 1e4
                ? BigDecimal.valueOf(Math.rint(value))
                : new BigDecimal(value).round(new MathContext(DIGITS));
        return signed(rounded.stripTrailingZeros().toPlainString());
    }

    /** A part as percent with one decimal. */
    static String percent(@Nullable Double part) {
        if (part == null || !Double.isFinite(part)) {
            return MISSING;
        }
        String text = String.format(Locale.ROOT, Math.abs(part) < MANY ? "%.1f" : "%.1e", 100 * part);
        return signed(text.equals("-0.0") ? "0.0" : text) + "\u00A0%";
    }

    /** A nominal coverage, without decimals that say nothing. */
    static String coverage(double part) {
        return new BigDecimal(100 * part)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString() + "\u00A0%";
    }

    /** A probability as the literature writes it, escaped. */
    static String p(double p) {
        return p < 0.001 ? "&lt; 0.001" : String.format(Locale.ROOT, p < 0.1 ? "%.3f" : "%.2f", p);
    }

    private static String signed(String number) {
        return number.replace('-', '\u2212').replace("e\u2212", "e-");
    }
}
