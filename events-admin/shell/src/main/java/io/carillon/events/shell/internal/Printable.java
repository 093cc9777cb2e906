// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as a terminal may show them: nothing an event carries can move its cursor or colour its text. */
final class Printable {

    /** For what is not known or does not apply. */
    static final String NONE = "–";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Printable() {}

    /** One line: control and bidirectional characters become escapes. */
    static String text(String value) {
        StringBuilder out = null;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (harmless(c)) {
                if (out != null) {
                    out.append(c);
                }
            } else {
                if (out == null) {
                    out = new StringBuilder(value.length() + 16).append(value, 0, i);
                }
                out.append(escape(c));
            }
        }
        return out == null ? value : out.toString();
    }

    private static boolean harmless(char c) {
        boolean bidirectional = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
        return !Character.isISOControl(c) && !bidirectional && c != '\u2028' && c != '\u2029';
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
    static String shortened(String value, int limit) {
        String text = text(value.length() > 4 * limit ? value.substring(0, 4 * limit) : value);
        return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
    }

    /** Local time with milliseconds. */
    static String time(@Nullable Instant instant) {
        return instant == null ? NONE : TIME.format(instant);
    }

    /** A whole number with its thousands apart. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '\u00a0');
    }

    /** A position as the wire writes it. */
    static String position(long position) {
        return String.format(Locale.ROOT, "%020d", position);
    }

    /** A time span in the unit that suits it: {@code 2 ms}, {@code 1.5 s}, {@code 12 min}, {@code 3.2 h}, {@code 4 d}. */
    static String duration(Duration span) {
        double millis = span.toNanos() / 1e6;
        if (millis < 1_000) {
            return millis > 0 && millis < 10 ? shortest(millis) + " ms" : Math.round(millis) + " ms";
        }
        if (millis < 60_000) {
            return shortest(millis / 1_000) + " s";
        }
        if (millis < 3_600_000) {
            return shortest(millis / 60_000) + " min";
        }
        return millis < 48 * 3_600_000 ? shortest(millis / 3_600_000) + " h" : Math.round(millis / 86_400_000) + " d";
    }

    private static String shortest(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
