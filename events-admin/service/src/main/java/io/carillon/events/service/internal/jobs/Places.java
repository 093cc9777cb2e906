// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads jobs run on. A paused job keeps its thread and lends its place: another may run meanwhile.
 *
 * <p>Threads: safe for concurrent use.
 */
final class Places {

    private final int running;
    private final ThreadPoolExecutor pool;
    private int lent;

    /**
     * No thread runs before a job comes.
     *
     * @param running jobs at a time, paused ones apart
     * @param queued the most that wait
     */
    Places(int running, int queued) {
        this.running = running;
        this.pool = new ThreadPoolExecutor(
                running, running, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queued), task -> {
                    Thread thread = new Thread(task, "carillon-job");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a job when a place is free.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many wait
     */
    void run(Job job) {
        pool.execute(job);
    }

    /** Lends the place of the calling job. */
    synchronized void leave() {
        lent++;
        pool.setMaximumPoolSize(running + lent);
        pool.setCorePoolSize(running + lent);
    }

    /** Takes it back; until one of the others ends there may be one more than wanted. */
    synchronized void comeBack() {
        lent--;
        pool.setCorePoolSize(running + lent);
        pool.setMaximumPoolSize(running + lent);
    }

    /** Waits for cancelled jobs, and interrupts what does not end. */
    void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(2, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pool.shutdownNow();
        }
    }
}
