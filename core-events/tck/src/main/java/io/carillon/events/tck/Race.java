// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Lets several runners go at the same moment and tells what became of each. */
final class Race {

    /** The longest wait, a property of the environment: seconds in {@code carillon.tck.patience}. Nothing measures it. */
    static final int PATIENCE_SECONDS = Integer.getInteger("carillon.tck.patience", 120);

    private Race() {}

    /** What became of one runner. */
    sealed interface Finish<T> {}

    record Returned<T>(T value) implements Finish<T> {}

    record Threw<T>(Throwable cause) implements Finish<T> {}

    /** Starts the runners behind a barrier; one finish per runner, in their order. */
    static <T> List<Finish<T>> run(int runners, IntFunction<Callable<T>> runner) {
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        CyclicBarrier start = new CyclicBarrier(runners);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                Callable<T> each = runner.apply(i);
                running.add(threads.submit(() -> {
                    await(start);
                    return each.call();
                }));
            }
            List<Finish<T>> finishes = new ArrayList<>();
            for (Future<T> each : running) {
                finishes.add(finish(each));
            }
            return finishes;
        } finally {
            threads.shutdownNow();
        }
    }

    /** As {@link #run}, where no runner may throw. */
    static <T> List<T> values(int runners, IntFunction<Callable<T>> runner) {
        List<T> values = new ArrayList<>();
        for (Finish<T> finish : run(runners, runner)) {
            if (finish instanceof Returned<T> returned) {
                values.add(returned.value());
            } else if (finish instanceof Threw<T> threw) {
                throw new AssertionError("a runner threw " + threw.cause(), threw.cause());
            }
        }
        return values;
    }

    private static void await(CyclicBarrier start) throws InterruptedException, TimeoutException {
        try {
            start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException("another runner never came to the start", e);
        }
    }

    private static <T> Finish<T> finish(Future<T> running) {
        try {
            return new Returned<>(running.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return new Threw<>(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a runner did not end within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a runner", e);
        }
    }
}
