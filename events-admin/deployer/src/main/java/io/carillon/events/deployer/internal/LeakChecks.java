// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Duration;
import java.util.List;

/**
 * When to look whether a stopped plugin left something behind.
 *
 * @param after times since the stop, ascending, at least one; the last one decides
 * @param again how often what was left is looked at afterwards
 * @param collect whether garbage may be collected at the last of the times, when nothing else tells
 * @param rest shortest time between two such collections
 */
record LeakChecks(List<Duration> after, Duration again, boolean collect, Duration rest) {

    LeakChecks {
        after = List.copyOf(after);
        if (after.isEmpty()) {
            throw new IllegalArgumentException("at least one time is needed to look for leaks");
        }
    }

    /**
     * How long after the stop a plugin is gone for sure: a collection before that tells nothing, for what was stopped may
     * not have been replaced yet.
     */
    Duration gone() {
        return after.size() == 1 ? Duration.ZERO : after.get(after.size() - 2);
    }

    /** One second to forty after the stop, so that a report comes within a minute. */
    static LeakChecks every(boolean collect) {
        return new LeakChecks(
                List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(40)),
                Duration.ofMinutes(1),
                collect,
                Duration.ofSeconds(20));
    }
}
