// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void a_dropped_jar_is_active_in_well_under_a_second() {
        long begin = System.nanoTime();
        hello("1.0.0").copyTo(jar("hello.jar"));

        PluginStatus status = host.await(ID, State.ACTIVE);

        assertThat(System.nanoTime() - begin).isBetween(200_000_000L, 900_000_000L);
        assertThat(status.version()).isEqualTo("1.0.0");
        assertThat(status.jar()).isEqualTo("hello.jar");
        assertThat(status.sha256()).hasSize(64);
        assertThat(status.why()).isEmpty();
        Awaitility.await().until(() -> host.bus.about(ID).size() == 2);
        assertThat(host.bus.about(ID)).containsExactly("installed", "started");
    }
}
