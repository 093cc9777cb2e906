// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BusyThreadsTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration STEP = Duration.ofMillis(10);

    private final BusyThreads threads = new BusyThreads(BusyThreads.LONG);

    private @Nullable String round(int second, long first, long second2) {
        threads.round(Duration.ofSeconds(second));
        threads.took(1, "one", first);
        threads.took(2, "two", second2);
        return threads.longest();
    }

    @Test
    void a_thread_is_named_when_it_has_not_stopped_for_thirty_seconds() {
        for (int second = 1; second < 30; second++) {
            assertThat(round(second, 0, SECOND)).isNull();
        }
        assertThat(round(30, SECOND, SECOND)).isEqualTo("two");
        assertThat(round(31, SECOND, SECOND * 9 / 10)).isEqualTo("two");
        assertThat(round(32, SECOND, SECOND * 9 / 10 - 1)).as("it had a rest").isNull();
        assertThat(round(59, 27 * SECOND, 0)).isEqualTo("one");
    }

    @Test
    void a_thread_of_the_plugin_that_spins_is_found_and_one_of_its_pool_is_not() throws Exception {
        ClassLoader loader = new URLClassLoader(new URL[0], null);
        PluginAccount account = new PluginAccount("p", loader, 1, Duration.ofSeconds(1));
        AtomicBoolean end = new AtomicBoolean();
        Runnable spin = () -> {
            while (!end.get()) {
                Thread.onSpinWait();
            }
        };
        Thread own = new Thread(spin, "own");
        own.setContextClassLoader(loader);
        Thread ofPool = new Thread(
                () -> {
                    account.threadBegins();
                    spin.run();
                    account.threadEnds();
                },
                "of pool");
        ThreadCensus census = new ThreadCensus(Duration.ofMillis(100), className -> Set.of());
        String named = null;
        ofPool.start();
        own.start();
        try {
            Duration at = Duration.ZERO; // passes no faster than the thread works, however busy the machine is
            for (int round = 0; round < 10; round++) {
                takes(own, STEP);
                at = at.plus(STEP);
                named = census.count(at, List.of(account))
                        .getOrDefault(account, ThreadCensus.Found.NOTHING)
                        .busy();
            }
        } finally {
            end.set(true);
            own.join();
            ofPool.join();
        }
        assertThat(named).isEqualTo("own");
    }

    /** Waits until a thread has taken so much more processor time. */
    private static void takes(Thread thread, Duration cpu) {
        long enough = PluginAccount.cpuTime(thread.getId()) + cpu.toNanos();
        while (PluginAccount.cpuTime(thread.getId()) < enough) {
            Thread.onSpinWait();
        }
    }
}
