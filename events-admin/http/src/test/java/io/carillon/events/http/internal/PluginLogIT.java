// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.admin.LogAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.log.LogLevel;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PluginLogIT {

    @TempDir
    static Path home;

    private static HostFramework host;
    private static String url;
    private static Client operator;

    @BeforeAll
    static void start() throws Exception {
        host = new HostFramework(home, Map.of("carillon.set.http.port", "0"))
                .overFakeLog()
                .withPlugins()
                .start();
        url = host.url();
        operator = client(TokenRequest.of("operator", Role.OPERATOR, Duration.ofHours(1)));
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    private static Client client(TokenRequest request) {
        return new Client(url, host.access().createToken(request, "test").text());
    }

    private static JsonNode logs(String plugin, String query) throws Exception {
        Client.Reply reply = operator.get("/api/v1/plugins/" + plugin + "/logs?" + query);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private static String next(JsonNode page) {
        return "after=" + page.path("next").asText();
    }

    @Test
    void what_a_plugin_logged_is_told_oldest_first_without_what_others_did() throws Exception {
        String plugin = "com.example.active";
        Exception thrown = new IllegalStateException("no port", new IllegalArgumentException("port 0"));
        host.records.write(plugin, LogLevel.INFO, "begins", null);
        host.records.write("com.example.other", LogLevel.ERROR, "of another", null);
        host.records.write(null, LogLevel.ERROR, "of nobody", null);
        host.records.write(plugin, LogLevel.ERROR, "fails", thrown);
        host.records.write(plugin, LogLevel.DEBUG, "detail", null);

        JsonNode page = logs(plugin, "");

        assertThat(page.path("items").findValuesAsText("text")).containsExactly("begins", "fails");
        assertThat(page.path("gap").asBoolean(true)).isFalse();
        JsonNode first = page.path("items").get(0);
        assertThat(first.path("level").asText()).isEqualTo("info");
        assertThat(first.path("logger").asText()).isEqualTo("com.example.Logger");
        assertThat(first.path("thread").asText()).isEqualTo("worker-1");
        assertThat(first.has("error")).isFalse();
        assertThat(page.path("items").get(1).path("error").asText())
                .startsWith("java.lang.IllegalStateException: no port\n\tat ")
                .contains("\nCaused by: java.lang.IllegalArgumentException: port 0\n\tat ");
        assertThat(logs(plugin, "level=error").path("items").findValuesAsText("text"))
                .containsExactly("fails");
        assertThat(logs(plugin, "level=debug").path("items").findValuesAsText("text"))
                .containsExactly("begins", "fails", "detail");
    }

    @Test
    void it_goes_on_where_the_answer_before_ended() throws Exception {
        String plugin = "com.example.starting";
        host.records.write(plugin, LogLevel.INFO, "0", null);
        JsonNode before = logs(plugin, "");
        for (int i = 1; i <= 5; i++) {
            host.records.write(plugin, LogLevel.INFO, String.valueOf(i), null);
        }

        JsonNode first = logs(plugin, "limit=2&" + next(before));
        JsonNode second = logs(plugin, "limit=2&" + next(first));
        JsonNode third = logs(plugin, "limit=2&" + next(second));
        JsonNode none = logs(plugin, "limit=2&" + next(third));

        assertThat(first.path("items").findValuesAsText("text")).containsExactly("1", "2");
        assertThat(second.path("items").findValuesAsText("text")).containsExactly("3", "4");
        assertThat(third.path("items").findValuesAsText("text")).containsExactly("5");
        assertThat(none.path("items")).isEmpty();
        assertThat(none.path("gap").asBoolean(true)).isFalse();
        assertThat(logs(plugin, "limit=2").path("items").findValuesAsText("text"))
                .containsExactly("4", "5");
    }

    @Test
    void what_others_wrote_displaces_nothing_and_that_own_records_were_lost_is_said_once() throws Exception {
        String plugin = "com.example.stopping";
        host.records.write(plugin, LogLevel.INFO, "seen", null);
        JsonNode before = logs(plugin, "");
        for (int i = 0; i < LogAdmin.MAX_RECORDS + 1; i++) {
            host.records.write("com.example.other", LogLevel.INFO, "flood", null);
        }
        host.records.write(plugin, LogLevel.INFO, "after the flood of others", null);
        JsonNode whole = logs(plugin, next(before));
        for (int i = 0; i < LogAdmin.MAX_RECORDS; i++) {
            host.records.write(plugin, LogLevel.DEBUG, "flood", null);
        }

        JsonNode lost = logs(plugin, next(before));
        JsonNode on = logs(plugin, next(lost));
        host.records.write(plugin, LogLevel.INFO, "after the flood", null);
        JsonNode ofAnotherProcess = logs(plugin, "after=1-1000000");

        assertThat(whole.path("gap").asBoolean(true)).isFalse();
        assertThat(whole.path("items").findValuesAsText("text")).containsExactly("after the flood of others");
        assertThat(lost.path("gap").asBoolean()).isTrue();
        assertThat(lost.path("items")).isEmpty();
        assertThat(on.path("gap").asBoolean(true)).isFalse();
        assertThat(ofAnotherProcess.path("gap").asBoolean()).isTrue();
        assertThat(ofAnotherProcess.path("items").findValuesAsText("text")).containsExactly("after the flood");
    }

    @Test
    void no_text_is_too_long_or_too_broken_to_be_told() throws Exception {
        String plugin = "com.example.disabled";
        Exception broken = new IllegalStateException("x") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("no text");
            }
        };
        host.records.write(plugin, LogLevel.INFO, "x".repeat(100_000), new Exception("y".repeat(100_000)));
        host.records.write(plugin, LogLevel.INFO, "half \ud800 a character", broken);

        JsonNode items = logs(plugin, "").path("items");

        assertThat(items.get(0).path("text").asText()).hasSize(8_193).endsWith("x…");
        assertThat(items.get(0).path("error").asText()).hasSize(8_193).endsWith("y…");
        assertThat(items.get(1).path("text").asText()).isEqualTo("half ? a character");
        assertThat(items.get(1).path("error").asText())
                .endsWith("(its text cannot be had: java.lang.UnsupportedOperationException)");
    }

    @Test
    void who_may_not_see_the_whole_host_and_who_asks_for_nonsense_get_nothing() throws Exception {
        String logs = "/api/v1/plugins/com.example.active/logs";
        Client viewer = client(TokenRequest.of("viewer", Role.VIEWER, Duration.ofHours(1)));
        Client narrowed = client(
                TokenRequest.of("narrowed", Role.OPERATOR, Duration.ofHours(1)).withTenants(Set.of("other")));

        assertThat(viewer.get(logs).code()).isEqualTo("forbidden");
        assertThat(narrowed.get(logs).code()).isEqualTo("forbidden");
        assertThat(operator.get("/api/v1/plugins/com.example.none/logs").code()).isEqualTo("not-found");
        for (String query :
                new String[] {"limit=0", "limit=501", "level=loud", "after=5", "after=1-", "after=1-9999999999999999999"
                }) {
            assertThat(operator.get(logs + "?" + query).code()).as(query).isEqualTo("invalid-parameter");
        }
    }
}
