// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import io.carillon.events.admin.HealthCheck.Status;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UnresolvedTest {

    private static final String ID = "com.example.broken";

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

    private Path jar(String name) {
        return host.plugins.resolve(name);
    }

    private static TestJar needs(String version, String header, String value) {
        TestJar jar = TestJar.bundle(ID, version).activator(GoodActivator.class);
        return jar.header(header, header.equals("Import-Package") ? "org.osgi.framework," + value : value);
    }

    private static TestJar library(String version) {
        return TestJar.bundle("com.example.library", version)
                .header("Export-Package", "com.example.library;version=" + version)
                .entry("com/example/library/a.txt", new byte[] {1});
    }

    private Why dropped(String header, String value) {
        needs("1.0.0", header, value).copyTo(jar("broken.jar"));
        return host.await(ID, State.UNRESOLVED).why().get(0);
    }

    @Test
    void every_missing_package_is_listed_with_its_range_and_a_hint() {
        needs("1.2.0", "Import-Package", "okhttp3;version=\"[4.12,5)\",io.carillon.events;version=\"[2.0,3)\"")
                .copyTo(jar("broken.jar"));

        PluginStatus status = host.await(ID, State.UNRESOLVED);

        assertThat(status.why())
                .containsExactlyInAnyOrder(
                        new Why(
                                "package okhttp3 is missing",
                                "package okhttp3 [4.12,5.0)",
                                null,
                                "Put the library inside the jar (bnd: -includeresource: @okhttp3-*.jar) or drop its "
                                        + "bundle into the plugins folder."),
                        new Why(
                                "package io.carillon.events is missing",
                                "package io.carillon.events [2.0,3.0)",
                                "1.4 from org.apache.felix.framework",
                                "Built for another version of the API. Use a build for this host, or upgrade the host."));
        assertThat(host.deployer.check().status()).isEqualTo(Status.DEGRADED);
        assertThat(host.deployer.check().detail()).contains("com.example.broken (unresolved)");
        Awaitility.await().until(() -> host.bus.about(ID).contains("failed"));
        assertThat(host.bus.about(ID)).containsExactly("installed", "failed");
    }

    @Test
    void a_newer_java_is_named() {
        Why why = dropped("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"");

        assertThat(why.problem()).isEqualTo("it is built for a newer Java");
        assertThat(why.requirement()).isEqualTo("JavaSE 99");
        assertThat(why.offered()).contains("Java " + Runtime.version().feature());
        assertThat(why.hint()).contains("JAVA_HOME");
    }

    @Test
    void a_missing_bundle_is_named() {
        Why why = dropped("Require-Bundle", "com.example.library;bundle-version=\"[1.0,2)\"");

        assertThat(why.requirement()).isEqualTo("bundle com.example.library [1.0,2.0)");
        assertThat(why.hint()).contains("Import-Package");
    }

    @Test
    void a_missing_service_capability_is_named() {
        Why why = dropped("Require-Capability", "osgi.service;filter:=\"(objectClass=com.example.Mail)\"");

        assertThat(why.requirement()).isEqualTo("service com.example.Mail");
        assertThat(why.hint()).contains("effective:=active");
    }

    @Test
    void any_other_missing_capability_is_named() {
        Why why = dropped("Require-Capability", "com.example.cap;filter:=\"(name=x)\"");

        assertThat(why.requirement()).isEqualTo("capability com.example.cap (name=x)");
    }

    @Test
    void optional_requirements_hold_nothing_up() {
        needs("1.0.0", "Import-Package", "okhttp3;resolution:=optional").copyTo(jar("broken.jar"));

        host.await(ID, State.ACTIVE);
    }

    @Test
    void it_is_tried_again_when_what_was_missing_arrives() {
        Why why = dropped("Import-Package", "com.example.library;version=\"[1.0,2)\"");
        assertThat(why.offered()).isNull();

        library("1.3.0").copyTo(jar("library.jar"));

        host.await(ID, State.ACTIVE);
        assertThat(host.get(ID).why()).isEmpty();
    }

    @Test
    void what_is_offered_in_another_version_is_told() {
        library("3.0.0").copyTo(jar("library.jar"));
        host.await("com.example.library", State.ACTIVE);

        Why why = dropped("Import-Package", "com.example.library;version=\"[1.0,2)\"");

        assertThat(why.offered()).isEqualTo("3.0 from com.example.library");
    }

    @Test
    void the_old_version_keeps_running_until_the_new_one_resolves() {
        needs("1.0.0", "Import-Package", "org.osgi.util.tracker").copyTo(jar("broken.jar"));
        host.awaitVersion(ID, "1.0.0");

        needs("2.0.0", "Import-Package", "com.example.library").moveTo(jar("broken.jar"));

        PluginStatus waiting = host.await(ID, State.UNRESOLVED);
        assertThat(waiting.version()).isEqualTo("2.0.0");
        assertThat(waiting.why().get(0).requirement()).isEqualTo("package com.example.library");
        PluginStatus running = host.get(ID);
        assertThat(running.version()).isEqualTo("1.0.0");
        assertThat(running.state()).isEqualTo(State.ACTIVE);
        assertThat(running.why()).isEqualTo(waiting.why());
        assertThat(host.stops(ID)).isZero();
        assertThat(host.bundle(ID + ".rehearsal")).isEmpty();

        library("1.0.0").copyTo(jar("library.jar"));

        assertThat(host.awaitVersion(ID, "2.0.0").why()).isEmpty();
        assertThat(host.stops(ID)).isEqualTo(1);
        assertThat(host.starts(ID)).isEqualTo(2);
    }

    @Test
    void of_two_files_at_start_the_one_that_resolves_runs() {
        needs("2.0.0", "Import-Package", "com.example.library").copyTo(jar("new.jar"));
        needs("1.0.0", "Import-Package", "org.osgi.util.tracker").copyTo(jar("old.jar"));

        assertThat(host.awaitVersion(ID, "1.0.0").jar()).isEqualTo("old.jar");
        assertThat(host.await(ID, State.UNRESOLVED).jar()).isEqualTo("new.jar");
    }

    @Test
    void plugins_that_need_each_other_start_together() {
        TestJar.bundle("com.example.a", "1.0.0")
                .header("Import-Package", "com.example.b")
                .header("Export-Package", "com.example.a")
                .entry("com/example/a/a.txt", new byte[] {1})
                .copyTo(jar("a.jar"));
        TestJar.bundle("com.example.b", "1.0.0")
                .header("Import-Package", "com.example.a")
                .header("Export-Package", "com.example.b")
                .entry("com/example/b/b.txt", new byte[] {1})
                .copyTo(jar("b.jar"));

        host.await("com.example.a", State.ACTIVE);
        host.await("com.example.b", State.ACTIVE);
    }

    @Test
    void who_uses_a_plugin_stops_and_starts_with_its_update_and_others_do_not() {
        library("1.0.0").copyTo(jar("library.jar"));
        needs("1.0.0", "Import-Package", "com.example.library").copyTo(jar("user.jar"));
        TestJar.bundle("com.example.bystander", "1.0.0")
                .activator(GoodActivator.class)
                .copyTo(jar("by.jar"));
        host.await(ID, State.ACTIVE);
        host.await("com.example.bystander", State.ACTIVE);
        long starts = host.starts(ID);

        library("1.1.0").moveTo(jar("library.jar"));

        host.awaitVersion("com.example.library", "1.1.0");
        Awaitility.await().until(() -> host.starts(ID) == starts + 1);
        host.await(ID, State.ACTIVE);
        assertThat(host.stops(ID)).isEqualTo(1);
        assertThat(host.starts("com.example.bystander")).isEqualTo(1);
        assertThat(host.stops("com.example.bystander")).isZero();
    }

    @Test
    void who_uses_a_removed_plugin_is_unresolved_until_it_is_back() throws Exception {
        library("1.0.0").copyTo(jar("library.jar"));
        needs("1.0.0", "Import-Package", "com.example.library").copyTo(jar("user.jar"));
        host.await(ID, State.ACTIVE);

        Files.delete(jar("library.jar"));
        host.await(ID, State.UNRESOLVED);

        library("1.0.0").copyTo(jar("library.jar"));
        host.await(ID, State.ACTIVE);
    }
}
