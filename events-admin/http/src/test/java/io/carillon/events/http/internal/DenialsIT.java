// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers without a valid credential leave in the log, by a host of its own: of them few are told one by one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DenialsIT {

    private static final String EVENTS = "/api/v1/events";
    private static final String PROXY = "127.0.9.9";

    @TempDir
    Path home;

    @Test
    void whoever_is_denied_is_recorded_with_the_address_of_the_client_and_a_flood_as_a_number() throws Exception {
        Map<String, String> settings = Map.of(
                "carillon.set.http.port", "0",
                "carillon.set.http.trustedProxies", PROXY,
                "carillon.set.store.url", "memory:");
        try (HostFramework host =
                new HostFramework(home, settings).overRealBus().start()) {
            String url = host.url();
            TokenRequest request = TokenRequest.of("auditor", Role.VIEWER, Duration.ofHours(1));
            Client auditor =
                    new Client(url, host.access().createToken(request, "test").text());
            Client nobody = new Client(url, "", InetAddress.getByName(PROXY));
            String from = "X-Forwarded-For: 192.0.2.";

            assertThat(nobody.get(EVENTS, from + 1).status()).isEqualTo(401);
            assertThat(nobody.get("/plugins/none/x", from + 2).status()).isEqualTo(401);
            assertThat(nobody.get(EVENTS, from + 3, "Authorization: Bearer wrong")
                            .status())
                    .isEqualTo(401);
            byte[] guess = "{\"key\":\"0\",\"name\":\"eve\",\"password\":\"purple otter on a tin roof\"}"
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(nobody.send("POST", "/api/v1/auth/setup", guess, "Content-Type: application/json", from + 4)
                            .status())
                    .isEqualTo(401);
            assertThat(auditor.send("DELETE", EVENTS, new byte[0]).status()).isEqualTo(403);

            await().untilAsserted(() -> assertThat(denials(auditor))
                    .containsExactlyInAnyOrder(
                            "GET /api/v1/events by anonymous from 192.0.2.1: unauthenticated",
                            "GET /plugins/none/x by anonymous from 192.0.2.2: unauthenticated",
                            "GET /api/v1/events by anonymous from 192.0.2.3: wrong token",
                            "POST /api/v1/auth/setup by anonymous from 192.0.2.4: wrong key",
                            "DELETE /api/v1/events by token:auditor from 127.0.0.1: forbidden"));

            int more = AuditAdmin.ANONYMOUS_DENIALS_PER_MINUTE;
            for (int i = 0; i < more; i++) {
                assertThat(nobody.get(EVENTS, from + 5).status()).isEqualTo(401);
            }
            assertThat(nobody.get("/livez", from + 5).status())
                    .as("nothing denied")
                    .isEqualTo(200);
            await().during(Duration.ofMillis(200))
                    .until(() -> denials(auditor).size() == AuditAdmin.ANONYMOUS_DENIALS_PER_MINUTE + 1);
        }
    }

    private static List<String> denials(Client auditor) throws Exception {
        List<String> denials = new ArrayList<>();
        for (JsonNode event : auditor.get(EVENTS + "?type=carillon.access.denied&limit=200")
                .json()
                .path("items")) {
            JsonNode data = event.path("data");
            denials.add(data.path("what").asText() + " by "
                    + event.path("subject").asText() + " from "
                    + data.path("from").asText() + ": "
                    + data.path("reason").asText());
        }
        return denials;
    }
}
