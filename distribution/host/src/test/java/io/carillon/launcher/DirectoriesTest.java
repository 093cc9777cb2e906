// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DirectoriesTest {

    @TempDir
    Path home;

    private Directories directories() throws IOException {
        Files.createDirectories(home.resolve("bundles"));
        Files.createDirectories(home.resolve("conf"));
        return Directories.of(Map.of("CARILLON_HOME", home.toString()));
    }

    @Test
    void they_lie_below_home_unless_the_environment_moves_them() {
        Directories moved =
                Directories.of(Map.of("CARILLON_HOME", "/opt/carillon", "CARILLON_DATA", "/var/lib/../lib/carillon"));

        assertThat(moved.data()).isEqualTo(Path.of("/var/lib/carillon"));
        assertThat(moved.conf()).isEqualTo(Path.of("/opt/carillon/conf"));
        assertThat(moved.plugins()).isEqualTo(Path.of("/opt/carillon/plugins"));
        assertThat(moved.logs()).isEqualTo(Path.of("/opt/carillon/logs"));
    }

    @Test
    void what_is_created_below_data_is_private() throws IOException {
        Directories directories = directories();

        directories.create();

        for (Path path : List.of(directories.data(), directories.run(), directories.temporary())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void an_existing_data_directory_keeps_its_mode_but_its_run_directory_is_closed() throws IOException {
        Directories directories = directories();
        Files.createDirectories(directories.run());
        Files.setPosixFilePermissions(directories.data(), PosixFilePermissions.fromString("rwxr-x---"));
        Files.setPosixFilePermissions(directories.run(), PosixFilePermissions.fromString("rwxrwxrwx"));

        directories.create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directories.data())))
                .isEqualTo("rwxr-x---");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directories.run())))
                .isEqualTo("rwx------");
    }

    @Test
    void what_an_earlier_run_left_is_cleared_without_following_links() throws IOException {
        Directories directories = directories();
        directories.create();
        Path kept = Files.createDirectories(home.resolve("kept"));
        Files.createFile(kept.resolve("file"));
        Files.createDirectories(directories.temporary().resolve("a/b"));
        Files.createSymbolicLink(directories.temporary().resolve("link"), kept);
        Files.createFile(directories.ready());

        directories.clear();

        assertThat(directories.ready()).doesNotExist();
        assertThat(directories.temporary()).isEmptyDirectory();
        assertThat(kept.resolve("file")).exists();
    }

    @Test
    void a_broken_distribution_or_a_wrong_path_is_refused_with_a_hint() throws IOException {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() ->
                        Directories.of(Map.of("CARILLON_HOME", home.toString())).create())
                .withMessageContaining("bundles");
        Directories directories = directories();
        Files.delete(directories.conf());
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(directories::create)
                .withMessageContaining("is not a directory")
                .satisfies(refused -> assertThat(refused.exit()).isEqualTo(Exit.INVALID));
        assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> Directories.of(Map.of()));
    }

    @Test
    void no_host_starts_on_half_of_a_backup() throws IOException {
        Directories directories = directories();
        directories.create();
        Files.createFile(directories.unfinishedRestore());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(new BufferedReader(Reader.nullReader()), err, err, false);

        int exit = Main.execute(List.of("run"), Map.of("CARILLON_HOME", home.toString()), terminal);

        assertThat(exit).isEqualTo(Exit.INVALID);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("error: a restore was interrupted", "hint: carillon restore FILE");
        assertThat(directories.data().resolve("cache")).isEmptyDirectory();
    }

    @Test
    void bundles_are_found_in_the_order_of_their_levels() throws IOException {
        for (String jar : List.of("10/b.jar", "2/z.jar", "2/a.jar", "1/x.jar", "2/readme.txt")) {
            Path file = home.resolve("bundles").resolve(jar);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }

        assertThat(HostBundle.in(home.resolve("bundles")))
                .extracting(bundle -> bundle.level() + "/" + bundle.jar().getFileName())
                .containsExactly("1/x.jar", "2/a.jar", "2/z.jar", "10/b.jar");
    }

    @Test
    void a_jar_outside_a_level_is_refused() throws IOException {
        Files.createDirectories(home.resolve("bundles/extra"));
        Files.createFile(home.resolve("bundles/extra/own.jar"));

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> HostBundle.in(home.resolve("bundles")))
                .withMessageContaining("own.jar")
                .withMessageContaining("\"extra\"");
    }

    @Test
    void a_ready_file_is_read_and_a_missing_one_is_no_error() throws IOException {
        Path file = home.resolve("ready.json");
        assertThat(ReadyFile.read(file)).isEmpty();

        Files.writeString(
                file, "{\"pid\":1,\"url\":\"http://127.0.0.1:8080\",\"version\":\"1.0.0\",\"store\" : \"sqlite\"}");

        assertThat(ReadyFile.read(file)).contains(new ReadyFile("http://127.0.0.1:8080", "1.0.0", "sqlite"));
    }
}
