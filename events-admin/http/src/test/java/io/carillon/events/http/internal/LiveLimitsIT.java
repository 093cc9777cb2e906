// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.EventDraft;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.LiveHost.StreamClient;
import io.carillon.events.http.internal.LiveHost.WsClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sees what, how many there may be, and how it ends. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LiveLimitsIT {

    private static final String CONTROL = "carillon.v1.json";

    @TempDir
    static Path home;

    @TempDir
    Path other;

    private static LiveHost host;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        host = LiveHost.start(
                home,
                Map.of(
                        "carillon.set.live.maxConnections", "12",
                        "carillon.set.live.maxConnectionsPerPrincipal", "5",
                        "carillon.set.live.heartbeatSeconds", "3"));
        admin = host.token("admin", Role.ADMIN);
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    private static String token(TokenRequest request) {
        return host.framework().access().createToken(request, "test").text();
    }

    private static TokenRequest viewer(String name) {
        return TokenRequest.of(name, Role.VIEWER, Duration.ofHours(1));
    }

    @Test
    void everybody_sees_exactly_what_is_theirs() throws Exception {
        TokenRequest plain = viewer("anna");
        Map<String, String> tokens = Map.of(
                "admin", admin,
                "viewer", token(viewer("all")),
                "acme", token(viewer("acme").withTenants(Set.of("acme"))),
                "evil", token(viewer("evil").withTenants(Set.of("evil"))),
                "orders", token(viewer("orders").withTypes(List.of(new TypePattern("sight.order.*")))),
                "anna",
                        token(new TokenRequest(
                                "anna", plain.role(), plain.scopes(), List.of(), Set.of(), "anna", plain.lifetime())));
        Map<String, List<String>> expected = Map.of(
                "admin", List.of("1", "2", "3", "4", "5", "end"),
                "viewer", List.of("1", "2", "3", "4", "end"),
                "acme", List.of("2"),
                "evil", List.of("3"),
                "orders", List.of("4"),
                "anna", List.of("1", "2", "3", "4", "5", "end"));
        publish("1", "sight.thing.a", Map.of());
        publish("2", "sight.thing.a", Map.of("tenantid", "acme"));
        publish("3", "sight.thing.a", Map.of("tenantid", "evil"));
        publish("4", "sight.order.a", Map.of());
        publish("5", "sight.thing.a", Map.of("userid", "anna"));
        publish("end", "sight.thing.a", Map.of());

        for (Map.Entry<String, List<String>> each : expected.entrySet()) {
            String token = tokens.getOrDefault(each.getKey(), "");
            List<String> seen = new ArrayList<>();
            try (StreamClient client = host.stream(token, "type=sight.**&from=earliest")) {
                for (LiveHost.Frame frame = client.next();
                        !frame.event().equals("carillon.caughtup");
                        frame = client.next()) {
                    seen.add(frame.json().path("id").asText());
                }
            }
            assertThat(seen).as("stream of " + each.getKey()).isEqualTo(each.getValue());
            seen.clear();
            try (WsClient client = host.socket(token, CONTROL, "")) {
                client.next();
                client.send("{\"type\":\"subscribe\",\"id\":1,\"types\":[\"sight.**\"],\"from\":\"earliest\"}");
                client.next();
                for (JsonNode frame = client.next();
                        !frame.path("type").asText().equals("caughtup");
                        frame = client.next()) {
                    seen.add(frame.path("event").path("id").asText());
                }
            }
            assertThat(seen).as("socket of " + each.getKey()).isEqualTo(each.getValue());
        }
        awaitEmpty();
    }

    private static void publish(String id, String type, Map<String, String> extensions) throws Exception {
        EventDraft.Builder draft = EventDraft.builder(type).id(id).source("/sight");
        extensions.forEach(draft::extension);
        host.publish(draft.build());
    }

    private static void awaitEmpty() {
        await().untilAsserted(() ->
                assertThat(host.stats().path("connections").asInt()).isZero());
    }

    @Test
    void connections_are_limited_for_each_and_for_all_and_places_come_free_again() throws Exception {
        String first = token(viewer("first"));
        String second = token(viewer("second"));
        String third = token(viewer("third"));
        List<StreamClient> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(host.stream(first, "type=none"));
            clients.add(host.stream(second, "type=none"));
        }
        try (StreamClient refused = host.stream(first, "type=none")) {
            assertThat(refused.header()).startsWith("HTTP/1.1 429").containsIgnoringCase("Retry-After");
        }
        assertThatThrownBy(() -> host.socket(first, CONTROL, ""))
                .hasRootCauseMessage("Unexpected HTTP response status code 429");
        clients.add(host.stream(third, "type=none"));
        clients.add(host.stream(third, "type=none"));
        try (StreamClient refused = host.stream(third, "type=none")) {
            assertThat(refused.header()).startsWith("HTTP/1.1 429");
        }
        for (StreamClient client : clients) {
            assertThat(client.header()).startsWith("HTTP/1.1 200");
            client.close();
        }
        awaitEmpty(); // heartbeats notice that nobody is there
        try (StreamClient again = host.stream(first, "type=none")) {
            assertThat(again.header()).startsWith("HTTP/1.1 200");
        }
        awaitEmpty();
    }

    @Test
    void a_socket_has_a_hundred_subscriptions_and_frames_of_a_mebibyte() throws Exception {
        try (WsClient client = host.socket(admin, CONTROL, "")) {
            client.next();
            for (int i = 0; i < 100; i++) {
                client.send("{\"type\":\"subscribe\",\"id\":" + i + ",\"types\":[\"none\"]}");
                assertThat(client.next("ok").path("id").asInt()).isEqualTo(i);
            }
            client.send("{\"type\":\"subscribe\",\"id\":100,\"types\":[\"none\"]}");
            assertThat(client.next("error").path("problem").path("code").asText())
                    .isEqualTo("too-many-streams");
            client.send("{\"type\":\"unsubscribe\",\"sub\":5}");
            client.send("{\"type\":\"subscribe\",\"id\":5}");
            assertThat(client.next("ok").path("id").asInt()).isEqualTo(5);
            client.send("{\"type\":\"ack\",\"sub\":5,\"sequence\":\"99999999\"}");
            assertThat(client.next("error").path("problem").path("detail").asText())
                    .contains("was not sent yet");
            String frame = "{\"type\":\"ping\",\"id\":1,\"x\":\"\"}";
            client.send(frame.replace("\"\"", "\"" + "x".repeat(1024 * 1024 - frame.length()) + "\""));
            assertThat(client.next("pong").path("id").asInt()).isEqualTo(1);
            client.send("\"" + "x".repeat(1024 * 1024 - 1) + "\"");
            assertThat(client.closeCode()).isEqualTo(1009);
        }
        awaitEmpty();
    }

    @Test
    void whoever_may_only_read_publishes_nothing_over_a_socket() throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"no\",\"source\":\"/t\",\"type\":\"%s\"}";
        try (WsClient client = host.socket(token(viewer("reader")), CONTROL, "");
                WsClient plain = host.socket(token(viewer("reader2")), "cloudevents.json", "?type=none")) {
            client.next();
            client.send("{\"type\":\"publish\",\"id\":1,\"event\":" + event.formatted("a.b") + "}");
            assertThat(client.next("error").path("problem").path("code").asText())
                    .isEqualTo("forbidden");
            plain.send(event.formatted("a.b"));
            assertThat(plain.closeCode()).isEqualTo(1008);
        }
        try (WsClient client = host.socket(admin, CONTROL, "")) {
            client.next();
            client.send("{\"type\":\"publish\",\"id\":1,\"event\":" + event.formatted("carillon.fake") + "}");
            assertThat(client.next("error").path("problem").path("code").asText())
                    .isEqualTo("invalid-event");
        }
        TokenRequest orders = TokenRequest.of("order-publisher", Role.PUBLISHER, Duration.ofHours(1))
                .withTypes(List.of(new TypePattern("order.*")));
        try (WsClient client = host.socket(token(orders), CONTROL, "")) {
            client.next();
            client.send("{\"type\":\"publish\",\"id\":1,\"event\":" + event.formatted("a.b") + "}");
            assertThat(client.next("error").path("problem").path("code").asText())
                    .isEqualTo("forbidden");
        }
        assertThat(host.events().find("no")).isEmpty();
        awaitEmpty();
    }

    @Test
    void a_host_that_stops_says_goodbye() throws Exception {
        try (LiveHost stopping = LiveHost.start(other, Map.of())) {
            String token = stopping.token("one", Role.VIEWER);
            try (StreamClient stream = stopping.stream(token, "type=none");
                    WsClient socket = stopping.socket(token, CONTROL, "")) {
                stream.awaitFrame("carillon.caughtup");
                socket.next();
                Thread stop = new Thread(
                        () -> {
                            try {
                                stopping.close();
                            } catch (Exception e) {
                                throw new AssertionError("the host does not stop", e);
                            }
                        },
                        "stop");
                stop.start();

                assertThat(stream.awaitFrame("carillon.bye").data()).contains("\"reason\":\"shutdown\"");
                JsonNode bye = socket.next("bye");
                assertThat(bye.path("reason").asText()).isEqualTo("shutdown");
                assertThat(bye.path("reconnectAfterMs").asInt()).isEqualTo(2_000);
                assertThat(socket.closeCode()).isEqualTo(1001);
                stop.join();
            }
        }
    }
}
