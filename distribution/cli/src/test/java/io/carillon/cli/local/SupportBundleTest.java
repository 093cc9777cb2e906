// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SupportBundleTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer hunter2",
                "used car_ab12cd34ef56_0123hunter2 just now",
                "First login: http://localhost:8080/ui/setup#k=0123hunter2  (valid 24 h)",
                "signed with whsec_hunter2/x==",
                "postgresql://ada:hunter2@db:5432/carillon",
                "{\"password\":\"hunter2\"}",
                "{\"clientSecret\" : \"a \\\" hunter2\"}",
                "trustPassword=hunter2,ssl=on",
                "api_key: hunter2",
                "password='hunter2'",
                "password = 'it\\'s hunter2' and so on",
                "{\"text\":\"sent {\\\"password\\\":\\\"hunter2\\\"}\"}",
                "{\"text\":\"sent {\\\"password\\\":\\\"a \\\\\\\"hunter2\\\\\\\" b\\\"}\"}",
                "{\"text\":\"{\\\"of\\\":\\\"{\\\\\\\"secret\\\\\\\":\\\\\\\"hunter2\\\\\\\"}\\\"}\"}",
                "{\"tokens\":[\"hunter2\",\"hunter2\"]}",
                "Authorization: Basic hunter2==",
                "{\"Authorization\":\"Basic hunter2\"}",
                "Authorization=[Digest username=\"ada\", response=\"hunter2\"]",
                "authorization: Digest username=\"ada\", response=\"hunter2\"",
                "psql --password hunter2 --host db",
                "[psql, --db-password, hunter2]",
                "[\"psql\",\"--password\",\"hunter2\"]",
                "postgresql://ada:hun/hunter2@db",
                "postgresql://ada:one@hunter2@db:5432/carillon",
                "password=\"hunter2 without an end"
            })
    void what_lets_somebody_in_is_taken_out(String text) {
        assertThat(Redaction.of(text)).doesNotContain("hunter2").contains("[removed]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\\""})
    void a_secret_however_long_is_taken_out(String part) {
        String text = "{\"token\":\"" + part.repeat(300_000) + "hunter2\",\"next\":\"stays\"}";

        assertThat(Redaction.of(text)).isEqualTo("{\"token\":[removed],\"next\":\"stays\"}");
    }

    @Test
    void what_is_beside_a_secret_stays() {
        assertThat(Redaction.of(
                        "{\"text\":\"sent {\\\"password\\\":\\\"a\\\",\\\"user\\\":\\\"ada\\\"}\",\"level\":\"INFO\"}"))
                .isEqualTo(
                        "{\"text\":\"sent {\\\"password\\\":[removed],\\\"user\\\":\\\"ada\\\"}\",\"level\":\"INFO\"}");
        assertThat(Redaction.of("Authorization: Basic YWRh\nAccept: text/plain"))
                .isEqualTo("Authorization: [removed]\nAccept: text/plain");
        assertThat(Redaction.of("password=\"never ends\nthe next line")).isEqualTo("password=[removed]\nthe next line");
    }

    @Test
    void what_says_what_happened_stays() {
        String line = "2026-01-31 12:00:00 WARN i.c.e.b.BusCore Handler com.example.hello:main failed at position 1042";

        assertThat(Redaction.of(line)).isEqualTo(line);
    }

    @Test
    void a_bundle_holds_the_ends_of_the_logs_and_the_names_of_the_plugins_and_replaces_no_file() throws Exception {
        Path logs = Files.createDirectories(directory.resolve("logs"));
        String line = "password=hunter2 and so on, line after line\n";
        Files.writeString(logs.resolve("carillon.log"), line.repeat(30_000) + "the end\n");
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        Files.writeString(plugins.resolve("hello-1.0.0.jar"), "jar");
        Path file = directory.resolve("support.zip");
        SupportBundle bundle =
                new SupportBundle().withMachine("1.0").withLogs(logs).withNames("plugins.txt", plugins);

        bundle.writeTo(file);

        assertThat(bundle.isWithoutLog()).isFalse();
        Map<String, String> entries = read(file);
        assertThat(entries).containsOnlyKeys("machine.txt", "logs/carillon.log", "plugins.txt");
        assertThat(entries.get("machine.txt")).contains("carillon 1.0", "java.version");
        assertThat(entries.get("plugins.txt")).contains(" 3 hello-1.0.0.jar");
        assertThat(entries.get("logs/carillon.log"))
                .hasSizeBetween(900_000, 1_200_000)
                .startsWith("password=[removed]")
                .endsWith("the end\n")
                .doesNotContain("hunter2");
        assertThatThrownBy(() -> bundle.writeTo(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere"})
    void a_bundle_without_a_log_says_so_and_where_a_log_is_instead(String folder) throws Exception {
        Path logs = directory.resolve(folder);
        Path file = directory.resolve("support.zip");
        SupportBundle bundle = new SupportBundle().withLogs(logs);

        bundle.writeTo(file);

        assertThat(bundle.isWithoutLog()).isTrue();
        assertThat(read(file)).containsOnlyKeys("logs/none.txt");
        assertThat(read(file).get("logs/none.txt"))
                .contains("There is no file in " + logs + ".", "standard error", "journalctl -u");
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                entries.put(
                        entry.getName(), new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }
}
