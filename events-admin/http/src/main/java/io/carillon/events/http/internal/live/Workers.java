// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of all live streams, as many however many clients there are. Each connection has at most one task with each of
 * them.
 */
final class Workers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final int LIVE = 2;
    private static final int READERS = 2;
    private static final int COMMANDS = 4;

    private final ExecutorService live = Executors.newFixedThreadPool(LIVE, named("carillon-live-"));
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, named("carillon-live-log-"));
    private final ExecutorService commands = Executors.newFixedThreadPool(COMMANDS, named("carillon-live-command-"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(named("carillon-live-timer-"));

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What never blocks. */
    void live(Runnable work) {
        run(live, work);
    }

    /** What reads the log. */
    void reading(Runnable work) {
        run(readers, work);
    }

    /** What clients ask for, and may wait for the store. */
    void command(Runnable work) {
        run(commands, work);
    }

    /** Something short that does not block, later. */
    void later(Duration delay, Runnable work) {
        try {
            ScheduledFuture<?> unused = timer.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Live streams have stopped");
        }
    }

    /** Something short again and again. */
    void every(Duration period, Runnable work) {
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) { // or it would never come again
                        LOG.error("Live streams are not looked after for {}", period, e);
                    }
                },
                period.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static void run(ExecutorService pool, Runnable work) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Live streams have stopped");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        commands.shutdownNow();
        readers.shutdownNow();
        live.shutdownNow();
    }
}
