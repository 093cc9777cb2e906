// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that keeps all timers of the bus. */
public final class BusTimers implements Timers {

    private static final Logger LOG = LoggerFactory.getLogger(BusTimers.class);

    private final ScheduledThreadPoolExecutor scheduler;

    public BusTimers() {
        this.scheduler = new ScheduledThreadPoolExecutor(1, BusThreads.named("carillon-timers"));
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Alarm after(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> call = scheduler.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> call.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.debug("A timer was not set because the bus has stopped");
            return () -> {};
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // the timers of everybody else go on
            LOG.error("A timed task of the bus failed; it is a defect", e);
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
