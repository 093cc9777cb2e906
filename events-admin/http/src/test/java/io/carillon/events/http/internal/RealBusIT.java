// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RealBusIT {

    private static final String JSON = "application/json";

    @TempDir
    Path home;

    @Test
    void one_walk_through_the_real_bus_and_store() throws Exception {
        try (HostFramework host = new HostFramework(
                        home, Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "memory:"))
                .overRealBus()
                .start()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(host.readyFile()));
            JsonNode ready = new ObjectMapper().readTree(host.readyFile().toFile());
            assertThat(ready.path("store").asText()).isEqualTo("memory");
            Client client = new Client(
                    ready.path("url").asText(),
                    host.access()
                            .createToken("walk", Role.ADMIN, Duration.ofHours(1), "test")
                            .text());

            Client.Reply made = client.post(
                    JSON,
                    "{\"type\":\"order.created\",\"subject\":\"o-1\",\"data\":{\"total\":1.0}}",
                    "Idempotency-Key: k1");
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            assertThat(made.json().path("results").path(0).path("durability").asText())
                    .isEqualTo("volatile");
            assertThat(client.post(
                                    JSON,
                                    "{\"type\":\"order.created\",\"subject\":\"o-1\",\"data\":{\"total\":1.0}}",
                                    "Idempotency-Key: k1")
                            .status())
                    .isEqualTo(200);
            assertThat(client.post(JSON, "{\"type\":\"order.created\",\"data\":2}", "Idempotency-Key: k1")
                            .code())
                    .isEqualTo("event-conflict");
            assertThat(client.post(JSON, "{\"type\":\"a.b\",\"data\":\"" + "x".repeat(1024 * 1024) + "\"}")
                            .code())
                    .isEqualTo("too-large");
            assertThat(client.get("/api/v1/events/k1").body()).contains("\"data\":{\"total\":1.0}");

            await().untilAsserted(() -> assertThat(client.get("/api/v1/events?type=carillon.token.*")
                            .json()
                            .path("items")
                            .findValuesAsText("type"))
                    .containsExactly("carillon.token.created"));
            assertThat(client.get("/api/v1/events/types?prefix=order")
                            .json()
                            .path("items")
                            .findValuesAsText("type"))
                    .containsExactly("order.created");
            assertThat(client.get("/api/v1/subscriptions").status()).isEqualTo(200);
            assertThat(client.get("/api/v1/events/health")
                            .json()
                            .path("store")
                            .path("durable")
                            .asBoolean(true))
                    .isFalse();

            JobsAdmin jobs = Objects.requireNonNull(host.context()
                    .getService(Objects.requireNonNull(host.context().getServiceReference(JobsAdmin.class))));
            JobStatus verification = jobs.verifyStore("test");
            await().until(() ->
                    jobs.get(verification.id()).orElseThrow().state().ended());
            assertThat(jobs.get(verification.id()).orElseThrow().state()).isEqualTo(JobStatus.State.SUCCEEDED);
            assertThat(jobs.get(verification.id()).orElseThrow().detail()).contains("events verified");
        }
    }
}
