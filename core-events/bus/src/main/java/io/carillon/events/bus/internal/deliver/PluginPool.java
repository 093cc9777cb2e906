// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.load.PluginAccount;
import io.carillon.events.bus.internal.log.BusThreads;
import io.carillon.events.bus.internal.log.Timers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one plugin: its handlers and its own tasks run here and nowhere else, each on as many threads, so that
 * neither can keep the other from running. Threads are made when they are needed and end after ten idle seconds.
 *
 * <p>A handler that does not react to being interrupted takes its thread with it. The pool replaces as many as it has
 * threads; after that the plugin has to wait for the ones it holds.
 */
public final class PluginPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PluginPool.class);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final PluginAccount account;
    private final ClassLoader loader;
    private final int size;
    private final Pauses pauses;
    private final ThreadPoolExecutor threads;
    private final ThreadPoolExecutor tasks;
    private final AtomicInteger named = new AtomicInteger();
    /** Threads given up and not yet returned; guarded by {@code this}, as are changes of the pool's size. */
    private int givenUp;

    /**
     * A pool without threads yet.
     *
     * @param loader context class loader of its threads
     * @param size threads for handlers, and again for tasks
     * @param maxTasks the most tasks of the plugin that may wait
     */
    public PluginPool(PluginAccount account, ClassLoader loader, int size, int maxTasks, Timers timers) {
        this.account = account;
        this.loader = loader;
        this.size = size;
        this.pauses = new Pauses(account, timers, this::start);
        // Unbounded in form only: a lane of a subscription is in it once at most.
        this.threads = pool(size, new LinkedBlockingQueue<>(), factory("plugin " + account.plugin() + " #"));
        this.tasks = pool(size, new LinkedBlockingQueue<>(maxTasks), factory("plugin " + account.plugin() + " task #"));
    }

    private static ThreadPoolExecutor pool(int size, LinkedBlockingQueue<Runnable> queue, ThreadFactory factory) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, queue, factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** What is charged for the calls made here. */
    PluginAccount account() {
        return account;
    }

    /** Makes threads that belong to the plugin and are watched when it stops. */
    public ThreadFactory factory(String prefix) {
        return work -> {
            Runnable counted = () -> {
                account.threadBegins(); // here, for a thread may fail to start
                try {
                    work.run();
                } finally {
                    account.threadEnds();
                    // The framework may keep a thread that loaded a class of the host, when another loaded it as well.
                    Thread.currentThread().setContextClassLoader(null);
                }
            };
            return BusThreads.daemon(counted, prefix + named.incrementAndGet(), loader);
        };
    }

    /**
     * Runs work of the bus for this plugin, later if it is throttled; does nothing once the plugin has stopped.
     *
     * @return whether that is all there is to do; else no thread could be made, and it is to be tried again
     */
    boolean deliver(Runnable work) {
        return pauses.take(work);
    }

    private boolean start(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Nothing more is delivered to {}, which has stopped", account.plugin());
        } catch (Error e) {
            threads.remove(work);
            LOG.error("No thread could be made for plugin {}; tried again", account.plugin(), e);
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
        try {
            tasks.execute(task);
        } catch (RejectedExecutionException e) {
            throw new RejectedExecutionException(
                    tasks.isShutdown()
                            ? "plugin " + account.plugin() + " has stopped"
                            : tasks.getQueue().size() + " tasks of " + account.plugin()
                                    + " wait already; wait for some of them to end",
                    e);
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
        account.held(givenUp, exhausted());
        try {
            if (wanted > threads.getMaximumPoolSize()) {
                threads.setMaximumPoolSize(wanted);
                threads.setCorePoolSize(wanted);
            } else {
                threads.setCorePoolSize(wanted);
                threads.setMaximumPoolSize(wanted);
            }
        } catch (OutOfMemoryError e) { // the size is set; what is to run next tries to make the thread again
            LOG.error("No thread could be made for plugin {} in place of one given up", account.plugin(), e);
        }
    }

    /** Whether every thread the plugin's handlers may have is held by a call that does not end. */
    synchronized boolean exhausted() {
        return givenUp >= 2 * size;
    }

    public boolean isClosed() {
        return threads.isShutdown();
    }

    /** Whether it is closed and nothing runs in it any more. */
    public boolean isTerminated() {
        return threads.isTerminated() && tasks.isTerminated();
    }

    /** Waits until it is closed and nothing runs in it any more; returns whether that is so. */
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        return threads.awaitTermination(timeout, unit)
                && tasks.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Ends all threads: interrupts them, waits for a second, and reports those that stay. */
    @Override
    public void close() {
        interrupt();
        awaitEnd(System.nanoTime() + GRACE.toNanos());
    }

    /** Takes nothing more and interrupts what runs. */
    public void interrupt() {
        pauses.clear();
        threads.shutdownNow();
        tasks.shutdownNow();
        account.threads().forEach(Thread::interrupt);
    }

    /** Waits for the threads to end, until a time of {@link System#nanoTime}, and reports those that do not. */
    public void awaitEnd(long end) {
        try {
            for (Thread thread : account.threads()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (thread != Thread.currentThread() && left > 0) {
                    thread.join(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Thread thread : account.threads()) {
            if (thread != Thread.currentThread() && thread.isAlive()) {
                LOG.warn(
                        "Plugin {} left the thread \"{}\" running when it stopped; its classes stay in memory until it"
                                + " ends. It is at {}",
                        account.plugin(),
                        thread.getName(),
                        Arrays.toString(thread.getStackTrace()));
            }
        }
    }
}
