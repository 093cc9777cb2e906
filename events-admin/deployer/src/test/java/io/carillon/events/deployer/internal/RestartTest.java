// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** A copy of all directories of a running host is what a kill at that moment leaves. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RestartTest {

    private static final String ID = "com.example.hello";

    @TempDir
    Path root;

    private static TestJar hello(String version) {
        return TestJar.bundle(ID, version).activator(GoodActivator.class);
    }

    private Path running(TestJar jar) throws Exception {
        try (TestHost host = TestHost.start(root.resolve("first"))) {
            jar.copyTo(host.plugins.resolve("hello.jar"));
            host.await(ID, State.ACTIVE);
            return host.killed(root.resolve("killed"));
        }
    }

    @Test
    void after_a_kill_the_same_bundle_runs_again_without_being_installed_again() throws Exception {
        Path killed = running(hello("1.0.0"));

        try (TestHost host = TestHost.start(killed)) {
            PluginStatus status = host.await(ID, State.ACTIVE);

            assertThat(status.version()).isEqualTo("1.0.0");
            assertThat(host.starts(ID)).isEqualTo(1);
            Awaitility.await().until(() -> !host.bus.about(ID).isEmpty());
            assertThat(host.bus.about(ID)).containsExactly("started");
        }
    }

    @Test
    void the_framework_starts_no_plugin_by_itself() throws Exception {
        Path killed = running(hello("1.0.0"));
        Files.delete(killed.resolve("plugins/hello.jar"));

        try (TestHost host = TestHost.start(killed)) {
            host.awaitGone(ID);

            assertThat(host.starts(ID)).isZero();
        }
        try (TestHost host = TestHost.start(killed)) {
            assertThat(host.bundle(ID)).isEmpty();
        }
    }

    @Test
    void a_jar_changed_while_the_host_was_down_runs_with_one_start() throws Exception {
        Path killed = running(hello("1.0.0"));
        hello("0.9.0").copyTo(killed.resolve("plugins/hello.jar"));

        try (TestHost host = TestHost.start(killed)) {
            host.awaitVersion(ID, "0.9.0");

            assertThat(host.starts(ID)).isEqualTo(1);
            assertThat(host.bundle(ID)).hasSize(1);
        }
    }

    @Test
    void without_the_ledger_the_folder_still_decides() throws Exception {
        Path killed = running(hello("1.0.0"));
        hello("1.0.0").entry("new.txt", new byte[] {1}).copyTo(killed.resolve("plugins/hello.jar"));
        Files.writeString(killed.resolve("data/plugins-cache/installed.properties"), "\\u00zz");

        try (TestHost host = TestHost.start(killed)) {
            host.await(ID, State.ACTIVE);

            assertThat(host.bundle(ID).get(0).getEntry("new.txt")).isNotNull();
        }
    }

    @Test
    void what_was_installed_but_not_recorded_is_not_believed() throws Exception {
        Path killed = running(hello("1.0.0"));
        Path between;
        try (TestHost host = TestHost.start(killed)) {
            host.await(ID, State.ACTIVE);
            host.deployer.stop();
            byte[] other = hello("1.0.0").entry("other.txt", new byte[] {1}).bytes();
            host.bundle(ID).get(0).update(new java.io.ByteArrayInputStream(other));
            between = host.killed(root.resolve("between"));
        }

        try (TestHost host = TestHost.start(between)) {
            host.await(ID, State.ACTIVE);

            assertThat(host.bundle(ID).get(0).getEntry("other.txt")).isNull();
            assertThat(host.starts(ID)).isEqualTo(1);
        }
    }

    @Test
    void killed_at_any_moment_of_install_update_and_remove_the_folder_decides() throws Exception {
        List<Path> images = new ArrayList<>();
        try (TestHost host = TestHost.start(root.resolve("first"))) {
            Path jar = host.plugins.resolve("hello.jar");
            hello("1.0.0").copyTo(jar);
            images.addAll(imagesUntil(host, "1.0.0", "install"));
            hello("2.0.0").moveTo(jar);
            images.addAll(imagesUntil(host, "2.0.0", "update"));
            Files.delete(jar);
            images.addAll(imagesUntil(host, "", "remove"));
        }
        for (Path image : images) {
            try (TestHost host = TestHost.start(image)) {
                if (Files.exists(image.resolve("plugins/hello.jar"))) {
                    String version = JarInspection.manifestOf(image.resolve("plugins/hello.jar"))
                            .version()
                            .toString();
                    host.awaitVersion(ID, version);
                    assertThat(host.bundle(ID)).extracting(Bundle::getState).containsExactly(Bundle.ACTIVE);
                } else {
                    host.awaitGone(ID);
                }
                assertThat(host.starts(ID)).isLessThanOrEqualTo(1);
            }
        }
        assertThat(images).hasSizeGreaterThan(2);
    }

    private List<Path> imagesUntil(TestHost host, String version, String name) {
        List<Path> images = new ArrayList<>();
        Awaitility.await()
                .pollDelay(java.time.Duration.ZERO)
                .pollInterval(java.time.Duration.ofMillis(30))
                .until(() -> {
                    images.add(host.killed(root.resolve(name + images.size())));
                    return version.isEmpty()
                            ? host.bundle(ID).isEmpty()
                            : host.deployer
                                    .get(ID)
                                    .filter(status ->
                                            status.version().equals(version) && status.state() == State.ACTIVE)
                                    .isPresent();
                });
        return images;
    }

    @Test
    void what_an_interrupted_rehearsal_left_is_taken_away() throws Exception {
        try (TestHost host = TestHost.start(root.resolve("first"))) {
            host.framework
                    .getBundleContext()
                    .installBundle(
                            "carillon-rehearsal:x",
                            new java.io.ByteArrayInputStream(hello("1.0.0").bytes()));
            host.restartDeployer();

            assertThat(host.bundle(ID)).isEmpty();
        }
    }
}
