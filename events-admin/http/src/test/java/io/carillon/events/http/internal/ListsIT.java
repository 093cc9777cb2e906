// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ListsIT {

    @TempDir
    static Path home;

    private static HostFramework host;
    private static Client viewer;

    @BeforeAll
    static void start() throws Exception {
        host = new HostFramework(home, Map.of("carillon.set.http.port", "0"))
                .overFakeLog()
                .withPlugins()
                .withSubscriptions()
                .start();
        viewer = new Client(
                host.url(),
                host.access()
                        .createToken(TokenRequest.of("viewer", Role.VIEWER, Duration.ofHours(1)), "test")
                        .text());
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    @Test
    void plugins_are_listed_with_their_states_and_why() throws Exception {
        JsonNode items = viewer.get("/api/v1/plugins").json().path("items");

        assertThat(items.findValuesAsText("state"))
                .containsExactly(
                        "active",
                        "starting",
                        "stopping",
                        "disabled",
                        "unresolved",
                        "failed",
                        "quarantined",
                        "superseded");
        assertThat(items.get(0).toString())
                .isEqualTo("{\"id\":\"com.example.active\",\"name\":\"The active\",\"version\":\"1.0.0\","
                        + "\"state\":\"active\",\"since\":\"2026-01-31T12:00:00Z\",\"jar\":\"active.jar\",\"sha256\":\""
                        + "ab".repeat(32) + "\",\"why\":[]}");
        assertThat(items.get(4).path("why").toString())
                .isEqualTo("[{\"problem\":\"a package is missing\",\"requirement\":\"x;version=2\","
                        + "\"offered\":\"x;version=1\",\"hint\":\"Update x.\"},"
                        + "{\"problem\":\"a library is missing\",\"requirement\":\"y\",\"hint\":\"Install y.\"}]");
        assertThat(items.get(5).has("sha256")).isFalse();
        assertThat(items.get(5).path("why").toString())
                .isEqualTo("[{\"problem\":\"its start failed\",\"hint\":\"See the log.\"}]");
    }

    @Test
    void one_plugin_is_the_same_as_in_the_list_and_an_unknown_one_is_not_found() throws Exception {
        JsonNode items = viewer.get("/api/v1/plugins").json().path("items");

        assertThat(viewer.get("/api/v1/plugins/com.example.unresolved").json()).isEqualTo(items.get(4));
        Client.Reply unknown = viewer.get("/api/v1/plugins/com.example.none");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("not-found");
    }

    @Test
    void subscriptions_are_listed_with_their_states_and_last_failures() throws Exception {
        JsonNode items = viewer.get("/api/v1/subscriptions").json().path("items");

        assertThat(items.findValuesAsText("state"))
                .containsExactly("live", "catching-up", "failing", "stuck", "paused", "draining", "dormant");
        assertThat(items.get(2).toString())
                .isEqualTo("{\"name\":\"com.example.a:failing\",\"kind\":\"handler\",\"plugin\":\"com.example.a\","
                        + "\"mode\":\"durable\",\"ordering\":\"subject\",\"priority\":\"normal\","
                        + "\"state\":\"failing\",\"enabled\":true,"
                        + "\"position\":\"00000000000000000040\",\"lag\":2,\"lagTime\":\"PT1M30S\","
                        + "\"handled\":7,\"failed\":1,\"dropped\":3,\"retrying\":4,\"deadLetters\":5,\"heldKeys\":6,"
                        + "\"breaker\":\"half-open\",\"types\":[\"order.**\",\"user.failing\"],"
                        + "\"nextAttempt\":\"2026-01-31T12:00:05Z\",\"failure\":\"java.io.IOException: no route\"}");
        assertThat(items.get(0).path("mode").asText()).isEqualTo("live");
        assertThat(items.get(0).has("failure")).isFalse();
        assertThat(items.get(0).has("nextAttempt")).isFalse();
        assertThat(items.get(6).path("expires").asText()).isEqualTo("2026-01-31T12:01:00Z");
        assertThat(items.get(4).path("enabled").asBoolean(true)).isFalse();
    }
}
