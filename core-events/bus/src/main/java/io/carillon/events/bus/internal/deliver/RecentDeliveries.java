// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The last {@value #CAPACITY} attempts of one subscription.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class RecentDeliveries {

    /** How many attempts are remembered. */
    public static final int CAPACITY = 1_024;

    /**
     * One attempt.
     *
     * @param attempt its number, from 1
     * @param handled whether it succeeded
     * @param at when it began
     * @param pluginVersion whose handler it was
     */
    public record Attempt(
            long position, int attempt, boolean handled, Instant at, Duration took, String pluginVersion) {}

    private final String pluginVersion;
    private final long[] positions = new long[CAPACITY];
    private final int[] attempts = new int[CAPACITY];
    private final boolean[] handled = new boolean[CAPACITY];
    private final long[] began = new long[CAPACITY];
    private final long[] took = new long[CAPACITY];
    private int next;

    RecentDeliveries(String pluginVersion) {
        this.pluginVersion = pluginVersion;
    }

    synchronized void add(long position, int attempt, boolean success, long beganMillis, Duration time) {
        positions[next] = position;
        attempts[next] = attempt;
        handled[next] = success;
        began[next] = beganMillis;
        took[next] = time.toNanos();
        next = (next + 1) % CAPACITY;
    }

    /** The last attempt at an event, if it is remembered. */
    public synchronized Optional<Attempt> last(long position) {
        for (int back = 1; back <= CAPACITY; back++) {
            int slot = Math.floorMod(next - back, CAPACITY);
            if (positions[slot] == position) {
                return Optional.of(new Attempt(
                        position,
                        attempts[slot],
                        handled[slot],
                        Instant.ofEpochMilli(began[slot]),
                        Duration.ofNanos(took[slot]),
                        pluginVersion));
            }
        }
        return Optional.empty();
    }
}
