// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes UUIDs of version 7 that ascend strictly on this host: milliseconds, then a counter of 12 bits that borrows from the
 * future when more are made in one millisecond or the clock steps back, then 62 random bits.
 *
 * <p>Source: RFC 9562, 5.7 and 6.2 method 1.
 */
public final class EventIds {

    private static final int COUNTER_BITS = 12;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;

    private final Clock clock;
    private final AtomicLong last = new AtomicLong();
    /** Keeps two hosts apart that were started from the same random state. */
    private final long host = new SecureRandom().nextLong();

    public EventIds(Clock clock) {
        this.clock = clock;
    }

    /** The next id. */
    public String next() {
        long now = clock.millis() << COUNTER_BITS;
        long tick = last.updateAndGet(previous -> Math.max(previous + 1, now));
        long high = (tick >>> COUNTER_BITS) << 16 | 0x7000L | tick & COUNTER_MASK;
        long low = (ThreadLocalRandom.current().nextLong() ^ host) & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
