// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.Timers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How many runs of one subscription are at work, at most one for each lane, and whether they rest for a while.
 *
 * <p>Threads: guarded by the lock it is made with.
 */
final class Runs {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Object lock;
    private final int lanes;
    private final BooleanSupplier start;
    private final Timers timers;
    private final Runnable rested;
    private int active;
    private boolean resting;

    /**
     * No run is at work.
     *
     * @param start starts one; whether it could
     * @param rested told, with the lock, that a rest is over
     */
    Runs(Object lock, int lanes, BooleanSupplier start, Timers timers, Runnable rested) {
        this.lock = lock;
        this.lanes = lanes;
        this.start = start;
        this.timers = timers;
        this.rested = rested;
    }

    /** Whether one more may be at work. */
    boolean mayStart() {
        return active < lanes && !resting;
    }

    /** Whether none is at work. */
    boolean isNone() {
        return active == 0;
    }

    boolean isResting() {
        return resting;
    }

    /** Starts one; if there is no thread for it, all rest before that is tried again. */
    void start() {
        active++;
        if (!start.getAsBoolean()) {
            ended();
            rest(RETRY);
        }
    }

    /** One has ended. */
    void ended() {
        active--;
        if (active == 0) {
            lock.notifyAll();
        }
    }

    /** Those that are at work end, and none is started for a while. */
    void rest(Duration time) {
        resting = true;
        timers.after(time, this::goOn);
    }

    private void goOn() {
        synchronized (lock) {
            resting = false;
            rested.run();
        }
    }

    /** Waits, with the lock, until none is at work, at most for so long. */
    void awaitNone(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); active > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
