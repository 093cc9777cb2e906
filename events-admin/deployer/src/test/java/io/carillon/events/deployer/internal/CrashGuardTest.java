// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static io.carillon.patience.Patience.LONGEST_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.ExitingActivator;
import com.example.plugin.GoodActivator;
import io.carillon.events.admin.HealthCheck.Status;
import io.carillon.events.admin.PluginStatus.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CrashGuardTest {

    private static final String ID = "com.example.hello";
    private static final CrashLimits LIMITS = new CrashLimits(3, Duration.ofMinutes(10), false);

    @TempDir
    Path root;

    private final PluginTimer timer = new PluginTimer();
    private int runs;

    @AfterEach
    void stop() {
        timer.close();
    }

    private CrashGuard nextRun(CrashLimits limits) {
        runs++;
        return new CrashGuard(new StartJournal(root.resolve("starts")), limits, timer, "run " + runs);
    }

    /** A run that starts a plugin and then is heard of no more. */
    private CrashGuard crash(CrashLimits limits) {
        CrashGuard guard = nextRun(limits);
        guard.starting("a");
        guard.started("a");
        return guard;
    }

    private boolean safe(CrashGuard guard) {
        return guard.safeMode().active();
    }

    @Test
    void after_three_crashes_in_a_row_the_next_run_is_safe_and_the_one_after_it_has_one_more_try() {
        for (int run = 0; run < 3; run++) {
            assertThat(safe(crash(LIMITS))).isFalse();
        }

        CrashGuard guard = nextRun(LIMITS);

        assertThat(safe(guard)).isTrue();
        assertThat(guard.entered()).isTrue();
        assertThat(guard.safeMode().reason()).contains("ended 3 times in a row within 600 s of starting plugins");
        assertThat(guard.heldBack().orElseThrow().problem()).startsWith("the host is in safe mode: ");
        assertThat(safe(crash(LIMITS))).isFalse();
        assertThat(safe(nextRun(LIMITS))).isTrue();
    }

    @Test
    void who_was_starting_when_it_crashed_is_named() {
        crash(LIMITS);
        crash(LIMITS);
        CrashGuard last = nextRun(LIMITS);
        last.starting("com.example.good");
        last.started("com.example.good");
        last.starting("com.example.bad");

        assertThat(nextRun(LIMITS).safeMode().reason()).endsWith("the last time while it started com.example.bad");
    }

    @Test
    void a_run_that_started_no_plugin_is_no_crash() {
        crash(LIMITS);
        crash(LIMITS);
        nextRun(LIMITS);

        assertThat(safe(nextRun(LIMITS))).isFalse();
    }

    @Test
    void a_run_that_lasts_wipes_the_slate() {
        CrashLimits quick = new CrashLimits(3, Duration.ofSeconds(1), false);
        crash(quick);
        crash(quick);
        crash(quick);
        Path journal = root.resolve("starts");

        Awaitility.await().until(() -> Files.readString(journal).contains("armed=false"));

        assertThat(journal).content().contains("crashes=0");
        assertThat(safe(nextRun(quick))).isFalse();
    }

    @Test
    void a_start_arms_it_again_after_a_quiet_time() {
        CrashLimits quick = new CrashLimits(1, Duration.ofSeconds(1), false);
        CrashGuard guard = crash(quick);
        Awaitility.await().until(() -> Files.readString(root.resolve("starts")).contains("armed=false"));
        timer.close(); // so that what follows lasts for ever
        guard.starting("b");

        assertThat(nextRun(quick).safeMode().reason()).contains("started b");
    }

    @Test
    void it_can_be_asked_for_and_left_and_stays_left_in_this_run() {
        CrashLimits asked = new CrashLimits(3, Duration.ofMinutes(10), true);
        CrashGuard guard = nextRun(asked);
        assertThat(guard.safeMode().reason()).isEqualTo("it was started with --safe-mode");

        assertThat(guard.leave()).isTrue();
        assertThat(guard.leave()).isFalse();

        CrashGuard again = new CrashGuard(new StartJournal(root.resolve("starts")), asked, timer, "run " + runs);
        assertThat(safe(again)).isFalse();
        assertThat(safe(nextRun(asked))).isTrue();
    }

    @Test
    void zero_crashes_mean_never() {
        CrashLimits never = new CrashLimits(0, Duration.ofMinutes(10), false);
        for (int run = 0; run < 5; run++) {
            assertThat(safe(crash(never))).isFalse();
        }
    }

    @Test
    void a_journal_that_cannot_be_read_says_nothing_against_any_plugin() throws Exception {
        for (String broken : List.of("crashes=x\narmed=true", "crashes=9\n\\u00zz")) {
            Files.writeString(root.resolve("starts"), broken);
            assertThat(safe(nextRun(LIMITS))).isFalse();
        }
    }

    private static TestJar hello() {
        return TestJar.bundle(ID, "1.0.0").activator(GoodActivator.class);
    }

    @Test
    void a_host_that_was_killed_three_times_starts_without_plugins_until_safe_mode_is_left() throws Exception {
        Path image = root.resolve("0");
        Files.createDirectories(image.resolve("plugins"));
        hello().copyTo(image.resolve("plugins/hello.jar"));
        for (int crash = 1; crash <= 3; crash++) {
            try (TestHost host = TestHost.start(image)) {
                host.await(ID, State.ACTIVE);
                image = host.killed(root.resolve(Integer.toString(crash)));
            }
        }
        try (TestHost host = TestHost.start(image)) {
            host.await(ID, State.DISABLED);

            assertThat(host.deployer.safeMode().active()).isTrue();
            assertThat(host.why(ID).problem()).contains("safe mode").contains("3 times in a row");
            assertThat(host.why(ID).hint()).contains("plugin:safemode leave");
            assertThat(host.starts(ID)).isZero();
            assertThat(host.deployer.check().status()).isEqualTo(Status.DEGRADED);
            assertThat(host.deployer.check().detail()).startsWith("safe mode, 1 plugins are held back");
            Awaitility.await().until(() -> types(host).contains("carillon.safe_mode.entered"));
            assertThat(host.bus.about(ID)).isEmpty();

            host.deployer.leaveSafeMode("shell:root");

            host.await(ID, State.ACTIVE);
            assertThat(host.deployer.check().status()).isEqualTo(Status.OK);
            Awaitility.await().until(() -> host.bus.about(ID).contains("started"));
            assertThat(types(host)).contains("carillon.safe_mode.left");
            assertThat(host.bus.published.get(host.bus.published.size() - 1).extensions())
                    .containsEntry(io.carillon.events.Event.ACTOR, "shell:root");
        }
    }

    private static List<String> types(TestHost host) {
        return host.bus.published.stream().map(draft -> draft.type()).toList();
    }

    @Test
    void a_host_that_is_stopped_soon_after_its_start_did_not_crash() throws Exception {
        for (int run = 0; run < 4; run++) {
            TestHost host = TestHost.start(root);
            hello().copyTo(host.plugins.resolve("hello.jar"));
            host.await(ID, State.ACTIVE);
            assertThat(host.deployer.safeMode().active()).isFalse();
            host.stopInOrder();
        }
        assertThat(root.resolve("data/plugins-cache/starts.properties"))
                .content()
                .contains("crashes=0")
                .contains("armed=false");
    }

    @Test
    void a_plugin_that_ends_the_process_counts_though_the_framework_stops_in_order() throws Exception {
        Path plugins = Files.createDirectories(root.resolve("plugins"));
        TestJar.bundle(ID, "1.0.0").activator(ExitingActivator.class).copyTo(plugins.resolve("hello.jar"));
        for (int run = 0; run < 3; run++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ExitingHost.class.getName(),
                            root.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(root.resolve("out-" + run).toFile())
                    .start();
            assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(root.resolve("out-" + run)))
                    .isEqualTo(ExitingActivator.CODE);
        }

        try (TestHost host = TestHost.start(root)) {
            host.await(ID, State.DISABLED);
            assertThat(host.deployer.safeMode().reason()).contains("the last time while it started " + ID);
        }
    }
}
