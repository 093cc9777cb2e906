// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one piece of work again and again, when asked, never twice at a time. What is asked for while it runs is one more
 * run, however often it is asked.
 */
final class WorkLoop {

    private final Runnable work;
    private final Executor threads;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicBoolean waking = new AtomicBoolean();

    WorkLoop(Runnable work, Executor threads) {
        this.work = work;
        this.threads = threads;
    }

    /** Has the work done, soon. */
    void request() {
        if (requests.getAndIncrement() == 0) {
            threads.execute(this::run);
        }
    }

    /** Has the work done after a while, once. */
    void requestIn(long millis) {
        if (waking.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, threads)
                    .execute(() -> {
                        waking.set(false);
                        request();
                    });
        }
    }

    /** Whether nothing is asked for and nothing runs. */
    boolean idle() {
        return requests.get() == 0;
    }

    private void run() {
        int taken;
        do {
            taken = requests.get();
            work.run();
        } while (requests.addAndGet(-taken) > 0);
    }
}
