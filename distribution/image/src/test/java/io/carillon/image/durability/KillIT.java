// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.durability.Entry.Kind;
import io.carillon.image.durability.Verdict.Breach;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the host under load, again and again, and has another process judge what is left. The system properties
 * {@code carillon.kill.cycles} and {@code carillon.kill.seed} make it longer or repeat one run.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KillIT {

    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);

    private static final int CYCLES = Integer.getInteger("carillon.kill.cycles", 20);
    private static final long SEED = Long.getLong("carillon.kill.seed", System.nanoTime());
    private static final int EVENTS_PER_SECOND = 2_000;
    private static final int SHORTEST_LOAD_MILLIS = 1_000;
    private static final int LONGEST_LOAD_MILLIS = 3_000;
    /** A kill hits a host at work even where the machine is slow: this much is written by some hundred publishes. */
    private static final long FEWEST_BYTES = 20_000;

    private static final Duration LONGEST_START = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private Duration load = Duration.ZERO;
    private Duration slowest = Duration.ZERO;

    @Test
    void kills_under_load_lose_nothing_on_sqlite() throws Exception {
        Verdict verdict = killed(CYCLES, Map.of("CARILLON_STORE__URL", "sqlite:events.db"), "");

        assertThat(verdict.clean()).as(verdict.text()).isTrue();
        assertThat(verdict.open()).isZero();
    }

    @Test
    void kills_under_load_lose_nothing_on_postgresql() throws Exception {
        try (EmbeddedPostgres database = Database.start()) {
            Verdict verdict = killed(CYCLES, Database.settings(database), "");

            assertThat(verdict.clean()).as(verdict.text()).isTrue();
            assertThat(verdict.open()).isZero();
        }
    }

    @Test
    void a_store_that_acknowledges_before_it_commits_is_caught() throws Exception {
        Verdict verdict = killed(3, Map.of("CARILLON_STORE__URL", "hasty:events.db"), "hasty.jar");

        assertThat(verdict.count(Breach.LOST)).as(verdict.text()).isPositive();
    }

    /** @param plugin name of the jar with the hasty store, empty for none */
    private Verdict killed(int cycles, Map<String, String> settings, String plugin) throws Exception {
        Path history = directory.resolve("history.txt");
        try (HostProcess host = new HostProcess(directory.resolve("host"), settings)) {
            if (!plugin.isEmpty()) {
                HastyBundle.write(host.plugins().resolve(plugin));
            }
            host.start();
            String token = host.token("publisher", "oracle");
            try (OracleProcess producers = OracleProcess.load(host, history, "p", EVENTS_PER_SECOND, SEED, token)) {
                for (int cycle = 1; cycle <= cycles; cycle++) {
                    kill(host, history);
                }
                producers.finish();
            }
            Verdict verdict = OracleProcess.judge(host, history, token);
            report(settings, cycles, verdict, History.read(history));
            if (plugin.isEmpty()) {
                LOG.info("store:verify: {}", host.run("shell", "store:verify"));
            }
            return verdict;
        }
    }

    private void kill(HostProcess host, Path history) throws IOException, InterruptedException {
        Duration length = Duration.ofMillis(random.nextInt(SHORTEST_LOAD_MILLIS, LONGEST_LOAD_MILLIS));
        long before = Files.exists(history) ? Files.size(history) : 0;
        long begin = System.nanoTime();
        await().pollDelay(length)
                .pollInterval(Duration.ofMillis(20))
                .atMost(LONGEST_START)
                .until(() -> Files.size(history) >= before + FEWEST_BYTES);
        host.kill();
        load = load.plusNanos(System.nanoTime() - begin);
        Duration start = host.start();
        slowest = start.compareTo(slowest) > 0 ? start : slowest;
    }

    private void report(Map<String, String> settings, int cycles, Verdict verdict, List<Entry> history) {
        long unanswered =
                history.stream().filter(entry -> entry.kind() == Kind.UNKNOWN).count();
        LOG.info(
                "{}: {} kills, seed {}, {} events/s acknowledged over {} ms of load, {} publishes without an answer,"
                        + " slowest start {} ms; {}",
                settings.get("CARILLON_STORE__URL"),
                cycles,
                SEED,
                verdict.acknowledged() * 1_000 / load.toMillis(),
                load.toMillis(),
                unanswered,
                slowest.toMillis(),
                verdict.text());
        assertThat(unanswered).as("publishes that a kill cut off").isPositive();
        assertThat(verdict.acknowledged()).as("acknowledged events").isGreaterThan(cycles * 100L);
        assertThat(slowest).isLessThan(LONGEST_START);
    }
}
