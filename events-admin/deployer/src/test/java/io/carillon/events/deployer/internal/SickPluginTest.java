// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import com.example.plugin.HangingActivator;
import com.example.plugin.SleepingActivator;
import com.example.plugin.ThrowingActivator;
import com.example.plugin.UnspeakableActivator;
import io.carillon.events.admin.HealthCheck.Status;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SickPluginTest {

    private static final String SICK = "com.example.sick";
    private static final String WELL = "com.example.well";

    @TempDir
    Path root;

    private TestHost host;

    @BeforeEach
    void start() throws Exception {
        host = TestHost.start(root);
    }

    /** Another host in its place, which does not wait long for a plugin. */
    private void loseThePatience() throws Exception {
        host.close();
        host = TestHost.start(root, TestHost.Options.IMPATIENT);
    }

    @AfterEach
    void stop() throws Exception {
        System.setProperty("carillon.test.release", "true");
        try {
            host.close();
        } finally {
            System.clearProperty("carillon.test.release");
            System.clearProperty("carillon.test.interrupted");
            System.clearProperty("carillon.test.linkage");
        }
    }

    private Path jar(String name) {
        return host.plugins.resolve(name);
    }

    private static TestJar well(String version) {
        return TestJar.bundle(WELL, version).activator(GoodActivator.class);
    }

    private static TestJar hangsIn(String when) {
        return TestJar.bundle(SICK, "1.0.0").activator(HangingActivator.class).header("X-Hang", when);
    }

    @Test
    void a_throwing_start_fails_with_its_reason_and_is_tried_once_more_when_something_changed() {
        TestJar.bundle(SICK, "1.0.0").activator(ThrowingActivator.class).copyTo(jar("sick.jar"));

        PluginStatus status = host.await(SICK, State.FAILED);

        assertThat(status.why().get(0).problem())
                .isEqualTo("its start failed: java.lang.IllegalArgumentException: no database at all");
        assertThat(status.why().get(0).hint()).contains("plugin:reload");
        assertThat(host.deployer.check().status()).isEqualTo(Status.DEGRADED);
        Awaitility.await().until(() -> host.bus.about(SICK).size() == 2);
        assertThat(host.bus.about(SICK)).containsExactly("installed", "failed");

        well("1.0.0").copyTo(jar("well.jar"));
        host.await(WELL, State.ACTIVE);
        Awaitility.await().until(() -> host.bus.about(SICK).size() == 3);
        well("1.1.0").moveTo(jar("well.jar"));
        host.awaitVersion(WELL, "1.1.0");

        Awaitility.await()
                .during(Duration.ofMillis(1_500))
                .until(() -> host.bus.about(SICK).size() == 3);
    }

    @Test
    void a_missing_class_is_named_with_what_to_do() {
        System.setProperty("carillon.test.linkage", "true");
        TestJar.bundle(SICK, "1.0.0").activator(ThrowingActivator.class).copyTo(jar("sick.jar"));

        host.await(SICK, State.FAILED);

        assertThat(host.why(SICK).problem()).contains("NoClassDefFoundError: okhttp3/Call");
        assertThat(host.why(SICK).hint()).contains("put its library inside the jar");
    }

    @Test
    void a_failure_that_throws_when_it_is_described_is_a_failure_like_any_other() {
        TestJar.bundle(SICK, "1.0.0")
                .activator(UnspeakableActivator.class)
                .type(UnspeakableActivator.class.getDeclaredClasses()[0])
                .copyTo(jar("sick.jar"));

        host.await(SICK, State.FAILED);
        assertThat(host.why(SICK).problem())
                .isEqualTo("its start failed: com.example.plugin.UnspeakableActivator$Unspeakable");

        TestJar.bundle(SICK, "1.0.1").activator(GoodActivator.class).moveTo(jar("sick.jar"));
        host.awaitVersion(SICK, "1.0.1");
    }

    @Test
    void an_activator_that_is_not_there_is_named() {
        TestJar.bundle(SICK, "1.0.0")
                .header("Bundle-Activator", "com.example.Nowhere")
                .copyTo(jar("sick.jar"));

        host.await(SICK, State.FAILED);

        assertThat(host.why(SICK).problem()).contains("com.example.Nowhere");
    }

    @Test
    void a_hanging_start_delays_nobody() throws Exception {
        hangsIn("start").copyTo(jar("sick.jar"));
        host.await(SICK, State.STARTING);
        Awaitility.await().until(() -> !host.bundle(SICK).isEmpty());

        well("1.0.0").copyTo(jar("well.jar"));
        host.await(WELL, State.ACTIVE);
        well("1.1.0").moveTo(jar("well.jar"));
        host.awaitVersion(WELL, "1.1.0");

        assertThat(host.states(SICK)).containsExactly(State.STARTING);
        System.setProperty("carillon.test.release", "true");
        host.await(SICK, State.ACTIVE);
    }

    @Test
    void a_start_that_hangs_too_long_fails_and_the_others_go_on() throws Exception {
        loseThePatience();
        well("1.1.0").copyTo(jar("well.jar"));
        host.awaitVersion(WELL, "1.1.0");
        hangsIn("start").copyTo(jar("sick.jar"));

        PluginStatus stuck = host.await(SICK, State.FAILED);
        assertThat(stuck.why().get(0).problem())
                .contains("its start hangs: after 2 s")
                .contains("com.example.plugin.HangingActivator.hang(HangingActivator.java:");
        assertThat(stuck.why().get(0).hint()).startsWith("Restart the host");
        assertThat(System.getProperty("carillon.test.interrupted")).isEqualTo("true");

        well("1.2.0").moveTo(jar("well.jar"));
        host.awaitVersion(WELL, "1.2.0");
        Files.delete(jar("sick.jar"));
        Files.delete(jar("well.jar"));
        host.awaitGone(WELL);
        assertThat(host.get(SICK).state()).isEqualTo(State.FAILED);
        assertThat(host.why(SICK).hint()).startsWith("Restart the host");
    }

    @Test
    void a_start_that_ends_after_it_was_given_up_counts_after_all() throws Exception {
        loseThePatience();
        hangsIn("start").copyTo(jar("sick.jar"));
        host.await(SICK, State.FAILED);

        System.setProperty("carillon.test.release", "true");

        host.await(SICK, State.ACTIVE);
        assertThat(host.get(SICK).why()).isEmpty();
    }

    @Test
    void a_slow_start_that_minds_the_interrupt_fails_without_asking_for_a_restart() throws Exception {
        loseThePatience();
        TestJar.bundle(SICK, "1.0.0").activator(SleepingActivator.class).copyTo(jar("sick.jar"));

        host.await(SICK, State.FAILED);
        assertThat(host.why(SICK).problem())
                .contains("took longer than 2 s")
                .contains("com.example.plugin.SleepingActivator.start");
        assertThat(host.why(SICK).hint()).contains("startTimeoutSeconds");

        TestJar.bundle(SICK, "1.0.1").activator(GoodActivator.class).moveTo(jar("sick.jar"));
        host.awaitVersion(SICK, "1.0.1");
    }

    @Test
    void a_hanging_stop_keeps_the_plugin_and_asks_for_a_restart() throws Exception {
        loseThePatience();
        hangsIn("stop").copyTo(jar("sick.jar"));
        host.await(SICK, State.ACTIVE);

        TestJar.bundle(SICK, "2.0.0").activator(GoodActivator.class).moveTo(jar("sick.jar"));

        host.await(SICK, State.FAILED);
        assertThat(host.why(SICK).problem()).contains("its stop hangs");
        assertThat(host.why(SICK).hint()).startsWith("Restart the host");
        well("1.0.0").copyTo(jar("well.jar"));
        host.await(WELL, State.ACTIVE);

        System.setProperty("carillon.test.release", "true");
        host.awaitVersion(SICK, "2.0.0");
    }

    @Test
    void a_plugin_whose_user_hangs_keeps_running_as_it_is() throws Exception {
        loseThePatience();
        TestJar library = TestJar.bundle(WELL, "1.0.0")
                .header("Export-Package", "com.example.well")
                .entry("com/example/well/a.txt", new byte[] {1});
        library.copyTo(jar("well.jar"));
        host.await(WELL, State.ACTIVE);
        hangsIn("start")
                .header("Import-Package", "org.osgi.framework,com.example.well")
                .copyTo(jar("sick.jar"));
        host.await(SICK, State.FAILED);

        library.header("Bundle-Version", "1.1.0").moveTo(jar("well.jar"));

        Awaitility.await().until(() -> !host.get(WELL).why().isEmpty());
        assertThat(host.get(WELL).version()).isEqualTo("1.0.0");
        assertThat(host.get(WELL).state()).isEqualTo(State.ACTIVE);
        assertThat(host.why(WELL).problem()).contains(SICK).contains("hangs");

        System.setProperty("carillon.test.release", "true");
        host.await(SICK, State.ACTIVE);
        host.awaitVersion(WELL, "1.1.0");
    }

    @Test
    void a_jar_that_the_framework_refuses_says_so() {
        well("1.0.0").copyTo(jar("well.jar"));
        host.await(WELL, State.ACTIVE);

        well("2.0.0")
                .header("Import-Package", "a.b;a.b;version=1;version=2,=;;")
                .moveTo(jar("well.jar"));

        Awaitility.await().until(() -> !host.get(WELL).why().isEmpty());
        assertThat(host.get(WELL).version()).isEqualTo("1.0.0");
        assertThat(host.get(WELL).state()).isEqualTo(State.ACTIVE);
        assertThat(host.why(WELL).problem()).contains("the framework does not take it");
    }

    @Test
    void a_bus_that_blocks_or_is_not_there_holds_up_no_plugin() {
        host.bus.open = new java.util.concurrent.CountDownLatch(1);
        well("1.0.0").copyTo(jar("well.jar"));
        host.await(WELL, State.ACTIVE);
        well("1.1.0").moveTo(jar("well.jar"));
        host.awaitVersion(WELL, "1.1.0");
        assertThat(host.bus.published).isEmpty();

        host.bus.open.countDown();

        Awaitility.await().until(() -> host.bus.about(WELL).contains("updated"));
    }

    @Test
    void what_cannot_be_installed_for_lack_of_room_is_tried_again_by_itself() throws Exception {
        Path place = Files.createFile(root.resolve("felix/bundle1"));
        well("1.0.0").copyTo(jar("well.jar"));

        Awaitility.await()
                .until(() -> !host.states(WELL).isEmpty()
                        && !host.get(WELL).why().isEmpty()
                        && host.why(WELL).problem().contains("cannot take it now"));
        assertThat(host.get(WELL).state()).isEqualTo(State.FAILED);
        Files.deleteIfExists(place);

        host.await(WELL, State.ACTIVE);
        Awaitility.await()
                .until(() -> host.bus.about(WELL).equals(java.util.List.of("failed", "installed", "started")));
    }
}
