// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.Client.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart of the host keeps, over SQLite. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RestartIT {

    private static final String JSON = "application/json";
    private static final String EVENT = "{\"type\":\"kept.event\",\"data\":1}";

    @TempDir
    Path home;

    private String token = "";

    private HostFramework start() throws Exception {
        HostFramework host = new HostFramework(
                        home, Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "sqlite:events.db"))
                .overSqlite()
                .start();
        await().until(() -> Files.exists(host.readyFile()));
        return host;
    }

    private Client client(HostFramework host) throws Exception {
        if (token.isEmpty()) {
            token = host.access()
                    .createToken(TokenRequest.of("keeper", Role.ADMIN, Duration.ofHours(1)), "test")
                    .text();
        }
        return new Client(host.url(), token);
    }

    @Test
    void keys_clears_and_their_records_outlive_a_restart() throws Exception {
        Reply first;
        try (HostFramework host = start()) {
            Client client = client(host);
            first = client.post(JSON, EVENT, "Idempotency-Key: once");
            assertThat(first.status()).as(first.body()).isEqualTo(201);
            assertThat(first.json().path("results").path(0).path("durability").asText())
                    .isEqualTo("durable");
            client.post(JSON, "{\"type\":\"cleared.event\",\"id\":\"c\",\"data\":\"private words\"}");
            Reply cleared = client.send(
                    "POST",
                    "/api/v1/events/clear?type=cleared.*",
                    "{\"expect\":1}".getBytes(StandardCharsets.UTF_8),
                    "Content-Type: application/json");
            assertThat(cleared.json().path("cleared").asLong())
                    .as(cleared.body())
                    .isEqualTo(1);
        }

        try (HostFramework host = start()) {
            Client client = client(host);
            Reply again = client.post(JSON, EVENT, "Idempotency-Key: once");
            assertThat(again.status()).as(again.body()).isEqualTo(200);
            assertThat(again.json().path("results").path(0).path("sequence"))
                    .isEqualTo(first.json().path("results").path(0).path("sequence"));
            assertThat(client.post(JSON, EVENT.replace("1", "2"), "Idempotency-Key: once")
                            .code())
                    .isEqualTo("idempotency-mismatch");
            assertThat(client.get("/api/v1/events?type=cleared.event")
                            .json()
                            .path("items")
                            .size())
                    .isZero();
            assertThat(client.get("/api/v1/events/c").body()).doesNotContain("private words");
            assertThat(client.get("/api/v1/events?type=carillon.events.cleared")
                            .json()
                            .path("items")
                            .findValuesAsText("clearedBy"))
                    .containsExactly("token:keeper");
            assertThat(client.get("/api/v1/events/stats?by=type")
                            .json()
                            .path("groups")
                            .path("kept.event")
                            .asLong())
                    .isEqualTo(1);
            JobStatus verified = verify(host);
            assertThat(verified.state()).as(verified.detail()).isEqualTo(JobStatus.State.SUCCEEDED);
        }
    }

    @Test
    void a_client_goes_on_after_a_restart_behind_what_it_acknowledged() throws Exception {
        String second;
        try (HostFramework host = start()) {
            Client client = client(host);
            try (LiveHost.WsClient socket = socket(host)) {
                subscribe(socket, "earliest");
                for (int i = 1; i <= 3; i++) {
                    client.post(JSON, "{\"type\":\"lasting.event\",\"id\":\"e" + i + "\"}");
                }
                socket.next("event");
                JsonNode event = socket.next("event").path("event");
                second = event.path("sequence").asText();
                assertThat(event.path("id").asText()).isEqualTo("e2");
                socket.send("{\"type\":\"ack\",\"sub\":1,\"sequence\":\"" + second + "\"}");
                socket.send("{\"type\":\"ping\",\"id\":2}");
                socket.next("pong");
            }
        }

        try (HostFramework host = start()) {
            Reply known = client(host).get("/api/v1/subscriptions/client:token:keeper:mine");
            assertThat(known.json().path("position").asText()).as(known.body()).isEqualTo(second);
            try (LiveHost.WsClient socket = socket(host)) {
                subscribe(socket, "earliest");
                assertThat(socket.next("event").path("event").path("id").asText())
                        .isEqualTo("e3");
            }
        }
    }

    private LiveHost.WsClient socket(HostFramework host) throws Exception {
        String url = host.url();
        return LiveHost.WsClient.connect(URI.create(url), token, "carillon.v1.json", "");
    }

    private static void subscribe(LiveHost.WsClient socket, String from) throws Exception {
        socket.next("welcome");
        socket.send("{\"type\":\"subscribe\",\"id\":1,\"durable\":\"mine\",\"types\":[\"lasting.*\"],\"from\":\"" + from
                + "\"}");
        assertThat(socket.next().path("type").asText()).isEqualTo("ok");
    }

    private static JobStatus verify(HostFramework host) {
        JobsAdmin jobs = Objects.requireNonNull(
                host.context().getService(Objects.requireNonNull(host.context().getServiceReference(JobsAdmin.class))));
        String id = jobs.verifyStore("test").id();
        await().until(() -> jobs.get(id).orElseThrow().state().ended());
        return jobs.get(id).orElseThrow();
    }
}
