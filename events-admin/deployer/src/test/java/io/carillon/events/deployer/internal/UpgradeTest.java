// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import com.example.plugin.HangingActivator;
import com.example.plugin.SleepingActivator;
import com.example.plugin.SlowlyBrokenComponent;
import com.example.plugin.ThrowingActivator;
import io.carillon.events.EventDraft;
import io.carillon.events.HandlerMode;
import io.carillon.events.admin.PluginDrain;
import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UpgradeTest {

    private static final String ID = "com.example.hello";
    private static final String OTHER = "com.example.other";

    @TempDir
    Path root;

    private TestHost host;
    private RecordingDelivery delivery;

    @BeforeEach
    void start() throws Exception {
        start(TestHost.Options.DEFAULT);
    }

    private void start(TestHost.Options options) throws Exception {
        host = TestHost.start(root.resolve("host"), options.withComponents());
        delivery = new RecordingDelivery(host);
    }

    /** Another host in its place, which does not wait long for a plugin. */
    private void loseThePatience() throws Exception {
        host.close();
        start(TestHost.Options.IMPATIENT);
    }

    @AfterEach
    void stop() throws Exception {
        System.setProperty("carillon.test.release", "true");
        try {
            host.close();
        } finally {
            System.clearProperty("carillon.test.release");
        }
    }

    private static TestJar hello(String version) {
        return TestJar.bundle(ID, version).activator(GoodActivator.class);
    }

    private static TestJar throwing(String version) {
        return TestJar.bundle(ID, version).activator(ThrowingActivator.class);
    }

    private Path jar() {
        return host.plugins.resolve("hello.jar");
    }

    private Map<String, Object> last(String what) {
        Awaitility.await(what).until(() -> host.bus.about(ID).contains(what));
        EventDraft draft = host.bus.published.stream()
                .filter(each -> each.type().equals("carillon.plugin." + what))
                .reduce((first, second) -> second)
                .orElseThrow();
        return Published.data(draft);
    }

    private PluginStatus awaitTakenBack(String version) {
        Awaitility.await("taken back")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> host.bus.about(ID).contains("rolled_back")
                        && host.states(ID).contains(State.ACTIVE)
                        && host.states(ID).contains(State.FAILED));
        assertThat(host.get(ID).version()).isEqualTo(version);
        return host.await(ID, State.FAILED);
    }

    @Test
    void handlers_end_before_the_plugin_stops_and_the_events_say_how() {
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        delivery.load(ID, 3, PluginLoad.Standing.NORMAL, "");
        delivery.subscriptions.add(RecordingDelivery.subscription(ID + ":a", HandlerMode.DURABLE, 40));
        delivery.subscriptions.add(RecordingDelivery.subscription(ID + ":b", HandlerMode.DURABLE, 2));
        delivery.subscriptions.add(RecordingDelivery.subscription(OTHER + ":c", HandlerMode.DURABLE, 1_000));
        delivery.answer = () -> new PluginDrain.Report(3, List.of("a at 7", "b at 9"), Duration.ofMillis(5));

        hello("2.0.0").moveTo(jar());

        Map<String, Object> updated = last("updated");
        assertThat(host.bus.about(ID))
                .containsExactly("installed", "started", "draining", "stopped", "started", "updated");
        assertThat(delivery.asked).containsExactly("drain " + ID + " 7 in state " + Bundle.ACTIVE);
        assertThat(last("draining"))
                .containsEntry("inFlight", 3)
                .containsEntry("deadlineMs", 7_000L)
                .containsEntry("version", "1.0.0");
        assertThat(last("stopped")).containsEntry("drained", false).containsEntry("abandoned", 2);
        assertThat(updated)
                .containsEntry("fromVersion", "1.0.0")
                .containsEntry("toVersion", "2.0.0")
                .containsEntry("backlogAtResume", 42L)
                .containsEntry("redelivered", 2);
    }

    @Test
    void the_pause_counts_from_the_beginning_of_the_drain() {
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        delivery.answer = () -> {
            Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            return new PluginDrain.Report(1, List.of(), Duration.ofMillis(300));
        };

        long begin = System.nanoTime();
        hello("2.0.0").moveTo(jar());

        Map<String, Object> updated = last("updated");
        long whole = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertThat((Long) updated.get("pausedMs")).isBetween(300L, whole);
        assertThat(last("stopped")).containsEntry("drained", true).containsEntry("abandoned", 0);
        assertThat((Long) last("stopped").get("drainMs")).isBetween(300L, whole);
    }

    @Test
    void a_bus_that_cannot_drain_holds_up_no_update() {
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        delivery.answer = UpgradeTest::failing;

        hello("2.0.0").moveTo(jar());

        host.awaitVersion(ID, "2.0.0");
        assertThat(last("stopped")).containsEntry("drained", false);
    }

    private static PluginDrain.Report failing() {
        throw new IllegalStateException("no bus any more");
    }

    @Test
    void a_bus_that_cannot_tell_its_figures_holds_up_no_update() {
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        delivery.loads = null;

        hello("2.0.0").moveTo(jar());

        host.awaitVersion(ID, "2.0.0");
        assertThat(last("updated")).containsEntry("backlogAtResume", 0L);
        delivery.loads = List.of();
    }

    @Test
    void a_mended_version_dropped_while_the_old_one_comes_back_is_an_upgrade_of_the_old_one() throws Exception {
        loseThePatience();
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        delivery.answer = () -> {
            hello("3.0.0").moveTo(jar());
            return new PluginDrain.Report(0, List.of(), Duration.ZERO);
        };

        TestJar.bundle(ID, "2.0.0").activator(SleepingActivator.class).moveTo(jar());

        host.awaitVersion(ID, "3.0.0");
        assertThat(last("updated")).containsEntry("fromVersion", "1.0.0").containsEntry("toVersion", "3.0.0");
        assertThat(host.states(ID)).containsExactly(State.ACTIVE);
    }

    @Test
    void a_removed_plugin_is_drained_and_its_subscriptions_are_named() throws Exception {
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        delivery.subscriptions.add(RecordingDelivery.subscription(ID + ":a", HandlerMode.DURABLE, 4));
        delivery.subscriptions.add(RecordingDelivery.subscription(ID + ":l", HandlerMode.LIVE, 0));

        Files.delete(jar());

        assertThat(last("uninstalled")).containsEntry("dormantSubscriptions", List.of(ID + ":a"));
        assertThat(delivery.asked).hasSize(1);
    }

    @Test
    void plugins_that_use_a_changed_one_are_drained_too() {
        TestJar library = TestJar.bundle(ID, "1.0.0")
                .header("Export-Package", "com.example.library")
                .entry("com/example/library/a.txt", new byte[] {1});
        library.copyTo(jar());
        host.await(ID, State.ACTIVE);
        TestJar.bundle(OTHER, "1.0.0")
                .activator(GoodActivator.class)
                .header("Import-Package", "org.osgi.framework,com.example.library")
                .copyTo(host.plugins.resolve("other.jar"));
        host.await(OTHER, State.ACTIVE);

        library.header("Bundle-Version", "1.1.0").moveTo(jar());

        host.awaitVersion(ID, "1.1.0");
        assertThat(delivery.asked)
                .containsExactly(
                        "drain " + OTHER + " 7 in state " + Bundle.ACTIVE,
                        "drain " + ID + " 7 in state " + Bundle.ACTIVE);
        host.await(OTHER, State.ACTIVE);
    }

    @Test
    void a_version_that_does_not_start_is_taken_back_once_and_for_all() throws Exception {
        hello("1.0.0").copyTo(jar());
        String good = host.await(ID, State.ACTIVE).sha256();

        throwing("2.0.0").moveTo(jar());

        PluginStatus failed = awaitTakenBack("1.0.0");
        assertThat(failed.version()).isEqualTo("2.0.0");
        assertThat(failed.why().get(0).problem())
                .contains("version 2.0.0 in hello.jar was taken back")
                .contains("no database at all");
        assertThat(host.get(ID).sha256()).isEqualTo(good);
        assertThat(last("rolled_back"))
                .containsEntry("fromVersion", "2.0.0")
                .containsEntry("toVersion", "1.0.0")
                .containsEntry("version", "1.0.0");
        assertThat((String) last("rolled_back").get("reason")).contains("no database at all");
        assertThat(host.bus.about(ID))
                .containsExactly("installed", "started", "draining", "stopped", "failed", "started", "rolled_back");
        assertThat(root.resolve("host/data/plugins-cache/" + good + ".jar")).exists();

        Files.setLastModifiedTime(jar(), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        host.deployer.reload(ID, "shell:root");
        Awaitility.await().until(() -> host.starts(ID) == 3);
        TestJar.bundle(OTHER, "1.0.0").copyTo(host.plugins.resolve("other.jar"));
        host.await(OTHER, State.ACTIVE);
        Awaitility.await()
                .during(Duration.ofMillis(1_500))
                .until(() ->
                        host.bus.about(ID).stream().filter("failed"::equals).count() == 1);
        assertThat(host.get(ID).version()).isEqualTo("1.0.0");

        hello("2.0.1").moveTo(jar());
        host.awaitVersion(ID, "2.0.1");
        Awaitility.await().until(() -> host.states(ID).equals(List.of(State.ACTIVE)));
        Awaitility.await().until(() -> Files.notExists(root.resolve("host/data/plugins-cache/" + good + ".jar")));
    }

    @Test
    void a_version_that_takes_too_long_to_start_is_taken_back() throws Exception {
        loseThePatience();
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);

        TestJar.bundle(ID, "2.0.0").activator(SleepingActivator.class).moveTo(jar());

        assertThat(awaitTakenBack("1.0.0").why().get(0).problem()).contains("took longer than 2 s");
    }

    @Test
    void a_version_whose_component_does_not_activate_is_taken_back() {
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);

        FailingComponent.in(hello("2.0.0")).moveTo(jar());

        PluginStatus failed = awaitTakenBack("1.0.0");
        assertThat(failed.why().get(0).problem())
                .contains("its component com.example.broken does not activate")
                .contains("no such port");
    }

    @Test
    void a_component_that_fails_long_after_all_were_looked_at_is_found_too() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        System.getProperties().put(SlowlyBrokenComponent.BEGUN, begun);
        System.getProperties().put(SlowlyBrokenComponent.ENOUGH, enough);
        try {
            FailingComponent.in(hello("1.0.0"), SlowlyBrokenComponent.class).copyTo(jar());
            assertThat(begun.await(2, TimeUnit.MINUTES)).isTrue();
            FailingComponent.in(TestJar.bundle("com.example.other", "1.0.0")).copyTo(host.plugins.resolve("other.jar"));
            Awaitility.await().until(() -> isBlamed("com.example.other"));
            assertThat(isBlamed(ID)).isFalse();
        } finally {
            enough.countDown();
        }

        Awaitility.await().until(() -> isBlamed(ID));
        assertThat(host.why(ID).problem()).endsWith("no answer");
    }

    private boolean isBlamed(String id) {
        return !host.states(id).isEmpty() && !host.get(id).why().isEmpty();
    }

    @Test
    void a_first_version_whose_component_does_not_activate_says_so() {
        FailingComponent.in(hello("1.0.0")).copyTo(jar());

        Awaitility.await()
                .until(() -> !host.states(ID).isEmpty() && !host.get(ID).why().isEmpty());
        Awaitility.await().until(() -> host.get(ID).state() == State.ACTIVE);
        assertThat(host.why(ID).problem()).contains("its component com.example.broken does not activate");
        assertThat(host.deployer.check().detail()).contains(ID + " (a component failed)");

        hello("1.0.1").moveTo(jar());
        host.awaitVersion(ID, "1.0.1");
        Awaitility.await().until(() -> host.get(ID).why().isEmpty());
    }

    @Test
    void a_version_that_hangs_cannot_be_taken_back_and_asks_for_a_restart() throws Exception {
        loseThePatience();
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);

        TestJar.bundle(ID, "2.0.0")
                .activator(HangingActivator.class)
                .header("X-Hang", "start")
                .moveTo(jar());

        host.await(ID, State.FAILED);
        assertThat(host.why(ID).hint()).startsWith("Restart the host");
        assertThat(host.bus.about(ID)).doesNotContain("rolled_back");
    }

    @Test
    void when_neither_version_starts_both_say_why() {
        TestJar.bundle(ID, "1.0.0")
                .activator(com.example.plugin.OnceActivator.class)
                .copyTo(jar());
        host.await(ID, State.ACTIVE);
        System.setProperty("carillon.test.once", "true");
        try {
            throwing("2.0.0").moveTo(jar());

            Awaitility.await().until(() -> host.states(ID).equals(List.of(State.FAILED, State.FAILED)));
            assertThat(host.deployer.list())
                    .extracting(PluginStatus::version)
                    .containsExactlyInAnyOrder("1.0.0", "2.0.0");
            assertThat(host.bus.about(ID)).doesNotContain("rolled_back");
        } finally {
            System.clearProperty("carillon.test.once");
        }
    }

    @Test
    void what_does_not_come_back_is_not_exchanged_for_what_failed_again_and_again() {
        TestJar.bundle(ID, "1.0.0")
                .activator(com.example.plugin.OnceActivator.class)
                .copyTo(jar());
        host.await(ID, State.ACTIVE);
        System.setProperty("carillon.test.once", "true");
        try {
            FailingComponent.in(hello("2.0.0")).moveTo(jar());

            Awaitility.await().until(() -> host.states(ID).equals(List.of(State.FAILED, State.FAILED)));
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .until(() ->
                            host.bus.about(ID).stream().filter("failed"::equals).count() == 2);
            assertThat(host.states(ID)).containsExactly(State.FAILED, State.FAILED);
        } finally {
            System.clearProperty("carillon.test.once");
        }
    }

    @Test
    void several_versions_that_do_not_start_are_tried_once_each() {
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        throwing("2.0.0").copyTo(host.plugins.resolve("two.jar"));
        Awaitility.await().until(() -> host.bus.about(ID).contains("rolled_back"));

        throwing("3.0.0").copyTo(host.plugins.resolve("three.jar"));

        Awaitility.await()
                .during(Duration.ofSeconds(1))
                .until(() -> host.bus.about(ID).stream()
                                .filter("rolled_back"::equals)
                                .count()
                        == 2);
        assertThat(host.get(ID).version()).isEqualTo("1.0.0");
        assertThat(host.bus.about(ID).stream().filter("failed"::equals)).hasSize(2);
    }

    @Test
    void after_a_restart_what_came_back_runs_and_what_failed_is_not_tried() throws Exception {
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        throwing("2.0.0").moveTo(jar());
        awaitTakenBack("1.0.0");
        Path killed = host.killed(root.resolve("killed"));

        for (boolean clean : List.of(false, true)) {
            Path image = clean ? withoutFramework(killed) : killed;
            try (TestHost next = TestHost.start(image)) {
                next.await(ID, State.ACTIVE);
                assertThat(next.get(ID).version()).isEqualTo("1.0.0");
                assertThat(next.await(ID, State.FAILED).version()).isEqualTo("2.0.0");
                assertThat(next.starts(ID)).isEqualTo(1);
                assertThat(next.bus.about(ID)).doesNotContain("failed");
            }
        }
    }

    /** As the launcher does it, which empties the framework's cache at each start. */
    private static Path withoutFramework(Path image) throws Exception {
        try (var all = Files.walk(image.resolve("felix"))) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        return image;
    }

    @Test
    void disabling_and_enabling_tries_what_failed_once_more() {
        hello("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        throwing("2.0.0").moveTo(jar());
        awaitTakenBack("1.0.0");

        host.deployer.disable(ID, "shell:root");
        host.await(ID, State.DISABLED);
        Awaitility.await().until(() -> host.bundle(ID).isEmpty());
        host.deployer.enable(ID, "shell:root");

        Awaitility.await().until(() -> host.states(ID).equals(List.of(State.FAILED)));
        assertThat(host.get(ID).version()).isEqualTo("2.0.0");
    }

    @Test
    void twenty_upgrades_are_one_stop_and_one_start_each() {
        hello("1.0.0").copyTo(jar());
        host.awaitVersion(ID, "1.0.0");
        List<String> expected = new ArrayList<>(List.of("installed", "started"));
        for (int upgrade = 1; upgrade <= 20; upgrade++) {
            String version = upgrade % 2 == 1 ? "2.0.0" : "1.0.0";
            hello(version).moveTo(jar());
            host.awaitVersion(ID, version);
            expected.addAll(List.of("draining", "stopped", "started", "updated"));
        }

        assertThat(host.stops(ID)).isEqualTo(20);
        assertThat(host.starts(ID)).isEqualTo(21);
        assertThat(delivery.asked).hasSize(20).doesNotContain("resume " + ID);
        Awaitility.await().untilAsserted(() -> assertThat(host.bus.about(ID)).isEqualTo(expected));
    }
}
