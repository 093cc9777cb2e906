// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.util.Arrays;
import java.util.List;

/**
 * Selects event types. Segments are separated by {@code .}, {@code :} or {@code /}, which all mean the same; {@code *}
 * stands for exactly one segment and {@code **} for one or more. A wildcard is always a whole segment.
 *
 * <p>Examples: {@code scan.completed}; {@code media.*} matches {@code media.added} but not {@code media.file.added};
 * {@code media.**} matches both but not {@code media}; {@code **} matches everything; {@code auth.login} matches
 * {@code auth:login}.
 *
 * <p>Matching takes time proportional to the product of the two lengths at worst; there is no back-tracking to exploit.
 *
 * @param text the pattern as given, 1 to {@value #MAX_LENGTH} characters
 */
public record TypePattern(String text) {

    /** The longest pattern, in characters. */
    public static final int MAX_LENGTH = 256;

    private static final String ONE = "*";
    private static final String MANY = "**";

    public TypePattern {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "type pattern must have 1 to " + MAX_LENGTH + " characters, got " + text.length());
        }
        for (String segment : segments(text)) {
            if (segment.isEmpty()) {
                throw new IllegalArgumentException("type pattern \"" + text + "\" has an empty segment");
            }
            if (segment.contains(ONE) && !segment.equals(ONE) && !segment.equals(MANY)) {
                throw new IllegalArgumentException("type pattern \"" + text + "\": a wildcard must be a whole segment,"
                        + " \"*\" or \"**\", got \"" + segment + "\"");
            }
        }
    }

    /** Whether the pattern names one type only, having no wildcard. */
    public boolean isExact() {
        return text.indexOf('*') < 0;
    }

    /** Whether the type is selected. */
    public boolean matches(String type) {
        List<String> pattern = segments(text);
        List<String> segments = segments(type);
        int p = 0;
        int s = 0;
        int lastMany = -1;
        int retryFrom = -1;
        while (s < segments.size()) {
            if (p < pattern.size() && pattern.get(p).equals(MANY)) {
                lastMany = p++;
                retryFrom = ++s;
            } else if (p < pattern.size()
                    && (pattern.get(p).equals(ONE) || pattern.get(p).equals(segments.get(s)))) {
                p++;
                s++;
            } else if (lastMany >= 0) {
                p = lastMany + 1;
                s = ++retryFrom;
            } else {
                return false;
            }
        }
        return p == pattern.size() && s == segments.size();
    }

    private static List<String> segments(String text) {
        return Arrays.asList(text.replace(':', '.').replace('/', '.').split("\\.", -1));
    }

    @Override
    public String toString() {
        return text;
    }
}
