// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.delivery.journal.JournalActivator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the host under load, again and again, while three durable handlers write down on the disk what they see. The
 * system properties {@code carillon.handlers.kills} and {@code carillon.kill.seed} make it longer or repeat one run.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HandlerKillIT {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerKillIT.class);
    private static final int KILLS = Integer.getInteger("carillon.handlers.kills", 4);
    private static final long SEED = Long.getLong("carillon.kill.seed", System.nanoTime());

    /** The stated window: what a subscription may have handled beyond its stored checkpoint. */
    private static final int WINDOW = 1_024;

    @TempDir
    private Path directory;

    @Test
    void each_of_three_handlers_sees_every_acknowledged_event() throws Exception {
        Random random = new Random(SEED);
        try (Stage stage = new Stage(directory, 500, true)) {
            Installation carillon = stage.carillon();
            stage.dropLoad();
            stage.dropJournal("1.0.0");
            Process host = carillon.start();
            for (int kill = 1; kill <= KILLS; kill++) {
                long before = stage.written();
                int known = stage.acknowledged().size();
                await().pollDelay(Duration.ofMillis(random.nextInt(500, 2_500)))
                        .atMost(Installation.PATIENCE)
                        .until(() -> stage.written() > before + 5_000
                                && stage.acknowledged().size() > known + 100);
                carillon.kill(host);
                if (kill == KILLS) {
                    Files.delete(stage.load());
                }
                host = carillon.start();
            }
            Set<String> acknowledged = stage.acknowledged();
            stage.awaitCaughtUp();
            for (String id : JournalActivator.IDS) {
                Seen seen = stage.seen(id);
                LOG.info(
                        "handler {}: {} kills, seed {}: {} acknowledged, {} seen in {} deliveries, at most {} again",
                        id,
                        KILLS,
                        SEED,
                        acknowledged.size(),
                        seen.positions().size(),
                        seen.lines(),
                        seen.mostAgain());
                assertThat(acknowledged).hasSizeGreaterThan(KILLS * 100);
                assertThat(missing(acknowledged, seen)).isEmpty();
                assertThat(seen.inversions()).as("seed " + SEED).isEmpty();
                assertThat(seen.again()).as("a run per start").hasSize(KILLS + 1);
                assertThat(seen.mostAgain()).as("seed " + SEED).isLessThanOrEqualTo(WINDOW);
            }
        }
    }

    private static Set<String> missing(Set<String> acknowledged, Seen seen) {
        Set<String> missing = new HashSet<>(acknowledged);
        missing.removeAll(seen.positions().keySet());
        return missing;
    }
}
