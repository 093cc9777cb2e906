// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.time.Instant;
import java.util.List;

/**
 * What the store knows of a durable subscription.
 *
 * @param name identity, {@code <symbolic name>:<id>}, at most 320 characters
 * @param plugin symbolic name of its plugin
 * @param types its patterns as last declared; an immutable list
 * @param generation raised when {@code types} change
 * @param since position from which this generation's patterns apply
 * @param position checkpoint: every event up to here is finished or not wanted
 * @param finished positions after {@code position} that are finished too; ascending, an immutable list of at most
 *     {@value #MAX_FINISHED}
 * @param enabled whether it is delivered to; a disabled one gathers lag
 * @param created when it was first seen
 */
public record SubscriptionRecord(
        String name,
        String plugin,
        List<String> types,
        int generation,
        long since,
        long position,
        List<Long> finished,
        boolean enabled,
        Instant created) {

    /** The most finished positions kept beyond the checkpoint. */
    public static final int MAX_FINISHED = 1_024;

    /** The longest name, in characters. */
    public static final int MAX_NAME = 320;

    public SubscriptionRecord {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "subscription name must have 1 to " + MAX_NAME + " characters, got " + name.length());
        }
        types = List.copyOf(types);
        finished = checkFinished(position, finished);
    }

    static List<Long> checkFinished(long position, List<Long> finished) {
        if (position < 0) {
            throw new IllegalArgumentException("checkpoint must be 0 or more, got " + position);
        }
        if (finished.size() > MAX_FINISHED) {
            throw new IllegalArgumentException(
                    "at most " + MAX_FINISHED + " finished positions can be kept, got " + finished.size());
        }
        long previous = position;
        for (long each : finished) {
            if (each <= previous) {
                throw new IllegalArgumentException("finished positions must ascend from the checkpoint " + position
                        + ", got " + each + " after " + previous);
            }
            previous = each;
        }
        return List.copyOf(finished);
    }
}
