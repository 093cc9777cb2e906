// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.image.Installation;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StopIT {

    private static final int PUBLISHERS = 8;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
    private Installation carillon;

    @BeforeEach
    void install() throws IOException {
        carillon = new Installation(directory);
    }

    @AfterEach
    void end() throws InterruptedException {
        carillon.close();
    }

    @Test
    void what_was_acknowledged_before_a_stop_under_load_is_there_after_the_next_start() throws Exception {
        Process host = carillon.start();
        String token = carillon.run("tokens", "create", "--role", "publisher", "--name", "load")
                .out()
                .strip();
        URI url = carillon.url().resolve("/api/v1/events");
        ExecutorService pool = Executors.newFixedThreadPool(PUBLISHERS);
        List<Future<?>> publishers = new ArrayList<>();
        for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
            String name = "p" + publisher;
            publishers.add(pool.submit(() -> publish(url, token, name)));
        }
        await().atMost(Installation.PATIENCE).until(() -> acknowledged.size() > 500);

        Duration took = carillon.terminate(host);

        for (Future<?> publisher : publishers) {
            publisher.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
        }
        pool.shutdown();
        assertThat(took).isLessThan(Patience.onIdleMachine(LONGEST_STOP));
        assertThat(host.exitValue()).isZero();
        carillon.start();
        Set<String> found = found();
        assertThat(found).containsAll(acknowledged);
        assertThat(carillon.shell("store:verify").exit()).isZero();
    }

    /** Publishes until the host is gone; keeps the ids it was given a receipt for. */
    private Object publish(URI url, String token, String name) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        for (int n = 0; true; n++) {
            String id = name + "-" + n;
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(Installation.PATIENCE)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"id\":\"" + id + "\",\"type\":\"load.test\",\"data\":{\"n\":" + n + "}}"))
                    .build();
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != 201) {
                    return response.statusCode();
                }
                acknowledged.add(id);
            } catch (IOException e) {
                return e;
            }
        }
    }

    /** Ids of all events of the load, page by page. */
    private Set<String> found() throws Exception {
        Set<String> ids = new TreeSet<>();
        String token = carillon.run("tokens", "create", "--role", "viewer", "--name", "look")
                .out()
                .strip();
        String query = "/api/v1/events?type=load.test&limit=1000&order=asc";
        ObjectMapper json = new ObjectMapper();
        String next = query;
        while (next != null) {
            HttpRequest request = HttpRequest.newBuilder(carillon.url().resolve(next))
                    .header("Authorization", "Bearer " + token)
                    .build();
            JsonNode page = json.readTree(HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body());
            page.path("items").forEach(item -> ids.add(item.path("id").asText()));
            String cursor = page.path("next").asText("");
            next = cursor.isEmpty() || cursor.equals("null") ? null : query + "&cursor=" + cursor;
        }
        return ids;
    }

    /** Public and with a no-argument constructor, because the framework makes one. */
    public static final class EndlessActivator implements BundleActivator {

        @Override
        public void start(BundleContext context) throws InterruptedException {
            while (true) {
                try {
                    TimeUnit.DAYS.sleep(1);
                } catch (InterruptedException e) {
                    context.getBundle();
                }
            }
        }

        @Override
        public void stop(BundleContext context) {}
    }

    @Test
    void a_plugin_whose_start_never_ends_does_not_keep_the_host_from_stopping() throws Exception {
        Files.createDirectories(carillon.plugins());
        Process host = carillon.start();
        jar(carillon.plugins().resolve("endless.jar"));
        await().atMost(Installation.PATIENCE)
                .untilAsserted(() -> assertThat(carillon.shell("plugin:list").out())
                        .containsPattern("com.example.endless.*starting"));
        assertThat(carillon.shell("event:publish before.the.stop").exit()).isZero();

        Duration took = carillon.terminate(host);

        assertThat(took).isLessThan(Patience.onIdleMachine(LONGEST_STOP));
        Files.delete(carillon.plugins().resolve("endless.jar"));
        carillon.start();
        assertThat(carillon.shell("event:count --type before.the.stop").out()).isEqualTo("1\n");
    }

    private static void jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "com.example.endless");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Bundle-Activator", EndlessActivator.class.getName());
        main.putValue("Import-Package", "org.osgi.framework");
        String entry = EndlessActivator.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                InputStream bytes = EndlessActivator.class.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new JarEntry(entry));
            Objects.requireNonNull(bytes, entry).transferTo(jar);
            jar.closeEntry();
        }
    }
}
