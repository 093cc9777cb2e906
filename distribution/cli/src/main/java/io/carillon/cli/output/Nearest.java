// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.output;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Finds the word that was probably meant.
 *
 * <p>Source: optimal string alignment, a distance of Damerau and Levenshtein where two letters that changed places are one edit.
 */
public final class Nearest {

    private static final int LONGEST = 64;

    private Nearest() {}

    /** The candidate that takes the fewest edits, the first in the alphabet of several; nothing when none is near. */
    public static Optional<String> to(String given, Collection<String> candidates) {
        if (given.length() > LONGEST) {
            return Optional.empty();
        }
        return candidates.stream()
                .filter(candidate -> edits(given, candidate) <= candidate.length() / 3 + 1)
                .min(Comparator.comparingInt((String candidate) -> edits(given, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static int edits(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
