// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one plugin: its handlers and its own tasks run here and nowhere else. Threads are made when they are
 * needed and end after ten idle seconds.
 *
 * <p>A handler that does not react to being interrupted takes its thread with it. The pool replaces as many as it has
 * threads; after that the plugin has to wait for the ones it holds.
 */
public final class PluginPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PluginPool.class);

    private final String plugin;
    private final ClassLoader loader;
    private final int size;
    private final int maxTasks;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger named = new AtomicInteger();
    private final AtomicInteger tasks = new AtomicInteger();
    private final Set<Thread> living = ConcurrentHashMap.newKeySet();
    /** Threads given up and not yet returned; guarded by {@code this}, as are changes of the pool's size. */
    private int givenUp;

    /**
     * A pool without threads yet.
     *
     * @param size threads
     * @param maxTasks the most tasks of the plugin that may wait
     */
    public PluginPool(String plugin, ClassLoader loader, int size, int maxTasks) {
        this.plugin = plugin;
        this.loader = loader;
        this.size = size;
        this.maxTasks = maxTasks;
        // Unbounded in form only: a subscription is in it once at most, and the plugin's tasks are counted.
        this.threads = new ThreadPoolExecutor(
                size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory("plugin " + plugin + " #"));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Makes threads that belong to the plugin and are watched when it stops. */
    public ThreadFactory factory(String prefix) {
        return work -> {
            Runnable counted = () -> {
                living.add(Thread.currentThread()); // here, for a thread may fail to start
                try {
                    work.run();
                } finally {
                    living.remove(Thread.currentThread());
                }
            };
            Thread thread = new Thread(null, counted, prefix + named.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    /**
     * Runs work of the bus for this plugin; does nothing once the plugin has stopped.
     *
     * @return whether that is all there is to do; else no thread could be made, and it is to be tried again
     */
    boolean deliver(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Nothing more is delivered to {}, which has stopped", plugin);
        } catch (Error e) {
            threads.remove(work);
            LOG.error("No thread could be made for plugin {}; tried again", plugin, e);
            return false;
        }
        return true;
    }

    /**
     * Runs a task of the plugin.
     *
     * @throws RejectedExecutionException if too many wait, or the plugin has stopped
     */
    public void run(Runnable task) {
        if (tasks.incrementAndGet() > maxTasks) {
            tasks.decrementAndGet();
            throw new RejectedExecutionException(
                    maxTasks + " tasks of " + plugin + " wait already; wait for some of them to end");
        }
        boolean queued = false;
        try {
            threads.execute(() -> {
                tasks.decrementAndGet();
                task.run();
            });
            queued = true;
        } finally {
            if (!queued) {
                tasks.decrementAndGet();
            }
        }
    }

    /** Notes that a thread is held by a call that does not end; makes room for another while that is allowed. */
    synchronized void giveUpThread() {
        givenUp++;
        resize();
    }

    /** Notes that a thread given up has come back. */
    synchronized void threadReturned() {
        givenUp--;
        resize();
    }

    private void resize() {
        int wanted = size + Math.min(givenUp, size);
        if (wanted > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(wanted);
            threads.setCorePoolSize(wanted);
        } else {
            threads.setCorePoolSize(wanted);
            threads.setMaximumPoolSize(wanted);
        }
    }

    /** Whether every thread the plugin may have is held by a call that does not end. */
    synchronized boolean exhausted() {
        return givenUp >= 2 * size;
    }

    public boolean isClosed() {
        return threads.isShutdown();
    }

    /** Whether it is closed and nothing runs in it any more. */
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    /** Waits until it is closed and nothing runs in it any more; returns whether that is so. */
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }

    /** Ends all threads: interrupts them, waits for a second, and reports those that stay. */
    @Override
    public void close() {
        close(Duration.ofSeconds(1));
    }

    void close(Duration patience) {
        threads.shutdownNow();
        living.forEach(Thread::interrupt);
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : living) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (thread != Thread.currentThread() && left > 0) {
                    thread.join(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Thread thread : living) {
            if (thread != Thread.currentThread() && thread.isAlive()) {
                LOG.warn(
                        "Plugin {} left the thread \"{}\" running when it stopped; its classes stay in memory until it"
                                + " ends. It is at {}",
                        plugin,
                        thread.getName(),
                        Arrays.toString(thread.getStackTrace()));
            }
        }
    }
}
