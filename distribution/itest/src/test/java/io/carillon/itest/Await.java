// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what comes true by itself. */
final class Await {

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private Await() {}

    /** Asks until the condition holds; fails with what was found last. */
    static void until(String what, Supplier<Boolean> condition, Supplier<Object> found) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.get()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LONGEST + ": " + what + "; found " + found.get());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
