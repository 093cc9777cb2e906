// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a store in memory may hold.
 *
 * @param maxEvents most events of the log; beyond it the oldest are dropped
 * @param maxBytes most bytes of the heap for everything, estimated; beyond it the oldest events are dropped
 */
record MemoryLimits(int maxEvents, long maxBytes) {

    static final String MAX_EVENTS = "maxEvents";
    static final String MAX_BYTES = "maxBytes";

    private static final long MEBIBYTE = 1024L * 1024;
    private static final Set<String> NAMES = Set.of(MAX_EVENTS, MAX_BYTES);

    MemoryLimits {
        if (maxEvents < 1) {
            throw new IllegalArgumentException(MAX_EVENTS + " must be 1 or more, got " + maxEvents);
        }
        if (maxBytes < MEBIBYTE) {
            throw new IllegalArgumentException(MAX_BYTES + " must be " + MEBIBYTE + " or more, got " + maxBytes);
        }
    }

    /** 1,000,000 events, 256 MiB. */
    static MemoryLimits ofDefaults() {
        return new MemoryLimits(1_000_000, 256 * MEBIBYTE);
    }

    /** The defaults with what local configuration says. */
    static MemoryLimits from(Map<String, String> properties) {
        Set<String> unknown = new TreeSet<>(properties.keySet());
        unknown.removeAll(NAMES);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "a store in memory has no setting " + unknown + "; it knows " + MAX_BYTES + " and " + MAX_EVENTS);
        }
        MemoryLimits defaults = ofDefaults();
        return new MemoryLimits(
                (int) number(properties, MAX_EVENTS, defaults.maxEvents, Integer.MAX_VALUE),
                number(properties, MAX_BYTES, defaults.maxBytes, Long.MAX_VALUE));
    }

    private static long number(Map<String, String> properties, String name, long otherwise, long max) {
        String text = properties.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a whole number, got \"" + text + "\"", e);
        }
        throw new IllegalArgumentException(name + " must be at most " + max + ", got " + text);
    }

    /** Most bytes for state, documents, subscriptions and what belongs to them. */
    long maxBytesBesideLog() {
        return maxBytes / 4;
    }

    /** Most bytes for the identities and revisions of events that are gone. */
    long maxBytesOfTraces() {
        return maxBytes / 4;
    }
}
