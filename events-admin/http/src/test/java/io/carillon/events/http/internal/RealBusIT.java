// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

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
            await().until(() -> Files.exists(host.readyFile()));
            JsonNode ready = new ObjectMapper().readTree(host.readyFile().toFile());
            assertThat(ready.path("store").asText()).isEqualTo("memory");
            Client client = new Client(
                    ready.path("url").asText(),
                    host.access()
                            .createToken(TokenRequest.of("walk", Role.ADMIN, Duration.ofHours(1)), "test")
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
                    .isEqualTo("idempotency-mismatch");
            assertThat(client.post(JSON, "{\"type\":\"a.b\",\"data\":\"" + "x".repeat(1024 * 1024) + "\"}")
                            .code())
                    .isEqualTo("too-large");
            assertThat(client.get(made.headers().getOrDefault("location", "/")).body())
                    .contains("\"data\":{\"total\":1.0}");

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

            JobStatus verification = verify(host);
            assertThat(verification.state()).isEqualTo(JobStatus.State.SUCCEEDED);
            assertThat(verification.detail()).contains("events verified");
        }
    }

    @Test
    void an_event_whose_data_was_deleted_keeps_its_place_and_the_log_its_chain() throws Exception {
        try (HostFramework host = new HostFramework(
                        home, Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "kept:"))
                .overRealBus()) {
            KeptStore kept = new KeptStore(host.context());
            host.context().registerService(EventStoreProvider.class, kept, null);
            host.start();
            Client client = new Client(
                    host.url(),
                    host.access()
                            .createToken(TokenRequest.of("walk", Role.ADMIN, Duration.ofHours(1)), "test")
                            .text());
            Client.Reply made = client.post(JSON, "{\"type\":\"a.b\",\"id\":\"gone\",\"data\":\"private words\"}");
            client.post(JSON, "{\"type\":\"a.b\",\"id\":\"next\",\"data\":1}");
            String position =
                    made.json().path("results").path(0).path("sequence").asText();
            String tag = client.get("/api/v1/events/gone").headers().getOrDefault("etag", "");

            assertThat(kept.store()
                            .commit(List.of(new WriteUnit(
                                    List.of(), List.of(new Change.DeleteData(Long.parseLong(position)))))))
                    .hasOnlyElementsOfType(UnitOutcome.Committed.class);

            Client.Reply one = client.get("/api/v1/events/gone", "If-None-Match: " + tag);
            assertThat(one.status()).isEqualTo(200);
            assertThat(one.body()).doesNotContain("private words");
            assertThat(one.json().has("data")).isFalse();
            assertThat(one.json().path("sequence").asText()).isEqualTo(position);
            assertThat(one.headers()).doesNotContainEntry("etag", tag);
            assertThat(client.get("/api/v1/events?type=a.b")
                            .json()
                            .path("items")
                            .findValuesAsText("id"))
                    .containsExactly("next");
            Client.Reply list = client.get("/api/v1/events?type=a.b&order=asc&deleted=true");
            assertThat(list.json().path("items").findValuesAsText("id")).containsExactly("gone", "next");
            assertThat(list.body()).doesNotContain("private words").contains("\"data\":1");
            JobStatus verified = verify(host);
            assertThat(verified.state()).as(verified.detail()).isEqualTo(JobStatus.State.SUCCEEDED);
        }
    }

    private static JobStatus verify(HostFramework host) {
        JobsAdmin jobs = Objects.requireNonNull(
                host.context().getService(Objects.requireNonNull(host.context().getServiceReference(JobsAdmin.class))));
        String id = jobs.verifyStore("test").id();
        await().until(() -> jobs.get(id).orElseThrow().state().ended());
        return jobs.get(id).orElseThrow();
    }

    /** Opens the real store in memory and lets the test at it. */
    private static final class KeptStore implements EventStoreProvider {

        private final BundleContext context;
        private volatile @Nullable EventStore store;

        KeptStore(BundleContext context) {
            this.context = context;
        }

        EventStore store() {
            return Objects.requireNonNull(store);
        }

        @Override
        public Set<String> schemes() {
            return Set.of("kept");
        }

        @Override
        public EventStore open(StoreSettings settings) {
            try {
                for (ServiceReference<EventStoreProvider> reference :
                        context.getServiceReferences(EventStoreProvider.class, null)) {
                    EventStoreProvider provider = context.getService(reference);
                    if (provider != null && provider.schemes().contains("memory")) {
                        EventStore opened = provider.open(new StoreSettings(
                                "memory:", settings.dataDirectory(), settings.properties(), settings.timeout()));
                        store = opened;
                        return opened;
                    }
                }
            } catch (InvalidSyntaxException e) {
                throw new AssertionError(e);
            }
            throw new StoreUnavailableException("the store in memory is not there yet");
        }
    }
}
