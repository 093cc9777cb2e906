// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.PluginJar;
import io.carillon.image.delivery.burst.BurstActivator;
import io.carillon.image.delivery.delay.DelayActivator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A paused handler is lag in the log and nothing in the heap. The system property {@code carillon.lag.events} makes it
 * more; the goal is measured with 1,000,000.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LagIT {

    private static final Logger LOG = LoggerFactory.getLogger(LagIT.class);
    private static final int EVENTS = Integer.getInteger("carillon.lag.events", 60_000);
    private static final String PAUSED = DelayActivator.class.getPackageName() + ":main";
    private static final Duration PATIENCE = Installation.PATIENCE.plusSeconds(EVENTS / 500);
    private static final long MOST_GROWTH = 24L * 1024 * 1024;

    @TempDir
    private Path directory;

    @Test
    void a_paused_handler_costs_no_heap_and_catches_up() throws Exception {
        Path done = directory.resolve("done");
        Path delays = directory.resolve("delays");
        try (Installation carillon = new Installation(directory.resolve("host"))) {
            carillon.with(
                    "CARILLON_JAVA_OPTS",
                    "-Xmx256m -D" + BurstActivator.EVENTS + "=" + EVENTS + " -D" + BurstActivator.DONE + "=" + done
                            + " -D" + DelayActivator.FILE + "=" + delays);
            Files.createDirectories(carillon.plugins());
            new PluginJar(DelayActivator.class).drop(carillon.plugins().resolve("delay.jar"));
            Process host = carillon.start();
            await().atMost(Installation.PATIENCE)
                    .until(() -> carillon.shell("sub:pause " + PAUSED).exit() == 0);
            long before = Jcmd.liveHeap(host);
            new PluginJar(BurstActivator.class).drop(carillon.plugins().resolve("burst.jar"));

            List<Long> heap = new ArrayList<>();
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).until(() -> {
                heap.add(Jcmd.liveHeap(host) - before);
                return Files.exists(done);
            });
            heap.add(Jcmd.liveHeap(host) - before);
            assertThat(lines(delays))
                    .as("nothing is handled while it is paused")
                    .isZero();

            long begin = System.nanoTime();
            assertThat(carillon.shell("sub:resume " + PAUSED).exit()).isZero();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> lines(delays) >= EVENTS);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            heap.add(Jcmd.liveHeap(host) - before);
            LOG.info(
                    "{} events in {} ms; caught up in {} ms; live heap grew by at most {} KiB over {} samples",
                    EVENTS,
                    Files.readString(done),
                    millis,
                    heap.stream().mapToLong(Long::longValue).max().orElseThrow() / 1024,
                    heap.size());
            assertThat(lines(delays)).isEqualTo(EVENTS);
            assertThat(heap).allSatisfy(growth -> assertThat(growth).isLessThanOrEqualTo(MOST_GROWTH));
            carillon.terminate(host);
        }
    }

    private static long lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (var lines = Files.lines(file)) {
            return lines.count();
        }
    }
}
