// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.image.Installation;
import io.carillon.image.durability.Database;
import io.carillon.media.samples.MediaSamples;
import io.carillon.media.samples.Sample;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main job from one end to the other, as an operator does it: plugins are copied into the folder of a running host, a
 * folder of real media becomes events, and the events outlive a kill.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MainJobIT {

    private static final Logger LOG = LoggerFactory.getLogger(MainJobIT.class);
    private static final int FILES = 54;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private Installation carillon;
    private String token = "";

    @BeforeEach
    void install() throws IOException {
        carillon = new Installation(directory);
    }

    @AfterEach
    void end() throws InterruptedException {
        carillon.close();
    }

    @Test
    void on_sqlite() throws Exception {
        walk("sqlite", true);
    }

    @Test
    void on_postgresql() throws Exception {
        try (EmbeddedPostgres postgres = Database.start()) {
            Database.settings(postgres).forEach(carillon::with);
            walk("postgresql", true);
        }
    }

    @Test
    void in_memory() throws Exception {
        carillon.with("CARILLON_STORE__URL", "memory:");
        walk("memory", false);
    }

    private void walk(String store, boolean durable) throws Exception {
        Process host = carillon.start();
        assertThat(carillon.announced().store()).isEqualTo(store);
        await().untilAsserted(() -> assertThat(carillon.log()).contains("is ready at"));
        assertThat(carillon.log().contains("volatile")).isEqualTo(!durable);
        token = carillon.run("tokens", "create", "--role", "viewer", "--name", "walk")
                .out()
                .strip();

        drop("io.carillon.media-library", "media-library");
        drop("com.example.hello", "hello");
        Path folder = Files.createDirectory(directory.resolve("media"));
        List<Sample> samples = MediaSamples.fill(folder, FILES);
        assertThat(carillon.shell("library:add films " + folder).exit()).isZero();
        await().until(() -> events("media.file.added").size() >= FILES);
        await().until(() -> events("hello.greeted").size() == 1);

        List<JsonNode> added = events("media.file.added");
        check(samples, added);
        assertThat(carillon.shell("event:list --type media.file.added --limit 1000")
                        .out()
                        .lines()
                        .filter(line -> line.contains("media.file.added")))
                .hasSize(FILES);

        newFile(folder);
        host = killed(host, durable);
        if (durable) {
            check(samples, events("media.file.added").subList(0, FILES));
            catchesUp();
        }
        carillon.terminate(host);
    }

    private void drop(String id, String name) throws Exception {
        Path jar;
        try (Stream<Path> files = Files.list(carillon.home().resolve("share/plugins"))) {
            jar = files.filter(file -> file.getFileName().toString().contains(name))
                    .findFirst()
                    .orElseThrow();
        }
        Files.copy(jar, carillon.plugins().resolve(name + ".jar"));
        long begin = System.nanoTime();
        await().pollInterval(Duration.ofMillis(10)).until(() -> state(id).equals("active"));
        LOG.info("{} is active {} ms after it was copied", id, (System.nanoTime() - begin) / 1_000_000);
    }

    private String state(String id) throws Exception {
        for (JsonNode plugin : get("/api/v1/plugins").path("items")) {
            if (plugin.path("id").asText().equals(id)) {
                return plugin.path("state").asText();
            }
        }
        return "none";
    }

    private void check(List<Sample> samples, List<JsonNode> added) throws Exception {
        Map<String, JsonNode> byPath = added.stream()
                .map(event -> event.path("data"))
                .collect(Collectors.toMap(data -> data.path("fileName").asText(), Function.identity()));
        assertThat(byPath).hasSize(FILES);
        for (Sample sample : samples) {
            JsonNode data = byPath.get(sample.path().getFileName().toString());
            assertThat(data).as("event of %s", sample.path()).isNotNull();
            assertThat(data.path("libraryId").asText()).isEqualTo("films");
            assertThat(data.path("mimeType").asText()).isEqualTo(sample.mimeType());
            assertThat(data.path("kind").asText()).isEqualTo(sample.kind());
            assertThat(data.path("sizeBytes").asLong()).isEqualTo(Files.size(sample.path()));
            assertThat(data.path("checksumSha256").asText())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(sample.path()))));
            assertThat(data.path("metadataError").isMissingNode())
                    .as("%s was read: %s", sample.path(), data)
                    .isTrue();
            if (sample.title() != null) {
                assertThat(data.path("title").asText()).isEqualTo(sample.title());
                assertThat(data.path("artist").asText()).isEqualTo(sample.artist());
                assertThat(data.path("album").asText()).isEqualTo(sample.album());
            }
            if (sample.width() != null) {
                assertThat(data.path("width").asInt()).isEqualTo(sample.width());
                assertThat(data.path("height").asInt()).isEqualTo(sample.height());
            }
            if (sample.durationMs() != null) {
                assertThat(data.path("durationMs").asLong())
                        .isBetween(sample.durationMs() - 5, sample.durationMs() + 150);
            }
        }
    }

    private void newFile(Path folder) throws Exception {
        MediaSamples.png(folder.resolve("late.png"), 99);
        long begin = System.nanoTime();
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> events("media.file.added").size() == FILES + 1);
        LOG.info("a new file was an event after {} ms", (System.nanoTime() - begin) / 1_000_000);
    }

    /** Kills the host and starts it again; what was in the log is there as it was. */
    private Process killed(Process host, boolean durable) throws Exception {
        List<JsonNode> before = events("**");
        carillon.kill(host);
        Process next = carillon.start();
        if (!durable) {
            // what was made for the host outlives the log, which does not
            assertThat(events("media.file.added").size()).isLessThanOrEqualTo(FILES + 1);
            return next;
        }
        List<JsonNode> after = events("**");
        assertThat(after.subList(0, before.size())).isEqualTo(before);
        assertThat(carillon.shell("store:verify").exit()).isZero();
        return next;
    }

    /** A plugin that was away handles what it missed, once, in order. */
    private void catchesUp() throws Exception {
        await().until(() -> state("com.example.hello").equals("active"));
        await().until(() ->
                events("hello.greeted").size() == events("scan.completed").size());
        Files.delete(carillon.plugins().resolve("hello.jar"));
        await().until(() -> state("com.example.hello").equals("none"));
        int greeted = events("hello.greeted").size();
        int scans = events("scan.completed").size();
        for (int i = 1; i <= 2; i++) {
            int expected = scans + i;
            assertThat(carillon.shell("library:scan films").exit()).isZero();
            await().until(() -> events("scan.completed").size() == expected);
        }
        assertThat(events("hello.greeted")).hasSize(greeted);
        assertThat(carillon.shell("sub:list").out())
                .contains("com.example.hello:main")
                .contains("dormant");

        drop("com.example.hello", "hello");

        await().until(() -> events("hello.greeted").size() == scans + 2);
        List<String> causes = events("hello.greeted").stream()
                .map(event -> event.path("causationid").asText())
                .toList();
        assertThat(causes)
                .isEqualTo(events("scan.completed").stream()
                        .map(event -> event.path("id").asText())
                        .toList());
    }

    private List<JsonNode> events(String type) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        String path = "/api/v1/events?order=asc&limit=1000&type=" + type;
        String next = path;
        while (!next.isEmpty()) {
            JsonNode page = get(next);
            page.path("items").forEach(events::add);
            JsonNode cursor = page.path("next");
            next = cursor.isTextual()
                    ? path + "&cursor=" + URLEncoder.encode(cursor.asText(), StandardCharsets.UTF_8)
                    : "";
        }
        return events;
    }

    private JsonNode get(String path) throws Exception {
        URI uri = URI.create(carillon.url() + path);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
