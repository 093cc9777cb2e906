// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.bus.internal.log.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A clock that stands still until a test moves it; what is due then runs on the thread that moves it, in order. */
final class ManualClock extends Clock {

    private record Call(Instant due, long order, Runnable task) {}

    private volatile Instant now;

    ManualClock(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
    }

    /** Timers of one host; they stop with it while the clock goes on. */
    final class Alarms implements Timers {

        private final PriorityQueue<Call> calls =
                new PriorityQueue<>(Comparator.comparing(Call::due).thenComparing(Call::order));
        private long order;
        private boolean closed;

        @Override
        public synchronized Alarm after(Duration delay, Runnable task) {
            Call call = new Call(now.plus(delay), order++, task);
            if (!closed) {
                calls.add(call);
            }
            return () -> cancel(call);
        }

        private synchronized void cancel(Call call) {
            calls.remove(call);
        }

        private synchronized @Nullable Call due(Instant until) {
            Call first = calls.peek();
            return first == null || first.due().isAfter(until) ? null : calls.poll();
        }

        /** Moves the clock, stopping at every call on the way. */
        void advance(Duration by) {
            Instant until = now.plus(by);
            for (Call call = due(until); call != null; call = due(until)) {
                if (call.due().isAfter(now)) {
                    now = call.due();
                }
                call.task().run();
            }
            now = until;
        }

        @Override
        public synchronized void close() {
            closed = true;
            calls.clear();
        }
    }
}
