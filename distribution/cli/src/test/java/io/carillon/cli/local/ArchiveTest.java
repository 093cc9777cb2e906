// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.InstanceLock;
import io.carillon.launcher.LaunchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups and what is restored from them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ArchiveTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    Path root;

    private LocalImage image;
    private Path file;

    @BeforeEach
    void unpack() throws Exception {
        image = new LocalImage(root.resolve("carillon"));
        file = root.resolve("today.zip");
        Files.writeString(image.data().resolve("access/users.json"), "first users");
        Files.writeString(image.data().resolve("config/settings.json"), "first settings");
        Files.createDirectories(image.data().resolve("plugins/com.example.hello/deep"));
        Files.writeString(image.data().resolve("plugins/com.example.hello/deep/notes"), "first notes");
        try (Connection connection = image.writer()) {
            LocalImage.append(connection, 10);
        }
    }

    private Manifest backup() throws IOException {
        return new Backup(image.directories(), image.store()).writeTo(file, "1.0", NOW);
    }

    private Restoration.Outcome restore() throws IOException {
        return new Restoration(image.directories(), image.store()).restore(file, "now");
    }

    private void goOn() throws Exception {
        try (Connection connection = image.writer()) {
            LocalImage.append(connection, 5);
        }
        Files.writeString(image.data().resolve("access/users.json"), "later users");
        Files.writeString(image.data().resolve("access/tokens.json"), "later tokens");
    }

    /** Every file of the data by its name, but for those of the process. */
    private Map<String, String> data() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(image.data())) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                String name = image.data().relativize(each).toString();
                if (!name.startsWith("run/")) {
                    all.put(name, new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return all;
    }

    @Test
    void what_was_backed_up_is_there_again_and_what_came_later_is_kept_aside() throws Exception {
        Manifest made = backup();
        goOn();

        Restoration.Outcome restored = restore();

        assertThat(made.position()).isEqualTo(10);
        assertThat(restored.manifest()).isEqualTo(made);
        assertThat(image.store().head()).isEqualTo(10);
        assertThat(image.data().resolve("access/users.json")).hasContent("first users");
        assertThat(image.data().resolve("access/tokens.json")).doesNotExist();
        assertThat(image.data().resolve("config/settings.json")).hasContent("first settings");
        assertThat(image.data().resolve("plugins/com.example.hello/deep/notes")).hasContent("first notes");
        assertThat(restored.aside().resolve("access/users.json")).hasContent("later users");
        assertThat(restored.aside().resolve("access/tokens.json")).hasContent("later tokens");
        assertThat(image.store().at(restored.aside().resolve("store/events.db")).head())
                .isEqualTo(15);
        assertThat(image.data().resolve("restore-now")).doesNotExist();
    }

    @Test
    void only_this_account_may_read_a_backup_and_what_comes_out_of_it() throws Exception {
        backup();
        restore();

        for (Path each : List.of(file, image.store().path(), image.data().resolve("access/users.json"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .as(each.toString())
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_backup_is_one_moment_of_a_log_that_is_written_to() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Long> writer = threads.submit(() -> {
                long written = 10;
                try (Connection connection = image.writer()) {
                    while (!enough.get()) {
                        LocalImage.append(connection, 1);
                        written++;
                        writing.countDown();
                    }
                } finally {
                    writing.countDown();
                }
                return written;
            });
            writing.await();

            Manifest made = backup();
            enough.set(true);
            long written = writer.get();
            restore();

            assertThat(made.position()).isBetween(11L, written);
            assertThat(image.store().head()).isEqualTo(made.position());
            assertThat(image.store().check()).isEqualTo("ok");
        } finally {
            enough.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void a_backup_replaces_no_file_and_leaves_nothing_behind_when_it_cannot_be_made() throws Exception {
        Files.writeString(file, "something else");
        assertThatThrownBy(this::backup).isInstanceOf(Failure.class).hasMessageContaining("exists");
        assertThat(file).hasContent("something else");

        Files.delete(file);
        Files.writeString(image.store().path(), "no database ".repeat(1_000));
        Files.deleteIfExists(Path.of(image.store().path() + "-wal"));
        assertThatThrownBy(this::backup).isInstanceOf(Failure.class).hasMessageContaining("events.db");
        assertThat(root).isDirectoryNotContaining(each -> !each.endsWith("carillon"));
    }

    @Test
    void nothing_is_restored_while_a_host_runs_on_the_data() throws Exception {
        backup();
        goOn();
        Map<String, String> before = data();
        image.directories().create();

        // The operating system knows one owner of a lock a process; another lock of this one is refused otherwise.
        try (InstanceLock lock = InstanceLock.acquire(image.directories())) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(this::restore)
                    .isInstanceOfAny(LaunchException.class, java.nio.channels.OverlappingFileLockException.class);
        }

        assertThat(data()).isEqualTo(before);
    }

    /** What becomes of the bytes of one file of a backup. */
    @FunctionalInterface
    private interface Edit {
        byte[] of(String name, byte[] content);
    }

    private void edit(Edit edit, String... more) throws IOException {
        Path edited = root.resolve("edited.zip");
        try (ZipFile zip = new ZipFile(file.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(edited))) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(edit.of(entry.getName(), zip.getInputStream(entry).readAllBytes()));
                out.closeEntry();
            }
            for (String name : more) {
                out.putNextEntry(new ZipEntry(name));
                out.write('x');
                out.closeEntry();
            }
        }
        Files.delete(file);
        Files.move(edited, file);
    }

    private void refused(String why) throws IOException {
        Map<String, String> before = data();
        assertThatThrownBy(this::restore)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.INVALID))
                .hasMessageContaining(why);
        assertThat(data()).isEqualTo(before);
    }

    private static String replaced(byte[] content, String word, String by) {
        return new String(content, StandardCharsets.UTF_8).replace(word, by);
    }

    @Test
    void a_backup_with_a_changed_file_changes_nothing() throws Exception {
        backup();
        edit((name, content) ->
                name.equals("access/users.json") ? "other users".getBytes(StandardCharsets.UTF_8) : content);

        refused("access/users.json is not what was written into it");
    }

    @Test
    void a_backup_with_a_file_too_many_changes_nothing() throws Exception {
        backup();
        edit((name, content) -> content, "access/sessions.json");

        refused("its files are not those of its list");
    }

    @Test
    void a_backup_that_names_a_file_elsewhere_changes_nothing() throws Exception {
        backup();
        edit((name, content) -> name.equals(Manifest.NAME)
                ? replaced(content, "access/users.json", "access/../../users.json")
                        .getBytes(StandardCharsets.UTF_8)
                : content);

        refused("which no backup does");
        assertThat(root.resolve("users.json")).doesNotExist();
    }

    @Test
    void a_backup_whose_log_ends_elsewhere_or_that_is_of_another_form_changes_nothing() throws Exception {
        backup();
        edit((name, content) -> name.equals(Manifest.NAME)
                ? replaced(content, "\"position\" : 10", "\"position\" : 11").getBytes(StandardCharsets.UTF_8)
                : content);
        refused("its store ends elsewhere");

        edit((name, content) -> name.equals(Manifest.NAME)
                ? replaced(content, "\"format\" : 1", "\"format\" : 2").getBytes(StandardCharsets.UTF_8)
                : content);
        refused("its form is 2");

        edit((name, content) -> name.equals(Manifest.NAME) ? "{}".getBytes(StandardCharsets.UTF_8) : content);
        refused("its list of files does not say its form");
    }

    @Test
    void a_file_that_is_cut_or_no_backup_changes_nothing() throws Exception {
        backup();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        refused("it is no zip, or damaged");

        Files.delete(file);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("readme"));
            out.closeEntry();
        }
        refused("it has no list of its files");
    }

    @Test
    void when_something_cannot_be_moved_all_is_where_it_was() throws Exception {
        backup();
        goOn();
        Path staged = Files.createDirectories(root.resolve("staged"));
        Files.createDirectories(staged.resolve("store"));
        Files.writeString(staged.resolve(Manifest.STORE), "store");
        Path aside = root.resolve("aside");
        Files.createDirectories(aside.resolve("config/in-the-way"));
        Map<String, String> before = data();

        assertThatThrownBy(() -> new Restoration(image.directories(), image.store()).exchange(staged, aside))
                .isInstanceOf(IOException.class);

        assertThat(data()).isEqualTo(before);
        assertThat(aside.resolve("access")).doesNotExist();
    }
}
