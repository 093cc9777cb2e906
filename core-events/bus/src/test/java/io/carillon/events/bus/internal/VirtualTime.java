// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.bus.internal.log.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Time that goes on only when a test says so. */
final class VirtualTime implements Timers {

    private record Call(Instant at, Runnable task) {}

    private final List<Call> calls = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    @Override
    public synchronized Alarm after(Duration delay, Runnable task) {
        Call call = new Call(now.plus(delay), task);
        calls.add(call);
        return () -> cancel(call);
    }

    private synchronized void cancel(Call call) {
        calls.remove(call);
    }

    /** Lets time pass; what becomes due is called in order, each at its time. */
    void pass(Duration time) {
        Instant end = now.plus(time);
        for (Call next = next(end); next != null; next = next(end)) {
            next.task().run();
        }
        now = end;
    }

    private synchronized @Nullable Call next(Instant end) {
        Call next = calls.stream()
                .filter(call -> !call.at().isAfter(end))
                .min(Comparator.comparing(Call::at))
                .orElse(null);
        if (next != null) {
            calls.remove(next);
            now = next.at().isAfter(now) ? next.at() : now;
        }
        return next;
    }

    @Override
    public synchronized void close() {
        calls.clear();
    }
}
