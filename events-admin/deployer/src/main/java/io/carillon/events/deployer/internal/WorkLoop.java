// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one piece of work again and again, when asked, never twice at a time. What is asked for while it runs is one more
 * run, however often it is asked. Whatever the work throws, the next run comes.
 */
final class WorkLoop {

    private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);
    private static final long RETRY_MILLIS = 1_000;

    private final Runnable work;
    private final Executor threads;
    private final PluginTimer timer;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicReference<@Nullable Wake> next = new AtomicReference<>();

    /** A time at which the work is to be done. */
    private record Wake(long nanos) {}

    WorkLoop(Runnable work, Executor threads, PluginTimer timer) {
        this.work = work;
        this.threads = threads;
        this.timer = timer;
    }

    /** Has the work done, soon. */
    void request() {
        if (requests.getAndIncrement() == 0) {
            try {
                threads.execute(this::run);
            } catch (RejectedExecutionException e) {
                requests.set(0);
                LOG.debug("Asked for work after the end", e);
            } catch (Error e) {
                requests.set(0);
                LOG.error("No thread for the work on a plugin; asking again in {} ms", RETRY_MILLIS, e);
                requestIn(RETRY_MILLIS);
            }
        }
    }

    /** Has the work done after a while, once: several such wishes are the earliest of them. */
    void requestIn(long millis) {
        Wake wake = new Wake(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        if (wake.equals(next.accumulateAndGet(wake, WorkLoop::earlier))) {
            timer.after(Duration.ofMillis(millis), () -> {
                next.compareAndSet(wake, null);
                request();
            });
        }
    }

    private static @Nullable Wake earlier(@Nullable Wake known, @Nullable Wake other) {
        return known != null && other != null && known.nanos() - other.nanos() <= 0 ? known : other;
    }

    /** Whether nothing is asked for and nothing runs. */
    boolean idle() {
        return requests.get() == 0;
    }

    private void run() {
        boolean more = true;
        while (more) {
            int taken = requests.get();
            try {
                work.run();
            } catch (Throwable e) {
                LOG.error(
                        "The work on a plugin ended unexpectedly",
                        PluginFailure.of(e).trace());
            } finally {
                more = requests.addAndGet(-taken) > 0;
            }
        }
    }
}
