// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.PluginJar;
import io.carillon.image.delivery.hostile.HostileActivator;
import io.carillon.image.delivery.hostile.HostileActivator.Mode;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plugin does harm; the handlers of another go on, the culprit is named, and taking its jar away ends it. The system
 * property {@code carillon.hostile.modes} names other ways to do harm, or {@code all}; others are then to be as fast as before.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostileIT {

    private static final Logger LOG = LoggerFactory.getLogger(HostileIT.class);
    private static final String CULPRIT = HostileActivator.class.getPackageName();
    private static final String MODES = "carillon.hostile.modes";
    private static final boolean MEASURING = System.getProperty(MODES) != null;
    private static final int EVENTS_PER_SECOND = 500;
    /** What there is a quota of that nothing else finds first. */
    private static final Map<Mode, String> QUOTAS = Map.of(Mode.THREAD_FLOOD, "threads", Mode.LOG_FLOOD, "log_rate");

    private static final Duration MEASURED = Duration.ofSeconds(MEASURING ? 6 : 1);
    /** Where the whole heap is taken away: everybody suffers until the culprit is quarantined. */
    private static final Duration MEASURED_LONG = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    static List<Mode> modes() {
        String wanted = MEASURING ? System.getProperty(MODES, "") : "HANG_IN_HANDLER,THREAD_FLOOD";
        return wanted.equals("all")
                ? List.of(Mode.values())
                : Arrays.stream(wanted.split(",", -1)).map(Mode::valueOf).toList();
    }

    @ParameterizedTest
    @MethodSource("modes")
    void others_go_on_and_the_culprit_is_named(Mode mode) throws Exception {
        try (Stage stage = new Stage(directory, EVENTS_PER_SECOND, false)) {
            Installation carillon = stage.carillon();
            carillon.with("CARILLON_BUS__HANDLERBUDGETMILLIS", "3000")
                    .with("CARILLON_PLUGINS__STARTTIMEOUTSECONDS", "15")
                    .with("CARILLON_PLUGINS__STOPTIMEOUTSECONDS", "15");
            stage.dropLoad();
            stage.dropJournal("1.0.0");
            Process host = carillon.start();
            await().atMost(Installation.PATIENCE).until(() -> stage.written() > 10_000);
            double before = perSecond(stage, MEASURED);
            Path jar = carillon.plugins().resolve("hostile.jar");
            new PluginJar(HostileActivator.class)
                    .header(HostileActivator.MODE, mode.name())
                    .header("Import-Package", "io.carillon.events,org.osgi.framework,org.slf4j")
                    .drop(jar);
            if (mode == Mode.HANG_IN_STOP) {
                await().atMost(Installation.PATIENCE)
                        .until(() -> carillon.shell("plugin:list").out().contains(CULPRIT));
                Files.delete(jar);
            }
            double beside = perSecond(stage, mode == Mode.ALLOCATE ? MEASURED_LONG : MEASURED);
            long begin = System.nanoTime();
            await().atMost(Installation.PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> named(carillon));
            LOG.info(
                    "{}: {}/s before, {}/s beside it, named {} ms later: {}",
                    mode,
                    Math.round(before),
                    Math.round(beside),
                    (System.nanoTime() - begin) / 1_000_000,
                    line(carillon.shell("plugin:list").out()));
            goesOn(stage, beside, before);
            String quota = QUOTAS.get(mode);
            if (quota != null) {
                await().atMost(Installation.PATIENCE)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> exceeded(stage, quota));
            }

            if (mode != Mode.HANG_IN_STOP) {
                Files.delete(jar);
            }
            if (mode == Mode.HANG_IN_START || mode == Mode.HANG_IN_STOP) {
                await().atMost(Installation.PATIENCE)
                        .until(() ->
                                carillon.shell("plugin:why " + CULPRIT).out().contains("Restart"));
            } else {
                await().atMost(Installation.PATIENCE)
                        .until(() -> !carillon.shell("plugin:list").out().contains(CULPRIT));
            }
            goesOn(stage, MEASURING ? perSecond(stage, MEASURED) : 0, before);
            assertThat(carillon.terminate(host)).isLessThan(Patience.onIdleMachine(Duration.ofSeconds(20)));
        }
    }

    /**
     * Nothing is lost and nobody stands still. That it is as fast as before is the goal, on a machine of its own; before
     * means the pace of the publishers, for handlers that catch up are faster.
     */
    private static void goesOn(Stage stage, double perSecond, double before) throws IOException {
        stage.awaitCaughtUp();
        if (MEASURING) {
            assertThat(perSecond).isGreaterThanOrEqualTo(0.9 * Math.min(before, EVENTS_PER_SECOND));
        }
    }

    /** Whether health or the list of plugins says that something is wrong with it. */
    private static boolean named(Installation carillon) throws IOException, InterruptedException {
        String health = carillon.shell("health:check").out();
        String plugin = line(carillon.shell("plugin:list").out());
        return health.contains(CULPRIT)
                || plugin.contains("failed")
                || plugin.contains("quarantined")
                || plugin.contains("starting")
                || plugin.contains("stopping");
    }

    /** Whether the log says that it took more than its quota of something. */
    private static boolean exceeded(Stage stage, String quota) throws IOException, InterruptedException {
        return stage.events("carillon.plugin.quota_exceeded").stream()
                .map(event -> event.path("data"))
                .anyMatch(data -> data.path("plugin").asText().equals(CULPRIT)
                        && data.path("quota").asText().equals(quota));
    }

    private static String line(String list) {
        return list.lines().filter(each -> each.contains(CULPRIT)).findFirst().orElse("");
    }

    private static double perSecond(Stage stage, Duration length) throws IOException {
        long lines = stage.seen("a").lines();
        long begin = System.nanoTime();
        await().pollDelay(length).until(() -> true);
        return (stage.seen("a").lines() - lines) * 1e9 / (System.nanoTime() - begin);
    }
}
