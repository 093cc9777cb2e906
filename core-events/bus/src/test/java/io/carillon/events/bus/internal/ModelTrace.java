// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened last, and the first thing that was not allowed. Safe for concurrent use. */
final class ModelTrace {

    /** How many of the last things that happened are kept. */
    private static final int KEPT = 20_000;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(Integer.getInteger("carillon.test.patience", 120));

    private final Clock clock;
    private final Deque<String> last = new ArrayDeque<>();
    private @Nullable AssertionError violation;

    ModelTrace(Clock clock) {
        this.clock = clock;
    }

    synchronized void told(String what) {
        last.addLast(clock.instant() + " " + what);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    /** Lets a model judge something; what it says is thrown later, on the thread of the test. */
    void observe(Runnable transition) {
        try {
            transition.run();
        } catch (AssertionError e) {
            synchronized (this) {
                violation = violation == null ? e : violation;
            }
        }
    }

    synchronized void failOnViolation() {
        if (violation != null) {
            String text = String.valueOf(violation.getMessage());
            String name = text.substring(0, text.indexOf(": "));
            throw new AssertionError(text + history(name), violation);
        }
    }

    /** What happened to a subscription, and what happened to all. */
    synchronized String history(String of) {
        return last.stream()
                .filter(each -> each.contains(of) || each.endsWith("crash"))
                .collect(Collectors.joining("\n", "\nWhat happened last:\n", ""));
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited for " + what);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
        }
    }
}
