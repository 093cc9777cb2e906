// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import com.example.plugin.HangingActivator;
import io.carillon.events.admin.HealthCheck.Status;
import io.carillon.events.admin.PluginLoad.Standing;
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
import org.osgi.framework.Bundle;

@DisplayNameGeneration(ReplaceUnderscores.class)
class QuarantineTest {

    private static final String ID = "com.example.harmful";
    private static final String WELL = "com.example.well";
    private static final String REASON = "it used 3.9 of 4 threads for 60 s";

    @TempDir
    Path root;

    private TestHost host;
    private RecordingDelivery delivery;

    @BeforeEach
    void start() throws Exception {
        host = TestHost.start(root.resolve("host"));
        delivery = new RecordingDelivery(host);
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

    private static TestJar harmful(String version) {
        return TestJar.bundle(ID, version).activator(GoodActivator.class);
    }

    private Path jar() {
        return host.plugins.resolve("harmful.jar");
    }

    private void quarantined(TestJar jar) {
        jar.copyTo(jar());
        host.await(ID, State.ACTIVE);
        delivery.load(ID, 4, Standing.QUARANTINE, REASON);
        host.await(ID, State.QUARANTINED);
    }

    @Test
    void a_plugin_that_does_harm_is_drained_shortly_stopped_and_named_and_others_go_on() {
        TestJar.bundle(WELL, "1.0.0").activator(GoodActivator.class).copyTo(host.plugins.resolve("well.jar"));
        host.await(WELL, State.ACTIVE);

        quarantined(harmful("1.0.0"));

        assertThat(host.why(ID).problem()).isEqualTo("it is quarantined: " + REASON);
        assertThat(host.why(ID).hint()).contains("plugin:enable " + ID);
        assertThat(host.bundle(ID)).extracting(Bundle::getState).containsExactly(Bundle.RESOLVED);
        assertThat(delivery.asked).containsExactly("drain " + ID + " 2 in state " + Bundle.ACTIVE);
        Awaitility.await().until(() -> host.bus.about(ID).contains("stopped"));
        assertThat(host.bus.about(ID)).containsExactly("installed", "started", "quarantined", "draining", "stopped");
        assertThat(host.deployer.check().status()).isEqualTo(Status.DEGRADED);
        assertThat(host.deployer.check().detail()).contains(ID + " (quarantined)");
        assertThat(host.get(WELL).state()).isEqualTo(State.ACTIVE);
        assertThat(host.stops(WELL)).isZero();
    }

    @Test
    void a_warned_or_throttled_plugin_goes_on() {
        harmful("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        delivery.load(ID, 4, Standing.THROTTLED, REASON);

        Awaitility.await()
                .during(Duration.ofMillis(1_500))
                .until(() -> host.get(ID).state() == State.ACTIVE);
    }

    @Test
    void harm_done_by_the_old_version_is_not_laid_to_the_charge_of_the_new_one() {
        harmful("1.0.0").copyTo(jar());
        host.await(ID, State.ACTIVE);
        delivery.answer = () -> {
            delivery.load(ID, 4, Standing.QUARANTINE, REASON);
            Awaitility.await().pollDelay(Duration.ofMillis(2_500)).until(() -> true);
            delivery.loads = java.util.List.of();
            return new io.carillon.events.admin.PluginDrain.Report(1, java.util.List.of(), Duration.ZERO);
        };

        harmful("2.0.0").moveTo(jar());

        host.awaitVersion(ID, "2.0.0");
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .until(() -> host.get(ID).state() == State.ACTIVE);
        assertThat(host.bus.about(ID)).doesNotContain("quarantined");
    }

    @Test
    void enabling_takes_it_back_and_names_who_asked() {
        quarantined(harmful("1.0.0"));
        delivery.loads = java.util.List.of();

        host.deployer.enable(ID, "token:ops");

        host.await(ID, State.ACTIVE);
        assertThat(host.get(ID).why()).isEmpty();
        Awaitility.await()
                .until(() ->
                        host.bus.about(ID).stream().filter("started"::equals).count() == 2);
        assertThat(host.bus.published.get(host.bus.published.size() - 1).extensions())
                .containsEntry(io.carillon.events.Event.ACTOR, "token:ops");
    }

    @Test
    void reloading_does_not_take_it_back() {
        quarantined(harmful("1.0.0"));

        host.deployer.reload(ID, "shell:root");

        Awaitility.await()
                .during(Duration.ofMillis(500))
                .until(() -> host.get(ID).state() == State.QUARANTINED && host.starts(ID) == 1);
    }

    @Test
    void another_content_takes_it_back() {
        quarantined(harmful("1.0.0"));
        delivery.loads = java.util.List.of();

        harmful("1.0.1").moveTo(jar());

        host.awaitVersion(ID, "1.0.1");
        harmful("1.0.0").moveTo(jar());
        host.awaitVersion(ID, "1.0.0");
    }

    @Test
    void it_survives_a_restart_and_is_freed_when_the_jar_is_gone() throws Exception {
        quarantined(harmful("1.0.0"));
        Path killed = host.killed(root.resolve("killed"));
        try (TestHost next = TestHost.start(killed)) {
            next.await(ID, State.QUARANTINED);
            assertThat(next.why(ID).problem()).contains(REASON);
            assertThat(next.starts(ID)).isZero();

            Files.delete(next.plugins.resolve("harmful.jar"));
            next.awaitGone(ID);
            harmful("1.0.0").copyTo(next.plugins.resolve("harmful.jar"));
            next.await(ID, State.ACTIVE);
        }
    }

    @Test
    void it_is_freed_when_the_jar_goes_while_the_host_is_down() throws Exception {
        quarantined(harmful("1.0.0"));
        Path killed = host.killed(root.resolve("killed"));
        Files.delete(killed.resolve("plugins/harmful.jar"));
        try (TestHost next = TestHost.start(killed)) {
            next.awaitGone(ID);
        }
        harmful("1.0.0").copyTo(killed.resolve("plugins/harmful.jar"));
        try (TestHost next = TestHost.start(killed)) {
            next.await(ID, State.ACTIVE);
        }
    }

    @Test
    void one_that_hangs_in_its_stop_asks_for_a_restart_until_it_ends() throws Exception {
        host.close();
        host = TestHost.start(root.resolve("host"), TestHost.Options.IMPATIENT);
        delivery = new RecordingDelivery(host);
        quarantined(
                TestJar.bundle(ID, "1.0.0").activator(HangingActivator.class).header("X-Hang", "stop"));

        Awaitility.await().until(() -> host.get(ID).why().size() == 2);
        assertThat(host.get(ID).why().get(1).hint()).startsWith("Restart the host");
        TestJar.bundle(WELL, "1.0.0").activator(GoodActivator.class).copyTo(host.plugins.resolve("well.jar"));
        host.await(WELL, State.ACTIVE);

        System.setProperty("carillon.test.release", "true");
        Awaitility.await()
                .until(() -> host.get(ID).state() == State.QUARANTINED
                        && host.get(ID).why().size() == 1);
    }
}
