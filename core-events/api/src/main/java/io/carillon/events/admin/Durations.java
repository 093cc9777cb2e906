// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Duration;
import java.util.List;

/**
 * How often something took how long.
 *
 * @param counts how often it took at most as long as each of {@link #BOUNDS} and longer than the one before, and last, how
 *     often it took longer than all of them; an immutable list
 * @param total of all together
 */
public record Durations(List<Long> counts, Duration total) {

    /** Ends of the steps, ascending; an immutable list. */
    public static final List<Duration> BOUNDS = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(25),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(10));

    public Durations {
        counts = List.copyOf(counts);
        if (counts.size() != BOUNDS.size() + 1) {
            throw new IllegalArgumentException("there are " + (BOUNDS.size() + 1) + " counts, got " + counts.size());
        }
    }

    /** How often it happened. */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
