// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.time.Duration;

/**
 * How much is written to a client at a time: more to one that takes it at once, less to one that takes its time, so that a
 * flight which does not arrive within seconds means that nothing moves.
 *
 * <p>Threads: one launches; {@link #since} may be read by any.
 */
final class Pace {

    private static final long QUICK = Duration.ofMillis(100).toNanos();
    private static final long TARDY = Duration.ofSeconds(2).toNanos();

    private int limit = LiveSettings.MIN_FLIGHT;
    private volatile long since = System.nanoTime();

    void launched(long now) {
        since = now;
    }

    void arrived(long now) {
        long took = now - since;
        if (took < QUICK) {
            limit = Math.min(LiveSettings.MAX_FLIGHT, limit * 2);
        } else if (took > TARDY) {
            limit = Math.max(LiveSettings.MIN_FLIGHT, limit / 2);
        }
    }

    /** Bytes of the next flight. */
    int limit() {
        return limit;
    }

    /** When the last flight was launched, in {@link System#nanoTime}. */
    long since() {
        return since;
    }
}
