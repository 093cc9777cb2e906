// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps one thread at a steady rate; it may make up for one second that it lost. Not for concurrent use. */
public final class Pace {

    private static final long LONGEST_LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long gap;
    private long due = System.nanoTime();

    public Pace(double perSecond) {
        this.gap = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    /** Waits until the next is due, or not at all when it is late. */
    public void await() {
        due = Math.max(due + gap, System.nanoTime() - LONGEST_LAG_NANOS);
        while (due > System.nanoTime() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }
}
