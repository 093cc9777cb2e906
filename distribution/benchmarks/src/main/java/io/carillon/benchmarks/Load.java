// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Publishers that each wait for one append before they begin the next. */
final class Load implements AutoCloseable {

    private final int publishers;
    private final ExecutorService threads;

    Load(int publishers) {
        this.publishers = publishers;
        this.threads = Executors.newFixedThreadPool(publishers);
    }

    /** Runs for a while, and at least for one append of each publisher; returns how many events were appended, and all that follows was done, per second. */
    double run(Contender contender, Duration length) throws Exception {
        CountDownLatch ready = new CountDownLatch(publishers);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < publishers; i++) {
            counts.add(threads.submit(() -> {
                ready.countDown();
                go.await();
                return publish(contender, System.nanoTime() + length.toNanos());
            }));
        }
        ready.await();
        long begin = System.nanoTime();
        go.countDown();
        long appended = 0;
        for (Future<Long> count : counts) {
            appended += count.get();
        }
        contender.settle();
        return appended * 1e9 / (System.nanoTime() - begin);
    }

    private static long publish(Contender contender, long deadline) throws Exception {
        long count = 0;
        do {
            contender.append();
            count += contender.batch();
        } while (System.nanoTime() < deadline);
        return count;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
