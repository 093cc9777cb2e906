// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import io.carillon.events.OverloadedException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands one plugin its receipts, on a thread of the plugin made when the first comes and given up after ten idle seconds.
 * The receipts not yet handed out are bounded: a plugin whose callbacks do not keep up cannot publish any faster.
 */
public final class ReceiptDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReceiptDesk.class);

    /** How many callbacks may wait within each other. */
    static final int DEEPEST = 64;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Semaphore open;
    private final int limit;
    private final Duration patience;
    private final Executor plugin;
    private final ThreadPoolExecutor desk;
    private volatile @Nullable Thread thread;
    /** Of waits within callbacks; of the desk's thread only. */
    private int depth;

    /**
     * A desk.
     *
     * @param limit the most receipts not yet handed out
     * @param patience how long a publisher waits for one of them
     * @param plugin where asynchronous stages of the plugin run
     */
    public ReceiptDesk(int limit, Duration patience, Executor plugin, ThreadFactory threads) {
        this.open = new Semaphore(limit);
        this.limit = limit;
        this.patience = patience;
        this.plugin = plugin;
        // Unbounded in form only: the permits bound it.
        this.desk = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        this.desk.allowCoreThreadTimeOut(true);
    }

    /**
     * Keeps a place for the receipt of a publish that is about to be made.
     *
     * @throws OverloadedException if none becomes free in time
     */
    public void reserve() {
        try {
            if (open.tryAcquire() || open.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OverloadedException("interrupted while waiting to publish; nothing was published");
        }
        throw new OverloadedException(
                limit + " receipts of this plugin wait for its callbacks to end;" + " callbacks must not block");
    }

    /** Gives a reserved place back that is not needed. */
    public void release() {
        open.release();
    }

    /** The stage that a publisher gets for an answer, in a place reserved before. */
    public <T> CompletionStage<T> receipt(CompletableFuture<T> answer) {
        ReceiptFuture<T> receipt = new ReceiptFuture<>(answer, this);
        CausalChain chain = CausalChain.current();
        CompletableFuture<T> unused = answer.whenComplete((value, failure) -> {
            if (!receipt.isAwaited()) {
                hand(chain.carry(receipt::settle));
            }
        });
        return receipt;
    }

    private void hand(Runnable settle) {
        try {
            desk.execute(() -> {
                thread = Thread.currentThread();
                settle.run();
            });
        } catch (RejectedExecutionException e) {
            // The plugin has stopped: its callbacks must not run any more, and waiting threads settle for themselves.
            LOG.debug("A receipt was not handed out because its plugin has stopped");
        }
    }

    /** Where asynchronous stages of the plugin run. */
    Executor plugin() {
        return plugin;
    }

    /**
     * On the desk's thread, hands out other receipts until a stage is done; on another, does nothing.
     *
     * @throws IllegalStateException if callbacks wait within callbacks more than {@value #DEEPEST} deep
     * @throws CancellationException if the plugin stops meanwhile
     */
    void goOnUntil(CompletableFuture<?> stage, long nanos) {
        if (stage.isDone() || thread != Thread.currentThread()) {
            return;
        }
        if (depth == DEEPEST) {
            throw new IllegalStateException("callbacks of receipts wait for each other " + DEEPEST
                    + " deep; chain the stages with thenCompose and do not wait in a callback");
        }
        long end = System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
        depth++;
        try {
            for (long left = nanos; !stage.isDone() && left > 0; left = end - System.nanoTime()) {
                Runnable next = desk.getQueue().poll(Math.min(left, LOOK_AGAIN_NANOS), TimeUnit.NANOSECONDS);
                if (next != null) {
                    next.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException stopped =
                    new CancellationException("interrupted in a receipt's callback that waits for another stage");
            stopped.initCause(e);
            throw stopped;
        } finally {
            depth--;
        }
    }

    /** Ends it; callbacks that run are interrupted. */
    @Override
    public void close() {
        desk.shutdownNow();
    }
}
