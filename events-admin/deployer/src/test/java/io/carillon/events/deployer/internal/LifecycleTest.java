// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static io.carillon.patience.Patience.onIdleMachine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.plugin.GoodActivator;
import io.carillon.events.admin.PluginRemarks;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LifecycleTest {

    private static final String ID = "com.example.hello";

    @TempDir
    Path root;

    private TestHost host;

    @BeforeEach
    void start() throws Exception {
        host = TestHost.start(root);
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    private static TestJar hello(String version) {
        return TestJar.bundle(ID, version).activator(GoodActivator.class);
    }

    private Path jar(String name) {
        return host.plugins.resolve(name);
    }

    @Test
    void a_dropped_jar_is_active_soon_after_the_settle_time() {
        long begin = System.nanoTime();
        hello("1.0.0").copyTo(jar("hello.jar"));

        PluginStatus status = host.await(ID, State.ACTIVE);

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(200), onIdleMachine(Duration.ofMillis(900)));
        assertThat(status.version()).isEqualTo("1.0.0");
        assertThat(status.jar()).isEqualTo("hello.jar");
        assertThat(status.sha256()).hasSize(64);
        assertThat(status.why()).isEmpty();
        Awaitility.await().until(() -> host.bus.about(ID).size() == 2);
        assertThat(host.bus.about(ID)).containsExactly("installed", "started");
    }

    @Test
    void a_host_that_is_about_to_end_starts_nothing_any_more() throws Exception {
        TestHost ending = TestHost.start(root.resolve("ending"));
        System.setProperty("carillon.exit", "7");
        try {
            Path jar = hello("1.0.0").copyTo(ending.plugins.resolve("hello.jar"));
            Awaitility.await().until(() -> ending.bus.about(ID).contains("installed"));
            Files.delete(jar);
            ending.awaitGone(ID); // after the start that must not be: one thing after the other happens to a plugin
        } finally {
            try {
                ending.stopInOrder();
            } finally {
                System.clearProperty("carillon.exit");
            }
        }

        assertThat(ending.starts(ID)).isZero();
        assertThat(ending.bus.about(ID)).doesNotContain("started", "failed");
    }

    @Test
    void new_content_under_the_same_version_is_one_stop_and_one_start() {
        hello("1.0.0").copyTo(jar("hello.jar"));
        PluginStatus before = host.await(ID, State.ACTIVE);

        hello("1.0.0").entry("text.txt", new byte[] {1}).moveTo(jar("hello.jar"));

        Awaitility.await().until(() -> host.starts(ID) == 2);
        assertThat(host.await(ID, State.ACTIVE).sha256()).isNotEqualTo(before.sha256());
        assertThat(host.stops(ID)).isEqualTo(1);
        assertThat(host.get(ID).bundleId()).isEqualTo(before.bundleId());
        Awaitility.await().untilAsserted(() -> assertThat(host.bus.about(ID))
                .containsExactly("installed", "started", "stopped", "started", "updated"));
    }

    @Test
    void a_jar_overwritten_in_place_is_one_stop_and_one_start() {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        hello("1.1.0").copyTo(jar("hello.jar"));

        host.awaitVersion(ID, "1.1.0");
        assertThat(host.starts(ID)).isEqualTo(2);
        assertThat(host.stops(ID)).isEqualTo(1);
    }

    @Test
    void removed_and_copied_again_within_the_settle_time_is_an_update() throws Exception {
        host.close();
        host = TestHost.start(root, TestHost.Options.DEFAULT.settle(Duration.ofSeconds(2)));
        hello("1.0.0").copyTo(jar("hello.jar"));
        long bundle = host.await(ID, State.ACTIVE).bundleId();
        byte[] next = hello("1.1.0").bytes();

        Files.delete(jar("hello.jar"));
        Files.write(jar("hello.jar"), next);

        assertThat(host.awaitVersion(ID, "1.1.0").bundleId()).isEqualTo(bundle);
        assertThat(host.stops(ID)).isEqualTo(1);
    }

    @Test
    void a_lower_version_in_the_same_file_is_what_the_folder_says() {
        hello("2.0.0").copyTo(jar("hello.jar"));
        host.awaitVersion(ID, "2.0.0");

        hello("1.5.0").moveTo(jar("hello.jar"));

        host.awaitVersion(ID, "1.5.0");
        assertThat(host.bundle(ID)).hasSize(1);
    }

    @Test
    void of_two_files_with_one_id_the_higher_version_runs_and_the_other_says_why_it_does_not() throws Exception {
        hello("1.9.0").copyTo(jar("b.jar"));
        host.awaitVersion(ID, "1.9.0");
        hello("1.10.0").copyTo(jar("a.jar"));

        host.awaitVersion(ID, "1.10.0");
        PluginStatus lower = host.await(ID, State.SUPERSEDED);

        assertThat(lower.jar()).isEqualTo("b.jar");
        assertThat(lower.why().get(0).problem()).isEqualTo("version 1.10.0 in a.jar runs instead");
        assertThat(host.bundle(ID)).hasSize(1);
        assertThat(host.stops(ID)).isEqualTo(1);

        Files.delete(jar("a.jar"));
        assertThat(host.awaitVersion(ID, "1.9.0").jar()).isEqualTo("b.jar");
        assertThat(host.starts(ID)).isEqualTo(3);
    }

    @Test
    void a_removed_jar_is_uninstalled_and_its_copy_deleted() throws Exception {
        hello("1.0.0").copyTo(jar("hello.jar"));
        PluginStatus status = host.await(ID, State.ACTIVE);
        Path copy = root.resolve("data/plugins-cache/" + status.sha256() + ".jar");
        assertThat(copy).exists();

        Files.delete(jar("hello.jar"));

        host.awaitGone(ID);
        Awaitility.await().until(() -> host.bus.about(ID).contains("uninstalled"));
        assertThat(host.bus.about(ID)).containsExactly("installed", "started", "stopped", "uninstalled");
        Awaitility.await().until(() -> Files.notExists(copy));
    }

    @Test
    void touching_or_renaming_a_jar_restarts_nothing() throws Exception {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        Files.setLastModifiedTime(jar("hello.jar"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        Files.move(jar("hello.jar"), jar("renamed.jar"));

        Awaitility.await().until(() -> host.get(ID).jar().equals("renamed.jar"));
        Awaitility.await().until(() -> host.deployer.list().size() == 1);
        assertThat(host.get(ID).state()).isEqualTo(State.ACTIVE);
        assertThat(host.starts(ID)).isEqualTo(1);
        assertThat(host.stops(ID)).isZero();
    }

    @Test
    void disabling_renames_the_file_and_enabling_takes_it_back() {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        host.deployer.disable(ID, "shell:root");

        PluginStatus disabled = host.await(ID, State.DISABLED);
        Awaitility.await().until(() -> host.bundle(ID).isEmpty());
        assertThat(disabled.jar()).isEqualTo("hello.jar.disabled");
        assertThat(disabled.version()).isEqualTo("1.0.0");
        assertThat(disabled.why().get(0).hint()).contains("plugin:enable " + ID);
        assertThat(jar("hello.jar")).doesNotExist();

        host.deployer.enable(ID, "shell:root");

        host.await(ID, State.ACTIVE);
        assertThat(jar("hello.jar.disabled")).doesNotExist();
        assertThat(host.deployer.check().detail()).isEqualTo("1 active");
    }

    @Test
    void disabling_never_overwrites_another_file() {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);
        hello("0.9.0").copyTo(jar("hello.jar.disabled"));

        assertThatThrownBy(() -> host.deployer.disable(ID, "shell:root"))
                .isInstanceOf(java.io.UncheckedIOException.class)
                .hasMessageContaining("hello.jar.disabled");
        assertThat(jar("hello.jar")).exists();
    }

    @Test
    void an_unknown_plugin_cannot_be_switched() {
        assertThatThrownBy(() -> host.deployer.disable("nobody", "x")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> host.deployer.enable("nobody", "x")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> host.deployer.reload("nobody", "x")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void reloading_is_one_stop_and_one_start_and_names_who_asked() {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        host.deployer.reload(ID, "token:ci");

        Awaitility.await().until(() -> host.bus.about(ID).size() == 4);
        assertThat(host.bus.about(ID)).containsExactly("installed", "started", "stopped", "started");
        assertThat(host.bus.published.get(3).extensions()).containsEntry(io.carillon.events.Event.ACTOR, "token:ci");
        assertThat(host.starts(ID)).isEqualTo(2);
        assertThat(host.stops(ID)).isEqualTo(1);
    }

    @Test
    void new_settings_for_the_deployer_restart_no_plugin() throws Exception {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        host.restartDeployer();

        host.await(ID, State.ACTIVE);
        Awaitility.await().until(() -> host.get(ID).jar().equals("hello.jar"));
        assertThat(host.starts(ID)).isEqualTo(1);
        assertThat(host.stops(ID)).isZero();
    }

    @Test
    void a_plugin_stopped_by_others_says_so_and_reload_starts_it() throws Exception {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        host.bundle(ID).get(0).stop();

        PluginStatus stopped = host.await(ID, State.FAILED);
        assertThat(stopped.why().get(0).hint()).isEqualTo("plugin:reload " + ID + " starts it again.");
        host.deployer.reload(ID, "shell:root");
        host.await(ID, State.ACTIVE);
    }

    @Test
    void an_uninstalled_bundle_is_let_go_and_reload_installs_it_again() throws Exception {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        host.bundle(ID).get(0).uninstall();

        PluginStatus uninstalled = host.await(ID, State.FAILED);
        assertThat(uninstalled.why().get(0).problem()).contains("was uninstalled by something other");
        host.deployer.reload(ID, "shell:root");
        host.await(ID, State.ACTIVE);
        assertThat(host.bundle(ID)).hasSize(1);
    }

    @Test
    void a_plugin_uninstalled_by_others_can_be_taken_out_of_the_folder() throws Exception {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        host.bundle(ID).get(0).uninstall();
        Files.delete(jar("hello.jar"));

        host.awaitGone(ID);
    }

    @Test
    void enabling_names_who_asked() {
        hello("1.0.0").copyTo(jar("hello.jar.disabled"));
        host.await(ID, State.DISABLED);

        host.deployer.enable(ID, "token:ci");

        host.await(ID, State.ACTIVE);
        Awaitility.await().until(() -> host.bus.about(ID).contains("started"));
        assertThat(host.bus.published).allSatisfy(draft -> assertThat(draft.extensions())
                .containsEntry(io.carillon.events.Event.ACTOR, "token:ci"));
    }

    @Test
    void reloading_beside_a_jar_that_does_not_resolve_restarts_what_runs_once() {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);
        hello("2.0.0").header("Import-Package", "com.example.nowhere").moveTo(jar("hello.jar"));
        host.await(ID, State.UNRESOLVED);

        host.deployer.reload(ID, "shell:root");

        Awaitility.await().until(() -> host.starts(ID) == 2);
        assertThat(host.await(ID, State.ACTIVE).version()).isEqualTo("1.0.0");
        hello("1.1.0").moveTo(jar("hello.jar"));
        host.awaitVersion(ID, "1.1.0");
        TestJar.bundle("com.example.other", "1").copyTo(jar("other.jar"));
        host.await("com.example.other", State.ACTIVE);
        assertThat(host.starts(ID)).isEqualTo(3);
        assertThat(host.stops(ID)).isEqualTo(2);
    }

    @Test
    void what_parts_of_the_host_refuse_a_plugin_is_among_its_reasons_and_plugins_have_no_say() throws Exception {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);
        PluginRemarks part = plugin ->
                plugin.equals(ID) ? List.of(new Why("its filter is refused", null, null, "Leave it out.")) : List.of();
        PluginRemarks slander = plugin -> List.of(new Why("it is slandered", null, null, "Nothing."));

        host.services.bindRemarks(part, registered(host.framework.getBundleContext(), part));
        host.services.bindRemarks(slander, registered(host.bundle(ID).get(0).getBundleContext(), slander));

        assertThat(host.get(ID).why()).extracting(Why::problem).containsExactly("its filter is refused");
        assertThat(host.get(ID).state()).isEqualTo(State.ACTIVE);
    }

    private static ServiceReference<PluginRemarks> registered(BundleContext context, PluginRemarks remarks) {
        return context.registerService(PluginRemarks.class, remarks, null).getReference();
    }
}
