// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.durability.Verdict.Breach;
import io.carillon.image.durability.load.LoadActivator;
import io.carillon.patience.Patience;
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
 * Kills the host under load, again and again, and has another process judge what is left. A plugin inside the host
 * offers as many events as the promise says (how many it got through is in the log), producers outside publish over HTTP at a modest rate. The system properties
 * {@code carillon.kill.cycles} and {@code carillon.kill.seed} make it longer or repeat one run.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KillIT {

    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);

    private static final int CYCLES = Integer.getInteger("carillon.kill.cycles", 3);
    private static final long SEED = Long.getLong("carillon.kill.seed", System.nanoTime());
    private static final String PREFIX = "p";
    private static final int PRODUCERS = 2;
    private static final int EVENTS_PER_SECOND = 100;
    private static final int SHORTEST_LOAD_MILLIS = 1_000;
    private static final int LONGEST_LOAD_MILLIS = 4_000;

    /** A kill hits a plugin at work even where the machine is slow: this much is written by some hundred publishes. */
    private static final long FEWEST_BYTES = 20_000;
    /** The same for producers over HTTP: some publishes. */
    private static final long FEWEST_BYTES_OVER_HTTP = 500;

    private static final Duration LONGEST_START = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private Path histories = Path.of("");
    private Duration slowest = Duration.ZERO;

    @Test
    void kills_under_load_lose_nothing_on_sqlite() throws Exception {
        lostNothing(Map.of("CARILLON_STORE__URL", "sqlite:events.db"));
    }

    @Test
    void kills_under_load_lose_nothing_on_postgresql() throws Exception {
        try (EmbeddedPostgres database = Database.start()) {
            lostNothing(Database.settings(database));
        }
    }

    private void lostNothing(Map<String, String> settings) throws Exception {
        Verdict verdict = killed(CYCLES, settings, false);

        assertThat(verdict.clean()).as(verdict.text()).isTrue();
        LoadFigures plugin = LoadFigures.of(History.read(histories), LoadActivator.PREFIX);
        LoadFigures http = LoadFigures.of(History.read(histories), PREFIX);
        LOG.info("{}: plugin: {}; over HTTP: {}", settings.get("CARILLON_STORE__URL"), plugin, http);
        assertThat(http.cutOff()).as("publishes over HTTP that a kill cut off").isPositive();
        assertThat(http.open()).as("publishes over HTTP without an answer").isZero();
        assertThat(plugin.open())
                .as("publishes of the plugin that a kill cut off")
                .isBetween(1L, (long) CYCLES * LoadActivator.PUBLISHERS);
        assertThat(verdict.open()).isEqualTo(plugin.open());
    }

    @Test
    void a_store_that_acknowledges_before_it_commits_is_caught() throws Exception {
        Verdict verdict = killed(3, Map.of("CARILLON_STORE__URL", "hasty:events.db"), true);

        assertThat(verdict.count(Breach.LOST)).as(verdict.text()).isPositive();
    }

    private Verdict killed(int cycles, Map<String, String> settings, boolean hasty) throws Exception {
        histories = Files.createDirectory(directory.resolve("histories"));
        try (Installation carillon = new Installation(directory.resolve("host"))) {
            settings.forEach(carillon::with);
            carillon.with("CARILLON_JAVA_OPTS", "-D" + LoadActivator.HISTORIES + "=" + histories);
            if (hasty) {
                TestBundle.hasty(carillon.plugins().resolve("hasty.jar"));
            }
            Path load = carillon.plugins().resolve("load.jar");
            TestBundle.load(load);
            Process host = carillon.start();
            String token = carillon.token("publisher", "oracle");
            try (OracleProcess producers =
                    OracleProcess.load(carillon, histories, PREFIX, PRODUCERS, EVENTS_PER_SECOND, SEED, token)) {
                for (int cycle = 1; cycle <= cycles; cycle++) {
                    load(cycle);
                    carillon.kill(host);
                    if (cycle == cycles) {
                        Files.delete(load);
                    }
                    host = restarted(carillon);
                }
                producers.finish();
            }
            assertThat(History.files(histories))
                    .as("a history per run of the plugin, and one more")
                    .hasSize(cycles + 1);
            Verdict verdict = OracleProcess.judge(carillon, histories, token);
            LOG.info(
                    "{}: {} kills, seed {}, slowest start {} ms; {}",
                    settings.get("CARILLON_STORE__URL"),
                    cycles,
                    SEED,
                    slowest.toMillis(),
                    verdict.text());
            if (!hasty) {
                Installation.Answer verified = carillon.shell("store:verify");
                assertThat(verified.exit()).as(verified.err()).isZero();
                LOG.info("store:verify: {}", verified.out().strip());
            }
            return verdict;
        }
    }

    /** Waits while the host works, until it may be killed. */
    private void load(int run) throws IOException {
        Path http = histories.resolve(PREFIX + History.SUFFIX);
        long before = size(List.of(http));
        long all = size(History.files(histories));
        await().pollDelay(Duration.ofMillis(random.nextInt(SHORTEST_LOAD_MILLIS, LONGEST_LOAD_MILLIS)))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> size(List.of(http)) >= before + FEWEST_BYTES_OVER_HTTP
                        && size(History.files(histories)) >= all + FEWEST_BYTES
                        && History.files(histories).size() == run + 1);
    }

    private static long size(List<Path> files) throws IOException {
        long size = 0;
        for (Path file : files) {
            size += Files.exists(file) ? Files.size(file) : 0;
        }
        return size;
    }

    private Process restarted(Installation carillon) throws IOException {
        long begin = System.nanoTime();
        Process host = carillon.start();
        Duration start = Duration.ofNanos(System.nanoTime() - begin);
        slowest = start.compareTo(slowest) > 0 ? start : slowest;
        assertThat(start).isLessThan(Patience.onIdleMachine(LONGEST_START));
        return host;
    }
}
