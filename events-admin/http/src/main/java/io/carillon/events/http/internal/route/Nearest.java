// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import java.util.Collection;

/** Finds what somebody probably meant. */
public final class Nearest {

    private Nearest() {}

    /** "; did you mean …?" with the candidate that takes the fewest edits, nothing when none is near. */
    public static String suggestion(String given, Collection<String> candidates) {
        String best = "";
        int fewest = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int edits = given.length() > 64 ? Integer.MAX_VALUE : edits(given, candidate);
            if (edits < fewest && edits <= candidate.length() / 3 + 1) {
                best = candidate;
                fewest = edits;
            }
        }
        return best.isEmpty() ? "" : "; did you mean \"" + best + "\"?";
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
