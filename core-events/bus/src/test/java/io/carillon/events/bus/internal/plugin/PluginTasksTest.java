// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.bus.internal.deliver.PluginPool;
import io.carillon.events.bus.internal.load.PluginAccount;
import io.carillon.events.bus.internal.log.BusTimers;
import io.carillon.patience.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PluginTasksTest {

    private final PluginPool pool = new PluginPool(
            new PluginAccount("p", PluginTasksTest.class.getClassLoader(), 1, Duration.ofSeconds(1)),
            PluginTasksTest.class.getClassLoader(),
            1,
            10,
            new BusTimers());
    private final PluginTasks tasks = new PluginTasks(pool);

    @Test
    @Timeout(300)
    void a_plugin_that_closes_its_executor_neither_waits_nor_ends_it() {
        tasks.close();
        tasks.shutdown();

        assertThat(CompletableFuture.supplyAsync(() -> 7, tasks)).succeedsWithin(Patience.LONGEST);
        assertThat(tasks.isShutdown()).isFalse();
        pool.close();
    }

    @Test
    @Timeout(300)
    void awaiting_its_end_really_waits_for_the_host_to_end_it() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        tasks.execute(() -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        running.await();
        long start = System.nanoTime();
        assertThat(tasks.awaitTermination(50, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));

        pool.close();

        assertThat(tasks.awaitTermination(Patience.LONGEST_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        assertThat(tasks.isTerminated()).isTrue();
    }
}
