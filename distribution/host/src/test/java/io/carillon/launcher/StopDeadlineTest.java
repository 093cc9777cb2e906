// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StopDeadlineTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final BlockingQueue<Integer> halted = new LinkedBlockingQueue<>();
    private final List<String> stopped = Collections.synchronizedList(new ArrayList<>());

    private StopDeadline deadline(Duration patience, Duration rest) {
        return new StopDeadline(patience, rest, new PrintStream(err, true, StandardCharsets.UTF_8), halted::add);
    }

    private Bundle bundle(String name, Runnable stop) {
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("stop")) {
                        stop.run();
                        stopped.add(name);
                    }
                    return method.getName().equals("getSymbolicName") ? name : null;
                });
    }

    @Test
    void past_its_time_the_host_stops_its_own_bundles_backwards_and_halts() throws InterruptedException {
        StopDeadline deadline = deadline(Duration.ofMillis(10), Duration.ofSeconds(10));
        deadline.bundles(List.of(bundle("store", () -> {}), bundle("http", () -> {})));

        deadline.start();
        deadline.start();

        assertThat(halted.poll(120, TimeUnit.SECONDS)).isEqualTo(Exit.FAILED);
        assertThat(stopped).containsExactly("http", "store");
        assertThat(halted.poll(50, TimeUnit.MILLISECONDS)).as("only once").isNull();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("a plugin does not end");
    }

    @Test
    void a_bundle_that_fails_to_stop_does_not_keep_the_others() throws InterruptedException {
        StopDeadline deadline = deadline(Duration.ofMillis(10), Duration.ofSeconds(10));
        deadline.bundles(List.of(bundle("store", () -> {}), bundle("http", () -> {
            throw new IllegalStateException("odd");
        })));

        deadline.start();

        assertThat(halted.poll(120, TimeUnit.SECONDS)).isEqualTo(Exit.FAILED);
        assertThat(stopped).containsExactly("store");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("http did not stop");
    }

    @Test
    void it_halts_even_when_its_own_bundles_do_not_end() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        StopDeadline deadline = deadline(Duration.ofMillis(10), Duration.ofMillis(50));
        deadline.bundles(List.of(bundle("stuck", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })));

        deadline.start();

        assertThat(halted.poll(120, TimeUnit.SECONDS)).isEqualTo(Exit.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("halting");
    }
}
