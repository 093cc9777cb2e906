// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The denials of one kind of caller in a minute: the first are told one by one, of the others how many they were and from
 * where.
 *
 * <p>Threads: safe for concurrent use.
 */
final class DenialMinute {

    /** The most addresses that are told of those that are only counted. */
    static final int MAX_ADDRESSES = 10;

    /**
     * What was only counted.
     *
     * @param from the first addresses, at most {@value #MAX_ADDRESSES}; immutable
     */
    record Beyond(int count, List<String> from) {}

    private final int most;
    private final Set<String> from = new LinkedHashSet<>();
    private int seen;

    /** @param most are told one by one */
    DenialMinute(int most) {
        this.most = most;
    }

    /** Counts one, and returns the how manyth of the minute it is, from 1. */
    synchronized int add(String address) {
        seen++;
        if (!isTold(seen) && from.size() < MAX_ADDRESSES) {
            from.add(address);
        }
        return seen;
    }

    /** Whether this one is told by itself. */
    boolean isTold(int number) {
        return number <= most;
    }

    /** Ends the minute; the next denial begins another. */
    synchronized Optional<Beyond> end() {
        int beyond = seen - most;
        Optional<Beyond> counted = beyond > 0 ? Optional.of(new Beyond(beyond, List.copyOf(from))) : Optional.empty();
        seen = 0;
        from.clear();
        return counted;
    }
}
