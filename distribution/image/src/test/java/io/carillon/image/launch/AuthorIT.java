// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.Installation.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the author of a plugin does at a terminal. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AuthorIT {

    @TempDir
    Path directory;

    private Installation installation;

    @BeforeEach
    void prepare() throws IOException {
        installation = new Installation(directory.resolve("host"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        installation.close();
    }

    private List<Path> shipped() throws IOException {
        try (Stream<Path> jars = Files.list(installation.home().resolve("share/plugins"))) {
            return jars.sorted().toList();
        }
    }

    private static Path write(Path jar, Map<String, String> headers, Map<String, String> entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return jar;
    }

    @Test
    void what_is_shipped_passes_the_check_of_jars_and_nothing_is_left_behind() throws Exception {
        assertThat(shipped()).hasSizeGreaterThanOrEqualTo(2);
        for (Path jar : shipped()) {
            Answer answer = installation.run("plugin", "check", jar.toString());

            assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
            assertThat(answer.err()).isEmpty();
            assertThat(answer.out().lines())
                    .anySatisfy(line -> assertThat(line).contains("everything that it imports or requires is there"))
                    .allSatisfy(line -> assertThat(line).startsWith("[+] "));
        }
        assertThat(installation.data()).doesNotExist();
    }

    @Test
    void a_jar_that_would_not_run_is_told_before_it_is_dropped() throws Exception {
        Path jar = write(
                directory.resolve("broken.jar"),
                Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "com.example.broken",
                        "Bundle-Version", "1.0.0",
                        "Import-Package", "io.carillon.events;version=\"[9,10)\""),
                Map.of("META-INF/carillon/types/a.b.json", "[1"));

        Answer answer = installation.run("plugin", "check", jar.toString(), "-o", "ndjson");

        assertThat(answer.exit()).as(answer.err()).isEqualTo(7);
        assertThat(answer.out().lines().filter(line -> line.contains("\"problem\"")))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("package io.carillon.events is missing; it asks for", "[9.0,10.0)", "; there is 1."))
                .anySatisfy(line -> assertThat(line).contains("META-INF/carillon/types/a.b.json is no JSON"));
        assertThat(installation
                        .run("plugin", "check", directory.resolve("no.jar").toString())
                        .exit())
                .isEqualTo(3);
        Files.createDirectories(installation.plugins());
        assertThat(installation.run("upgrade", "--check").out()).doesNotContain("com.example.broken");
        Files.move(jar, installation.plugins().resolve("broken.jar"));
        Answer upgrade = installation.run("upgrade", "--check");
        assertThat(upgrade.exit()).as(upgrade.err()).isEqualTo(1);
        assertThat(upgrade.out())
                .containsPattern("\\[-] plugin com\\.example\\.broken .*package io\\.carillon\\.events is missing");
    }

    /** A jar as another build would make it. */
    private static void rebuild(Path from, Path to, String content) throws IOException {
        Map<String, String> more = Map.of("build.txt", content);
        try (JarFile jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to);
                JarOutputStream out = new JarOutputStream(file, jar.getManifest())) {
            for (JarEntry entry : jar.stream()
                    .filter(entry -> !entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME))
                    .toList()) {
                out.putNextEntry(new JarEntry(entry.getName()));
                try (InputStream in = jar.getInputStream(entry)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
            for (Map.Entry<String, String> entry : more.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
    }

    @Test
    void a_host_for_the_author_takes_each_build_and_ends_without_a_trace() throws Exception {
        Path hello = shipped().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("hello"))
                .findFirst()
                .orElseThrow();
        Path project = directory.resolve("project");
        Files.createDirectories(project.resolve("target"));
        Path temporary = Files.createDirectories(directory.resolve("temporary"));
        Path contexts = directory.resolve("config/carillon/contexts.json");
        installation.with("XDG_CONFIG_HOME", directory.resolve("config").toString());
        installation.with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Path built = project.resolve("target/hello-1.0.0.jar");
        rebuild(hello, built, "first");
        Path out = directory.resolve("dev.out");
        Path err = directory.resolve("dev.err");

        Process dev = installation.begin(out, err, "dev", "--plugin", project.toString(), "--port", "0");

        saysSoon(dev, out, err, "com.example.hello 1.0.0.SNAPSHOT active");
        assertThat(out)
                .content()
                .containsPattern("host up in [0-9.]+ s · http://127\\.0\\.0\\.1:[1-9][0-9]*\n")
                .containsOnlyOnce("token for this run: ");
        saysSoon(dev, out, err, "\"type\":\"scan.completed\"");
        rebuild(hello, built, "the second");
        saysSoon(dev, out, err, "com.example.hello changed → active");
        Files.writeString(built, "no jar");
        saysSoon(dev, out, err, "hello-1.0.0.jar is no whole jar; what ran before it goes on");
        Answer published = installation.run(
                "--context", "dev", "events", "pub", "scan.completed", "libraryId=films", "filesScanned:=3");
        assertThat(published.exit()).as(published.err()).isZero();
        await().atMost(Installation.PATIENCE).untilAsserted(() -> assertThat(installation
                        .run("events", "list", "--type", "hello.greeted", "--context", "dev", "-o", "raw")
                        .out())
                .contains("Scanned 3 files in films"));

        installation.terminate(dev);

        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.map(Path::getFileName).map(Path::toString).filter(name -> name.startsWith("carillon")))
                    .isEmpty();
        }
        assertThat(contexts).content().doesNotContain("token");
        assertThat(installation.data()).doesNotExist();
    }

    private static void saysSoon(Process dev, Path out, Path err, String text) {
        await().atMost(Installation.PATIENCE).untilAsserted(() -> {
            assertThat(dev.isAlive()).as(Files.readString(err)).isTrue();
            assertThat(out).content().contains(text);
        });
    }
}
