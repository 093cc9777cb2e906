// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Spreads events evenly over time: each takes its place behind the one before. Nothing is saved up while nobody publishes.
 *
 * <p>Threads: safe for concurrent use. Times are those of {@link System#nanoTime}.
 */
final class RateLimit {

    private final double rate;
    private final double nanosPerEvent;
    private final long patience;
    private long free;

    /**
     * A limit that begins now.
     *
     * @param rate events a second
     * @param patience the longest wait for a place
     */
    RateLimit(double rate, Duration patience, long now) {
        this.rate = rate;
        this.nanosPerEvent = TimeUnit.SECONDS.toNanos(1) / rate;
        this.patience = patience.toNanos();
        this.free = now;
    }

    /**
     * Takes a place for events that are published together.
     *
     * @return how many nanoseconds to wait for it; less than zero if that would be too long, and none was taken
     */
    synchronized long take(int events, long now) {
        long at = Math.max(free - now, 0);
        if (at > patience) {
            return -1;
        }
        free = now + at + (long) (events * nanosPerEvent);
        return at;
    }

    double rate() {
        return rate;
    }

    /** The longest wait for a place, in nanoseconds. */
    long patience() {
        return patience;
    }
}
