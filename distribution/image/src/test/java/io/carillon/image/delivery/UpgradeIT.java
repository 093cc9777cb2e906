// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.delivery.journal.JournalActivator;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upgrades, redeploys and takes away a plugin while events flow. The system properties {@code carillon.upgrades} and
 * {@code carillon.redeploys} make it longer.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UpgradeIT {

    private static final Logger LOG = LoggerFactory.getLogger(UpgradeIT.class);
    private static final String ID = JournalActivator.class.getPackageName();
    private static final int UPGRADES = Integer.getInteger("carillon.upgrades", 4);
    private static final int REDEPLOYS = Integer.getInteger("carillon.redeploys", 12);
    private static final int EVENTS_PER_SECOND = 1_000;
    private static final long MOST_METASPACE_GROWTH = 2L * 1024 * 1024;

    @TempDir
    private Path directory;

    @Test
    void upgrades_under_load_lose_nothing_and_keep_the_order() throws Exception {
        try (Stage stage = new Stage(directory, EVENTS_PER_SECOND, false)) {
            stage.dropLoad();
            stage.dropJournal("1.0.0");
            Process host = stage.carillon().start();
            for (int upgrade = 1; upgrade <= UPGRADES; upgrade++) {
                flow(stage, 30_000);
                String version = upgrade % 2 == 1 ? "2.0.0" : "1.0.0";
                stage.dropJournal(version);
                stage.awaitActive(ID, version);
            }
            flow(stage, 30_000);
            Files.delete(stage.load());
            checkAll(stage, 0);

            List<Long> paused = await().until(() -> pauses(stage), pauses -> pauses.size() == UPGRADES);
            LOG.info("{} upgrades at {} events/s paused for ms: {}", UPGRADES, EVENTS_PER_SECOND, paused);
            assertThat(paused.get((int) Math.ceil(UPGRADES * 0.95) - 1))
                    .isLessThanOrEqualTo(
                            Patience.onIdleMachine(Duration.ofSeconds(2)).toMillis());
            assertThat(stage.seen("a").versions()).containsExactly("1.0.0", "2.0.0");
            stage.carillon().terminate(host);
        }
    }

    @Test
    void what_was_published_while_it_was_away_is_handled_when_it_is_back() throws Exception {
        try (Stage stage = new Stage(directory, EVENTS_PER_SECOND, false)) {
            stage.dropLoad();
            stage.dropJournal("1.0.0");
            Process host = stage.carillon().start();
            flow(stage, 30_000);
            Path away = directory.resolve("journal.jar");
            Files.move(stage.journal(), away);
            await().atMost(Installation.PATIENCE).until(() -> stage.plugin(ID).isEmpty());
            long before = stage.written();
            int known = stage.acknowledged().size();
            await().atMost(Installation.PATIENCE)
                    .until(() -> stage.acknowledged().size() >= known + 3 * EVENTS_PER_SECOND);
            assertThat(stage.written()).as("nobody handles while it is away").isEqualTo(before);
            assertThat(stage.carillon().shell("sub:list").out())
                    .contains(ID + ":a")
                    .contains("dormant");

            Files.move(away, stage.journal(), StandardCopyOption.ATOMIC_MOVE);
            stage.awaitActive(ID, "1.0.0");
            Files.delete(stage.load());
            checkAll(stage, 0);
            stage.carillon().terminate(host);
        }
    }

    @Test
    void redeploys_leave_no_class_loader_behind() throws Exception {
        try (Stage stage = new Stage(directory, 500, false)) {
            stage.dropLoad();
            stage.dropJournal("1.0.0");
            Process host = stage.carillon().start();
            flow(stage, 10_000);
            long atHalf = 0;
            for (int i = 1; i <= REDEPLOYS; i++) {
                String version = "1." + i + ".0";
                stage.dropJournal(version);
                stage.awaitActive(ID, version);
                if (i == REDEPLOYS / 2) {
                    awaitOneLoader(host, i);
                    atHalf = Jcmd.metaspace(host);
                }
            }
            flow(stage, 10_000);
            awaitOneLoader(host, REDEPLOYS);
            long growth = Jcmd.metaspace(host) - atHalf;
            LOG.info(
                    "{} redeploys: 1 class loader, metaspace {} bytes more than after half of them", REDEPLOYS, growth);
            assertThat(growth).isLessThanOrEqualTo(MOST_METASPACE_GROWTH);
            Files.delete(stage.load());
            checkAll(stage, 0);
            stage.carillon().terminate(host);
        }
    }

    /** How long the plugin was away in each upgrade, in ascending order. */
    private static List<Long> pauses(Stage stage) throws Exception {
        return stage.events("carillon.plugin.updated").stream()
                .filter(each -> each.path("subject").asText().equals("plugin/" + ID))
                .map(each -> each.path("data").path("pausedMs").asLong())
                .sorted()
                .toList();
    }

    private static void awaitOneLoader(Process host, int redeploys) {
        await().atMost(Installation.PATIENCE).untilAsserted(() -> assertThat(Jcmd.loaders(host, JournalActivator.class))
                .as("class loaders of the plugin after %s redeploys", redeploys)
                .isEqualTo(1));
    }

    /** Lets the handlers work. */
    private static void flow(Stage stage, long bytes) throws IOException {
        long before = stage.written();
        await().atMost(Installation.PATIENCE).until(() -> stage.written() >= before + bytes);
    }

    private static void checkAll(Stage stage, int mostAgain) throws Exception {
        String load = "io.carillon.image.durability.load";
        await().atMost(Installation.PATIENCE).until(() -> stage.plugin(load).isEmpty());
        stage.awaitCaughtUp();
        Set<String> acknowledged = stage.acknowledged();
        Set<String> sent = stage.sent(); // the last answers may have come when nobody wrote them down any more
        for (String id : JournalActivator.IDS) {
            Seen seen = stage.seen(id);
            LOG.info(
                    "handler {}: {} acknowledged, {} seen in {} deliveries, at most {} again after a start",
                    id,
                    acknowledged.size(),
                    seen.positions().size(),
                    seen.lines(),
                    seen.mostAgain());
            assertThat(seen.positions().keySet())
                    .as("handler " + id)
                    .containsAll(acknowledged)
                    .isSubsetOf(sent);
            assertThat(seen.inversions()).isEmpty();
            assertThat(seen.mostAgain()).as("an orderly stop repeats nothing").isLessThanOrEqualTo(mostAgain);
        }
    }
}
