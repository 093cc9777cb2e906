// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.replay;

import io.carillon.events.admin.JobWork;
import io.carillon.events.bus.internal.log.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for something without ceasing to ask whether the job goes on. */
record Waiting(JobWork.Progress progress, Timers timers, Clock clock) {

    private static final long ASK_MILLIS = 200;

    /** What a future answers; a failure is its cause. */
    <T> T untilDone(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return future.get(ASK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                progress.checkCancelled();
            }
        }
    }

    /** Waits for a point in time. */
    void until(Instant time) throws InterruptedException {
        Duration left = Duration.between(clock.instant(), time);
        if (left.isZero() || left.isNegative()) {
            return;
        }
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        Timers.Alarm alarm = timers.after(left, () -> over.complete(true));
        try {
            untilDone(over);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a timer cannot fail", e);
        } finally {
            alarm.cancel();
        }
    }
}
