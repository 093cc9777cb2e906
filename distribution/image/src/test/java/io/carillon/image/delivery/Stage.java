// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.image.Installation;
import io.carillon.image.PluginJar;
import io.carillon.image.delivery.journal.JournalActivator;
import io.carillon.image.durability.Entry;
import io.carillon.image.durability.History;
import io.carillon.image.durability.TestBundle;
import io.carillon.image.durability.load.LoadActivator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A host with a plugin that publishes at a steady rate and one whose handlers write down what they see. */
final class Stage implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Installation carillon;
    private final Path histories;
    private final Path journals;
    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<String> token = Optional.empty();

    /**
     * @param rate events per second
     * @param synced whether the journals are on the disk before an event counts as handled
     * @param options for the host's JVM
     */
    Stage(Path directory, int rate, boolean synced, String... options) throws IOException {
        histories = Files.createDirectories(directory.resolve("histories"));
        journals = Files.createDirectories(directory.resolve("journals"));
        carillon = new Installation(directory.resolve("host"));
        List<String> words = new ArrayList<>(List.of(options));
        words.add("-D" + LoadActivator.HISTORIES + "=" + histories);
        words.add("-D" + LoadActivator.RATE + "=" + rate);
        words.add("-D" + JournalActivator.FOLDER + "=" + journals);
        words.add("-D" + JournalActivator.SYNCED + "=" + synced);
        carillon.with("CARILLON_JAVA_OPTS", String.join(" ", words));
        Files.createDirectories(carillon.plugins());
    }

    Installation carillon() {
        return carillon;
    }

    Path load() {
        return carillon.plugins().resolve("load.jar");
    }

    Path journal() {
        return carillon.plugins().resolve("journal.jar");
    }

    void dropLoad() throws IOException {
        TestBundle.load(load());
    }

    void dropJournal(String version) throws IOException {
        new PluginJar(JournalActivator.class).version(version).drop(journal());
    }

    Seen seen(String id) throws IOException {
        return Seen.read(journals.resolve(id + ".journal"));
    }

    long written() throws IOException {
        long size = 0;
        for (String id : JournalActivator.IDS) {
            Path file = journals.resolve(id + ".journal");
            size += Files.exists(file) ? Files.size(file) : 0;
        }
        return size;
    }

    /** Ids of the events of which the publishers were told that they are in the log. */
    Set<String> acknowledged() throws IOException {
        return ids(Entry.Kind.OK);
    }

    /** Ids of all events that publishers have tried to publish. */
    Set<String> sent() throws IOException {
        return ids(Entry.Kind.INVOKE);
    }

    private Set<String> ids(Entry.Kind kind) throws IOException {
        return History.read(histories).stream()
                .filter(entry -> entry.kind() == kind)
                .map(Entry::id)
                .collect(Collectors.toSet());
    }

    /** Waits until every handler saw every acknowledged event. */
    void awaitCaughtUp() throws IOException {
        Set<String> acknowledged = acknowledged();
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            for (String id : JournalActivator.IDS) {
                if (!seen(id).positions().keySet().containsAll(acknowledged)) {
                    return false;
                }
            }
            return true;
        });
    }

    /** One plugin of {@code GET /api/v1/plugins}. */
    Optional<JsonNode> plugin(String id) throws IOException, InterruptedException {
        for (JsonNode each : get("/api/v1/plugins").path("items")) {
            if (each.path("id").asText().equals(id)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Waits until a plugin runs in a version. */
    void awaitActive(String id, String version) {
        await().atMost(Installation.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> plugin(id)
                        .filter(each -> each.path("state").asText().equals("active")
                                && each.path("version").asText().equals(version))
                        .isPresent());
    }

    /** All events of a type, oldest first, at most 1,000. */
    List<JsonNode> events(String type) throws IOException, InterruptedException {
        List<JsonNode> events = new ArrayList<>();
        get("/api/v1/events?order=asc&limit=1000&type=" + type).path("items").forEach(events::add);
        return events;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        if (token.isEmpty()) {
            token = Optional.of(carillon.token("admin", "stage"));
        }
        HttpRequest request = HttpRequest.newBuilder(carillon.url().resolve(path))
                .header("Authorization", "Bearer " + token.orElseThrow())
                .timeout(Installation.PATIENCE)
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("GET " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() throws InterruptedException {
        carillon.close();
    }
}
