// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a publisher gets. Whoever waits for it settles it on the waiting thread as soon as the answer is there; otherwise
 * the plugin's receipt desk does. So the plugin's callbacks never run on a thread of the bus, and a plugin whose threads
 * all wait for receipts does not wait for one of them to become free.
 */
final class ReceiptFuture<T> extends CompletableFuture<T> {

    private final CompletableFuture<T> answer;
    private final ReceiptDesk desk;
    /** Threads that wait now, and will settle. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final AtomicBoolean settled = new AtomicBoolean();

    /**
     * A future of an answer.
     *
     * @param answer completed by the bus; nothing of a plugin ever depends on it
     * @param desk where it keeps a place until it is settled
     */
    ReceiptFuture(CompletableFuture<T> answer, ReceiptDesk desk) {
        this.answer = answer;
        this.desk = desk;
    }

    /** Whether a thread waits, which settles; asked once the answer is there. */
    boolean isAwaited() {
        return waiting.get() > 0;
    }

    /** Takes over the answer, which is there, runs what depends on it on this thread, and gives the place back, once. */
    void settle() {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        try {
            CompletableFuture<T> unused = answer.whenComplete((value, failure) -> {
                if (failure == null) {
                    complete(value);
                } else {
                    completeExceptionally(
                            failure instanceof CompletionException wrapped && wrapped.getCause() != null
                                    ? wrapped.getCause()
                                    : failure);
                }
            });
        } finally {
            desk.release();
        }
    }

    /** Ends a wait. Whoever answered while it lasted has left the settling to it. */
    private void waited() {
        waiting.decrementAndGet();
        if (answer.isDone()) {
            settle();
        }
    }

    @Override
    public T join() {
        if (!isDone()) {
            waiting.incrementAndGet();
            try {
                answer.handle((value, failure) -> true).join();
            } finally {
                waited();
            }
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            waiting.incrementAndGet();
            try {
                answer.handle((value, failure) -> true).get();
            } finally {
                waited();
            }
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        if (!isDone()) {
            waiting.incrementAndGet();
            try {
                answer.handle((value, failure) -> true).get(timeout, unit);
            } finally {
                waited();
            }
        }
        return super.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new DerivedFuture<>(desk);
    }

    @Override
    public Executor defaultExecutor() {
        return desk.plugin();
    }

    /**
     * A stage after a receipt; its asynchronous stages stay with the plugin too. A callback that waits for one lets the
     * desk go on meanwhile, for otherwise it might wait for what only the desk can bring.
     */
    private static final class DerivedFuture<T> extends CompletableFuture<T> {

        private final ReceiptDesk desk;

        DerivedFuture(ReceiptDesk desk) {
            this.desk = desk;
        }

        @Override
        public T join() {
            desk.goOnUntil(this, Long.MAX_VALUE);
            return super.join();
        }

        @Override
        public T get() throws InterruptedException, ExecutionException {
            desk.goOnUntil(this, Long.MAX_VALUE);
            return super.get();
        }

        @Override
        public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            long end = System.nanoTime() + unit.toNanos(timeout);
            desk.goOnUntil(this, unit.toNanos(timeout));
            return super.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new DerivedFuture<>(desk);
        }

        @Override
        public Executor defaultExecutor() {
            return desk.plugin();
        }
    }
}
