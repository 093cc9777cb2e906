// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import io.carillon.events.admin.HealthCheck.Status;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How jars arrive in the folder, and what happens to the folder itself. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DropTest {

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

    /** Writes piece by piece; down to zero when it begins to write the last one. */
    private static CountDownLatch slowly(int pieces, long everyMillis, Piece piece) {
        CountDownLatch done = new CountDownLatch(pieces);
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        for (int number = 0; number < pieces; number++) {
            int next = number;
            var unused = writer.schedule(
                    () -> {
                        done.countDown();
                        piece.write(next);
                    },
                    number * everyMillis,
                    TimeUnit.MILLISECONDS);
        }
        writer.shutdown(); // what was scheduled is written all the same
        return done;
    }

    private interface Piece {
        void write(int number);
    }

    private static void append(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void overwrite(Path file, long at, byte[] bytes) {
        try (RandomAccessFile target = new RandomAccessFile(file.toFile(), "rw")) {
            target.seek(at);
            target.write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void awaitStart(CountDownLatch copied) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> {
            boolean taken = host.starts(ID) > 0;
            boolean complete = copied.getCount() == 0;
            assertThat(taken && !complete).as("taken before it was complete").isFalse();
            return taken;
        });
    }

    @Test
    void a_slow_copy_is_taken_when_it_is_complete_and_shown_until_then() throws Exception {
        host.close();
        host = TestHost.start(root, TestHost.Options.DEFAULT.settle(Duration.ofSeconds(5)));
        byte[] bytes = hello("1.0.0").entry("data.stored", new byte[3_000]).bytes();
        int piece = bytes.length / 12 + 1;
        CountDownLatch copied = slowly(
                12,
                100,
                number -> append(
                        jar("hello.jar"),
                        Arrays.copyOfRange(bytes, number * piece, Math.min(bytes.length, (number + 1) * piece))));

        PluginStatus copying = host.await("hello.jar", State.STARTING);
        assertThat(copying.why().get(0).problem()).isEqualTo("its file still changes");
        awaitStart(copied);
        assertThat(host.await(ID, State.ACTIVE).version()).isEqualTo("1.0.0");
        assertThat(host.bus.about("hello.jar")).isEmpty();
    }

    @Test
    void a_copy_that_pauses_longer_than_the_settle_time_is_refused_and_taken_later() {
        byte[] bytes = hello("1.0.0").entry("data.stored", new byte[3_000]).bytes();
        int half = bytes.length / 2;
        append(jar("hello.jar"), Arrays.copyOf(bytes, half));

        assertThat(host.await("hello.jar", State.FAILED).why().get(0).problem()).startsWith("it is no complete jar");
        assertThat(host.starts(ID)).isZero();
        append(jar("hello.jar"), Arrays.copyOfRange(bytes, half, bytes.length));
        host.await(ID, State.ACTIVE);
        assertThat(host.deployer.list()).hasSize(1);
    }

    @Test
    void a_preallocated_copy_filled_from_its_end_is_not_taken_early() throws IOException {
        byte[] bytes = hello("1.0.0")
                .entry("data.stored", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9})
                .bytes();
        try (RandomAccessFile file = new RandomAccessFile(jar("hello.jar").toFile(), "rw")) {
            file.setLength(bytes.length);
        }
        int pieces = 4;
        int piece = bytes.length / pieces + 1;
        CountDownLatch copied = slowly(pieces, 300, number -> {
            int from = (pieces - 1 - number) * piece;
            overwrite(jar("hello.jar"), from, Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
        });

        awaitStart(copied);
        host.await(ID, State.ACTIVE);
    }

    @Test
    void the_running_version_goes_on_while_its_file_is_broken() throws IOException {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        Files.write(jar("hello.jar"), new byte[100]);

        host.await("hello.jar", State.FAILED);
        assertThat(host.get(ID).state()).isEqualTo(State.ACTIVE);
        assertThat(host.why(ID).problem()).startsWith("it is no complete jar");
        assertThat(host.stops(ID)).isZero();
        Awaitility.await().until(() -> host.bus.about("hello.jar").equals(List.of("rejected")));

        hello("1.1.0").copyTo(jar("hello.jar"));
        host.awaitVersion(ID, "1.1.0");
        assertThat(host.stops(ID)).isEqualTo(1);
    }

    @Test
    void hostile_drops_are_refused_one_by_one_and_the_next_good_jar_works() throws Exception {
        Files.createFile(jar("empty.jar"));
        Files.createDirectory(jar("directory.jar"));
        Files.createSymbolicLink(jar("link.jar"), hello("1.0.0").copyTo(root.resolve("elsewhere.jar")));
        assertThat(new ProcessBuilder("mkfifo", jar("pipe.jar").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.write(jar("junk.jar"), new byte[5_000]);
        hello("1.0.0").entry("../../evil", new byte[] {1}).copyTo(jar("slip.jar"));
        hello("1.0.0").entry("zeros", new byte[32 << 20]).copyTo(jar("bomb.jar"));
        TestJar.bundle("com.example.fragment", "1")
                .header("Fragment-Host", "system.bundle")
                .copyTo(jar("fragment.jar"));
        TestJar.bundle("org.apache.felix.framework", "99").copyTo(jar("host.jar"));
        TestJar.plain().entry("a", new byte[] {1}).copyTo(jar("library.jar"));
        TestJar.bundle("com.example.dynamic", "1")
                .header("DynamicImport-Package", "*")
                .copyTo(jar("dynamic.jar"));
        String longName = "n".repeat(251) + ".jar";
        TestJar.bundle("com.example.longname", "1").copyTo(jar(longName));

        host.await("com.example.dynamic", State.ACTIVE);
        host.await("com.example.longname", State.ACTIVE);
        Awaitility.await()
                .until(() -> host.deployer.list().stream()
                                .filter(status -> status.state() == State.FAILED)
                                .count()
                        == 10);
        assertThat(host.deployer.list())
                .filteredOn(status -> status.state() == State.FAILED)
                .allSatisfy(status -> {
                    assertThat(status.why().get(0).problem()).isNotBlank();
                    assertThat(status.why().get(0).hint()).isNotBlank();
                    Awaitility.await().until(() -> host.bus.about(status.id()).equals(List.of("rejected")));
                });
        assertThat(host.deployer.check().status()).isEqualTo(Status.DEGRADED);
        hello("1.0.0").copyTo(jar("good.jar"));
        host.await(ID, State.ACTIVE);
    }

    @Test
    void a_folder_that_is_made_anew_is_followed_again() throws IOException {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        Files.move(host.plugins, root.resolve("moved"));
        Awaitility.await().until(() -> host.deployer.check().status() == Status.DOWN);
        assertThat(host.deployer.check().detail()).contains("is not there");
        assertThat(host.get(ID).state()).isEqualTo(State.ACTIVE);

        Files.createDirectory(host.plugins);
        Files.setPosixFilePermissions(host.plugins, PosixFilePermissions.fromString("rwxr-xr-x"));
        host.awaitGone(ID);
        hello("2.0.0").copyTo(jar("hello.jar"));
        host.awaitVersion(ID, "2.0.0");
        assertThat(host.deployer.check().status()).isEqualTo(Status.OK);
    }

    @Test
    void a_folder_everyone_may_write_to_changes_nothing_until_it_is_mended() throws IOException {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);

        Files.setPosixFilePermissions(host.plugins, PosixFilePermissions.fromString("rwxrwxrwx"));
        Awaitility.await().until(() -> host.deployer.check().status() == Status.DOWN);
        hello("2.0.0").copyTo(jar("hello.jar"));
        assertThat(host.deployer.check().detail()).contains("chmod 755");
        Awaitility.await()
                .during(Duration.ofMillis(600))
                .until(() -> host.get(ID).version().equals("1.0.0"));

        Files.setPosixFilePermissions(host.plugins, PosixFilePermissions.fromString("rwxr-xr-x"));
        host.awaitVersion(ID, "2.0.0");
    }

    @Test
    void a_folder_with_too_many_jars_changes_nothing() throws IOException {
        hello("1.0.0").copyTo(jar("zzz.jar"));
        host.await(ID, State.ACTIVE);

        for (int count = 1; count <= PluginFiles.MAX_FILES; count++) {
            Files.createFile(jar("a" + count + ".jar"));
        }

        Awaitility.await().until(() -> host.deployer.check().detail().contains("more than 1000 jars"));
        assertThat(host.get(ID).state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void a_file_name_that_is_no_text_is_refused_and_holds_up_no_removal() throws Exception {
        hello("1.0.0").copyTo(jar("hello.jar"));
        host.await(ID, State.ACTIVE);
        host.deployer.stop();
        TestJar.bundle("com.example.odd", "1").copyTo(root.resolve("odd"));
        assertThat(new ProcessBuilder("sh", "-c", "cp odd \"$(printf 'plugins/odd\\377.jar')\"")
                        .directory(root.toFile())
                        .start()
                        .waitFor())
                .isZero();
        Files.delete(jar("hello.jar"));

        host.restartDeployer();

        host.awaitGone(ID);
        assertThat(host.deployer.list().get(0).why().get(0).hint()).startsWith("Rename it");
    }
}
