// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.InstanceLock;
import io.carillon.launcher.LaunchException;
import io.carillon.patience.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private final List<String> told = new ArrayList<>();
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
        return restoration(image.store()).restore(file, "now");
    }

    private Restoration restoration(StoreFile store) throws IOException {
        return new Restoration(image.directories(), store, Account.current(), told::add);
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
                if (!name.startsWith("run/") && !name.endsWith(".lock")) {
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
        Path aside = image.data().resolve("before-restore-now");
        assertThat(restored.aside()).containsExactly(aside);
        assertThat(aside.resolve("access/users.json")).hasContent("later users");
        assertThat(aside.resolve("access/tokens.json")).hasContent("later tokens");
        assertThat(image.store().at(aside.resolve("store/events.db")).head()).isEqualTo(15);
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
        Process host = java(Writer.class, image.store().path());
        try (BufferedReader said = host.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("writing");
            Manifest made = backup();
            host.getOutputStream().close();
            long written = Long.parseLong(said.readLine());
            assertThat(host.waitFor(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            restore();

            assertThat(made.position()).isBetween(11L, written);
            assertThat(image.store().head()).isEqualTo(made.position());
            assertThat(image.store().check()).isEqualTo("ok");
        } finally {
            host.destroyForcibly();
        }
    }

    /**
     * Appends events to a log of ten until its input ends, then says how many there are. A process of its own, as a host is:
     * two copies of SQLite in one do not see each other's locks.
     */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            AtomicBoolean enough = new AtomicBoolean();
            Thread input = new Thread(() -> {
                try {
                    System.in.read();
                } catch (IOException e) {
                    System.err.println(e);
                }
                enough.set(true);
            });
            input.start();
            long written = 10;
            try (Connection connection = LocalImage.writer(Path.of(arguments[0]))) {
                while (!enough.get()) {
                    LocalImage.append(connection, 1);
                    if (++written == 11) {
                        System.out.println("writing");
                    }
                }
            }
            System.out.println(written);
        }
    }

    private static Process java(Class<?> program, Path argument) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        argument.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
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
                ? replaced(content, "\"position\":10", "\"position\":11").getBytes(StandardCharsets.UTF_8)
                : content);
        refused("its store ends elsewhere");

        edit((name, content) -> name.equals(Manifest.NAME)
                ? replaced(content, "\"format\":2", "\"format\":3").getBytes(StandardCharsets.UTF_8)
                : content);
        refused("its form is 3");

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

    /** The moves of a restore, with everything unpacked and nothing moved yet. */
    private Exchange exchange() throws IOException {
        Path staged = image.data().resolve("restore-1");
        new BackupFile(file).unpack(name -> staged.resolve(name.equals(Manifest.STORE) ? "events.db" : name));
        Path aside = image.data().resolve("before-restore-1");
        return restoration(image.store()).exchange(image.store().path(), staged, staged, aside, aside);
    }

    @Test
    void when_something_cannot_be_moved_all_is_where_it_was_and_that_is_said() throws Exception {
        backup();
        goOn();
        Map<String, String> before = data();
        Exchange exchange = exchange();
        PrivateFiles.delete(image.data().resolve("restore-1/plugins"));

        assertThatThrownBy(exchange::make)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("restore-1/plugins")
                .hasMessageContaining("everything is back where it was");
        PrivateFiles.delete(image.data().resolve("restore-1"));

        assertThat(data()).isEqualTo(before);
    }

    @Test
    void a_restore_that_is_interrupted_anywhere_is_taken_back() throws Exception {
        backup();
        goOn();
        Map<String, String> before = data();
        Exchange exchange = exchange();
        List<Exchange.Move> moves = Stream.concat(exchange.aside().stream(), exchange.into().stream())
                .toList();
        assertThat(moves).hasSizeGreaterThanOrEqualTo(8);

        for (int made = 0; made <= moves.size(); made++) {
            exchange.begin();
            for (Exchange.Move move : moves.subList(0, made)) {
                Files.createDirectories(move.to().resolveSibling(""));
                Files.move(move.from(), move.to());
            }
            assertThatThrownBy(this::second).isInstanceOf(Failure.class).hasMessageContaining("interrupted");

            Exchange.unfinished(image.directories()).orElseThrow().undo();

            Map<String, String> after = data();
            after.keySet().removeIf(name -> name.startsWith("restore-1/"));
            assertThat(after).as("after %s moves", made).isEqualTo(before);
            assertThat(Exchange.unfinished(image.directories())).isEmpty();
        }
    }

    private Manifest second() {
        return new Backup(image.directories(), image.store()).writeTo(root.resolve("second.zip"), "1.0", NOW);
    }

    @Test
    void a_restore_after_an_interrupted_one_begins_with_what_was_there_before() throws Exception {
        backup();
        goOn();
        Exchange exchange = exchange();
        exchange.begin();
        Exchange.Move first = exchange.aside().get(0);
        Files.createDirectories(first.to().resolveSibling(""));
        Files.move(first.from(), first.to());

        Restoration.Outcome restored = restore();

        assertThat(told).singleElement().asString().contains("was interrupted", "in its place again");
        assertThat(image.store().head()).isEqualTo(10);
        Path aside = image.data().resolve("before-restore-now");
        assertThat(restored.aside()).containsExactly(aside);
        assertThat(image.store().at(aside.resolve("store/events.db")).head()).isEqualTo(15);
        assertThat(aside.resolve("access/users.json")).hasContent("later users");
        assertThat(image.directories().unfinishedRestore()).doesNotExist();
        assertThat(image.data().resolve("restore-1")).doesNotExist();
    }

    @Test
    void what_a_restore_unpacked_that_was_killed_goes_with_the_next_one() throws Exception {
        backup();
        Path left = Files.createDirectories(image.data().resolve("restore-20260131T120000.000Z/access"));
        Path other = Files.createDirectories(image.data().resolve("restore-notes"));

        restore();

        assertThat(left.resolveSibling("")).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void what_an_interrupted_restore_moved_must_be_known() throws Exception {
        backup();
        Files.writeString(image.directories().unfinishedRestore(), "{}");

        assertThatThrownBy(this::restore)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("was interrupted")
                .hasMessageContaining("restore-unfinished.json");
    }

    @Test
    void a_store_that_a_host_has_is_not_moved_away_whatever_its_data_directory() throws Exception {
        backup();
        goOn();
        Map<String, String> before = data();
        Path lock = Path.of(image.store().path() + ".lock");

        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(this::restore)
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.REFUSED))
                    .hasMessageContaining("is in use by a host");
        }

        assertThat(data()).isEqualTo(before);
    }

    @Test
    void a_store_behind_a_link_is_exchanged_where_it_is() throws Exception {
        backup();
        goOn();
        Path elsewhere = Files.createDirectories(root.resolve("disk"));
        Path real = elsewhere.resolve("real.db");
        Files.move(image.store().path(), real);
        Files.createSymbolicLink(image.store().path(), real);
        Files.writeString(Path.of(real + "-journal"), "");

        Restoration.Outcome restored = restore();

        Path aside = elsewhere.toRealPath().resolve("before-restore-now");
        assertThat(image.store().path()).isSymbolicLink();
        assertThat(image.store().at(real).head()).isEqualTo(10);
        assertThat(restored.aside()).containsExactly(image.data().resolve("before-restore-now"), aside);
        assertThat(image.store().at(aside.resolve("store/real.db")).head()).isEqualTo(15);
        assertThat(Path.of(real + "-journal")).doesNotExist();
        assertThat(elsewhere.resolve("restore-now")).doesNotExist();
    }

    @Test
    void a_link_to_no_store_and_a_folder_in_its_place_are_refused() throws Exception {
        backup();
        Files.delete(image.store().path());
        Files.createSymbolicLink(image.store().path(), root.resolve("nowhere"));
        assertThatThrownBy(this::restore).isInstanceOf(Failure.class).hasMessageContaining("a link to a file");

        Files.delete(image.store().path());
        Files.createDirectory(image.store().path());
        assertThatThrownBy(this::restore).isInstanceOf(Failure.class).hasMessageContaining("is a folder");
    }

    @Test
    void another_account_than_that_of_the_data_restores_nothing() throws Exception {
        backup();
        Map<String, String> before = data();
        String owner = Files.getOwner(image.data()).getName();

        assertThatThrownBy(() -> new Restoration(
                                image.directories(), image.store(), new Account(() -> "somebody"), told::add)
                        .restore(file, "now"))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.exit()).isEqualTo(Exit.NOT_ALLOWED);
                    assertThat(failure.hint()).contains("sudo -u " + owner);
                })
                .hasMessageContaining("belongs to " + owner)
                .hasMessageContaining("somebody");

        assertThat(data()).isEqualTo(before);
        assertThat(image.data().resolve("run")).doesNotExist();
    }

    @Test
    void whatever_a_plugin_calls_its_files_comes_back_or_is_told_at_once() throws Exception {
        Path plugin = image.data().resolve("plugins/com.example.hello");
        for (String name : List.of("a\\b", "…", "notes.tmp", " ", "..x")) {
            Files.writeString(plugin.resolve(name), "of " + name);
        }
        backup();
        PrivateFiles.delete(plugin);

        restore();

        for (String name : List.of("a\\b", "…", "notes.tmp", " ", "..x")) {
            assertThat(plugin.resolve(name)).hasContent("of " + name);
        }

        Files.writeString(plugin.resolve("two\nlines"), "x");
        assertThatThrownBy(this::second)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.INVALID))
                .hasMessageContaining("two\\nlines")
                .hasMessageContaining("cannot be restored");
        assertThat(root).isDirectoryNotContaining("glob:**{second.zip,.carillon-backup*}");
    }

    @Test
    void what_is_not_whole_yet_or_goes_meanwhile_is_no_part_of_a_backup() throws Exception {
        Files.writeString(image.data().resolve("access/users.json.new"), "half");
        Files.writeString(image.data().resolve("config/settings1.tmp"), "half");
        Path plugin = image.data().resolve("plugins/com.example.hello");
        for (int i = 0; i < 20; i++) {
            Files.writeString(plugin.resolve("file-" + i), "x");
        }
        Files.delete(plugin.resolve("deep/notes"));
        List<String> found = new ArrayList<>();

        FoundFiles.of(image.data(), 100, (name, each, bytes) -> {
            found.add(name);
            if (name.contains("/file-")) {
                PrivateFiles.delete(plugin);
            }
        });

        assertThat(found).hasSize(3).contains("access/users.json", "config/settings.json");
    }

    @Test
    void more_files_than_a_backup_may_have_are_told() throws Exception {
        List<String> found = new ArrayList<>();
        FoundFiles.of(image.data(), 3, (name, each, bytes) -> found.add(name));
        assertThat(found).hasSize(3);

        assertThatThrownBy(() -> FoundFiles.of(image.data(), 2, (name, each, bytes) -> {}))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("more than 2 files");
    }

    @Test
    void without_room_for_the_copy_and_the_zip_no_backup_is_begun() throws Exception {
        Files.write(image.data().resolve("plugins/com.example.hello/large"), new byte[3_000_000]);
        long store = Files.size(image.store().path());
        long needed =
                2 * store + 3_000_000 + "first users".length() + "first settings".length() + "first notes".length();

        assertThatThrownBy(() ->
                        new Backup(image.directories(), image.store(), folder -> needed - 1).writeTo(file, "1.0", NOW))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("MiB are free");
        assertThat(file).doesNotExist();

        assertThat(new Backup(image.directories(), image.store(), folder -> needed)
                        .writeTo(file, "1.0", NOW)
                        .files())
                .isEqualTo(5);
    }

    @Test
    void a_command_that_is_interrupted_leaves_no_copy_behind() throws Exception {
        Process command = java(Interrupted.class, file);
        try (BufferedReader said = command.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("copying");
            try (Stream<Path> beside = Files.list(root)) {
                assertThat(beside)
                        .anyMatch(each -> each.getFileName().toString().startsWith(".carillon-backup"));
            }
            command.destroy();
            assertThat(command.waitFor(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            command.destroyForcibly();
        }

        assertThat(root).isDirectoryNotContaining(each -> !each.endsWith("carillon"));
    }

    /** A copy that takes for ever. */
    static final class Interrupted {

        private Interrupted() {}

        public static void main(String[] arguments) throws Exception {
            try (WorkFolder work = WorkFolder.beside(Path.of(arguments[0]))) {
                Files.writeString(work.path().resolve("events.db"), "secret");
                System.out.println("copying");
                new CountDownLatch(1).await();
            }
        }
    }
}
