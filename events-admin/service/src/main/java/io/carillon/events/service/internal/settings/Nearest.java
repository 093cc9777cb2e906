// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class Nearest {

    private Nearest() {}

    /** " Did you mean …?" with the nearest candidate, or nothing when none is near. */
    static String suggestion(String given, Collection<String> candidates) {
        return of(given, candidates)
                .map(found -> ". Did you mean \"" + found + "\"?")
                .orElse("");
    }

    /** The candidate that takes the fewest edits, at most a third of its length. */
    static Optional<String> of(String given, Collection<String> candidates) {
        String best = null;
        int fewest = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int edits = edits(given.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (edits < fewest && edits <= Math.max(1, Math.max(given.length(), candidate.length()) / 3 + 1)) {
                best = candidate;
                fewest = edits;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int edits(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
