// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.admin.Role;
import io.carillon.events.http.internal.LiveHost.StreamClient;
import io.carillon.events.http.internal.LiveHost.WsClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that lose their connection again and again while events are published; more often with a property. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LiveResumeIT {

    private static final int DISCONNECTS = Integer.getInteger("carillon.disconnects", 10);
    private static final int EVENTS_BETWEEN = 40;

    @TempDir
    static Path home;

    private static LiveHost host;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        host = LiveHost.start(home, Map.of());
        admin = host.token("admin", Role.ADMIN);
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    @Test
    void a_stream_that_is_cut_again_and_again_misses_nothing_and_gets_nothing_twice() throws Exception {
        try (Publisher publisher = new Publisher("resume.stream")) {
            List<String> seen = new ArrayList<>();
            String last = "";
            StreamClient client = host.stream(admin, "type=resume.stream&from=earliest");
            for (int cut = 0; cut < DISCONNECTS; cut++) {
                int until = seen.size() + EVENTS_BETWEEN;
                boolean asked = false;
                try {
                    while (seen.size() < until || asked) {
                        LiveHost.Frame frame = client.next();
                        if (frame.event().isEmpty()) {
                            seen.add(frame.json().path("id").asText());
                            last = frame.id();
                        }
                        if (seen.size() == until && cut % 2 == 0 && !asked) {
                            disconnectAll();
                            asked = true;
                        }
                    }
                } catch (IOException e) {
                    assertThat(asked).as("only an operator cuts: " + e).isTrue();
                }
                client.close();
                client = host.stream(admin, "type=resume.stream", "Last-Event-ID: " + last);
            }
            List<String> published = publisher.stop();
            while (seen.size() < published.size()) {
                seen.add(client.awaitEvent().json().path("id").asText());
            }
            client.close();
            assertThat(seen).isEqualTo(published);
        }
    }

    @Test
    void a_socket_that_is_cut_again_and_again_misses_nothing_and_gets_nothing_twice() throws Exception {
        try (Publisher publisher = new Publisher("resume.socket")) {
            List<String> seen = new ArrayList<>();
            String last = "0";
            WsClient client = host.socket(admin, "cloudevents.json", "?type=resume.socket&from=earliest");
            for (int cut = 0; cut < DISCONNECTS; cut++) {
                for (int i = 0; i < EVENTS_BETWEEN; i++) {
                    last = take(client.next(), seen);
                }
                if (cut % 2 == 0) {
                    disconnectAll();
                    assertThat(client.closeCode()).isEqualTo(1008);
                    while (client.waiting() > 0) {
                        last = take(client.next(), seen);
                    }
                }
                client.close();
                client = host.socket(admin, "cloudevents.json", "?type=resume.socket&from=" + last);
            }
            List<String> published = publisher.stop();
            while (seen.size() < published.size()) {
                take(client.next(), seen);
            }
            client.close();
            assertThat(seen).isEqualTo(published);
        }
    }

    private static String take(JsonNode event, List<String> seen) {
        seen.add(event.path("id").asText());
        return event.path("sequence").asText();
    }

    private static void disconnectAll() throws IOException {
        for (JsonNode client : host.stats().path("clients")) {
            host.operator()
                    .send(
                            "DELETE",
                            "/api/v1/events/websocket/connections/"
                                    + client.path("id").asText(),
                            new byte[0]);
        }
    }

    /** Publishes without a pause. */
    private static final class Publisher implements AutoCloseable {

        private final List<String> published = new ArrayList<>();
        private final Thread thread;
        private volatile boolean stopping;

        Publisher(String type) {
            thread = new Thread(() -> run(type), "publisher");
            thread.start();
        }

        private void run(String type) {
            try {
                while (!stopping) {
                    published.add(host.publish(type, "{\"text\":\"" + "x".repeat(200) + "\"}"));
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            } catch (Exception e) {
                throw new AssertionError("publishing failed", e);
            }
        }

        List<String> stop() throws InterruptedException {
            stopping = true;
            thread.join();
            return published;
        }

        @Override
        public void close() throws InterruptedException {
            stop();
        }
    }
}
