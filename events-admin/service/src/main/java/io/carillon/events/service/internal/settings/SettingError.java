// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why one setting cannot be used.
 *
 * @param pid full PID it is about; empty when it concerns a whole file
 * @param fatal whether the host does not start when it is about the host's own options; otherwise it runs without the value
 * @param text a sentence with the place, the reason and what helps
 */
record SettingError(String pid, boolean fatal, String text) {

    private static final Pattern PLACE = Pattern.compile("(conf/[^:]*):([0-9]{1,9}): .*", Pattern.DOTALL);

    /** Texts by file and line, as they are corrected; those about no line of a file come last, in the order they have. */
    static final Comparator<String> BY_PLACE =
            Comparator.comparing(SettingError::file).thenComparingInt(SettingError::line);

    private static String file(String text) {
        Matcher place = PLACE.matcher(text);
        return place.matches() ? place.group(1) : "\uffff";
    }

    private static int line(String text) {
        Matcher place = PLACE.matcher(text);
        return place.matches() ? Integer.parseInt(place.group(2)) : 0;
    }

    SettingError(String pid, String text) {
        this(pid, true, text);
    }
}
