// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.output;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Texts as a terminal may show them: nothing an event carries can move its cursor or colour its text. */
public final class Printable {

    private Printable() {}

    /** One line: control, bidirectional and other characters that move text become escapes. */
    public static String line(String text) {
        return escaped(text, c -> false);
    }

    /** Several lines; JSON stays the same JSON. */
    public static String lines(String text) {
        return escaped(text, c -> c == '\n' || c == '\t');
    }

    private static String escaped(String text, IntPredicate keep) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean harmless = !moves(c) || keep.test(c);
            if (!harmless && out == null) {
                out = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (out != null) {
                out.append(harmless ? String.valueOf(c) : escape(c));
            }
        }
        return out == null ? text : out.toString();
    }

    private static boolean moves(char c) {
        return Character.isISOControl(c)
                || c >= '\u202a' && c <= '\u202e'
                || c >= '\u2066' && c <= '\u2069'
                || c == '\u200e'
                || c == '\u200f'
                || c == '\u061c'
                || c == '\u2028'
                || c == '\u2029';
    }

    private static String escape(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", (int) c);
        };
    }

    /** At most this many characters, the rest as an ellipsis. */
    public static String shortened(String line, int limit) {
        return line.length() <= limit ? line : line.substring(0, limit - 1) + "…";
    }
}
