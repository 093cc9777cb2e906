// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import io.carillon.events.admin.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts how long something takes.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class Stopwatch {

    private static final long[] BOUNDS =
            Durations.BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
    private final LongAdder total = new LongAdder();

    /** One that has counted nothing. */
    public Stopwatch() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Notes that it happened, and took so long. */
    public void took(long nanos) {
        int step = 0;
        while (step < BOUNDS.length && nanos > BOUNDS[step]) {
            step++;
        }
        counts[step].increment();
        total.add(nanos);
    }

    /** What was counted so far. */
    public Durations read() {
        List<Long> read = new ArrayList<>(counts.length);
        for (LongAdder count : counts) {
            read.add(count.sum());
        }
        return new Durations(read, Duration.ofNanos(total.sum()));
    }
}
