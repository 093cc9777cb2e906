// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Checks what a reader that only moves forward gets to see: every position once it has passed it, none that appears
 * later below. Not for concurrent use.
 */
final class SkipWatch {

    private static final int EXAMPLES = 20;

    private final BitSet seen = new BitSet();
    private final List<String> breaches = new ArrayList<>();
    private int highest;

    /**
     * A page arrived.
     *
     * @param after where the page was asked to begin; earlier pages may have shown what follows
     * @param positions what it holds
     */
    void page(long after, List<Long> positions) {
        page(after, positions, false);
    }

    /** The same; {@code more} where another page follows, as it does where a search took long. */
    void page(long after, List<Long> positions, boolean more) {
        int before = highest;
        int previous = Math.toIntExact(after);
        for (long each : positions) {
            int position = Math.toIntExact(each);
            if (position != previous + 1) {
                add("after " + previous + " came " + position);
            }
            if (position <= before && !seen.get(position)) {
                add("position " + position + " appeared after " + before + " was seen");
            }
            seen.set(position);
            highest = Math.max(highest, position);
            previous = position;
        }
        if (!more && previous < before) {
            add("the page after " + after + " ends at " + previous + ", though " + before + " was seen");
        }
    }

    /** The reader is done: compares with what is there in the end. */
    void end(List<Long> log) {
        for (long position : log) {
            if (position <= highest && !seen.get(Math.toIntExact(position))) {
                add("position " + position + " was never shown");
            }
        }
    }

    private void add(String breach) {
        if (breaches.size() < EXAMPLES) {
            breaches.add(breach);
        }
    }

    long highest() {
        return highest;
    }

    /** What went wrong, the first {@value #EXAMPLES}. */
    List<String> breaches() {
        return List.copyOf(breaches);
    }
}
