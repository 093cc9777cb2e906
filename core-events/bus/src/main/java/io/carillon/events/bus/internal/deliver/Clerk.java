// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.EventsException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.bus.internal.log.BusThreads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does whatever changes what the store knows of subscriptions, one thing after the other, so that no two of them cross. */
public final class Clerk implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Clerk.class);

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(BusThreads.named("carillon-subscriptions"));
    private final Duration patience;

    /**
     * A clerk.
     *
     * @param patience how long something may take to be stored
     */
    Clerk(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void execute(Runnable work) {
        thread.execute(work);
    }

    /** Does something later; not if the bus has stopped. */
    void later(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Subscriptions are not looked after any more because the bus has stopped");
        }
    }

    /** Does something and waits for it; throws what it throws. */
    <T> T call(Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting; it may have been done", e);
        } catch (RejectedExecutionException e) {
            throw new StoreUnavailableException("the bus has stopped; nothing was done", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EventsException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a change of subscriptions failed", e.getCause());
        }
    }

    /** Does something after all that was asked for before, and waits for a while; not if the bus has stopped. */
    void within(Duration limit, Runnable work) {
        try {
            thread.submit(work).get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException | TimeoutException e) {
            LOG.debug("Not done within {}", limit, e);
        } catch (ExecutionException e) {
            LOG.error("A change of subscriptions failed", e.getCause());
        }
    }

    /**
     * Waits until something is stored.
     *
     * @throws StoreUnavailableException if it was not in time; it may be later
     */
    void await(Future<?> stored) {
        try {
            stored.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for the store; it may be done", e);
        } catch (ExecutionException | CancellationException | TimeoutException e) {
            throw new StoreUnavailableException(
                    "the store did not take the change within " + patience + "; it may still be made", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
