// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.local.DevJars.Copy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DevJarsTest {

    @TempDir
    Path directory;

    private Path target = Path.of("");
    private Path plugins = Path.of("");
    private long seconds;

    @BeforeEach
    void make() throws IOException {
        target = Files.createDirectories(directory.resolve("project/target"));
        plugins = Files.createDirectories(directory.resolve("plugins"));
    }

    private static byte[] zip(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a.txt"));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    /** Each write is a second later than the one before, however coarse the clock of the file system. */
    private Path write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + 1_000 * seconds++));
    }

    private DevJars project() {
        return new DevJars(directory.resolve("project"), plugins, "");
    }

    private List<String> there() throws IOException {
        try (Stream<Path> files = Files.list(plugins)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> names(List<Copy> copies) {
        return copies.stream().map(Copy::name).toList();
    }

    @Test
    void a_jar_is_copied_once_it_is_whole_and_has_stopped_changing_and_again_when_it_changed() throws Exception {
        DevJars jars = project();
        assertThat(jars.poll()).isEmpty();
        byte[] first = zip("first");
        Path jar = write(target.resolve("hello-1.0.0.jar"), Arrays.copyOf(first, first.length / 2));

        assertThat(jars.poll()).isEmpty();
        assertThat(jars.poll()).as("half a jar is none").isEmpty();
        write(jar, first);
        assertThat(jars.poll()).as("it may still change").isEmpty();
        List<Copy> copied = jars.poll();

        assertThat(names(copied)).containsExactly("hello-1.0.0.jar");
        assertThat(plugins.resolve("hello-1.0.0.jar")).hasBinaryContent(first);
        assertThat(jars.poll()).isEmpty();
        byte[] second = zip("second");
        write(jar, second);
        assertThat(jars.poll()).isEmpty();
        List<Copy> again = jars.poll();
        assertThat(names(again)).containsExactly("hello-1.0.0.jar");
        assertThat(again).isNotEqualTo(copied);
        assertThat(plugins.resolve("hello-1.0.0.jar")).hasBinaryContent(second);
        write(jar, second);
        assertThat(jars.poll()).isEmpty();
        assertThat(jars.poll()).as("the same content is no news").isEmpty();
        assertThat(there()).containsExactly("hello-1.0.0.jar");
    }

    @Test
    void a_jar_that_stays_broken_is_told_once_each_time_it_was_written() throws Exception {
        DevJars jars = project();
        Path jar = write(target.resolve("hello-1.0.0.jar"), "no jar".getBytes(StandardCharsets.UTF_8));

        assertThat(jars.poll()).isEmpty();
        assertToldAtLast(jars, jar);
        write(jar, "still none".getBytes(StandardCharsets.UTF_8));
        assertThat(jars.poll()).isEmpty();
        assertToldAtLast(jars, jar);
        write(jar, zip("whole"));
        jars.poll();
        assertThat(names(jars.poll())).containsExactly("hello-1.0.0.jar");
        assertThat(jars.broken()).isEmpty();
    }

    private static void assertToldAtLast(DevJars jars, Path jar) throws IOException {
        for (int i = 1; i < DevJars.LOOKS; i++) {
            assertThat(jars.poll()).isEmpty();
            assertThat(jars.broken()).isEmpty();
        }
        assertThat(jars.poll()).isEmpty();
        assertThat(jars.broken()).containsExactly(jar);
        assertThat(jars.poll()).isEmpty();
        assertThat(jars.broken()).isEmpty();
    }

    @Test
    void what_a_build_makes_besides_is_no_plugin() throws Exception {
        for (String name : List.of(
                "hello-1.0.0-sources.jar",
                "hello-1.0.0-javadoc.jar",
                "hello-1.0.0-tests.jar",
                "original-hello-1.0.0.jar",
                "hello.zip")) {
            write(target.resolve(name), zip(name));
        }
        DevJars jars = project();

        assertThat(jars.poll()).isEmpty();
        assertThat(jars.poll()).isEmpty();
        assertThat(there()).isEmpty();
    }

    @Test
    void a_jar_that_is_gone_stays_until_there_is_another() throws Exception {
        DevJars jars = project();
        write(target.resolve("hello-1.0.0.jar"), zip("one"));
        jars.poll();
        assertThat(jars.poll()).hasSize(1);

        Files.delete(target.resolve("hello-1.0.0.jar"));
        Files.delete(target);
        assertThat(jars.poll()).isEmpty();
        assertThat(there()).containsExactly("hello-1.0.0.jar");

        Files.createDirectory(target);
        write(target.resolve("hello-0.9.0.jar"), zip("two"));
        jars.poll();
        assertThat(names(jars.poll())).containsExactly("hello-0.9.0.jar");
        assertThat(there()).containsExactly("hello-0.9.0.jar");
    }

    @Test
    void one_jar_may_be_named_and_keeps_apart_from_another_of_its_name() throws Exception {
        Path jar = write(directory.resolve("hello.jar"), zip("one"));
        write(target.resolve("hello.jar"), zip("two"));
        DevJars one = new DevJars(jar, plugins, "2-");
        DevJars two = project();

        for (DevJars each : List.of(one, two, one, two)) {
            each.poll();
        }

        assertThat(there()).containsExactly("2-hello.jar", "hello.jar");
    }
}
