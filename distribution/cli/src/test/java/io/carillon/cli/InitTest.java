// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder for a host of its own. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class InitTest {

    @TempDir
    Path directory;

    private Path shipped = Path.of("");

    @BeforeEach
    void ship() throws IOException {
        shipped = Files.createDirectories(directory.resolve("image/share/conf"));
        Files.writeString(shipped.resolve("carillon.json"), "{\n  // options\n}\n");
        Files.writeString(shipped.resolve("logback.xml"), "<configuration/>\n");
    }

    private Outcome init(Path folder) {
        return new CommandLineRun(directory)
                .with("CARILLON_HOME", directory.resolve("image").toString())
                .run("init", folder.toString());
    }

    /** Every path below a folder. */
    private static List<String> tree(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.skip(1)
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void the_files_as_shipped_are_in_it_for_the_account_only() throws IOException {
        Path folder = directory.resolve("new");

        Outcome made = init(folder);

        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out()).isEqualTo(folder.resolve("carillon.env") + "\n");
        assertThat(made.err()).contains("conf/carillon.json", "carillon run");
        assertThat(tree(folder))
                .containsExactly(
                        "carillon.env", "conf", "conf/carillon.json", "conf/config.d", "conf/logback.xml", "plugins");
        for (String file : List.of("carillon.json", "logback.xml")) {
            assertThat(folder.resolve("conf").resolve(file)).hasSameTextualContentAs(shipped.resolve(file));
        }
        assertThat(List.of(mode(folder), mode(folder.resolve("conf")), mode(folder.resolve("plugins"))))
                .containsOnly("rwx------");
        assertThat(mode(folder.resolve("conf/carillon.json"))).isEqualTo("rw-------");
    }

    @Test
    void an_empty_folder_is_filled_whatever_its_name_and_a_shell_reads_where_it_is() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("it's \"$HOME\" `x` \\"));

        assertThat(init(folder).exit()).isZero();

        ProcessBuilder shell = new ProcessBuilder(
                "/bin/sh",
                "-c",
                ". \"$1\"; printf '%s\\n' \"$CARILLON_CONF\" \"$CARILLON_DATA\" \"$CARILLON_PLUGINS\" \"$CARILLON_LOGS\"",
                "sh",
                folder.resolve("carillon.env").toString());
        assertThat(new String(shell.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(folder + "/conf\n" + folder + "/data\n" + folder + "/plugins\n" + folder + "/logs\n");
    }

    @Test
    void a_folder_that_is_not_free_stays_as_it_is() throws IOException {
        Path folder = directory.resolve("made");
        assertThat(init(folder).exit()).isZero();
        Files.writeString(folder.resolve("conf/carillon.json"), "{}");

        Outcome again = init(folder);
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.writeString(full.resolve("mine"), "");
        Outcome occupied = init(full);
        Outcome file = init(full.resolve("mine"));
        Outcome nowhere = init(directory.resolve("no/such"));

        assertThat(List.of(again.exit(), occupied.exit(), file.exit(), nowhere.exit()))
                .containsOnly(Exit.REFUSED);
        assertThat(again.err()).contains("has a configuration already", "config check");
        assertThat(folder.resolve("conf/carillon.json")).hasContent("{}");
        assertThat(occupied.err()).contains("is not empty");
        assertThat(tree(full)).containsExactly("mine");
        assertThat(file.err()).contains("is not a folder");
        assertThat(nowhere.err()).contains("there is no directory");
        assertThat(init(directory.resolve("two\nlines")).err()).contains("no variable can hold");
    }

    @Test
    void what_cannot_be_made_whole_is_not_made_at_all() throws IOException {
        Files.createSymbolicLink(shipped.resolve("zone.json"), directory.resolve("gone"));
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertThat(init(directory.resolve("new")).exit()).isEqualTo(Exit.FAILED);
        assertThat(init(empty).exit()).isEqualTo(Exit.FAILED);

        assertThat(directory.resolve("new")).doesNotExist();
        assertThat(tree(empty)).isEmpty();
    }

    @Test
    void an_image_without_the_files_is_told() throws IOException {
        Files.delete(shipped.resolve("carillon.json"));
        Files.delete(shipped.resolve("logback.xml"));
        Files.delete(shipped);

        Outcome refused = init(directory.resolve("new"));

        assertThat(refused.exit()).isEqualTo(Exit.INVALID);
        assertThat(refused.err()).contains("no directory share/conf", "CARILLON_HOME");
    }
}
