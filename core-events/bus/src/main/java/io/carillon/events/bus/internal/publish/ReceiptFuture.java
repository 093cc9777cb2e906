// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a publisher gets. Whoever waits for it settles it on the waiting thread as soon as the answer is there; otherwise
 * the plugin's receipt desk does. So the plugin's callbacks never run on a thread of the bus, and a plugin whose threads
 * all wait for receipts does not wait for one of them to become free.
 */
final class ReceiptFuture<T> extends CompletableFuture<T> {

    private final CompletableFuture<T> answer;
    private final Executor executor;

    /**
     * A future of an answer.
     *
     * @param answer completed by the bus; nothing of a plugin ever depends on it
     * @param executor for the asynchronous stages of the plugin
     */
    ReceiptFuture(CompletableFuture<T> answer, Executor executor) {
        this.answer = answer;
        this.executor = executor;
    }

    /** Takes over the answer, which is there, and runs what depends on it on this thread. */
    void settle() {
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
    }

    @Override
    public T join() {
        if (!isDone()) {
            answer.handle((value, failure) -> true).join();
            settle();
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            answer.handle((value, failure) -> true).get();
            settle();
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!isDone()) {
            answer.handle((value, failure) -> true).get(timeout, unit);
            settle();
        }
        return super.get(0, unit);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new DerivedFuture<>(executor);
    }

    @Override
    public Executor defaultExecutor() {
        return executor;
    }

    /** A stage after a receipt; its asynchronous stages stay with the plugin too. */
    private static final class DerivedFuture<T> extends CompletableFuture<T> {

        private final Executor executor;

        DerivedFuture(Executor executor) {
            this.executor = executor;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new DerivedFuture<>(executor);
        }

        @Override
        public Executor defaultExecutor() {
            return executor;
        }
    }
}
