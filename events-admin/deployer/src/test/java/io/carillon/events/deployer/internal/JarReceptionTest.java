// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static io.carillon.patience.Patience.LONGEST_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.example.plugin.GoodActivator;
import com.example.plugin.ThrowingActivator;
import io.carillon.events.Event;
import io.carillon.events.OverloadedException;
import io.carillon.events.TooLargeException;
import io.carillon.events.admin.PluginRefusedException;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginsAdmin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are sent, and plugins that are removed. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class JarReceptionTest {

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

    private PluginStatus send(TestJar jar) throws IOException {
        return host.deployer.install(new ByteArrayInputStream(jar.bytes()), "", "token:ops");
    }

    private PluginRefusedException refused(byte[] jar, String sha256) {
        return Objects.requireNonNull(catchThrowableOfType(
                PluginRefusedException.class,
                () -> host.deployer.install(new ByteArrayInputStream(jar), sha256, "token:ops")));
    }

    private List<String> folder() throws IOException {
        try (Stream<Path> files = Files.list(host.plugins)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_jar_that_is_sent_runs_and_the_next_version_takes_its_place() throws Exception {
        PluginStatus sent = send(hello("1.0.0"));

        assertThat(sent.id()).isEqualTo(ID);
        assertThat(sent.state()).isEqualTo(State.STARTING);
        assertThat(sent.jar()).isEqualTo(ID + "-1.0.0.jar");
        host.awaitVersion(ID, "1.0.0");
        send(hello("1.1.0"));
        assertThat(folder()).containsExactly(ID + "-1.1.0.jar");
        host.awaitVersion(ID, "1.1.0");
        send(hello("0.9.0"));
        host.awaitVersion(ID, "0.9.0");
        assertThat(folder()).containsExactly(ID + "-0.9.0.jar");
        assertThat(host.get(ID).sha256()).hasSize(64);
        Awaitility.await().untilAsserted(() -> assertThat(host.bus.published).anySatisfy(event -> {
            assertThat(event.type()).isEqualTo("carillon.plugin.installed");
            assertThat(event.extensions()).containsEntry(Event.ACTOR, "token:ops");
        }));
    }

    @Test
    void a_jar_that_was_dropped_by_hand_is_replaced_and_a_disabled_one_is_left() throws Exception {
        hello("1.0.0").copyTo(host.plugins.resolve("by-hand.jar"));
        hello("0.1.0").copyTo(host.plugins.resolve("old.jar.disabled"));
        host.awaitVersion(ID, "1.0.0");

        send(hello("1.2.0"));

        host.awaitVersion(ID, "1.2.0");
        assertThat(folder()).containsExactly(ID + "-1.2.0.jar", "old.jar.disabled");
    }

    @Test
    void one_that_cannot_start_leaves_the_version_that_ran() throws Exception {
        send(hello("1.0.0"));
        host.awaitVersion(ID, "1.0.0");

        send(TestJar.bundle(ID, "1.1.0").activator(ThrowingActivator.class));

        Awaitility.await().untilAsserted(() -> assertThat(host.bus.published)
                .extracting(event -> event.type())
                .contains("carillon.plugin.rolled_back"));
        host.awaitVersion(ID, "1.0.0");
    }

    @Test
    void what_is_hostile_or_broken_is_refused_and_leaves_nothing() throws Exception {
        byte[] good = hello("1.0.0").bytes();
        byte[] half = Arrays.copyOf(good, good.length / 2);
        byte[] bomb = hello("1.0.0").entry("zeros", new byte[32 << 20]).bytes();
        byte[] escape = hello("1.0.0").entry("../../outside.txt", new byte[1]).bytes();
        byte[] ownName = TestJar.bundle("org.apache.felix.framework", "1.0.0").bytes();
        byte[] path = TestJar.bundle("../../etc/cron", "1.0.0").bytes();
        byte[] version = TestJar.bundle(ID, "../1").bytes();
        byte[] library = TestJar.plain().entry("a.txt", new byte[1]).bytes();

        assertThat(refused(half, "").getMessage()).contains("no complete jar");
        assertThat(refused(bomb, "").getMessage()).contains("100 times its size");
        assertThat(refused(escape, "").getMessage()).contains("points outside the jar");
        assertThat(refused(ownName, "").getMessage()).contains("is that of a bundle of the host");
        assertThat(refused(path, "").getMessage()).contains("not a symbolic name");
        assertThat(refused(version, "").getMessage()).contains("not a version");
        assertThat(refused(library, "").getMessage()).contains("not an OSGi bundle");
        assertThat(refused(new byte[0], "").getMessage()).contains("empty");
        assertThat(refused("<html>".getBytes(StandardCharsets.UTF_8), "").getMessage())
                .contains("no complete jar");
        assertThat(refused(good, "0".repeat(64)).getMessage()).contains("was announced");

        for (byte[] damaged : List.of(half, new byte[0])) {
            assertThat(refused(damaged, "").why().hint())
                    .startsWith("Send it again")
                    .endsWith("Nothing of it was kept.");
        }

        assertThat(folder()).isEmpty();
        assertThat(host.deployer.list()).isEmpty();
        assertThat(root.resolve("outside.txt")).doesNotExist();
        Awaitility.await().untilAsserted(() -> assertThat(host.bus.published)
                .filteredOn(event -> event.type().equals("carillon.plugin.rejected"))
                .hasSize(12)
                .allSatisfy(event -> assertThat(event.extensions()).containsEntry(Event.ACTOR, "token:ops")));
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(good));
        assertThat(host.deployer
                        .install(new ByteArrayInputStream(good), sha256, "token:ops")
                        .sha256())
                .isEqualTo(sha256);
    }

    @Test
    void one_that_is_too_large_or_breaks_off_leaves_nothing() throws Exception {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return length;
            }
        };
        InputStream broken =
                new SequenceInputStream(new ByteArrayInputStream(hello("1.0.0").bytes()), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("gone");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        throw new IOException("gone");
                    }
                });

        assertThatThrownBy(() -> host.deployer.install(endless, "", "test")).isInstanceOf(TooLargeException.class);
        assertThatThrownBy(() -> host.deployer.install(broken, "", "test")).hasMessage("gone");

        assertThat(folder()).isEmpty();
    }

    @Test
    void several_at_once_are_all_taken_or_told_to_wait() throws Exception {
        ExecutorService threads =
                Executors.newFixedThreadPool(PluginsAdmin.MAX_INSTALLS); // the common pool may have one
        List<PipedOutputStream> senders = new ArrayList<>();
        List<CompletableFuture<PluginStatus>> sent = new ArrayList<>();
        byte[][] jars = {hello("1.0.0").bytes(), hello("2.0.0").bytes()};
        for (int number = 0; number < PluginsAdmin.MAX_INSTALLS; number++) {
            PipedOutputStream sender = new PipedOutputStream();
            InputStream jar = new PipedInputStream(sender, 1 << 20);
            senders.add(sender);
            sent.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return host.deployer.install(jar, "", "test");
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    },
                    threads));
        }
        Awaitility.await().until(() -> folder().size() == PluginsAdmin.MAX_INSTALLS);

        assertThatThrownBy(() -> send(hello("3.0.0"))).isInstanceOf(OverloadedException.class);
        for (int number = 0; number < jars.length; number++) {
            try (PipedOutputStream sender = senders.get(number)) {
                sender.write(jars[number]);
            }
        }
        for (CompletableFuture<PluginStatus> each : sent) {
            each.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        }
        threads.shutdown();

        // The one that came last stands, whichever it is.
        assertThat(folder()).hasSize(1);
        String file = folder().get(0);
        Awaitility.await().untilAsserted(() -> {
            assertThat(host.get(ID).jar()).isEqualTo(file);
            assertThat(host.get(ID).state()).isEqualTo(State.ACTIVE);
        });
    }

    @Test
    void a_file_of_that_name_that_holds_another_plugin_is_not_overwritten() throws Exception {
        TestJar.bundle("com.example.other", "1.0.0").copyTo(host.plugins.resolve(ID + "-1.0.0.jar"));

        assertThat(refused(hello("1.0.0").bytes(), "").getMessage()).contains("holds com.example.other");
        assertThat(folder()).hasSize(1);
    }

    @Test
    void nothing_is_taken_while_others_may_write_to_the_folder_and_leftovers_go_with_a_restart() throws Exception {
        Files.setPosixFilePermissions(host.plugins, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> send(hello("1.0.0")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 755");
        Files.setPosixFilePermissions(host.plugins, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.write(host.plugins.resolve(".incoming-1.part"), new byte[1]);

        host.restartDeployer();

        assertThat(folder()).isEmpty();
    }

    @Test
    void removing_takes_every_jar_of_the_plugin_and_asks_when_others_use_it() throws Exception {
        TestJar.bundle(ID, "1.0.0")
                .header("Export-Package", "com.example.hello")
                .entry("com/example/hello/a.txt", new byte[] {1})
                .copyTo(host.plugins.resolve("hello.jar"));
        host.await(ID, State.ACTIVE);
        hello("0.5.0").copyTo(host.plugins.resolve("older.jar.disabled"));
        TestJar.bundle("com.example.user", "1.0.0")
                .header("Import-Package", "com.example.hello")
                .copyTo(host.plugins.resolve("user.jar"));
        host.await("com.example.user", State.ACTIVE);
        host.await(ID, State.DISABLED);

        assertThatThrownBy(() -> host.deployer.remove(ID, false, "test"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("com.example.user");
        assertThat(folder()).hasSize(3);
        host.deployer.remove(ID, true, "test");

        assertThat(folder()).containsExactly("user.jar");
        host.awaitGone(ID);
        assertThatThrownBy(() -> host.deployer.remove(ID, true, "test")).isInstanceOf(NoSuchElementException.class);
    }
}
