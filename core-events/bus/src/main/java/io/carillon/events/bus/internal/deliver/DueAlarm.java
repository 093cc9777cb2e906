// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.Timers;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a subscription when something of it is due; one alarm at a time, the earliest.
 *
 * <p>Threads: guarded by the lock it is made with; rings without it.
 */
final class DueAlarm {

    private final Object lock;
    private final Timers timers;
    private final Runnable wake;
    private Timers.@Nullable Alarm alarm;
    private @Nullable Instant at;

    DueAlarm(Object lock, Timers timers, Runnable wake) {
        this.lock = lock;
        this.timers = timers;
        this.wake = wake;
    }

    /** Has it ring at a time, unless it rings before. */
    void set(Instant now, Instant due) {
        if (!due.isAfter(now) || at != null && !due.isBefore(at)) {
            return; // what is due already somebody works on
        }
        cancel();
        at = due;
        alarm = timers.after(Duration.between(now, due), this::ring);
    }

    private void ring() {
        synchronized (lock) {
            alarm = null;
            at = null;
        }
        wake.run();
    }

    void cancel() {
        if (alarm != null) {
            alarm.cancel();
        }
        alarm = null;
        at = null;
    }
}
